//! The I-frame resource of a segment: a segment of its own that holds only the first picture, shown for as long as
//! the whole segment lasts.

use bytes::Bytes;
use media::MediaError;
use media::segments::Segment;

use crate::PackageError;

/// Bytes from the start of the segment that [`resource`] needs to have: the `moof` and the first sample.
pub fn prefix_len(segment: &Segment) -> u64 {
    segment.len
}

/// Size in bytes of the resource.
pub fn size(segment: &Segment) -> u64 {
    u64::from(segment.first_sample)
}

/// `i{n}.m4s` from the first [`prefix_len`] bytes (or more) of the segment.
///
/// # Errors
/// [`PackageError::Media`] when the bytes are not such a segment.
pub fn resource(_segment: &Segment, _prefix: &[u8]) -> Result<Bytes, PackageError> {
    Err(MediaError::Unsupported {
        what: "I-frame resources".into(),
    }
    .into())
}
