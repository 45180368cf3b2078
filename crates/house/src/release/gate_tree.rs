//! What the gate says of a title's parts: each is admitted, or announced, by its own release.

use std::sync::Arc;

use super::gate::GateTable;
use super::{Admission, Announcement, Gate, Refusal, ReleasedTitle, Viewer};
use crate::id::TitleId;

impl GateTable {
    /// The entries that an index names, in its order.
    pub(super) fn entries_at<'a>(
        &'a self,
        places: Option<&'a Vec<usize>>,
    ) -> impl Iterator<Item = &'a Arc<ReleasedTitle>> {
        let places = places.into_iter().flatten();
        places.filter_map(|&at| self.entries.get(at))
    }

    pub(super) fn put_parts_in_order(&mut self) {
        let Self {
            entries,
            by_title,
            by_whole,
            ..
        } = self;
        let place = |id: &TitleId| {
            let entry = by_title.get(id)?.first().and_then(|&at| entries.get(at))?;
            Some(entry.title.part.as_ref()?.place)
        };
        for parts in by_whole.values_mut() {
            parts.sort_by_key(place);
        }
    }
}

impl Gate {
    pub fn admit_title(&self, viewer: &Viewer, id: &TitleId) -> Result<Admission, Refusal> {
        let table = self.table();
        self.admit_one(viewer, &table, table.by_title.get(id))
    }

    /// The parts of a title that this viewer may see, in their order.
    pub fn admitted_parts(&self, viewer: &Viewer, whole: &TitleId) -> Vec<Admission> {
        let table = self.table();
        let parts = table.by_whole.get(whole).into_iter().flatten();
        parts
            .filter_map(|id| self.admit_one(viewer, &table, table.by_title.get(id)).ok())
            .collect()
    }

    /// The parts of a title that this viewer may only know of, in their order.
    pub fn announced_parts(&self, viewer: &Viewer, whole: &TitleId) -> Vec<Announcement> {
        let table = self.table();
        let parts = table.by_whole.get(whole).into_iter().flatten();
        parts
            .filter_map(|id| self.announce_one(viewer, &table, table.by_title.get(id)))
            .collect()
    }

    /// The trailers of what is announced, or of what it is part of, that whoever hears of it may see already.
    pub fn trailers(&self, announcement: &Announcement) -> Vec<Admission> {
        let whole = announcement
            .part()
            .map_or_else(|| announcement.id(), |part| &part.of);
        let mut parts = self.admitted_parts(announcement.viewer(), whole);
        parts.retain(|admission| {
            let part = admission.title().part.as_ref();
            part.is_some_and(|part| part.kind.is_trailer())
        });
        parts
    }
}
