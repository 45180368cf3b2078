//! Samples of a fragment (`moof` + `mdat`): read from bytes, written to bytes.

mod moof;
mod read;
mod run;
mod write;

use std::ops::Range;

pub(crate) use moof::{Moof, parse_moof};
pub use read::{read_fragment, read_fragment_head, read_segment};
pub use write::{fragment_head, fragment_head_with};

/// One coded picture, or one packet of sound.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Sample {
    /// Bytes; never 0.
    pub size: u32,
    /// In the track's timescale, as are all times here.
    pub duration: u32,
    /// Presentation time less decode time.
    pub composition_offset: i64,
    /// Decoding may start here.
    pub sync: bool,
}

/// A `moof` with its `mdat`, from bytes in memory.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Fragment {
    /// `mfhd` sequence number.
    pub sequence: u32,
    pub track_id: u32,
    /// `tfdt`: decode time of the first sample.
    pub base_decode_time: u64,
    pub samples: Vec<Sample>,
    /// Where the samples' bytes lie, one after the other, in the bytes that were read.
    pub data: Range<usize>,
}

/// Sample flags (ISO/IEC 14496-12, 8.8.3.1) that are read and written here.
const NON_SYNC: u32 = 0x0001_0000;
/// Depends on no other sample.
const SYNC_FLAGS: u32 = 0x0200_0000;
/// Depends on others, and decoding cannot start here.
const NON_SYNC_FLAGS: u32 = 0x0100_0000 | NON_SYNC;
