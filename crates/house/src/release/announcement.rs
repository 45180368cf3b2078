use std::sync::Arc;

use super::{Part, Picture, PictureRole, Purpose, Release, ReleasedTitle, Viewer};
use crate::Instant;
use crate::id::TitleId;

/// What the public may know of a title before its night, and no more: its name, what is said of it, its poster, and when
/// it opens. Made only by the gate; no byte of the film can be had with it.
#[derive(Debug, Clone)]
pub struct Announcement {
    entry: Arc<ReleasedTitle>,
    opens: Instant,
    /// Who is told.
    viewer: Viewer,
}

impl Announcement {
    pub(super) fn new(entry: Arc<ReleasedTitle>, opens: Instant, viewer: Viewer) -> Self {
        Self { entry, opens, viewer }
    }

    pub fn viewer(&self) -> &Viewer {
        &self.viewer
    }

    /// Where the film lies sealed already, and whose key will open it for who waits.
    pub fn sealed(&self) -> Option<(&Release, Purpose)> {
        let release = &self.entry.release;
        release.is_sealed().then(|| (release, Purpose::of(&self.viewer)))
    }

    pub fn id(&self) -> &TitleId {
        &self.entry.title.id
    }

    pub fn slug(&self) -> &str {
        &self.entry.title.slug
    }

    pub fn name(&self) -> &str {
        &self.entry.title.name
    }

    /// What it is part of.
    pub fn part(&self) -> Option<&Part> {
        self.entry.title.part.as_ref()
    }

    pub fn tagline(&self) -> Option<&str> {
        self.entry.title.tagline.as_deref()
    }

    pub fn synopsis(&self) -> Option<&str> {
        self.entry.title.synopsis.as_deref()
    }

    /// `#rrggbb`
    pub fn accent(&self) -> Option<&str> {
        self.entry.title.accent.as_deref()
    }

    pub fn advisories(&self) -> &[String] {
        &self.entry.title.about.advisories
    }

    pub fn poster(&self) -> Option<&Picture> {
        let is_poster = |picture: &&Picture| picture.role == PictureRole::Poster;
        self.entry.title.pictures.iter().find(is_poster)
    }

    /// By the house's own clock; a rehearsal's clock is ahead of it.
    pub fn opens(&self) -> Instant {
        self.opens
    }

    /// IANA name of the zone in which the team thinks of the night.
    pub fn zone(&self) -> Option<&str> {
        self.entry.release.plan.zone.as_deref()
    }
}
