//! Watching ordered jobs until all are over, and working on them when nobody else does.

use std::collections::HashMap;
use std::sync::Arc;
use std::time::Duration;

use engine::CancelToken;
use house::id::{JobId, TitleId};
use store::{Job, JobFilter, JobState};
use tokio::task::JoinHandle;

use crate::cli::board::Board;
use crate::jobs::progress::{Stretch, StretchState, stretches, whole};
use crate::jobs::{Worker, Workshop};
use crate::open_house::OpenHouse;

const LOOK_AGAIN: Duration = Duration::from_millis(250);
/// How long a worker is given to begin, in looks.
const BEGINNING: Duration = Duration::from_millis(10);
const BEGINNINGS: usize = 100;

/// Jobs of one title, or of one tape, that somebody waits for.
#[derive(Debug, Clone)]
pub struct Awaited {
    pub name: String,
    pub title: Option<TitleId>,
    pub jobs: Vec<JobId>,
}

/// How the awaited jobs ended.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Ending {
    Done,
    /// A sentence for each step that failed or was cancelled.
    Failed(Vec<String>),
    /// The wait was ended first.
    Stopped,
}

/// Shows the progress of all awaited jobs until they are over or `stop`.
///
/// # Errors
/// When the catalogue cannot be read.
pub async fn follow(
    house: &OpenHouse,
    awaited: &[Awaited],
    board: &mut Board,
    stop: &CancelToken,
) -> anyhow::Result<Ending> {
    let (mut done, mut looked_twice) = (HashMap::new(), false);
    loop {
        let mut failures = Vec::new();
        let mut open = 0;
        for film in awaited {
            let jobs = jobs_of(house, film, &mut done).await?;
            let now = house.clock.now();
            let steps = stretches(&jobs, now);
            board.show(&film.name, &whole(&film.name, &jobs, now), &steps);
            open += jobs.iter().filter(|job| may_still_run(job)).count();
            failures.extend(steps.iter().filter_map(failure));
        }
        if open == 0 && !looked_twice {
            // A step that was done may have been set going again, by whoever needs what was lost since.
            (looked_twice, done) = (true, HashMap::new());
            continue;
        }
        looked_twice = false;
        if open == 0 {
            board.finish();
            return Ok(match failures.is_empty() {
                true => Ending::Done,
                false => Ending::Failed(failures),
            });
        }
        tokio::select! {
            () = stop.cancelled() => {
                board.finish();
                return Ok(Ending::Stopped);
            }
            () = tokio::time::sleep(LOOK_AGAIN) => {}
        }
    }
}

/// The awaited jobs as they stand, in the order in which they were ordered. What is `done` is not asked for again: a
/// whole archive has thousands of steps. A piece may be queued for another title that is made of the same film.
async fn jobs_of(
    house: &OpenHouse,
    film: &Awaited,
    done: &mut HashMap<JobId, Job>,
) -> anyhow::Result<Vec<Job>> {
    let queue = house.catalogue.queue();
    let known_done = film.jobs.iter().filter(|id| done.contains_key(id)).count();
    let listed = match &film.title {
        Some(title) if known_done < film.jobs.len() => {
            let filter = JobFilter {
                title: Some(title.clone()),
                // All of them once, in one answer.
                states: JobState::ALL
                    .into_iter()
                    .filter(|state| known_done == 0 || *state != JobState::Done)
                    .collect(),
                ..JobFilter::default()
            };
            queue.jobs(&filter).await?
        }
        _ => Vec::new(),
    };
    let mut known: HashMap<JobId, Job> = listed.into_iter().map(|job| (job.id.clone(), job)).collect();
    let mut jobs = Vec::with_capacity(film.jobs.len());
    for id in &film.jobs {
        let job = match (done.get(id), known.remove(id)) {
            (Some(job), _) => Some(job.clone()),
            (None, Some(job)) => Some(job),
            (None, None) => queue.job(id).await?,
        };
        let Some(job) = job else { continue };
        if job.state == JobState::Done {
            done.insert(id.clone(), job.clone());
        }
        jobs.push(job);
    }
    Ok(jobs)
}

fn may_still_run(job: &Job) -> bool {
    matches!(job.state, JobState::Waiting | JobState::Running)
}

fn failure(step: &Stretch) -> Option<String> {
    match &step.state {
        StretchState::Failed(sentence) => Some(format!("{}: {sentence}", step.name)),
        StretchState::Cancelled => Some(format!("{}: cancelled", step.name)),
        _ => None,
    }
}

/// A worker of this program, there whenever no other program works in the house.
pub struct Stopgap {
    stop: CancelToken,
    watching: JoinHandle<()>,
}

impl Stopgap {
    /// # Errors
    /// A sentence when there is no engine.
    pub async fn stand_by(house: &OpenHouse) -> anyhow::Result<Self> {
        let workshop = Workshop::of(house).await?;
        let stop = CancelToken::new();
        let watching = tokio::spawn(stand_in(Arc::clone(&workshop), stop.clone()));
        // Who looks at the steps before it has begun would read that nobody works here.
        for _ in 0..BEGINNINGS {
            if matches!(workshop.queue.someone_works().await, Ok(true)) {
                break;
            }
            tokio::time::sleep(BEGINNING).await;
        }
        Ok(Self { stop, watching })
    }

    /// Gives back what it works on and leaves.
    pub async fn leave(self) {
        self.stop.cancel();
        let _ = self.watching.await;
    }
}

async fn stand_in(workshop: Arc<Workshop>, stop: CancelToken) {
    while !stop.is_cancelled() {
        match workshop.queue.someone_works().await {
            Ok(false) => match Worker::new(Arc::clone(&workshop)) {
                Ok(worker) => return worker.work(stop).await,
                Err(error) => tracing::warn!("this program cannot work: {error:#}"),
            },
            Ok(true) => {}
            Err(error) => tracing::warn!("asking who works: {error}"),
        }
        tokio::select! {
            () = stop.cancelled() => {}
            () = tokio::time::sleep(LOOK_AGAIN) => {}
        }
    }
}
