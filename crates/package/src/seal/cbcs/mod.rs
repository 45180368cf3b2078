//! `cbcs` (ISO/IEC 23001-7, 10.4): every sample sealed on its own from one constant vector. Of a picture, one block of
//! ten of each slice behind its header; of sound, every whole block.

mod fragment;
mod init;

pub(super) use fragment::{more_of_fragment, seal_fragment};
pub use init::{CLEAR_KEY_SYSTEM, pssh};
pub(super) use init::{MORE_OF_INIT, seal_init};

use media::MediaError;

use super::avc::Configuration;
use super::boxes::{self, malformed};

/// Blocks that are sealed and blocks that are skipped in turn, of pictures.
const PATTERN: (usize, usize) = (1, 9);

/// How the samples of a track are sealed.
pub(super) enum Samples {
    /// Behind the headers of slices.
    Picture(Configuration),
    /// Whole.
    Sound,
}

impl Samples {
    /// By a track's init as it is stored.
    pub(super) fn of(init: &[u8]) -> Result<Self, MediaError> {
        let entry = init::entry(init)?;
        match &entry.kind {
            b"avc1" | b"avc3" => {
                let fields = entry.body.start.saturating_add(init::PICTURE_FIELDS);
                let configuration = boxes::only(init, fields..entry.body.end, *b"avcC")?;
                let body = init.get(configuration.body).unwrap_or_default();
                Ok(Self::Picture(Configuration::read(body)?))
            }
            b"mp4a" => Ok(Self::Sound),
            kind => Err(malformed(entry.start, *kind, "cannot be sealed")),
        }
    }
}
