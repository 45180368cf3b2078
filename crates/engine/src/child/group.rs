use rustix::process::{Pid, Signal, kill_process_group};
use tokio::process::Child;

/// A child's process group, killed whole when this is dropped before the child was waited for.
pub(super) struct Group(Option<Pid>);

impl Group {
    pub(super) fn of(child: &Child) -> Self {
        let pid = child
            .id()
            .and_then(|id| i32::try_from(id).ok())
            .and_then(Pid::from_raw);
        Self(pid)
    }

    /// The child is gone and its number may soon name another process.
    pub(super) fn reaped(&mut self) {
        self.0 = None;
    }
}

impl Drop for Group {
    fn drop(&mut self) {
        if let Some(pid) = self.0 {
            // It may have ended by itself a moment ago; then there is nothing to kill.
            let _ = kill_process_group(pid, Signal::KILL);
        }
    }
}
