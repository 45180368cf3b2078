use house::encode::Track;
use house::release::{Admission, Picture, PictureRole, Title};

use crate::media::picture_address;
use crate::tracks;
use crate::words::RunningTime;

/// A title as pages and feeds show it; made only from an admission.
pub(crate) struct Film<'a> {
    pub(crate) slug: &'a str,
    pub(crate) name: &'a str,
    pub(crate) tagline: Option<&'a str>,
    pub(crate) year: Option<&'a str>,
    pub(crate) running_time: Option<RunningTime>,
    pub(crate) poster: Option<Poster>,
    pub(crate) has_accent: bool,
    /// Something of it passed its check and can be seen or heard.
    pub(crate) playable: bool,
    /// Of what plays nothing is seen: a song, a talk.
    pub(crate) heard: bool,
}

pub(crate) struct Poster {
    pub(crate) address: String,
    pub(crate) width: u32,
    pub(crate) height: u32,
}

impl Poster {
    pub(crate) fn of(title: &Title) -> Option<Self> {
        let is_poster = |picture: &&Picture| picture.role == PictureRole::Poster;
        title.pictures.iter().find(is_poster).map(Self::from)
    }
}

impl From<&Picture> for Poster {
    fn from(picture: &Picture) -> Self {
        Self {
            address: picture_address(&picture.key),
            width: picture.width,
            height: picture.height,
        }
    }
}

impl<'a> Film<'a> {
    pub(crate) fn of(admission: &'a Admission) -> Self {
        let title = admission.title();
        let has = |wanted: fn(&Track) -> bool| {
            let mut tracks = admission.renditions().iter().map(|rendition| &rendition.track);
            tracks.any(wanted)
        };
        let seen = has(|track| matches!(track, Track::Picture { .. }));
        let sounds = has(|track| matches!(track, Track::Sound { .. }));
        Self {
            slug: &title.slug,
            name: &title.name,
            tagline: title.tagline.as_deref(),
            year: title.year.as_deref(),
            running_time: tracks::running_time(admission.renditions()).map(RunningTime::of),
            poster: Poster::of(title),
            has_accent: super::accent::colour(title).is_some(),
            playable: seen || sounds,
            heard: sounds && !seen,
        }
    }

    /// More letters than stand on one rail of the sign: they are set smaller.
    pub(crate) fn is_long(&self) -> bool {
        self.name.chars().count() > 22
    }

    /// One line for machines that show the page elsewhere.
    pub(crate) fn description(&self, synopsis: Option<&str>) -> String {
        match (self.tagline, synopsis) {
            (_, Some(synopsis)) if !synopsis.trim().is_empty() => crate::words::opening_words(synopsis, 200),
            (Some(tagline), _) => tagline.to_owned(),
            _ if self.heard => format!("{}, to be heard.", self.name),
            _ => format!("{}, a film.", self.name),
        }
    }
}
