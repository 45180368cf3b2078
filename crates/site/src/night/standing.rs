use house::audience::Course;
use house::id::TitleId;
use house::release::{Admission, Viewer};
use serde::Serialize;

use super::honest;
use crate::site::Site;
use crate::tracks;

/// How a title stands to somebody who follows it. Instants are microseconds since 1970, by the time that
/// `/api/v1/clock` tells the same viewer.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub(super) struct Standing {
    stands: Stands,
    /// While it waits.
    opens: Option<i64>,
    /// While it waits: how many do, as it is said.
    waiting: Option<String>,
    /// Until it is over.
    showing: Option<CourseTold>,
    /// Whether somebody may say something in the showing.
    talk: bool,
    #[serde(skip)]
    title: Option<TitleId>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
enum Stands {
    Waiting,
    Open,
    Gone,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
struct CourseTold {
    begins: i64,
    runs: i64,
}

impl Standing {
    pub(super) fn is_gone(&self) -> bool {
        self.stands == Stands::Gone
    }

    /// Whoever hears what is said in a showing was admitted to it.
    pub(super) fn is_open(&self) -> bool {
        self.stands == Stands::Open
    }

    /// The title of whose showing something may be heard.
    pub(super) fn talks_about(&self) -> Option<TitleId> {
        self.showing.and_then(|_| self.title.clone())
    }
}

/// The course of the showing that a title has now or will have, until it is over.
pub(crate) fn course(site: &Site, admission: &Admission) -> Option<Course> {
    let runs = tracks::running_time(admission.renditions())?;
    let course = Course::of(admission.release(), runs)?;
    (!course.is_over(site.gate.now(admission.viewer()))).then_some(course)
}

/// Somebody may say something in the title's showing.
pub(super) fn may_talk(site: &Site, admission: &Admission) -> bool {
    let quiet = admission
        .release()
        .plan
        .showing
        .as_ref()
        .is_none_or(|showing| showing.quiet);
    !quiet && course(site, admission).is_some()
}

pub(super) fn standing(site: &Site, viewer: &Viewer, slug: &str, people: usize) -> Standing {
    let mut standing = Standing {
        stands: Stands::Gone,
        opens: None,
        waiting: None,
        showing: None,
        talk: false,
        title: None,
    };
    if let Some(announcement) = site.gate.announced(viewer, slug) {
        standing.stands = Stands::Waiting;
        standing.opens = Some(announcement.opens().micros());
        standing.waiting = Some(honest::crowd(people));
    } else if let Ok(admission) = site.gate.admit_slug(viewer, slug) {
        standing.stands = Stands::Open;
        standing.showing = course(site, &admission).map(|course| CourseTold {
            begins: course.begins.micros(),
            runs: course.runs.micros(),
        });
        standing.talk = may_talk(site, &admission);
        standing.title = Some(admission.title().id.clone());
    }
    standing
}
