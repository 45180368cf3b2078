use std::sync::Arc;

use askama::Template;
use axum::extract::State;
use axum::response::Response;
use store::{JobFilter, JobState};

use super::{Desk, JobRow};
use crate::pages::{Frame, page};
use crate::problem::Problem;
use crate::site::Site;
use crate::team::Member;

const FIRST: usize = 60;

#[derive(Template)]
#[template(path = "studio/jobs.html")]
struct Jobs<'a> {
    frame: Frame<'a>,
    studio: Desk,
    jobs: Vec<JobRow<'a>>,
    nobody_works: bool,
}

/// `GET /studio/jobs`
pub(crate) async fn jobs(State(site): State<Arc<Site>>, member: Member) -> Result<Response, Problem> {
    let titles = site.catalogue.titles().await.map_err(Problem::internal)?;
    let queue = site.catalogue.queue();
    let jobs = queue
        .jobs(&JobFilter::default())
        .await
        .map_err(Problem::internal)?;
    let someone_works = queue.someone_works().await.map_err(Problem::internal)?;
    page(&Jobs {
        frame: site.frame(),
        studio: Desk::of(&member, "/studio/jobs"),
        nobody_works: !someone_works && jobs.iter().any(|job| job.state == JobState::Waiting),
        jobs: jobs
            .iter()
            .take(FIRST)
            .map(|job| JobRow::of(job, &titles))
            .collect(),
    })
}
