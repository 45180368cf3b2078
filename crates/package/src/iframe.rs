//! The I-frame resource of a segment: a segment of its own that holds only the first picture, shown for as long as
//! the whole segment lasts. It is written anew (`moof` and all), so that a player need not know that it is a part:
//! a byte range of the segment would declare samples that are not there.

use media::MediaError;
use media::samples::{Sample, fragment_head, read_fragment_head};
use media::segments::{Segment, SegmentTable};

use crate::PackageError;

/// Bytes of a `moof` with one sample, and of the `mdat` header behind it.
const HEAD: u64 = 108;

/// More than a `moof` takes beside what it says of each sample.
const MOOF_FRAME: u64 = 512;
/// Duration, size, flags and composition offset.
const MOOF_SAMPLE: u64 = 16;

/// Size in bytes of the resource.
pub fn size(segment: &Segment) -> u64 {
    HEAD + u64::from(segment.first_sample)
}

/// How much of the segment, from its start, [`resource`] needs to be given.
pub fn prefix_len(segment: &Segment) -> u64 {
    let moof = MOOF_FRAME + MOOF_SAMPLE * u64::from(segment.samples);
    segment.len.min(moof + u64::from(segment.first_sample))
}

/// `i{n}.m4s` from the start of segment `n`: its first [`prefix_len`] bytes, or more.
///
/// # Errors
/// [`PackageError::Media`] when the bytes are not such a segment.
pub fn resource(segment: &Segment, start: &[u8]) -> Result<Vec<u8>, PackageError> {
    let fragment = read_fragment_head(start, segment.len)?;
    let first = fragment
        .samples
        .first()
        .filter(|first| first.sync && first.size == segment.first_sample)
        .ok_or_else(|| malformed("another first sample than the segment table says"))?;
    let len = usize::try_from(first.size).map_err(|_| malformed("a sample larger than memory"))?;
    let picture = start
        .get(fragment.data.start..)
        .and_then(|data| data.get(..len))
        .ok_or_else(|| malformed("a first sample that is not within the bytes given"))?;
    // Alone it has no order of decoding to keep: it is decoded when it is shown.
    let shown = Sample {
        duration: u32::try_from(segment.duration).map_err(|_| malformed("a segment that lasts too long"))?,
        composition_offset: 0,
        ..*first
    };
    let time = fragment
        .base_decode_time
        .checked_add_signed(first.composition_offset)
        .ok_or_else(|| malformed("a picture before the start of time"))?;
    let mut resource = fragment_head(fragment.sequence, time, &[shown])?;
    resource.extend_from_slice(picture);
    Ok(resource)
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

fn malformed(what: &str) -> MediaError {
    MediaError::Malformed {
        path: "moof".into(),
        offset: 0,
        what: what.into(),
    }
}

#[cfg(test)]
mod tests {
    use media::samples::read_fragment;
    use media::track::SampleDefaults;

    use super::*;

    fn sample(size: u32, sync: bool) -> Sample {
        Sample {
            size,
            duration: 1_001,
            composition_offset: if sync { 0 } else { 2_002 },
            sync,
        }
    }

    /// A segment of one I-frame of 300 bytes and 95 others.
    fn segment(first_offset: i64) -> (Segment, Vec<u8>) {
        let mut samples = vec![sample(20, false); 96];
        samples[0] = Sample {
            composition_offset: first_offset,
            ..sample(300, true)
        };
        let mut bytes = fragment_head(7, 96_096, &samples).unwrap();
        bytes.extend([0xAB; 300]);
        bytes.extend([0xCD; 95 * 20]);
        let segment = Segment {
            offset: 5_000,
            len: bytes.len() as u64,
            start: 96_096,
            duration: 96_096,
            samples: 96,
            first_sample: 300,
        };
        (segment, bytes)
    }

    #[test]
    fn the_first_picture_lasts_as_long_as_its_segment() {
        for (first_offset, time) in [(0, 96_096), (1_001, 97_097), (-1_001, 95_095)] {
            let (segment, bytes) = segment(first_offset);
            let prefix = usize::try_from(prefix_len(&segment)).unwrap();
            assert!(prefix < bytes.len());
            let resource = resource(&segment, &bytes[..prefix]).unwrap();
            assert_eq!(resource.len() as u64, size(&segment));
            let read = read_fragment(&resource, SampleDefaults::default()).unwrap();
            assert_eq!(read.base_decode_time, time);
            assert_eq!(
                read.samples,
                [Sample {
                    duration: 96_096,
                    ..sample(300, true)
                }]
            );
            assert_eq!(&resource[read.data], [0xAB; 300]);
        }
    }

    #[test]
    fn a_segment_that_is_not_what_the_table_says_is_refused() {
        let (segment, bytes) = segment(0);
        assert!(resource(&segment, &[]).is_err());
        assert!(resource(&segment, &bytes[..40]).is_err());
        let whole_moof_only = bytes.len() - 96 * 20 - 300;
        assert!(resource(&segment, &bytes[..whole_moof_only]).is_err());
        let other = Segment {
            first_sample: 301,
            ..segment
        };
        assert!(resource(&other, &bytes).is_err());
        let shorter = Segment {
            len: segment.len - 1,
            ..segment
        };
        assert!(resource(&shorter, &bytes).is_err());
        let endless = Segment {
            duration: u64::MAX,
            ..segment
        };
        assert!(resource(&endless, &bytes).is_err());
    }

    #[test]
    fn damage_at_any_byte_is_survived() {
        let (segment, bytes) = segment(0);
        for at in 0..bytes.len() - 96 * 20 - 300 {
            for value in [0, 0x7f, 0xff] {
                let mut damaged = bytes.clone();
                damaged[at] = value;
                // An error or another resource; never more than what it was made of.
                if let Ok(resource) = resource(&segment, &damaged) {
                    assert!(resource.len() <= bytes.len());
                }
            }
        }
    }
}
