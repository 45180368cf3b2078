//! The gate: the only place where an [`Admission`] is made, and nothing is handed out without one.

use std::collections::HashMap;
use std::sync::{Arc, PoisonError, RwLock};

use super::announcement::Announcement;
use super::rule::{clock_of, ends, last_moment, may_hear_of, may_see};
use super::sealed::SealedCopy;
use super::{Country, Pass, Release, ShownMoment, Title};
use crate::Digest;
use crate::clock::{Clock, Instant};
use crate::encode::{Rendition, Stage};
use crate::id::{PictureKey, ReleaseKey, RenditionKey, TitleId};

/// Who asks.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Viewer {
    /// Nobody can say from where: sees only what is released everywhere.
    Public,
    PublicIn(Country),
    /// Signed in to the team's side: sees what is not open yet.
    Team,
    /// Came by a personal link.
    Guest(Arc<Pass>),
}

impl Viewer {
    pub fn is_public(&self) -> bool {
        matches!(self, Self::Public | Self::PublicIn(_))
    }
}

/// A title with the release that shows it and what of it passed the check.
#[derive(Debug, Clone)]
pub struct ReleasedTitle {
    pub title: Title,
    pub release: Release,
    /// Only renditions with [`Stage::Checked`], pictures from the smallest to the largest.
    pub renditions: Vec<Rendition>,
    /// What the release showed before it was given another master.
    pub former: Option<Former>,
    /// Renditions that the ladder plans; more than `renditions` while encodes run.
    pub planned: usize,
}

impl ReleasedTitle {
    /// What it showed before is still handed to who is in the middle of it.
    pub(super) fn has_former(&self, now: Instant) -> bool {
        self.former.as_ref().is_some_and(|former| now < former.until)
    }
}

/// Renditions that whoever is in the middle of them is still handed, though no playlist names them any more.
#[derive(Debug, Clone)]
pub struct Former {
    pub renditions: Vec<Rendition>,
    pub until: Instant,
}

/// Everything the gate answers from; built anew by the program whenever the catalogue changes.
#[derive(Debug, Default)]
pub struct GateTable {
    pub(super) entries: Vec<Arc<ReleasedTitle>>,
    // A title may have several releases (one withdrawn, one drafted, one open), so a slug or a picture leads to
    // several entries and the first that admits the viewer counts.
    by_slug: HashMap<String, Vec<usize>>,
    by_release: HashMap<ReleaseKey, Vec<usize>>,
    by_picture: HashMap<PictureKey, Vec<usize>>,
    pub(super) by_title: HashMap<TitleId, Vec<usize>>,
    /// The parts of a title, in their order.
    pub(super) by_whole: HashMap<TitleId, Vec<TitleId>>,
}

impl GateTable {
    /// Renditions that did not pass the check are left out here once more, whoever built the list.
    pub fn new(titles: Vec<ReleasedTitle>) -> Self {
        let mut table = Self::default();
        for mut entry in titles {
            entry
                .renditions
                .retain(|rendition| rendition.stage == Stage::Checked);
            if let Some(former) = &mut entry.former {
                former
                    .renditions
                    .retain(|rendition| rendition.stage == Stage::Checked);
            }
            let at = table.entries.len();
            table
                .by_slug
                .entry(entry.title.slug.clone())
                .or_default()
                .push(at);
            table
                .by_release
                .entry(entry.release.key.clone())
                .or_default()
                .push(at);
            for picture in &entry.title.pictures {
                table.by_picture.entry(picture.key.clone()).or_default().push(at);
            }
            let entries = table.by_title.entry(entry.title.id.clone()).or_default();
            if let Some(part) = entry.title.part.as_ref().filter(|_| entries.is_empty()) {
                let parts = table.by_whole.entry(part.of.clone()).or_default();
                parts.push(entry.title.id.clone());
            }
            entries.push(at);
            table.entries.push(Arc::new(entry));
        }
        table.put_parts_in_order();
        table
    }
}

/// The proof that a viewer may have the bytes of one title now. Made only by [`Gate`]; expires.
#[derive(Debug, Clone)]
pub struct Admission {
    entry: Arc<ReleasedTitle>,
    viewer: Viewer,
    until: Instant,
    /// The release's former renditions still count.
    with_former: bool,
}

impl Admission {
    pub fn title(&self) -> &Title {
        &self.entry.title
    }

