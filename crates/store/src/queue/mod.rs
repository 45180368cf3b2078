//! The queue: a table of leased jobs. Every transition is one `BEGIN IMMEDIATE` transaction that checks the fence, so
//! that a job that was taken over by another worker can no longer be changed by the first.

mod job;
mod presence;
mod wait;

pub use job::{Claim, Enqueued, Job, JobFilter, JobState, NewJob, Progress, Standing, WorkerId};
pub use presence::WorkerPresence;
pub use wait::Wait;

use house::Digest;
use house::id::{JobId, TitleId};

use crate::catalogue::unfinished;
use crate::{Catalogue, Effect, StoreError};

#[derive(Clone)]
pub struct Queue {
    _catalogue: Catalogue,
}

impl Queue {
    pub(crate) fn new(catalogue: Catalogue) -> Self {
        Self {
            _catalogue: catalogue,
        }
    }

    /// Queues jobs in one transaction; a job's `after` may name jobs earlier in the list or in the queue. Idempotent
    /// by step key: a job that is there already (live or done) is used instead; one that failed or was cancelled is
    /// set going again. Answers what became of each, in the order given.
    pub async fn enqueue(&self, jobs: Vec<NewJob>) -> Result<Vec<Enqueued>, StoreError> {
        let _ = jobs;
        Err(unfinished())
    }

    /// Takes the most urgent job that is ready and fits the disk: all it waits for is done, its time has come, and
    /// its `disk` fits `free_disk` less what running jobs have reserved. Leases that ran out are taken over.
    pub async fn claim(
        &self,
        worker: &WorkerId,
        lease_ms: i64,
        free_disk: u64,
    ) -> Result<Option<Claim>, StoreError> {
        let _ = (worker, lease_ms, free_disk);
        Err(unfinished())
    }

    /// Renews the lease and tells how far the job is.
    pub async fn heartbeat(&self, claim: &Claim, progress: &Progress) -> Result<Standing, StoreError> {
        let _ = (claim, progress);
        Err(unfinished())
    }

    /// Marks the job done with its outputs and applies its effects, all or nothing; nothing happens unless the
    /// answer is [`Standing::Held`].
    pub async fn finish(
        &self,
        claim: &Claim,
        outputs: &[Digest],
        effects: &[Effect],
    ) -> Result<Standing, StoreError> {
        let _ = (claim, outputs, effects);
        Err(unfinished())
    }

    /// Ends the attempt with a sentence for people. With `retry` the job waits (longer each time) and is tried again,
    /// up to [`MAX_ATTEMPTS`]; without, or after that, it has failed and what comes after it is blocked.
    pub async fn fail(&self, claim: &Claim, sentence: &str, retry: bool) -> Result<Standing, StoreError> {
        let _ = (claim, sentence, retry);
        Err(unfinished())
    }

    /// Gives the job back as if it had never been taken (the program is shutting down).
    pub async fn release_claim(&self, claim: &Claim) -> Result<(), StoreError> {
        let _ = claim;
        Err(unfinished())
    }

    /// Gives back everything that a worker held which is known to be dead (see [`WorkerPresence::sweep`]).
    pub async fn release_worker(&self, worker: &WorkerId) -> Result<u64, StoreError> {
        let _ = worker;
        Err(unfinished())
    }

    /// Cancels the job and everything that comes after it; answers how many.
    pub async fn cancel(&self, job: &JobId) -> Result<u64, StoreError> {
        let _ = job;
        Err(unfinished())
    }

    /// Cancels every unfinished job of a title that no job of another title waits for.
    pub async fn cancel_title(&self, title: &TitleId) -> Result<u64, StoreError> {
        let _ = title;
        Err(unfinished())
    }

    /// Sets a failed or cancelled job going again, with what it waits for and what was blocked by it.
    ///
    /// # Errors
    /// [`StoreError::Refused`] for a job that is not failed, cancelled or waiting.
    pub async fn retry(&self, job: &JobId) -> Result<u64, StoreError> {
        let _ = job;
        Err(unfinished())
    }

    pub async fn job(&self, id: &JobId) -> Result<Option<Job>, StoreError> {
        let _ = id;
        Err(unfinished())
    }

    /// In the order in which they would be taken.
    pub async fn jobs(&self, filter: &JobFilter) -> Result<Vec<Job>, StoreError> {
        let _ = filter;
        Err(unfinished())
    }

    /// Says that this worker is there and works; to be repeated well within `valid_ms`.
    pub async fn worker_beat(&self, worker: &WorkerId, valid_ms: i64) -> Result<(), StoreError> {
        let _ = (worker, valid_ms);
        Err(unfinished())
    }

    pub async fn worker_leaves(&self, worker: &WorkerId) -> Result<(), StoreError> {
        let _ = worker;
        Err(unfinished())
    }

    /// Is any worker there?
    pub async fn someone_works(&self) -> Result<bool, StoreError> {
        Err(unfinished())
    }

    /// Changes whenever anything at all was written by another connection; cheap (for waiting on the queue).
    pub async fn version(&self) -> Result<i64, StoreError> {
        Err(unfinished())
    }
}

/// After this many failed attempts a job has failed for good (until it is retried by hand).
pub const MAX_ATTEMPTS: u32 = 5;
