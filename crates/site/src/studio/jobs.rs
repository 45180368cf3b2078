use std::sync::Arc;

use askama::Template;
use axum::extract::State;
use axum::response::Response;
use store::{Job, JobFilter, JobOrder, JobState};

use super::{Desk, JobRow};
use crate::pages::{Frame, page};
use crate::problem::Problem;
use crate::site::Site;
use crate::team::Member;

const FIRST: u32 = 60;

#[derive(Template)]
#[template(path = "studio/jobs.html")]
struct Jobs<'a> {
    frame: Frame<'a>,
    studio: Desk,
    jobs: Vec<JobRow<'a>>,
    nobody_works: bool,
    /// Somebody holds all work back.
    all_paused: bool,
}

/// `GET /studio/jobs`
pub(crate) async fn jobs(State(site): State<Arc<Site>>, member: Member) -> Result<Response, Problem> {
    let names = site.catalogue.title_names().await.map_err(Problem::internal)?;
    let someone_works = site.catalogue.queue().someone_works().await;
    let someone_works = someone_works.map_err(Problem::internal)?;
    let all_paused = site.catalogue.queue().is_paused().await;
    let all_paused = all_paused.map_err(Problem::internal)?;
    let jobs = first(&site).await.map_err(Problem::internal)?;
    page(&Jobs {
        frame: site.frame(),
        studio: Desk::of(&member, "/studio/jobs"),
        nobody_works: !someone_works && jobs.iter().any(|job| job.state == JobState::Waiting),
        all_paused,
        jobs: jobs.iter().map(|job| JobRow::of(job, &names)).collect(),
    })
}

/// What is still open, and after it what was done last: a house that has worked for years has done more steps than
/// anybody reads.
async fn first(site: &Site) -> Result<Vec<Job>, store::StoreError> {
    let queue = site.catalogue.queue();
    let mut jobs = queue.jobs(&open()).await?;
    jobs.truncate(FIRST as usize);
    let done = JobFilter {
        states: vec![JobState::Done],
        ..JobFilter::default()
    };
    let room = FIRST.saturating_sub(u32::try_from(jobs.len()).unwrap_or(FIRST));
    let done = queue.jobs_page(&done, JobOrder::Newest, None, room).await?;
    jobs.extend(done.into_iter().map(|(_, job)| job));
    Ok(jobs)
}

/// Everything but what is done.
pub(super) fn open() -> JobFilter {
    let states = JobState::ALL.into_iter();
    JobFilter {
        states: states.filter(|state| *state != JobState::Done).collect(),
        ..JobFilter::default()
    }
}
