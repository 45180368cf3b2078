//! The I-frame resource of a segment: a segment of its own that holds only the first picture, shown for as long as
//! the whole segment lasts. It is written anew (`moof` and all), so that a player need not know that it is a part:
//! a byte range of the segment would declare samples that are not there.

use media::samples::{Sample, fragment_head};
use media::segments::{Segment, SegmentTable};
use media::{MediaError, samples};

use crate::PackageError;

/// Bytes of a `moof` with one sample and of the `mdat` header behind it.
const HEAD: u64 = 108;

/// Size in bytes of the resource.
pub fn size(segment: &Segment) -> u64 {
    HEAD + u64::from(segment.first_sample)
}

/// The table that a rendition of the I-frame resources alone would have; offsets are those of the segments.
pub(crate) fn table(pictures: &SegmentTable) -> SegmentTable {
    let segments = pictures.segments.iter().map(|segment| Segment {
        len: size(segment),
        samples: 1,
        ..*segment
    });
    SegmentTable {
        segments: segments.collect(),
        ..pictures.clone()
    }
}

/// `i{n}.m4s` from the bytes of segment `n`.
///
/// # Errors
/// [`PackageError::Media`] when the bytes are not such a segment.
pub fn resource(segment: &Segment, bytes: &[u8]) -> Result<Vec<u8>, PackageError> {
    let fragment = samples::read_fragment(bytes, media::track::SampleDefaults::default())?;
    let damaged = |what: &str| MediaError::Malformed {
        path: "moof".into(),
        offset: 0,
        what: what.into(),
    };
    let first = fragment
        .samples
        .first()
        .ok_or_else(|| damaged("a segment without samples"))?;
    if !first.sync {
        return Err(damaged("a segment that does not start with a sync sample").into());
    }
    // Alone it has no order of decoding to keep: it is decoded when it is shown.
    let shown = Sample {
        duration: u32::try_from(segment.duration).map_err(|_| damaged("a segment of hours"))?,
        composition_offset: 0,
        ..*first
    };
    let start = fragment
        .base_decode_time
        .checked_add_signed(first.composition_offset)
        .ok_or_else(|| damaged("a picture before the start of time"))?;
    let len = usize::try_from(first.size).map_err(|_| damaged("a sample larger than memory"))?;
    let picture = bytes
        .get(fragment.data)
        .and_then(|data| data.get(..len))
        .ok_or_else(|| damaged("a sample outside of its segment"))?;
    let mut resource = fragment_head(fragment.sequence, start, &[shown])?;
    resource.extend_from_slice(picture);
    Ok(resource)
}
