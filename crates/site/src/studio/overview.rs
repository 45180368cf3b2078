use std::collections::HashMap;
use std::sync::Arc;

use askama::Template;
use axum::extract::State;
use axum::response::Response;
use house::Instant;
use house::id::TitleId;
use house::release::{Admission, Title};
use store::{Job, JobFilter, JobState};

use super::job_row::title_of;
use super::standing::released;
use super::{Desk, JobRow, Standing};
use crate::pages::{Frame, page};
use crate::problem::Problem;
use crate::site::Site;
use crate::team::Member;
use crate::words::{self, RunningTime};

const WAITING_LISTED: usize = 40;
const TITLES_LISTED: usize = 50;

#[derive(Template)]
#[template(path = "studio/overview.html")]
struct Overview<'a> {
    frame: Frame<'a>,
    studio: Desk,
    as_of: String,
    needs: Vec<Need<'a>>,
    titles: Vec<TitleRow<'a>>,
    more_titles: usize,
    jobs: Vec<JobRow<'a>>,
    /// Steps that wait behind the listed ones.
    more: usize,
    /// Steps that are done; not listed.
    done: usize,
    nobody_works: bool,
}

/// Something that goes no further by itself.
struct Need<'a> {
    mark: &'static str,
    word: &'static str,
    href: String,
    name: &'a str,
    sentence: String,
}

struct TitleRow<'a> {
    id: &'a str,
    name: &'a str,
    slug: &'a str,
    standing: Standing,
    running_time: Option<RunningTime>,
    /// Renditions that can be played, of those that will be.
    ready: usize,
    planned: usize,
    has_release: bool,
}

/// `GET /studio`: what needs somebody, and what the house is doing.
pub(crate) async fn overview(State(site): State<Arc<Site>>, member: Member) -> Result<Response, Problem> {
    let now = site.clock.now();
    let titles = site.catalogue.titles().await.map_err(Problem::internal)?;
    let queue = site.catalogue.queue();
    let jobs = queue
        .jobs(&JobFilter::default())
        .await
        .map_err(Problem::internal)?;
    let someone_works = queue.someone_works().await.map_err(Problem::internal)?;
    let released = released(&site);
    let open: Vec<_> = jobs.iter().filter(|job| job.state != JobState::Done).collect();
    let listed = worth_listing(&open);
    page(&Overview {
        frame: site.frame(),
        studio: Desk::of(&member, "/studio"),
        as_of: words::date_and_time(now),
        needs: needs(&open, &titles, &released),
        done: jobs.len() - open.len(),
        nobody_works: !someone_works && open.iter().any(|job| job.state == JobState::Waiting),
        titles: titles
            .iter()
            .rev()
            .take(TITLES_LISTED)
            .map(|title| title_row(title, released.get(&title.id), now))
            .collect(),
        more_titles: titles.len().saturating_sub(TITLES_LISTED),
        more: open.len() - listed.len(),
        jobs: listed.into_iter().map(|job| JobRow::of(job, &titles)).collect(),
    })
}

/// One line for each title whose steps failed, and one for each that is ready and nobody has opened.
fn needs<'a>(open: &[&'a Job], titles: &'a [Title], released: &HashMap<TitleId, Admission>) -> Vec<Need<'a>> {
    let mut needs: Vec<Need<'a>> = Vec::new();
    for job in open.iter().filter(|job| job.state == JobState::Failed) {
        let (href, name) = match title_of(job, titles) {
            Some(title) => (
                format!("/studio/titles/{}#work-under-way", title.id),
                title.name.as_str(),
            ),
            None => ("/studio/jobs?in.state=Failed".to_owned(), job.label.as_str()),
        };
        if !needs.iter().any(|need| need.href == href) {
            let why = job.sentence.as_deref().unwrap_or("it failed");
            let sentence = format!("{}: {why}", job.label);
            needs.push(Need {
                mark: "wrong",
                word: "Failed",
                href,
                name,
                sentence,
            });
        }
    }
    for title in titles {
        let Some(admission) = released.get(&title.id) else {
            continue;
        };
        let release = admission.release();
        let is_draft = release.opens.is_none() && release.withdrawn.is_none();
        let is_whole = !admission.renditions().is_empty()
            && admission.renditions().len() >= admission.entry().planned
            && !open.iter().any(|job| job.title.as_ref() == Some(&title.id));
        if is_draft && is_whole {
            needs.push(Need {
                mark: "soon",
                word: "Ready",
                href: format!("/studio/titles/{}#release", title.id),
                name: &title.name,
                sentence: "Everything has passed its check; nobody has opened it yet.".into(),
            });
        }
    }
    needs
}

/// Everything that runs or needs somebody, and the next of those that only wait: a long film has hundreds of pieces.
fn worth_listing<'a>(open: &[&'a Job]) -> Vec<&'a Job> {
    let mut waiting = 0;
    let is_listed = |job: &&&Job| {
        waiting += usize::from(job.state == JobState::Waiting);
        job.state != JobState::Waiting || waiting <= WAITING_LISTED
    };
    open.iter().filter(is_listed).copied().collect()
}

fn title_row<'a>(title: &'a Title, admission: Option<&Admission>, now: Instant) -> TitleRow<'a> {
    let renditions = admission.map(Admission::renditions).unwrap_or_default();
    TitleRow {
        id: title.id.as_str(),
        name: &title.name,
        slug: &title.slug,
        standing: Standing::admitted(admission, now),
        running_time: crate::tracks::running_time(renditions).map(RunningTime::of),
        ready: renditions.len(),
        planned: admission.map_or(0, |admission| admission.entry().planned.max(renditions.len())),
        has_release: admission.is_some(),
    }
}
