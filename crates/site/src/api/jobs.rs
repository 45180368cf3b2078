use std::sync::Arc;

use axum::extract::State;
use axum::http::StatusCode;
use house::id::{JobId, TitleId};
use serde::{Deserialize, Serialize};
use store::{Job, JobFilter, JobOrder, JobState};
use utoipa::{IntoParams, ToSchema};

use super::{Page, Query, Told, When, one_of, page};
use crate::path::Named;
use crate::problem::Problem;
use crate::site::Site;
use crate::team::Member;

/// A step of the house's work.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
pub(crate) struct JobRecord {
    pub(super) id: String,
    /// "encode-piece", "join-rendition".
    kind: String,
    #[schema(required)]
    title: Option<String>,
    /// For people.
    label: String,
    #[schema(schema_with = one_of::job_state)]
    state: &'static str,
    /// Why it waits, or what went wrong.
    #[schema(required)]
    reason: Option<String>,
    paused: bool,
    /// How far a running step is, of 1000.
    permille: u16,
    #[schema(required)]
    left_ms: Option<i64>,
    attempts: u32,
    made: When,
    #[schema(required)]
    started: Option<When>,
    #[schema(required)]
    ended: Option<When>,
}

impl JobRecord {
    pub(super) fn of(job: &Job) -> Self {
        let running = job.state == JobState::Running;
        let waits = job.wait.as_ref().map(ToString::to_string);
        Self {
            id: job.id.to_string(),
            kind: job.kind.clone(),
            title: job.title.as_ref().map(ToString::to_string),
            label: job.label.clone(),
            state: job.state.as_str(),
            reason: match (running, waits) {
                (true, _) => job.progress.note.clone(),
                (false, Some(waits)) => Some(waits),
                (false, None) => job.sentence.clone(),
            },
            paused: job.wait == Some(store::Wait::Paused),
            permille: job.progress.permille.min(1_000),
            left_ms: job.progress.eta_ms.filter(|_| running),
            attempts: job.attempts,
            made: job.made.into(),
            started: job.started.map(When),
            ended: job.ended.map(When),
        }
    }
}

/// Which jobs to list.
#[derive(Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub(crate) struct JobsAsked {
    #[param(minimum = 1, maximum = 200)]
    limit: Option<u32>,
    cursor: Option<String>,
    /// made (oldest first) or -made.
    sort: Option<String>,
    /// One state, or several with commas between.
    state: Option<String>,
    /// A title's id.
    title: Option<String>,
    kind: Option<String>,
}

/// Jobs
#[utoipa::path(get, path = "/api/v1/jobs", tag = "jobs", params(JobsAsked),
    responses((status = 200, body = Page<JobRecord>)))]
pub(crate) async fn list(
    State(site): State<Arc<Site>>,
    Query(asked): Query<JobsAsked>,
) -> Result<Told<Page<JobRecord>>, Problem> {
    let limit = page::limit(asked.limit)?;
    let order = match asked.sort.as_deref() {
        None | Some("-made") => JobOrder::Newest,
        Some("made") => JobOrder::Oldest,
        Some(_) => return Err(Problem::invalid("sort", "sort is made or -made")),
    };
    let title = asked.title.as_deref().map(str::parse::<TitleId>).transpose();
    let states = asked.state.as_deref().unwrap_or_default().split(',');
    let states = states
        .filter(|state| !state.is_empty())
        .map(str::parse::<JobState>);
    let filter = JobFilter {
        title: title.map_err(|error| Problem::invalid("title", error))?,
        kind: asked.kind,
        states: states
            .collect::<Result<_, _>>()
            .map_err(|error| Problem::invalid("state", error))?,
    };
    let after = page::after(asked.cursor.as_deref())?;
    let found = site
        .catalogue
        .queue()
        .jobs_page(&filter, order, after, limit + 1)
        .await?;
    let found = found
        .iter()
        .map(|(position, job)| (*position, JobRecord::of(job)));
    Ok(Told(Page::of(found.collect(), limit)))
}

/// One job
#[utoipa::path(get, path = "/api/v1/jobs/{id}", tag = "jobs", params(("id" = String, Path)),
    responses((status = 200, body = JobRecord), (status = 404)))]
pub(crate) async fn show(
    State(site): State<Arc<Site>>,
    Named(id): Named<JobId>,
) -> Result<Told<JobRecord>, Problem> {
    one(&site, &id).await
}

/// Cancel a job and what comes after it
#[utoipa::path(post, path = "/api/v1/jobs/{id}/cancel", tag = "jobs", params(("id" = String, Path)),
    responses((status = 200, body = JobRecord), (status = 404)))]
pub(crate) async fn cancel(
    State(site): State<Arc<Site>>,
    member: Member,
    Named(id): Named<JobId>,
) -> Result<Told<JobRecord>, Problem> {
    one(&site, &id).await?;
    site.catalogue.queue().cancel_by(&member.actor, &id).await?;
    one(&site, &id).await
}

/// Try a stopped job again, with what it needs and what waits for it
#[utoipa::path(post, path = "/api/v1/jobs/{id}/retry", tag = "jobs", params(("id" = String, Path)),
    responses((status = 200, body = JobRecord), (status = 404)))]
pub(crate) async fn retry(
    State(site): State<Arc<Site>>,
    member: Member,
    Named(id): Named<JobId>,
) -> Result<Told<JobRecord>, Problem> {
    one(&site, &id).await?;
    site.catalogue.queue().retry_by(&member.actor, &id).await?;
    one(&site, &id).await
}

/// Hold a job back; a running one stops and starts afresh later
#[utoipa::path(post, path = "/api/v1/jobs/{id}/pause", tag = "jobs", params(("id" = String, Path)),
    responses((status = 200, body = JobRecord), (status = 404)))]
pub(crate) async fn pause(
    State(site): State<Arc<Site>>,
    member: Member,
    Named(id): Named<JobId>,
) -> Result<Told<JobRecord>, Problem> {
    one(&site, &id).await?;
    site.catalogue.queue().pause(&member.actor, &id).await?;
    one(&site, &id).await
}

/// Let a paused job go on
#[utoipa::path(post, path = "/api/v1/jobs/{id}/resume", tag = "jobs", params(("id" = String, Path)),
    responses((status = 200, body = JobRecord), (status = 404)))]
pub(crate) async fn resume(
    State(site): State<Arc<Site>>,
    member: Member,
    Named(id): Named<JobId>,
) -> Result<Told<JobRecord>, Problem> {
    one(&site, &id).await?;
    site.catalogue.queue().resume(&member.actor, &id).await?;
    one(&site, &id).await
}

/// Hold all work back; steps that run are finished first
#[utoipa::path(post, path = "/api/v1/jobs/pause", tag = "jobs", responses((status = 204)))]
pub(crate) async fn pause_all(State(site): State<Arc<Site>>, member: Member) -> Result<StatusCode, Problem> {
    site.catalogue.queue().pause_all(&member.actor, true).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// Let all work go on
#[utoipa::path(post, path = "/api/v1/jobs/resume", tag = "jobs", responses((status = 204)))]
pub(crate) async fn resume_all(State(site): State<Arc<Site>>, member: Member) -> Result<StatusCode, Problem> {
    site.catalogue.queue().pause_all(&member.actor, false).await?;
    Ok(StatusCode::NO_CONTENT)
}

async fn one(site: &Site, id: &JobId) -> Result<Told<JobRecord>, Problem> {
    let job = site.catalogue.queue().job(id).await?.ok_or(Problem::NotFound)?;
    Ok(Told(JobRecord::of(&job)))
}
