//! The worker: claims jobs, keeps their leases, runs them side by side, and gives them back when it is told to stop.

use std::collections::HashMap;
use std::sync::Arc;
use std::time::Duration;

use engine::CancelToken;
use futures_util::FutureExt;
use store::{Claim, WorkerId, WorkerPresence};
use tokio::task::{JoinError, JoinSet};

use super::kinds::ON_ONE_CORE;
use super::{Workshop, attempt, scratch};
use crate::production::clear_dock;

/// How long a claim outlives the last sign of its worker.
pub const LEASE_MS: i64 = 15_000;
/// How long a worker counts as being there after its last sign.
const PRESENCE_MS: i64 = 5_000;
const BEAT: Duration = Duration::from_secs(1);
const TIDY: Duration = Duration::from_secs(3_600);
/// Longer than any step may hold an object that no record names yet.
const TIDY_AGE_MS: i64 = 24 * 3_600_000;
/// How long an idle worker waits before it asks again.
const PAUSE: Duration = Duration::from_millis(200);

/// One working process of a house. Works until `stop`.
pub struct Worker {
    id: WorkerId,
    workshop: Arc<Workshop>,
    /// Each answers whether it took one core only.
    running: JoinSet<bool>,
    /// Of those that run, how many take more.
    on_many_cores: usize,
    _presence: WorkerPresence,
}

impl Worker {
    pub fn new(workshop: Arc<Workshop>) -> anyhow::Result<Self> {
        let id = WorkerId::random();
        std::fs::create_dir_all(workshop.workers_folder())?;
        let presence = WorkerPresence::take(&workshop.workers_folder(), &id)?;
        Ok(Self {
            id,
            workshop,
            running: JoinSet::new(),
            on_many_cores: 0,
            _presence: presence,
        })
    }

    /// Works until `stop`, then gives back what it holds and leaves. A queue that cannot be reached is waited for:
    /// whatever happens to one job or one query, the worker stays.
    pub async fn work(mut self, stop: CancelToken) {
        let signs = tokio::spawn(give_signs(
            Arc::clone(&self.workshop),
            self.id.clone(),
            stop.clone(),
        ));
        let tidying = tokio::spawn(tidy(Arc::clone(&self.workshop)));
        while !stop.is_cancelled() {
            while let Some(ended) = self.running.try_join_next() {
                self.note_end(ended);
            }
            if !self.take_one(&stop).await {
                self.pause(&stop).await;
            }
        }
        while self.running.join_next().await.is_some() {}
        signs.abort();
        tidying.abort();
        if let Err(error) = self.workshop.queue.worker_leaves(&self.id).await {
            tracing::warn!("the queue was not told that this worker leaves: {error}");
        }
    }

    async fn take_one(&mut self, stop: &CancelToken) -> bool {
        match self.claim().await {
            Ok(Some(claim)) => {
                let workshop = Arc::clone(&self.workshop);
                let on_one_core = ON_ONE_CORE.contains(&claim.job.kind.as_str());
                self.on_many_cores += usize::from(!on_one_core);
                let attempt = attempt::make(workshop, claim, stop.child_token());
                self.running.spawn(attempt.map(move |()| on_one_core));
                true
            }
            Ok(None) => false,
            Err(error) => {
                tracing::warn!("asking for work: {error}");
                false
            }
        }
    }

    async fn claim(&self) -> Result<Option<Claim>, store::StoreError> {
        let Workshop {
            at_once,
            beside,
            queue,
            ..
        } = &*self.workshop;
        if self.running.len() >= at_once + beside {
            return Ok(None);
        }
        let room = self.workshop.room()?;
        if self.on_many_cores < *at_once {
            return queue.claim(&self.id, LEASE_MS, room).await;
        }
        queue.claim_of(&ON_ONE_CORE, &self.id, LEASE_MS, room).await
    }

    /// A step that was a mistake of the program is counted as what took more: no other is.
    fn note_end(&mut self, ended: Result<bool, JoinError>) {
        let on_one_core = ended.unwrap_or(false);
        self.on_many_cores = self.on_many_cores.saturating_sub(usize::from(!on_one_core));
    }

    /// Until a job ends, some time passes, or the end.
    async fn pause(&mut self, stop: &CancelToken) {
        tokio::select! {
            () = stop.cancelled() => {}
            () = tokio::time::sleep(PAUSE) => {}
            Some(ended) = self.running.join_next() => self.note_end(ended),
        }
    }
}

/// Says again and again that this worker lives, and buries those that do not.
async fn give_signs(workshop: Arc<Workshop>, id: WorkerId, stop: CancelToken) {
    let mut warned = HashMap::new();
    while !stop.is_cancelled() {
        let results = [
            (
                "saying that this worker lives",
                workshop.queue.worker_beat(&id, PRESENCE_MS).await,
            ),
            ("burying dead workers", bury(&workshop).await),
        ];
        for (what, result) in results {
            let failing = result.is_err();
            if let Err(error) = result
                && !warned.get(what).copied().unwrap_or(false)
            {
                tracing::warn!("{what}: {error}");
            }
            warned.insert(what, failing);
        }
        tokio::time::sleep(BEAT).await;
    }
}

/// Pieces that were joined and whatever else nothing needs any more leave the vault, a day after they came.
async fn tidy(workshop: Arc<Workshop>) {
    let mut hours = tokio::time::interval(TIDY);
    loop {
        hours.tick().await;
        let house = &workshop.house;
        match clear_dock(house, house.config.uploads.keep_ms).await {
            Ok(uploads @ 1..) => tracing::info!("{uploads} uploads that nobody went on with are gone"),
            Ok(_) => {}
            Err(error) => tracing::warn!("clearing the dock: {error:#}"),
        }
        match workshop
            .house
            .catalogue
            .collect_garbage(&workshop.house.vault, TIDY_AGE_MS)
            .await
        {
            Ok(collected) if collected.objects > 0 => tracing::info!(
                "{} objects ({} bytes) that nothing needs have left the vault",
                collected.objects,
                collected.bytes
            ),
            Ok(_) => {}
            Err(error) => tracing::warn!("tidying the vault: {error}"),
        }
    }
}

/// What a dead worker of this machine held is given back at once, without waiting for its leases.
pub async fn bury(workshop: &Arc<Workshop>) -> Result<(), store::StoreError> {
    let (workers, claims) = (workshop.workers_folder(), workshop.scratch.clone());
    let dead = tokio::task::spawn_blocking(move || {
        if let Err(error) = scratch::sweep(&claims) {
            tracing::warn!("sweeping {}: {error}", claims.display());
        }
        WorkerPresence::sweep(&workers)
    })
    .await
    .unwrap_or_else(|_| Ok(Vec::new()))?;
    for worker in dead {
        let given_back = workshop.queue.release_worker(&worker).await?;
        WorkerPresence::forget(&workshop.workers_folder(), &worker)?;
        tracing::info!("worker {worker} is gone; {given_back} of its jobs are free again");
    }
    Ok(())
}
