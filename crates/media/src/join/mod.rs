//! Making a rendition's file from what the encoder wrote: pieces of picture are joined, sound is cut where the
//! picture is. Memory stays within one segment; the same input gives the same bytes.

use std::io::{Read, Seek, Write};

use crate::MediaError;
use crate::segments::SegmentTable;
use crate::time::{FrameRate, MediaTime};
use crate::track::TrackKind;

/// How pieces of one picture rendition become its file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PictureJoin {
    pub rate: FrameRate,
    /// Frames in each segment but the last; a whole number of GOPs.
    pub segment_frames: u32,
    /// Frames from one promised sync sample to the next.
    pub gop_frames: u32,
    /// Frames that each piece must hold, in order.
    pub piece_frames: Vec<u64>,
}

/// Where sound is cut.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SoundCut {
    /// Played time at which each picture segment starts, ascending, the first 0 ([`SegmentTable::boundaries`]).
    pub picture_boundaries: Vec<MediaTime>,
}

/// What a joined rendition is, for the catalogue.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Joined {
    pub table: SegmentTable,
    /// RFC 6381 codecs parameter.
    pub codec: String,
    pub kind: TrackKind,
    /// Of the segments, without the init.
    pub average_bits_per_second: u64,
}

/// Joins `pieces` (single-track fragmented MP4s of the same encoder settings, in order) into `out`.
///
/// # Errors
/// [`MediaError::Mismatch`] when a piece does not hold its planned frames on the rate's grid, does not start with a
/// sync sample, has another sample entry than the first, or a promised GOP start is none or leans on other GOPs;
/// otherwise what reading the pieces or writing `out` gives.
pub fn join_pictures<R: Read + Seek, W: Write>(
    _pieces: Vec<R>,
    _plan: &PictureJoin,
    _out: &mut W,
) -> Result<Joined, MediaError> {
    Err(MediaError::Unsupported {
        what: "joining pictures".into(),
    })
}

/// Cuts `source` (a single-track fragmented MP4 of sound, with its priming as an edit) at the picture's boundaries
/// into `out`: segment k starts at the first packet that is played at or after boundary k, the last takes the rest.
///
/// # Errors
/// [`MediaError::Mismatch`] when the source has no edit list (its priming would be guessed) or has gaps; otherwise
/// what reading the source or writing `out` gives.
pub fn cut_sound<R: Read + Seek, W: Write>(
    _source: R,
    _plan: &SoundCut,
    _out: &mut W,
) -> Result<Joined, MediaError> {
    Err(MediaError::Unsupported {
        what: "cutting sound".into(),
    })
}
