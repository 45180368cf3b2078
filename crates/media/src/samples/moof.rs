use super::Sample;
use super::run::{Limits, read_run};
use crate::MediaError;
use crate::boxes::BoxView;
use crate::track::SampleDefaults;

/// `tfhd` flags (ISO/IEC 14496-12, 8.8.7).
const BASE_DATA_OFFSET: u32 = 0x01;
const SAMPLE_DESCRIPTION: u32 = 0x02;
const DEFAULT_DURATION: u32 = 0x08;
const DEFAULT_SIZE: u32 = 0x10;
const DEFAULT_FLAGS: u32 = 0x20;

/// A `moof` of one track, its samples' bytes lying in one stretch.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Moof {
    pub(crate) sequence: u32,
    pub(crate) track_id: u32,
    pub(crate) base_decode_time: u64,
    pub(crate) samples: Vec<Sample>,
    /// Place in the file of the first sample's first byte.
    pub(crate) data_offset: u64,
    /// Bytes of all samples.
    pub(crate) data_len: u64,
}

impl Moof {
    /// Units that the samples last together.
    pub(crate) fn duration(&self) -> u64 {
        self.samples.iter().map(|s| u64::from(s.duration)).sum()
    }
}

/// `moof_offset` is where the box starts in the file, whose end is `file_end`: no sample can lie behind it, so that no
/// more samples are made than bytes are there.
pub(crate) fn parse_moof(
    moof: &BoxView<'_>,
    moof_offset: u64,
    file_end: u64,
    defaults: SampleDefaults,
) -> Result<Moof, MediaError> {
    let mut mfhd = moof.only(*b"mfhd")?;
    let sequence = sequence(&mut mfhd)?;
    let traf = only_track(moof)?;
    let header = TrackHeader::read(&traf.only(*b"tfhd")?, defaults)?;
    let base = header.base_data_offset.unwrap_or(moof_offset);
    let mut limits = Limits { next: base, file_end };
    let mut samples = Vec::new();
    let mut data_offset = None;
    for child in traf.children() {
        let child = child?;
        if child.kind != *b"trun" {
            continue;
        }
        let expected = limits.next;
        let start = read_run(&child, base, &header.defaults, &mut limits, &mut samples)?;
        if data_offset.is_some() && start != expected {
            return Err(MediaError::Unsupported {
                what: format!("a fragment at byte {moof_offset} whose samples lie scattered"),
            });
        }
        data_offset.get_or_insert(start);
    }
    let data_offset = data_offset.unwrap_or(base);
    Ok(Moof {
        sequence,
        track_id: header.track_id,
        base_decode_time: decode_time(&traf)?,
        samples,
        data_offset,
        data_len: limits.next.saturating_sub(data_offset),
    })
}

fn sequence(mfhd: &mut BoxView<'_>) -> Result<u32, MediaError> {
    let mut fields = mfhd.fields();
    fields.version_and_flags()?;
    fields.u32()
}

fn only_track<'a>(moof: &BoxView<'a>) -> Result<BoxView<'a>, MediaError> {
    let mut tracks = 0;
    for child in moof.children() {
        tracks += usize::from(child?.kind == *b"traf");
    }
    if tracks > 1 {
        return Err(MediaError::Unsupported {
            what: format!("a fragment of {tracks} tracks where one is expected"),
        });
    }
    moof.only(*b"traf")
}

fn decode_time(traf: &BoxView<'_>) -> Result<u64, MediaError> {
    let tfdt = traf.only(*b"tfdt")?;
    let mut fields = tfdt.fields();
    let (version, _) = fields.version_and_flags()?;
    fields.u32_or_u64(version == 1)
}

/// `tfhd`, over the track's own defaults.
struct TrackHeader {
    track_id: u32,
    base_data_offset: Option<u64>,
    defaults: SampleDefaults,
}

impl TrackHeader {
    fn read(tfhd: &BoxView<'_>, defaults: SampleDefaults) -> Result<Self, MediaError> {
        let mut fields = tfhd.fields();
        let (_, flags) = fields.version_and_flags()?;
        let track_id = fields.u32()?;
        let has = |flag: u32| flags & flag != 0;
        let base_data_offset = has(BASE_DATA_OFFSET).then(|| fields.u64()).transpose()?;
        if has(SAMPLE_DESCRIPTION) {
            fields.u32()?;
        }
        let mut over = |flag: u32, default: u32| {
            if has(flag) { fields.u32() } else { Ok(default) }
        };
        let defaults = SampleDefaults {
            duration: over(DEFAULT_DURATION, defaults.duration)?,
            size: over(DEFAULT_SIZE, defaults.size)?,
            flags: over(DEFAULT_FLAGS, defaults.flags)?,
        };
        Ok(Self {
            track_id,
            base_data_offset,
            defaults,
        })
    }
}
