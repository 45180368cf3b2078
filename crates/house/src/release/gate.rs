//! The gate: the only place where an [`Admission`] is made, and nothing is handed out without one.

use std::collections::HashMap;
use std::sync::{Arc, RwLock};

use super::{Release, Title};
use crate::clock::{Clock, Instant};
use crate::encode::{Rendition, Stage};
use crate::id::{PictureKey, ReleaseKey, RenditionKey};

/// Who asks.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Viewer {
    Public,
    /// Signed in to the team's side: sees what is not open yet.
    Team,
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

/// Renditions that whoever is in the middle of them is still handed, though no playlist names them any more.
#[derive(Debug, Clone)]
pub struct Former {
    pub renditions: Vec<Rendition>,
    pub until: Instant,
}

/// Everything the gate answers from; built anew by the program whenever the catalogue changes.
#[derive(Debug, Default)]
pub struct GateTable {
    entries: Vec<Arc<ReleasedTitle>>,
    // A title may have several releases (one withdrawn, one drafted, one open), so a slug or a picture leads to
    // several entries and the first that admits the viewer counts.
    by_slug: HashMap<String, Vec<usize>>,
    by_release: HashMap<ReleaseKey, Vec<usize>>,
    by_picture: HashMap<PictureKey, Vec<usize>>,
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
            table.entries.push(Arc::new(entry));
        }
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

    pub fn viewer(&self) -> Viewer {
        self.viewer
    }

    pub fn is_valid(&self, now: Instant) -> bool {
        now < self.until
    }

    /// May a cache keep the bytes for ever? Only for the public, and only of a release without end or territory.
    pub fn is_cacheable(&self) -> bool {
        self.viewer == Viewer::Public && self.entry.release.is_for_ever()
    }
}

/// Nothing is said about why: an unreleased title looks like one that never was.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("there is nothing here")]
pub struct Refusal;

/// Milliseconds for which an admission holds at most; a closing release ends it earlier.
const ADMISSION_MILLIS: i64 = 10_000;

pub struct Gate {
    clock: Arc<dyn Clock>,
    table: RwLock<Arc<GateTable>>,
}

impl Gate {
    pub fn new(clock: Arc<dyn Clock>) -> Self {
        Self {
            clock,
            table: RwLock::new(Arc::default()),
        }
    }

    /// Puts a new table in place; requests under way keep their admissions.
    pub fn replace(&self, table: GateTable) {
        *self
            .table
            .write()
            .unwrap_or_else(std::sync::PoisonError::into_inner) = Arc::new(table);
    }

    pub fn admit_slug(&self, viewer: Viewer, slug: &str) -> Result<Admission, Refusal> {
        let table = self.table();
        self.admit_one(viewer, &table, table.by_slug.get(slug))
    }

    pub fn admit_release(&self, viewer: Viewer, key: &ReleaseKey) -> Result<Admission, Refusal> {
        let table = self.table();
        self.admit_one(viewer, &table, table.by_release.get(key))
    }

    pub fn admit_picture(&self, viewer: Viewer, key: &PictureKey) -> Result<Admission, Refusal> {
        let table = self.table();
        self.admit_one(viewer, &table, table.by_picture.get(key))
    }

    /// Everything that this viewer may know of, each title once, newest opening first.
    pub fn admitted(&self, viewer: Viewer) -> Vec<Admission> {
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

    fn table(&self) -> Arc<GateTable> {
        Arc::clone(
            &self
                .table
                .read()
                .unwrap_or_else(std::sync::PoisonError::into_inner),
        )
    }

    /// The entry that is open, else, for the team, the first that is not withdrawn, else any.
    fn admit_one(
        &self,
        viewer: Viewer,
        table: &GateTable,
        entries: Option<&Vec<usize>>,
    ) -> Result<Admission, Refusal> {
        let now = self.clock.now();
        let entries = entries
            .into_iter()
            .flatten()
            .filter_map(|&at| table.entries.get(at));
        entries
            .filter(|entry| may_see(viewer, &entry.release, now))
            .min_by_key(|entry| (!entry.release.is_open(now), entry.release.withdrawn.is_some()))
            .map(|entry| Admission {
                entry: Arc::clone(entry),
                viewer,
                until: ends(viewer, &entry.release, now),
                with_former: entry.former.as_ref().is_some_and(|former| now < former.until),
            })
            .ok_or(Refusal)
    }
}

/// The whole rule. Nobody can say yet where a viewer is, so what is released for some territories only stays shut to
/// the public.
fn may_see(viewer: Viewer, release: &Release, now: Instant) -> bool {
    match viewer {
        Viewer::Team => true,
        Viewer::Public => release.is_open(now) && release.territories.is_empty(),
    }
}

fn ends(viewer: Viewer, release: &Release, now: Instant) -> Instant {
    let until = now.plus_millis(ADMISSION_MILLIS);
    match (viewer, release.closes) {
        (Viewer::Public, Some(closes)) => until.min(closes),
        _ => until,
    }
}
