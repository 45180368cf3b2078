use std::collections::HashMap;
use std::sync::Arc;

use askama::Template;
use axum::extract::State;
use axum::response::Response;
use house::Instant;
use house::id::TitleId;
use house::release::{Admission, Title, Viewer};
use store::{Job, JobFilter, JobState};

use crate::pages::{Frame, page};
use crate::problem::Problem;
use crate::site::Site;
use crate::words;
use crate::words::RunningTime;

const WAITING_LISTED: usize = 40;

#[derive(Template)]
#[template(path = "studio.html")]
struct Studio<'a> {
    frame: Frame<'a>,
    as_of: String,
    titles: Vec<TitleRow<'a>>,
    jobs: Vec<JobRow<'a>>,
    /// Steps that wait behind the listed ones.
    more: usize,
    /// Steps that are done; not listed.
    done: usize,
    nobody_works: bool,
}

struct TitleRow<'a> {
    name: &'a str,
    slug: &'a str,
    standing: Standing,
    running_time: Option<RunningTime>,
    /// Renditions that can be played, of those that will be.
    ready: usize,
    planned: usize,
    has_release: bool,
}

/// Where a title stands with its audience.
struct Standing {
    word: &'static str,
    /// For the colour of the word.
    mark: &'static str,
    when: Option<String>,
}

struct JobRow<'a> {
    label: &'a str,
    title: Option<&'a str>,
    state: &'static str,
    mark: &'static str,
    /// Per cent, while it runs.
    progress: Option<Progress>,
    reason: Option<String>,
    left: Option<String>,
}

struct Progress {
    permille: u16,
    percent: u16,
}

/// `GET /studio`
pub(crate) async fn overview(State(site): State<Arc<Site>>) -> Result<Response, Problem> {
    let now = site.clock.now();
    let titles = site.catalogue.titles().await.map_err(Problem::internal)?;
    let queue = site.catalogue.queue();
    let jobs = queue
        .jobs(&JobFilter::default())
        .await
        .map_err(Problem::internal)?;
    let someone_works = queue.someone_works().await.map_err(Problem::internal)?;
    let released: HashMap<TitleId, Admission> = site
        .gate
        .admitted(Viewer::Team)
        .into_iter()
        .map(|admission| (admission.title().id.clone(), admission))
        .collect();
    let open: Vec<_> = jobs.iter().filter(|job| job.state != JobState::Done).collect();
    let listed = worth_listing(&open);
    page(&Studio {
        frame: site.frame(),
        as_of: words::date_and_time(now),
        done: jobs.len() - open.len(),
        nobody_works: !someone_works && !open.is_empty(),
        titles: titles
            .iter()
            .rev()
            .map(|title| title_row(title, released.get(&title.id), now))
            .collect(),
        more: open.len() - listed.len(),
        jobs: listed.into_iter().map(|job| job_row(job, &titles)).collect(),
    })
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
        name: &title.name,
        slug: &title.slug,
        standing: standing(admission, now),
        running_time: crate::tracks::running_time(renditions).map(RunningTime::of),
        ready: renditions.len(),
        planned: admission.map_or(0, |admission| admission.entry().planned.max(renditions.len())),
        has_release: admission.is_some(),
    }
}

fn standing(admission: Option<&Admission>, now: Instant) -> Standing {
    let standing = |word, mark, at: Option<Instant>| Standing {
        word,
        mark,
        when: at.map(words::date_and_time),
    };
    let Some(release) = admission.map(Admission::release) else {
        return standing("Not released", "quiet", None);
    };
    match (release.withdrawn, release.opens, release.closes) {
        (Some(withdrawn), _, _) => standing("Withdrawn", "quiet", Some(withdrawn)),
        (_, None, _) => standing("Draft", "quiet", None),
        (_, Some(opens), _) if now < opens => standing("Opens", "soon", Some(opens)),
        (_, _, Some(closes)) if closes <= now => standing("Closed", "quiet", Some(closes)),
        (_, _, Some(closes)) => standing("Showing until", "open", Some(closes)),
        (_, Some(opens), None) => standing("Showing since", "open", Some(opens)),
    }
}

fn job_row<'a>(job: &'a Job, titles: &'a [Title]) -> JobRow<'a> {
    let (state, mark) = match job.state {
        JobState::Running => ("Running", "open"),
        JobState::Waiting => ("Waiting", "quiet"),
        JobState::Blocked => ("Blocked", "soon"),
        JobState::Failed => ("Failed", "wrong"),
        JobState::Cancelled => ("Cancelled", "quiet"),
        JobState::Done => ("Done", "open"),
    };
    let running = job.state == JobState::Running;
    let title = job
        .title
        .as_ref()
        .and_then(|id| titles.iter().find(|title| &title.id == id));
    let waits = job.wait.as_ref().map(ToString::to_string);
    JobRow {
        label: &job.label,
        title: title.map(|title| title.name.as_str()),
        state,
        mark,
        progress: running.then(|| Progress {
            permille: job.progress.permille.min(1_000),
            percent: job.progress.permille.min(1_000) / 10,
        }),
        reason: match job.state {
            JobState::Running => job.progress.note.clone(),
            JobState::Failed | JobState::Cancelled => job.sentence.clone(),
            _ => reasons(waits, job.sentence.as_deref()),
        },
        left: job.progress.eta_ms.filter(|_| running).map(time_left),
    }
}

/// Why it waits, and what went wrong the last time.
fn reasons(waits: Option<String>, last_error: Option<&str>) -> Option<String> {
    match (waits, last_error) {
        (Some(waits), Some(error)) => Some(format!("{waits}; last time: {error}")),
        (waits, error) => waits.or_else(|| error.map(str::to_owned)),
    }
}

fn time_left(millis: i64) -> String {
    let seconds = (millis.max(0) + 999) / 1_000;
    match (seconds / 3_600, seconds / 60 % 60, seconds % 60) {
        (0, 0, seconds) => format!("{seconds}\u{a0}s"),
        (0, minutes, seconds) => format!("{minutes}:{seconds:02}"),
        (hours, minutes, seconds) => format!("{hours}:{minutes:02}:{seconds:02}"),
    }
}

#[cfg(test)]
mod tests {
    use super::time_left;

    #[test]
    fn time_left_is_told_as_on_a_clock() {
        assert_eq!(time_left(1), "1\u{a0}s");
        assert_eq!(time_left(61_000), "1:01");
        assert_eq!(time_left(3_661_000), "1:01:01");
    }
}
