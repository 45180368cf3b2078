use super::{NON_SYNC, Sample};
use crate::MediaError;
use crate::boxes::{BoxView, Fields};
use crate::track::SampleDefaults;

/// `trun` flags (ISO/IEC 14496-12, 8.8.8).
pub(super) const DATA_OFFSET: u32 = 0x001;
const FIRST_FLAGS: u32 = 0x004;
pub(super) const DURATIONS: u32 = 0x100;
pub(super) const SIZES: u32 = 0x200;
pub(super) const FLAGS: u32 = 0x400;
pub(super) const OFFSETS: u32 = 0x800;

/// Six hours of sound in one fragment, twelve of picture; more is a lie or a bomb.
const MOST_SAMPLES: usize = 1 << 20;

/// Where samples' bytes may lie.
#[derive(Debug)]
pub(super) struct Limits {
    /// Behind the last sample so far.
    pub(super) next: u64,
    pub(super) file_end: u64,
}

/// Appends a run's samples; where its first one's bytes lie. Samples are made one by one as their bytes are
/// accounted for, so that a run which claims many without describing them costs nothing.
pub(super) fn read_run(
    trun: &BoxView<'_>,
    base: u64,
    defaults: &SampleDefaults,
    limits: &mut Limits,
    samples: &mut Vec<Sample>,
) -> Result<u64, MediaError> {
    let mut fields = trun.fields();
    let (version, flags) = fields.version_and_flags()?;
    let count = fields.u32()?;
    if flags & DATA_OFFSET != 0 {
        let offset = i64::from(fields.i32()?);
        limits.next = base
            .checked_add_signed(offset)
            .ok_or_else(|| fields.malformed("a data offset outside of the file"))?;
    }
    let start = limits.next;
    let mut first_flags = (flags & FIRST_FLAGS != 0).then(|| fields.u32()).transpose()?;
    for _ in 0..count {
        let sample = read_sample(&mut fields, version, flags, first_flags.take(), defaults)?;
        limits.next = limits
            .next
            .checked_add(u64::from(sample.size))
            .filter(|&next| sample.size > 0 && next <= limits.file_end && samples.len() < MOST_SAMPLES)
            .ok_or_else(|| {
                fields.malformed(format!(
                    "sample {} of {} bytes, of which {} can be there",
                    samples.len(),
                    sample.size,
                    limits.file_end.saturating_sub(limits.next)
                ))
            })?;
        samples.push(sample);
    }
    Ok(start)
}

fn read_sample(
    fields: &mut Fields<'_>,
    version: u8,
    flags: u32,
    first_flags: Option<u32>,
    defaults: &SampleDefaults,
) -> Result<Sample, MediaError> {
    let mut or = |flag: u32, default: u32| {
        if flags & flag != 0 {
            fields.u32()
        } else {
            Ok(default)
        }
    };
    let duration = or(DURATIONS, defaults.duration)?;
    let size = or(SIZES, defaults.size)?;
    let sample_flags = or(FLAGS, first_flags.unwrap_or(defaults.flags))?;
    let offset = or(OFFSETS, 0)?;
    Ok(Sample {
        size,
        duration,
        composition_offset: if version == 0 {
            i64::from(offset)
        } else {
            i64::from(offset.cast_signed())
        },
        sync: sample_flags & NON_SYNC == 0,
    })
}
