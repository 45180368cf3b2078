use rlimit::Resource;
use rustix::process::{Signal, getppid, nice, set_parent_process_death_signal};
use serde::{Deserialize, Serialize};

/// What a child may take.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(crate) struct Limits {
    /// Address space in bytes.
    pub(crate) memory: u64,
    /// Seconds of all its threads together; the last resort behind the time limit of the caller.
    pub(crate) cpu_seconds: u64,
    /// Bytes of the largest file it may write.
    pub(crate) file_size: u64,
    pub(crate) nice: i32,
}

/// A child has its input, its output, a few libraries while it starts and nothing else.
const OPEN_FILES: u64 = 64;

impl Limits {
    pub(super) fn apply(&self) -> std::io::Result<()> {
        let set = |resource: Resource, value: u64| {
            // A limit that is already lower stays.
            let (_, hard) = resource.get()?;
            let value = value.min(hard);
            resource.set(value, value)
        };
        set(Resource::AS, self.memory)?;
        set(Resource::CPU, self.cpu_seconds)?;
        set(Resource::FSIZE, self.file_size)?;
        set(Resource::NOFILE, OPEN_FILES)?;
        set(Resource::CORE, 0)?;
        if self.nice > 0 {
            nice(self.nice)?;
        }
        Ok(())
    }
}

/// The kernel kills this process when the thread that started it ends. Between the start and this call the parent may
/// have gone already.
pub(super) fn die_with_parent(parent: u32) -> Result<(), String> {
    set_parent_process_death_signal(Some(Signal::KILL)).map_err(|error| format!("death signal: {error}"))?;
    let now = getppid().map(|pid| pid.as_raw_nonzero().get().unsigned_abs());
    if now == Some(parent) {
        Ok(())
    } else {
        Err("the program that called is gone".into())
    }
}
