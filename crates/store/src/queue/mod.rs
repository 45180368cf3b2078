//! The queue: a table of leased jobs. Every transition is one `BEGIN IMMEDIATE` transaction that checks the fence, so
//! that a job that was taken over by another worker can no longer be changed by the first.

mod cancel;
mod claim;
mod enqueue;
mod finish;
mod job;
mod list;
mod outputs;
mod pause;
mod presence;
mod retry;
mod state;
#[cfg(test)]
pub(crate) mod tests;
mod wait;
mod workers;

pub use enqueue::Deed;
pub use finish::MAX_ATTEMPTS;
pub use job::{Claim, Enqueued, Job, JobFilter, NewJob, Progress, Standing, WorkerId};
pub use list::JobOrder;
pub(crate) use outputs::{Gone, make_again_everything_lost, mark_gone, needed_outputs};
pub use presence::WorkerPresence;
pub use state::JobState;
pub use wait::Wait;

use crate::{Catalogue, StoreError};

/// Cheap to clone.
#[derive(Clone)]
pub struct Queue {
    catalogue: Catalogue,
}

impl Queue {
    pub(crate) fn new(catalogue: Catalogue) -> Self {
        Self { catalogue }
    }

    /// Changes whenever anything at all was written, by whatever process; cheap (for waiting on the queue).
    pub async fn version(&self) -> Result<i64, StoreError> {
        self.catalogue.data_version().await
    }
}