    pub fn release(&self) -> &Release {
        &self.entry.release
    }

    pub fn renditions(&self) -> &[Rendition] {
        &self.entry.renditions
    }

    /// The moments of the film that this release shows.
    pub fn moments(&self) -> &[ShownMoment] {
        match &self.entry.title.moments {
            Some(moments) if moments.master == self.entry.release.master => &moments.list,
            _ => &[],
        }
    }

    /// The entry of the gate's table; the same one until the table is replaced.
    pub fn entry(&self) -> &Arc<ReleasedTitle> {
        &self.entry
    }

    pub fn rendition(&self, key: &RenditionKey) -> Option<&Rendition> {
        self.together_with(key)
            .iter()
            .find(|rendition| &rendition.key == key)
    }

    /// All renditions of the master that this one is of: those that the release shows, or those that it showed before.
    pub fn together_with(&self, key: &RenditionKey) -> &[Rendition] {
        let shown = &self.entry.renditions;
        let is_former = || shown.iter().all(|rendition| &rendition.key != key);
        match &self.entry.former {
            Some(former) if self.with_former && is_former() => &former.renditions,
            _ => shown,
        }
    }

    pub fn viewer(&self) -> &Viewer {
        &self.viewer
    }

    /// Not a byte after this, by the house's clock, even of what was begun before.
    pub fn ends(&self) -> Option<Instant> {
        last_moment(&self.viewer, &self.entry.release)
    }

    pub fn is_valid(&self, now: Instant) -> bool {
        now < self.until
    }

    /// May a cache keep the bytes for ever? Only for the public, and only of a release without end or territory.
    pub fn is_cacheable(&self) -> bool {
        self.viewer.is_public() && self.entry.release.is_for_ever()
    }
}

/// Nothing is said about why: an unreleased title looks like one that never was.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("there is nothing here")]
pub struct Refusal;

pub struct Gate {
    clock: Arc<dyn Clock>,
    table: RwLock<Arc<GateTable>>,
    /// The personal links, by the digests of their secrets.
    passes: RwLock<HashMap<Digest, Arc<Pass>>>,
}

impl Gate {
    pub fn new(clock: Arc<dyn Clock>) -> Self {
        Self {
            clock,
            table: RwLock::new(Arc::default()),
            passes: RwLock::default(),
        }
    }

    /// Puts a new table in place; requests under way keep their admissions.
    pub fn replace(&self, table: GateTable) {
        *self.table.write().unwrap_or_else(PoisonError::into_inner) = Arc::new(table);
    }

    /// Puts the personal links in place, by the digests of their secrets.
    pub fn replace_passes(&self, passes: impl IntoIterator<Item = (Digest, Pass)>) {
        let passes = passes
            .into_iter()
            .map(|(secret, pass)| (secret, Arc::new(pass)))
            .collect();
        *self.passes.write().unwrap_or_else(PoisonError::into_inner) = passes;
    }

    /// A link that was changed just now: who revokes it, or begins with it, does not wait for the next look.
    pub fn put_pass(&self, pass: &Pass) {
        let mut passes = self.passes.write().unwrap_or_else(PoisonError::into_inner);
        for known in passes.values_mut().filter(|known| known.id == pass.id) {
            *known = Arc::new(pass.clone());
        }
    }

    pub fn admit_slug(&self, viewer: &Viewer, slug: &str) -> Result<Admission, Refusal> {
        let table = self.table();
        self.admit_one(viewer, &table, table.by_slug.get(slug))
    }

    pub fn admit_release(&self, viewer: &Viewer, key: &ReleaseKey) -> Result<Admission, Refusal> {
        let table = self.table();
        self.admit_one(viewer, &table, table.by_release.get(key))
    }

    pub fn admit_picture(&self, viewer: &Viewer, key: &PictureKey) -> Result<Admission, Refusal> {
        let table = self.table();
        self.admit_one(viewer, &table, table.by_picture.get(key))
    }

    /// The right to a release's sealed bytes, which anybody has. Their key is only for the admitted.
    pub fn sealed_copy(&self, key: &ReleaseKey) -> Result<SealedCopy, Refusal> {
        let (table, now) = (self.table(), self.clock.now());
        table
            .entries_at(table.by_release.get(key))
            .find_map(|entry| SealedCopy::of(entry, now))
            .ok_or(Refusal)
    }

