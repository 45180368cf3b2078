//! The work as it goes: server-sent events, until the session ends.

use std::collections::HashMap;
use std::convert::Infallible;
use std::sync::Arc;
use std::time::Duration;

use axum::extract::State;
use axum::http::HeaderMap;
use axum::response::Sse;
use axum::response::sse::{Event, KeepAlive};
use futures_util::Stream;
use futures_util::stream;
use house::id::JobId;
use house::team::Right;
use store::{JobFilter, JobOrder, JobState, StoreError};

use super::jobs::JobRecord;
use crate::site::Site;
use crate::team::Sessions;

const LOOK_AGAIN: Duration = Duration::from_millis(500);
/// What is not over, and what somebody must look at.
const SHOWN: [JobState; 4] = [
    JobState::Waiting,
    JobState::Running,
    JobState::Blocked,
    JobState::Failed,
];

/// Jobs that were queued and may be over between two looks; of more at once, the rest is told at the next look.
const QUICK: u32 = 100;

/// Jobs as they change: `jobs` events, each a JSON list of job records
#[utoipa::path(get, path = "/api/v1/jobs/events", tag = "jobs",
    responses((status = 200, content_type = "text/event-stream", body = String)))]
pub(crate) async fn follow(
    State(site): State<Arc<Site>>,
    headers: HeaderMap,
) -> Sse<impl Stream<Item = Result<Event, Infallible>>> {
    let watch = Watch {
        site,
        headers,
        seen: None,
        told: HashMap::new(),
        newest: None,
    };
    let events = stream::unfold(watch, |mut watch| async move {
        let event = watch.next().await?;
        Some((Ok(event), watch))
    });
    Sse::new(events).keep_alive(KeepAlive::new().interval(Duration::from_secs(15)))
}

struct Watch {
    site: Arc<Site>,
    headers: HeaderMap,
    seen: Option<i64>,
    told: HashMap<String, JobRecord>,
    /// Where the queue ended at the last look; unknown before the first.
    newest: Option<i64>,
}

impl Watch {
    /// The next change; `None` when the session has ended or the catalogue cannot be read.
    async fn next(&mut self) -> Option<Event> {
        loop {
            let member = Sessions::member(&self.site, &self.headers).await.ok()??;
            if !member.may(Right::SeeDrafts) {
                return None;
            }
            match self.news().await {
                Ok(news) if news.is_empty() => tokio::time::sleep(LOOK_AGAIN).await,
                Ok(news) => return Event::default().event("jobs").json_data(news).ok(),
                Err(error) => {
                    tracing::warn!(%error, "the queue cannot be followed");
                    return None;
                }
            }
        }
    }

    /// What changed since it was told last; at first everything that is shown.
    async fn news(&mut self) -> Result<Vec<JobRecord>, StoreError> {
        let queue = self.site.catalogue.queue();
        let version = queue.version().await?;
        if self.seen == Some(version) {
            return Ok(Vec::new());
        }
        let filter = JobFilter {
            states: SHOWN.to_vec(),
            ..JobFilter::default()
        };
        let jobs = queue.jobs(&filter).await?;
        self.seen = Some(version);
        let now: HashMap<String, JobRecord> = jobs
            .iter()
            .map(JobRecord::of)
            .map(|job| (job.id.clone(), job))
            .collect();
        let mut news: Vec<JobRecord> = now
            .values()
            .filter(|job| self.told.get(&job.id) != Some(job))
            .cloned()
            .collect();
        for gone in self.told.keys().filter(|id| !now.contains_key(*id)) {
            let id: Result<JobId, _> = gone.parse();
            if let Ok(id) = id
                && let Some(job) = queue.job(&id).await?
            {
                news.push(JobRecord::of(&job));
            }
        }
        for job in self.quick().await? {
            if !now.contains_key(&job.id) && !news.iter().any(|told| told.id == job.id) {
                news.push(job);
            }
        }
        self.told = now;
        Ok(news)
    }

    /// What was queued since the last look, and may be over already.
    async fn quick(&mut self) -> Result<Vec<JobRecord>, StoreError> {
        let every = JobFilter::default();
        let queue = self.site.catalogue.queue();
        let Some(newest) = self.newest else {
            let last = queue.jobs_page(&every, JobOrder::Newest, None, 1).await?;
            self.newest = Some(last.first().map_or(i64::MIN, |(position, _)| *position));
            return Ok(Vec::new());
        };
        let since = queue
            .jobs_page(&every, JobOrder::Oldest, Some(newest), QUICK)
            .await?;
        self.newest = since.last().map(|(position, _)| *position).or(self.newest);
        Ok(since.iter().map(|(_, job)| JobRecord::of(job)).collect())
    }
}
