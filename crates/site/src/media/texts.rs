//! Playlists and manifests, kept in memory for as long as the gate's table has the same entry: they are asked for
//! again and again and say the same until a rendition comes. Whoever gets one was admitted for that very request.

use std::collections::HashMap;
use std::sync::{Arc, PoisonError, RwLock};

use axum::http::HeaderValue;
use bytes::Bytes;
use house::id::ReleaseKey;
use house::release::{Admission, ReleasedTitle};

use super::answer::{Ask, Resource, text};
use crate::caching::Keep;
use axum::response::Response;

/// Above this many releases the shelf is emptied; what is asked for comes back.
const RELEASES: usize = 256;

#[derive(Default)]
pub(crate) struct TextShelf {
    releases: RwLock<HashMap<ReleaseKey, Shelved>>,
}

struct Shelved {
    /// Texts hold for this entry and no other.
    entry: Arc<ReleasedTitle>,
    texts: HashMap<Box<str>, Text>,
}

/// A text as it is served.
#[derive(Clone)]
pub(super) struct Text {
    body: Bytes,
    etag: HeaderValue,
    content_type: HeaderValue,
}

impl Text {
    pub(super) fn new(content_type: &'static str, body: String) -> Self {
        let body = Bytes::from(body);
        let etag = text(format!("\"{}\"", &blake3::hash(&body).to_hex()[..20]));
        Self {
            body,
            etag,
            content_type: HeaderValue::from_static(content_type),
        }
    }

    /// Never kept by caches: it changes when a rendition comes, and its title may be withdrawn.
    pub(super) fn answer(self, ask: &Ask<'_>) -> Response {
        self.answer_kept(ask, Keep::Never)
    }

    pub(super) fn answer_kept(self, ask: &Ask<'_>, keep: Keep) -> Response {
        let resource = Resource {
            content_type: self.content_type,
            etag: self.etag,
            len: self.body.len() as u64,
            keep,
        };
        resource.answer_with(ask, &self.body)
    }
}

impl TextShelf {
    /// The text `name` ("film.m3u8", "KEY/playlist.m3u8") of the admitted release, made with `make` when it is not
    /// there; `None` when `make` has none.
    pub(super) fn text(
        &self,
        admission: &Admission,
        name: &str,
        make: impl FnOnce() -> Option<Text>,
    ) -> Option<Text> {
        self.text_of(admission.entry(), name, make)
    }

    /// The same for who has another right to the entry.
    pub(super) fn text_of(
        &self,
        entry: &Arc<ReleasedTitle>,
        name: &str,
        make: impl FnOnce() -> Option<Text>,
    ) -> Option<Text> {
        if let Some(text) = self.find(entry, name) {
            return Some(text);
        }
        let text = make()?;
        self.keep(entry, name, text.clone());
        Some(text)
    }

    fn find(&self, entry: &Arc<ReleasedTitle>, name: &str) -> Option<Text> {
        let releases = self.releases.read().unwrap_or_else(PoisonError::into_inner);
        let shelved = releases.get(&entry.release.key)?;
        let same = Arc::ptr_eq(&shelved.entry, entry);
        same.then(|| shelved.texts.get(name).cloned()).flatten()
    }

    fn keep(&self, entry: &Arc<ReleasedTitle>, name: &str, text: Text) {
        let mut releases = self.releases.write().unwrap_or_else(PoisonError::into_inner);
        let key = &entry.release.key;
        if releases.len() >= RELEASES && !releases.contains_key(key) {
            releases.clear();
        }
        let fresh = || Shelved {
            entry: Arc::clone(entry),
            texts: HashMap::new(),
        };
        let shelved = releases.entry(key.clone()).or_insert_with(fresh);
        if !Arc::ptr_eq(&shelved.entry, entry) {
            *shelved = fresh();
        }
        shelved.texts.insert(name.into(), text);
    }
}
