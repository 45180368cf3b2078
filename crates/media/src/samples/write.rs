use super::run::{DATA_OFFSET, DURATIONS, FLAGS, OFFSETS, SIZES};
use super::{NON_SYNC_FLAGS, SYNC_FLAGS, Sample};
use crate::MediaError;
use crate::boxes::BoxWriter;
use crate::track::TRACK_ID;

/// `tfhd`: offsets count from the `moof` (ISO/IEC 14496-12, 8.8.7).
const DEFAULT_BASE_IS_MOOF: u32 = 0x02_0000;
const DEFAULT_DURATION: u32 = 0x08;
const DEFAULT_FLAGS: u32 = 0x20;
const MDAT_HEADER: u32 = 8;

/// A `moof` and the header of the `mdat` that must follow with the samples' bytes, in order and nothing else.
///
/// What all samples have in common is said once; no field depends on the track's `trex`, so that a segment can be
/// read on its own.
///
/// # Errors
/// [`MediaError::Time`] when a number does not fit its field, [`MediaError::Unsupported`] without samples.
pub fn fragment_head(
    sequence: u32,
    base_decode_time: u64,
    samples: &[Sample],
) -> Result<Vec<u8>, MediaError> {
    fragment_head_with(sequence, base_decode_time, samples, |_| Vec::new())
}

/// The same with boxes of the caller's at the end of the `traf`. `more` is told their place, counted from the start of
/// the `moof`, as offsets are (a `saio` counts so too).
///
/// # Errors
/// As [`fragment_head`].
pub fn fragment_head_with(
    sequence: u32,
    base_decode_time: u64,
    samples: &[Sample],
    more: impl FnOnce(u32) -> Vec<u8>,
) -> Result<Vec<u8>, MediaError> {
    let Some(first) = samples.first() else {
        return Err(MediaError::Unsupported {
            what: "a segment without samples".into(),
        });
    };
    let data_len = data_len(samples)?;
    let mut run_flags = DATA_OFFSET | SIZES;
    for (flag, needed) in [
        (DURATIONS, samples.iter().any(|s| s.duration != first.duration)),
        (FLAGS, samples.iter().any(|s| s.sync != first.sync)),
        (OFFSETS, samples.iter().any(|s| s.composition_offset != 0)),
    ] {
        run_flags |= if needed { flag } else { 0 };
    }
    let too_long = |_| MediaError::Unsupported {
        what: format!("a segment of {} samples", samples.len()),
    };
    let mut data_offset_at = 0;
    let mut w = BoxWriter::default();
    w.put(*b"moof", |w| {
        w.put_full(*b"mfhd", 0, 0, |w| {
            w.u32(sequence);
            Ok(())
        })?;
        w.put(*b"traf", |w| {
            let flags = DEFAULT_BASE_IS_MOOF | DEFAULT_DURATION | DEFAULT_FLAGS;
            w.put_full(*b"tfhd", 0, flags, |w| {
                w.u32(TRACK_ID);
                w.u32(first.duration);
                w.u32(flags_of(first));
                Ok(())
            })?;
            w.put_full(*b"tfdt", 1, 0, |w| {
                w.u64(base_decode_time);
                Ok(())
            })?;
            w.put_full(*b"trun", 1, run_flags, |w| {
                w.u32(count(samples)?);
                data_offset_at = w.len();
                w.u32(0);
                samples.iter().try_for_each(|s| put_sample(w, run_flags, s))
            })?;
            let place = u32::try_from(w.len()).map_err(too_long)?;
            w.bytes(&more(place));
            Ok(())
        })
    })?;
    let data_offset = u32::try_from(w.len())
        .map_err(too_long)?
        .saturating_add(MDAT_HEADER);
    w.patch_u32(data_offset_at, data_offset);
    w.u32(data_len);
    w.bytes(b"mdat");
    Ok(w.finish())
}

/// Size of the `mdat` box.
fn data_len(samples: &[Sample]) -> Result<u32, MediaError> {
    let len: u64 = samples.iter().map(|s| u64::from(s.size)).sum();
    u32::try_from(len.saturating_add(u64::from(MDAT_HEADER))).map_err(|_| MediaError::Unsupported {
        what: format!("a segment of {len} bytes"),
    })
}

fn count(samples: &[Sample]) -> Result<u32, MediaError> {
    u32::try_from(samples.len()).map_err(|_| MediaError::Unsupported {
        what: format!("a segment of {} samples", samples.len()),
    })
}

fn put_sample(w: &mut BoxWriter, run_flags: u32, sample: &Sample) -> Result<(), MediaError> {
    if run_flags & DURATIONS != 0 {
        w.u32(sample.duration);
    }
    w.u32(sample.size);
    if run_flags & FLAGS != 0 {
        w.u32(flags_of(sample));
    }
    if run_flags & OFFSETS != 0 {
        let offset = i32::try_from(sample.composition_offset).map_err(|_| MediaError::Time {
            what: format!("a composition offset of {}", sample.composition_offset),
        })?;
        w.i32(offset);
    }
    Ok(())
}

fn flags_of(sample: &Sample) -> u32 {
    if sample.sync { SYNC_FLAGS } else { NON_SYNC_FLAGS }
}
