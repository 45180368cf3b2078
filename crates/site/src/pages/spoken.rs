//! What is said in films, for the public's search: read through the viewers' door with the admission of whoever asks,
//! and kept in memory by the rendition's address. Kept lines are only ever shown to who is admitted to that rendition.

use std::collections::{BTreeSet, HashMap};
use std::sync::{Arc, PoisonError, RwLock};

use house::analyse::ask::{Block, Field, blocks_of_lines, tokens};
use house::analyse::words::lines_of;
use house::encode::{Rendition, Track};
use house::id::RenditionKey;
use house::release::Admission;
use media::text::read_subtitles;

use crate::site::Site;

/// Above this many texts the shelf is emptied; what is asked for comes back.
const TEXTS: usize = 512;
/// A film's subtitles have a tenth of it.
const LARGEST: u64 = 2 << 20;

#[derive(Default)]
pub(crate) struct SpokenShelf {
    texts: RwLock<HashMap<RenditionKey, Arc<Spoken>>>,
}

/// The lines of one track of subtitles.
#[derive(Default)]
pub(crate) struct Spoken {
    pub(crate) blocks: Vec<Block>,
    /// Every word in them, once and sorted.
    pub(crate) words: Vec<String>,
}

impl Spoken {
    fn of(text: &[u8]) -> Self {
        let Ok(read) = read_subtitles(text) else {
            return Self::default();
        };
        let lines = lines_of(&read.cues);
        let words: BTreeSet<String> = lines
            .iter()
            .flat_map(|line| tokens(&line.text))
            .map(|token| token.text)
            .collect();
        Self {
            blocks: blocks_of_lines(Field::Said, &lines, true),
            words: words.into_iter().collect(),
        }
    }
}

/// What is said in the admitted film, by track.
pub(super) async fn spoken(site: &Site, admission: &Admission) -> Vec<Arc<Spoken>> {
    let mut all = Vec::new();
    for rendition in admission.renditions() {
        if is_read(rendition) {
            all.extend(text_of(site, admission, rendition).await);
        }
    }
    all
}

fn is_read(rendition: &Rendition) -> bool {
    matches!(rendition.track, Track::Text { forced: false, .. }) && rendition.bytes <= LARGEST
}

/// `None` when it cannot be read now: then nothing of it is found.
async fn text_of(site: &Site, admission: &Admission, rendition: &Rendition) -> Option<Arc<Spoken>> {
    let shelf = &site.spoken.texts;
    let kept = |key: &RenditionKey| {
        let texts = shelf.read().unwrap_or_else(PoisonError::into_inner);
        texts.get(key).cloned()
    };
    if let Some(text) = kept(&rendition.key) {
        return Some(text);
    }
    let bytes = site
        .door
        .read_whole(admission, &rendition.key, 0..rendition.bytes)
        .await;
    let spoken = match bytes {
        Ok(bytes) => Arc::new(Spoken::of(&bytes)),
        Err(error) => {
            tracing::warn!(%error, "subtitles cannot be searched");
            return None;
        }
    };
    let mut texts = shelf.write().unwrap_or_else(PoisonError::into_inner);
    if texts.len() >= TEXTS {
        texts.clear();
    }
    texts.insert(rendition.key.clone(), Arc::clone(&spoken));
    Some(spoken)
}
