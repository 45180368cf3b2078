//! The init segment of a track: what a decoder must know before the first sample.

use crate::MediaError;
use crate::time::Timescale;

/// A single-track init (`ftyp` + `moov`), as far as Marquee works with it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TrackInit {
    pub track_id: u32,
    pub timescale: Timescale,
    pub kind: TrackKind,
    /// RFC 6381 codecs parameter: "avc1.640028", "mp4a.40.2".
    pub codec: String,
    /// The `stsd` entry as it is, its header included.
    pub sample_entry: Vec<u8>,
    /// Media time that the track's only edit skips; `None` when the track has no edit list.
    pub priming: Option<u64>,
    /// What a fragment's samples are when the fragment does not say (`trex`).
    pub defaults: SampleDefaults,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum TrackKind {
    /// Coded size in pixels.
    Picture {
        width: u32,
        height: u32,
    },
    Sound {
        channels: u16,
        sample_rate: u32,
    },
}

/// ISO/IEC 14496-12, 8.8.3 `trex`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct SampleDefaults {
    pub duration: u32,
    pub size: u32,
    pub flags: u32,
}

/// Reads `ftyp` + `moov` (other boxes between and after are skipped) of a file with one track.
///
/// # Errors
/// [`MediaError::Malformed`] or [`MediaError::Truncated`] for damaged bytes, [`MediaError::Unsupported`] for more than
/// one track, an unknown codec or an edit list of more than one edit.
pub fn read_init(_bytes: &[u8]) -> Result<TrackInit, MediaError> {
    Err(MediaError::Unsupported {
        what: "reading an init segment".into(),
    })
}
