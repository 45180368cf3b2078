//! Samples of a fragment (`moof` + `mdat`): read from bytes, written to bytes.

use std::ops::Range;

use crate::MediaError;
use crate::track::SampleDefaults;

/// One coded picture, or one packet of sound.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Sample {
    /// Bytes.
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

/// The samples of one segment of a rendition (exactly one `moof` + `mdat`).
///
/// # Errors
/// As [`read_fragment`].
pub fn read_segment(bytes: &[u8]) -> Result<Vec<Sample>, MediaError> {
    read_fragment(bytes, SampleDefaults::default()).map(|fragment| fragment.samples)
}

/// One `moof` + `mdat`; `defaults` are the track's `trex` (renditions made here do not need them).
///
/// # Errors
/// [`MediaError::Malformed`] or [`MediaError::Truncated`] for damaged bytes, [`MediaError::Unsupported`] for several
/// tracks or samples that lie scattered.
pub fn read_fragment(_bytes: &[u8], _defaults: SampleDefaults) -> Result<Fragment, MediaError> {
    Err(MediaError::Unsupported {
        what: "reading a fragment".into(),
    })
}

/// A `moof` and the header of the `mdat` that must follow with the samples' bytes, in order and nothing else.
///
/// # Errors
/// [`MediaError::Time`] when a number does not fit its field, [`MediaError::Unsupported`] without samples.
pub fn fragment_head(
    _sequence: u32,
    _base_decode_time: u64,
    _samples: &[Sample],
) -> Result<Vec<u8>, MediaError> {
    Err(MediaError::Unsupported {
        what: "writing a fragment".into(),
    })
}
