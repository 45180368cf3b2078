use std::collections::{HashMap, HashSet};
use std::sync::Arc;

use askama::Template;
use axum::extract::State;
use axum::response::Response;
use house::Instant;
use house::id::TitleId;
use house::release::{Admission, Viewer};
use store::{Job, JobState, ListedTitle};

use super::standing::released;
use super::titles::newest;
use super::{Desk, JobRow, Standing};
use crate::pages::{Frame, page};
use crate::problem::Problem;
use crate::site::Site;
use crate::team::Member;
use crate::words::{self, RunningTime};

const WAITING_LISTED: usize = 40;
const TITLES_LISTED: u32 = 50;

#[derive(Template)]
#[template(path = "studio/overview.html")]
struct Overview<'a> {
    frame: Frame<'a>,
    studio: Desk,
    as_of: String,
    needs: Vec<Need>,
    titles: Vec<TitleRow>,
    more_titles: usize,
    jobs: Vec<JobRow<'a>>,
    /// Steps that wait behind the listed ones.
    more: usize,
    /// Steps that are done; not listed.
    done: u64,
    nobody_works: bool,
}

/// Something that goes no further by itself.
struct Need {
    mark: &'static str,
    word: &'static str,
    href: String,
    name: String,
    sentence: String,
}

struct TitleRow {
    id: String,
    name: String,
    slug: String,
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
    let known = known(&site).await.map_err(Problem::internal)?;
    let open: Vec<_> = known.open.iter().collect();
    let listed = worth_listing(&open);
    page(&Overview {
        frame: site.frame(),
        studio: Desk::of(&member, "/studio"),
        as_of: words::date_and_time(now),
        needs: needs(&open, &known.names, &site.gate.admitted(&Viewer::Team)),
        done: known.done,
        nobody_works: !known.someone_works && open.iter().any(|job| job.state == JobState::Waiting),
        more_titles: known.names.len().saturating_sub(known.titles.len()),
        titles: known
            .titles
            .into_iter()
            .map(|title| title_row(title, &site, now))
            .collect(),
        more: open.len() - listed.len(),
        jobs: listed
            .into_iter()
            .map(|job| JobRow::of(job, &known.names))
            .collect(),
    })
}

/// Everything that the page tells of.
struct Known {
    titles: Vec<ListedTitle>,
    names: HashMap<TitleId, String>,
    open: Vec<Job>,
    done: u64,
    someone_works: bool,
}

async fn known(site: &Site) -> Result<Known, store::StoreError> {
    let catalogue = &site.catalogue;
    let figures = catalogue.queue_figures().await?;
    let done = figures.jobs.iter().find(|(state, _)| *state == JobState::Done);
    Ok(Known {
        titles: newest(site, TITLES_LISTED).await?,
        names: catalogue.title_names().await?,
        open: catalogue.queue().jobs(&super::jobs::open()).await?,
        done: done.map_or(0, |(_, jobs)| *jobs),
        someone_works: catalogue.queue().someone_works().await?,
    })
}

/// One line for each title whose steps failed, and one for each that is ready and nobody has opened.
fn needs(open: &[&Job], names: &HashMap<TitleId, String>, released: &[Admission]) -> Vec<Need> {
    let mut needs: Vec<Need> = Vec::new();
    for job in open.iter().filter(|job| job.state == JobState::Failed) {
        let title = job.title.as_ref().and_then(|id| names.get_key_value(id));
        let (href, name) = match title {
            Some((id, name)) => (format!("/studio/titles/{id}#work-under-way"), name),
            None => ("/studio/jobs?in.state=Failed".to_owned(), &job.label),
        };
        if !needs.iter().any(|need| need.href == href) {
            let why = job.sentence.as_deref().unwrap_or("it failed");
            needs.push(Need {
                mark: "wrong",
                word: "Failed",
                href,
                name: name.clone(),
                sentence: format!("{}: {why}", job.label),
            });
        }
    }
    let at_work: HashSet<_> = open.iter().filter_map(|job| job.title.as_ref()).collect();
    for admission in released {
        let (title, release) = (admission.title(), admission.release());
        let is_draft = release.opens.is_none() && release.withdrawn.is_none();
        let is_whole = !admission.renditions().is_empty()
            && admission.renditions().len() >= admission.entry().planned
            && !at_work.contains(&title.id);
        if is_draft && is_whole {
            needs.push(Need {
                mark: "soon",
                word: "Ready",
                href: format!("/studio/titles/{}#release", title.id),
                name: title.name.clone(),
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

fn title_row(title: ListedTitle, site: &Site, now: Instant) -> TitleRow {
    let admission = released(site, &title.slug);
    let admission = admission.as_ref();
    let renditions = admission.map(Admission::renditions).unwrap_or_default();
    TitleRow {
        id: title.id.to_string(),
        name: title.name,
        slug: title.slug,
        standing: Standing::admitted(admission, now),
        running_time: crate::tracks::running_time(renditions).map(RunningTime::of),
        ready: renditions.len(),
        planned: admission.map_or(0, |admission| admission.entry().planned.max(renditions.len())),
        has_release: admission.is_some(),
    }
}
