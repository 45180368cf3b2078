//! The init segment of a track: what a decoder must know before the first sample.

mod aac;
mod avc;
mod edits;
mod entry;
mod read;
mod write;

pub(crate) use entry::without_bit_rate;
pub(crate) use read::read_moov;
pub(crate) use write::TRACK_ID;

pub use read::read_init;
pub use write::write_init;

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
    pub edit: Edit,
    /// What a fragment's samples are when the fragment does not say; `None` without `mvex`, when the file is not
    /// fragmented.
    pub defaults: Option<SampleDefaults>,
    /// Samples that lie outside of fragments, in the `moov`'s own tables.
    pub moov_samples: u32,
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

/// A track's edit list (ISO/IEC 14496-12, 8.6.6), as far as Marquee tells them apart.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Edit {
    None,
    /// One edit at normal speed that starts at this media time: the encoder's delay of sound, the reordering delay of
    /// picture.
    Skip(u64),
    /// Several edits, an empty one, or another speed.
    Other,
}

/// ISO/IEC 14496-12, 8.8.3 `trex`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct SampleDefaults {
    pub duration: u32,
    pub size: u32,
    pub flags: u32,
}
