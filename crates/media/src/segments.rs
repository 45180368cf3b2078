//! The segment table of a rendition: where each segment lies in its file and when it plays.
//!
//! A rendition is one fragmented CMAF file (ISO/IEC 23000-19) of one track: init (`ftyp` + `moov`), then one
//! `moof` + `mdat` per segment, nothing between. A segment is therefore one byte range.

use serde::{Deserialize, Serialize};

use crate::time::{MediaTime, Timescale};

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct SegmentTable {
    /// Units of every time in this table; also the track's `mdhd` timescale.
    pub timescale: Timescale,
    /// Bytes 0..init_len are the init segment.
    pub init_len: u64,
    /// Media time that the track's only edit skips (encoder delay of sound; 0 for picture).
    pub priming: u64,
    pub segments: Vec<Segment>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Segment {
    /// Byte range in the rendition's file: `offset .. offset + len`, the whole `moof` + `mdat`.
    pub offset: u64,
    pub len: u64,
    /// `tfdt` base media decode time, in media time (priming not yet taken off).
    pub start: u64,
    pub duration: u64,
    pub samples: u32,
    /// Size in bytes of the first sample, which starts the `mdat`'s payload (sync sample of a picture).
    pub first_sample: u32,
}

impl SegmentTable {
    /// Length of the whole rendition's file in bytes.
    pub fn file_len(&self) -> u64 {
        self.segments
            .last()
            .map_or(self.init_len, |s| s.offset.saturating_add(s.len))
    }

    /// Played length: all segments less the priming.
    pub fn duration(&self) -> MediaTime {
        let end = self
            .segments
            .last()
            .map_or(0, |s| s.start.saturating_add(s.duration));
        let start = self.segments.first().map_or(0, |s| s.start);
        let played = end.saturating_sub(start).saturating_sub(self.priming);
        MediaTime::new(i64::try_from(played).unwrap_or(i64::MAX), self.timescale)
    }
}
