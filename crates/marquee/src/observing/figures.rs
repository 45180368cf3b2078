//! What was counted goes to the catalogue, hour by hour.

use std::path::PathBuf;
use std::sync::Arc;
use std::time::Duration;

use engine::CancelToken;
use house::Clock;
use site::Observatory;
use store::catalogue::Figure;
use store::{Catalogue, JobState};

/// What is lost when the program is killed.
const EVERY: Duration = Duration::from_secs(60);
const HOUR_MICROS: i64 = 3_600_000_000;

pub struct Keeper {
    pub catalogue: Catalogue,
    pub vault: PathBuf,
    pub clock: Arc<dyn Clock>,
    pub observatory: Arc<Observatory>,
}

impl Keeper {
    /// Keeps the figures every minute, and once more at the end.
    pub async fn keep(self, stop: CancelToken) {
        let mut failing = false;
        let mut ending = false;
        loop {
            match self.keep_once().await {
                Ok(()) => failing = false,
                Err(error) if !failing => {
                    tracing::warn!("figures of the operations page are not kept: {error}");
                    failing = true;
                }
                Err(_) => {}
            }
            if ending {
                return;
            }
            ending = tokio::time::timeout(EVERY, stop.cancelled()).await.is_ok();
        }
    }

    async fn keep_once(&self) -> Result<(), store::StoreError> {
        let now = self.clock.now();
        let queue = self.catalogue.queue_figures().await?;
        let (free, size) = (
            store::disk::free_bytes(&self.vault)?,
            store::disk::all_bytes(&self.vault)?,
        );
        self.observatory.disk_is(free, size);
        let jobs = |wanted: JobState| {
            let found = queue.jobs.iter().find(|(state, _)| *state == wanted);
            found.map_or(0, |(_, count)| *count)
        };
        let measured = [
            ("disk_free", free),
            ("disk_size", size),
            ("jobs_waiting", jobs(JobState::Waiting)),
            ("jobs_running", jobs(JobState::Running)),
            ("jobs_failed", jobs(JobState::Failed)),
        ];
        let measured: Vec<Figure> = measured
            .into_iter()
            .map(|(name, value)| Figure {
                hour: now.micros().div_euclid(HOUR_MICROS),
                name: name.to_owned(),
                bucket: 0,
                value: i64::try_from(value).unwrap_or(i64::MAX),
            })
            .collect();
        self.catalogue.set_figures(&measured).await?;
        self.keep_seen().await?;
        self.catalogue.add_figures(&self.observatory.to_keep(now)).await
    }

    async fn keep_seen(&self) -> Result<(), store::StoreError> {
        let seen = self.observatory.audience.take();
        let kept = self.catalogue.add_replays(&seen).await;
        if kept.is_err() {
            self.observatory.audience.put_back(&seen);
        }
        kept
    }
}
