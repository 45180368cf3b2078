use house::Instant;
use house::release::{Admission, Release, Viewer};

use crate::site::Site;
use crate::words;

/// What the team may see of a title, when it has a release.
pub(crate) fn released(site: &Site, slug: &str) -> Option<Admission> {
    site.gate.admit_slug(&Viewer::Team, slug).ok()
}

/// Where a title stands with its audience.
pub(crate) struct Standing {
    /// As the API says it.
    pub(crate) name: &'static str,
    pub(crate) word: &'static str,
    /// For the drawing before the word.
    pub(crate) mark: &'static str,
    pub(crate) when: Option<When>,
}

/// An instant as the house writes it; scripts tell it in the zone of who looks.
pub(crate) struct When {
    pub(crate) iso: String,
    pub(crate) words: String,
}

impl When {
    pub(crate) fn of(instant: Instant) -> Self {
        Self {
            iso: words::machine_time(instant),
            words: words::date_and_time(instant),
        }
    }
}

impl Standing {
    pub(crate) fn of(release: Option<&Release>, now: Instant) -> Self {
        let standing = |name, word, mark, at: Option<Instant>| Self {
            name,
            word,
            mark,
            when: at.map(When::of),
        };
        let Some(release) = release else {
            return standing("none", "Not released", "quiet", None);
        };
        match (release.withdrawn, release.opens, release.closes) {
            (Some(withdrawn), _, _) => standing("withdrawn", "Withdrawn", "quiet", Some(withdrawn)),
            (_, None, _) => match release.plan.intends {
                Some(night) => standing("draft", "Draft, to open", "soon", Some(night)),
                None => standing("draft", "Draft", "quiet", None),
            },
            (_, Some(opens), _) if now < opens => standing("coming", "Opens", "soon", Some(opens)),
            (_, _, Some(closes)) if closes <= now => standing("closed", "Closed", "quiet", Some(closes)),
            (_, _, Some(closes)) => standing("open", "Showing until", "open", Some(closes)),
            (_, Some(opens), None) => standing("open", "Showing since", "open", Some(opens)),
        }
    }

    pub(crate) fn admitted(admission: Option<&Admission>, now: Instant) -> Self {
        Self::of(admission.map(Admission::release), now)
    }

    pub(crate) fn is_open(&self) -> bool {
        self.name == "open"
    }
}
