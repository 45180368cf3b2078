//! One attempt at a claimed job, from its scratch folder to its end in the queue.

use std::future::Future;
use std::panic::AssertUnwindSafe;
use std::sync::Arc;
use std::time::Duration;

use engine::CancelToken;
use futures_util::FutureExt;
use store::{Claim, Progress, Standing, StoreError};
use tokio::sync::watch;
use tracing::Instrument;

use super::{Failure, Outcome, Scratch, Work, Workshop, kinds};

const HEARTBEAT: Duration = Duration::from_secs(1);
/// Time that the end of a job may take to reach a busy catalogue.
const LAST_TRIES: u32 = 20;

/// Runs the claimed job and tells the queue how it ended. `stop`: the program is shutting down.
pub async fn make(workshop: Arc<Workshop>, claim: Claim, stop: CancelToken) {
    let (told, shown) = watch::channel(Progress::default());
    let cancel = stop.child_token();
    let keeper = Keeper {
        workshop: Arc::clone(&workshop),
        claim: claim.clone(),
        shown,
        cancel: cancel.clone(),
    };
    let outcome = keeper.alongside(run(&workshop, &claim, told, cancel)).await;
    let ended = match outcome {
        Ended::By(Ok(outcome)) => finish(&workshop, &claim, &outcome).await,
        Ended::By(Err(Failure::Stopped)) if stop.is_cancelled() => give_back(&workshop, &claim).await,
        Ended::By(Err(failure)) => fail(&workshop, &claim, &failure).await,
        Ended::Lost => Ok(()),
    };
    if let Err(error) = ended {
        // The lease runs out by itself, and the job is taken again.
        tracing::error!("'{}' ended but the queue was not told: {error}", claim.job.label);
    }
}

async fn run(
    workshop: &Arc<Workshop>,
    claim: &Claim,
    told: watch::Sender<Progress>,
    cancel: CancelToken,
) -> Result<Outcome, Failure> {
    let scratch = Scratch::take(&workshop.scratch, &claim.job.id, claim.fence)
        .map_err(|error| Failure::io(&workshop.scratch, &error))?;
    let work = Work::new(Arc::clone(workshop), claim.inputs.clone(), scratch, told, cancel);
    let mistake = || Failure::Lasting("the program made a mistake of its own in this step".into());
    let span = tracing::info_span!("job", job.kind = claim.job.kind.as_str());
    AssertUnwindSafe(kinds::run(&claim.job, &work).instrument(span))
        .catch_unwind()
        .await
        .unwrap_or_else(|_| Err(mistake()))
}

enum Ended {
    By(Result<Outcome, Failure>),
    /// Another worker has, or may have, the job, or it was cancelled: nothing more is written.
    Lost,
}

/// Keeps the lease of a claim while its job runs.
struct Keeper {
    workshop: Arc<Workshop>,
    claim: Claim,
    shown: watch::Receiver<Progress>,
    cancel: CancelToken,
}

impl Keeper {
    async fn alongside(mut self, job: impl Future<Output = Result<Outcome, Failure>>) -> Ended {
        tokio::pin!(job);
        let mut last_heard = tokio::time::Instant::now();
        let mut beats = tokio::time::interval(HEARTBEAT);
        beats.set_missed_tick_behavior(tokio::time::MissedTickBehavior::Delay);
        loop {
            tokio::select! {
                result = &mut job => return Ended::By(result),
                _ = beats.tick() => {}
            }
            // The job goes on meanwhile: it may hold the catalogue's one writer, for which the lease waits.
            let holds = {
                let beat = self.still_holds(&mut last_heard);
                tokio::pin!(beat);
                tokio::select! {
                    result = &mut job => {
                        beat.await;
                        return Ended::By(result);
                    }
                    holds = &mut beat => holds,
                }
            };
            if holds {
                continue;
            }
            self.cancel.cancel();
            let _ = (&mut job).await;
            return Ended::Lost;
        }
    }

    /// A queue that cannot be reached is as good as a lost lease once the lease's time is over.
    async fn still_holds(&mut self, last_heard: &mut tokio::time::Instant) -> bool {
        let progress = self.shown.borrow_and_update().clone();
        match self.workshop.queue.heartbeat(&self.claim, &progress).await {
            Ok(Standing::Held) => {
                *last_heard = tokio::time::Instant::now();
                true
            }
            Ok(Standing::Lost | Standing::Cancelled) => false,
            Err(error) => {
                tracing::warn!("renewing the lease of '{}': {error}", self.claim.job.label);
                i128::try_from(last_heard.elapsed().as_millis()).unwrap_or(i128::MAX)
                    < i128::from(self.claim.lease_ms)
            }
        }
    }
}

async fn finish(workshop: &Workshop, claim: &Claim, outcome: &Outcome) -> Result<(), StoreError> {
    let queue = &workshop.queue;
    insist(|| queue.finish(claim, &outcome.outputs, &outcome.effects)).await
}

async fn fail(workshop: &Workshop, claim: &Claim, failure: &Failure) -> Result<(), StoreError> {
    let sentence = failure.to_string();
    tracing::warn!("'{}': {sentence}", claim.job.label);
    let retry = failure.is_worth_retrying(claim.job.attempts);
    insist(|| workshop.queue.fail(claim, &sentence, retry)).await
}

async fn give_back(workshop: &Workshop, claim: &Claim) -> Result<(), StoreError> {
    workshop.queue.release_claim(claim).await
}

/// The end of an hour's work is not lost to a catalogue that is busy for a moment.
async fn insist<F>(mut tell: impl FnMut() -> F) -> Result<(), StoreError>
where
    F: Future<Output = Result<Standing, StoreError>>,
{
    let mut tries = 0;
    loop {
        match tell().await {
            Ok(_standing) => return Ok(()),
            Err(StoreError::Database(_) | StoreError::DiskFull(_) | StoreError::Io { .. })
                if tries < LAST_TRIES =>
            {
                tries += 1;
                tokio::time::sleep(HEARTBEAT / 4).await;
            }
            Err(error) => return Err(error),
        }
    }
}