    /// Everything that this viewer may know of, each title once, newest opening first.
    pub fn admitted(&self, viewer: &Viewer) -> Vec<Admission> {
        let table = self.table();
        let mut list: Vec<_> = table
            .by_slug
            .values()
            .filter_map(|entries| self.admit_one(viewer, &table, Some(entries)).ok())
            .collect();
        list.sort_by(|a, b| {
            let order = |admission: &Admission| (admission.release().opens, admission.title().made);
            order(b)
                .cmp(&order(a))
                .then_with(|| a.title().id.cmp(&b.title().id))
        });
        list
    }

    /// The time by which this viewer is answered. Only a rehearsal has another than everybody.
    pub fn now(&self, viewer: &Viewer) -> Instant {
        clock_of(viewer, self.clock.now())
    }

    /// The personal link with this secret, while it holds.
    pub fn pass(&self, secret: &Digest) -> Option<Arc<Pass>> {
        let passes = self.passes.read().unwrap_or_else(PoisonError::into_inner);
        let pass = passes.get(secret).cloned();
        pass.filter(|pass| pass.is_valid(self.clock.now()))
    }

    /// What its holder is told on a personal link's own page.
    pub fn invited(&self, pass: &Pass) -> Option<Announcement> {
        let table = self.table();
        let mut entries = table.entries_at(table.by_title.get(&pass.title));
        let entry = entries.find(|entry| entry.release.withdrawn.is_none())?;
        let opens = entry.release.night().unwrap_or(pass.until);
        let holder = Viewer::Guest(Arc::new(pass.clone()));
        Some(Announcement::new(Arc::clone(entry), opens, holder))
    }

    /// What may be told at an address before the opening. The team is told nothing here: it is admitted.
    pub fn announced(&self, viewer: &Viewer, slug: &str) -> Option<Announcement> {
        let table = self.table();
        self.announce_one(viewer, &table, table.by_slug.get(slug))
    }

    /// The announcement whose poster this is.
    pub fn announced_picture(&self, viewer: &Viewer, key: &PictureKey) -> Option<Announcement> {
        let table = self.table();
        let announcement = self.announce_one(viewer, &table, table.by_picture.get(key))?;
        announcement
            .poster()
            .is_some_and(|poster| &poster.key == key)
            .then_some(announcement)
    }

    /// Everything that is announced to this viewer, what opens first first.
    pub fn announcements(&self, viewer: &Viewer) -> Vec<Announcement> {
        let table = self.table();
        let mut list: Vec<_> = table
            .by_slug
            .values()
            .filter_map(|entries| self.announce_one(viewer, &table, Some(entries)))
            .collect();
        list.sort_by(|a, b| (a.opens(), a.slug()).cmp(&(b.opens(), b.slug())));
        list
    }

    pub(super) fn table(&self) -> Arc<GateTable> {
        Arc::clone(&self.table.read().unwrap_or_else(PoisonError::into_inner))
    }

    /// The entry that is open, else, for the team, the first that is not withdrawn, else any.
    pub(super) fn admit_one(
        &self,
        viewer: &Viewer,
        table: &GateTable,
        entries: Option<&Vec<usize>>,
    ) -> Result<Admission, Refusal> {
        let now = self.clock.now();
        table
            .entries_at(entries)
            .filter(|entry| may_see(viewer, entry, now))
            .min_by_key(|entry| (!entry.release.is_open(now), entry.release.withdrawn.is_some()))
            .map(|entry| Admission {
                entry: Arc::clone(entry),
                viewer: viewer.clone(),
                until: ends(viewer, &entry.release, now),
                with_former: entry.has_former(now),
            })
            .ok_or(Refusal)
    }

    /// Nothing is announced where something is open already.
    pub(super) fn announce_one(
        &self,
        viewer: &Viewer,
        table: &GateTable,
        entries: Option<&Vec<usize>>,
    ) -> Option<Announcement> {
        let now = self.clock.now();
        let entries = || table.entries_at(entries);
        if entries().any(|entry| may_see(viewer, entry, now)) {
            return None;
        }
        let entry = entries().find(|entry| may_hear_of(viewer, entry, now))?;
        let opens = entry.release.night()?;
        Some(Announcement::new(Arc::clone(entry), opens, viewer.clone()))
    }
}
