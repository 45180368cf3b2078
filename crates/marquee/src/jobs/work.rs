use std::path::PathBuf;
use std::sync::Arc;

use engine::{CancelToken, Watch};
use house::Digest;
use store::{Kept, Progress};
use tokio::sync::watch;

use super::{Failure, Scratch, Workshop};

/// One attempt at one job: its inputs, its own scratch folder, and the ear of whoever watches.
pub struct Work {
    pub workshop: Arc<Workshop>,
    /// Outputs of the jobs that this one waited for, in that order.
    pub inputs: Vec<Vec<Digest>>,
    scratch: Scratch,
    progress: watch::Sender<Progress>,
    stop: CancelToken,
}

impl Work {
    pub fn new(
        workshop: Arc<Workshop>,
        inputs: Vec<Vec<Digest>>,
        scratch: Scratch,
        progress: watch::Sender<Progress>,
        stop: CancelToken,
    ) -> Self {
        Self {
            workshop,
            inputs,
            scratch,
            progress,
            stop,
        }
    }

    /// A path in the folder that only this attempt writes to.
    pub fn scratch(&self, name: &str) -> PathBuf {
        self.scratch.path().join(name)
    }

    pub fn stop(&self) -> &CancelToken {
        &self.stop
    }

    /// For the engine: its progress becomes the job's, and it stops when the job must.
    pub fn watch(&self) -> Watch {
        let progress = self.progress.clone();
        Watch::new(
            move |now| progress.send_modify(|shown| *shown = shown_progress(now)),
            self.stop.clone(),
        )
    }

    /// For work that is done here: tells how much of it is done.
    pub fn teller(&self) -> impl Fn(u64, u64) + Send + 'static {
        let progress = self.progress.clone();
        move |done, total| {
            progress.send_modify(|shown| {
                *shown = shown_progress(engine::Progress {
                    done,
                    total,
                    speed_permille: 0,
                })
            });
        }
    }

    /// Moves a scratch file into the vault.
    pub async fn keep(&self, path: PathBuf) -> Result<Kept, Failure> {
        let vault = self.workshop.house.vault.clone();
        self.blocking(move || Ok(vault.adopt(&path)?)).await
    }

    /// The first output of input `at`.
    pub fn input(&self, at: usize) -> Result<Digest, Failure> {
        self.inputs
            .get(at)
            .and_then(|outputs| outputs.first())
            .copied()
            .ok_or_else(|| Failure::Lasting(format!("step {} before this one left nothing behind", at + 1)))
    }

    /// Runs file work away from the executor.
    pub async fn blocking<T: Send + 'static>(
        &self,
        work: impl FnOnce() -> Result<T, Failure> + Send + 'static,
    ) -> Result<T, Failure> {
        tokio::task::spawn_blocking(work)
            .await
            .unwrap_or_else(|mistake| Err(Failure::Lasting(format!("a mistake of the program: {mistake}"))))
    }
}

/// Time left is what is left of the step at the speed that the engine tells.
fn shown_progress(now: engine::Progress) -> Progress {
    let permille = if now.total == 0 {
        0
    } else {
        u128::from(now.done.min(now.total)) * 1000 / u128::from(now.total)
    };
    Progress {
        permille: u16::try_from(permille).unwrap_or(1000),
        eta_ms: None,
        note: None,
    }
}
