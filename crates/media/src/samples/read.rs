use super::{Fragment, Moof, Sample, parse_moof};
use crate::MediaError;
use crate::boxes::BoxView;
use crate::track::SampleDefaults;

/// Bytes of the header in front of the samples.
const MDAT_HEADER: u64 = 8;

/// The samples of one segment of a rendition (exactly one `moof` + `mdat`).
///
/// # Errors
/// As [`read_fragment`].
pub fn read_segment(bytes: &[u8]) -> Result<Vec<Sample>, MediaError> {
    read_fragment(bytes, SampleDefaults::default()).map(|fragment| fragment.samples)
}

/// One `moof` + `mdat`, nothing before, between or after; `defaults` are the track's `trex` (renditions made here do
/// not need them).
///
/// # Errors
/// [`MediaError::Malformed`] for damaged bytes, [`MediaError::Unsupported`] for several tracks or samples that lie
/// scattered.
pub fn read_fragment(bytes: &[u8], defaults: SampleDefaults) -> Result<Fragment, MediaError> {
    let whole = BoxView::container(bytes, 0);
    let mut boxes = whole.children();
    let mut next = |kind: [u8; 4]| match boxes.next().transpose()? {
        Some(found) if found.kind == kind => Ok(found),
        _ => Err(whole.malformed("not one 'moof' with its 'mdat'")),
    };
    let moof = next(*b"moof")?;
    let mdat = next(*b"mdat")?;
    if boxes.next().is_some() {
        return Err(whole.malformed("more than one 'moof' with its 'mdat'"));
    }
    let parsed = parse_moof(&moof, 0, bytes.len() as u64, defaults)?;
    let data_end = parsed.data_offset.saturating_add(parsed.data_len);
    if parsed.data_offset < mdat.body_offset()
        || data_end > mdat.body_offset().saturating_add(mdat.body_len())
    {
        return Err(moof.malformed("samples that lie outside of the 'mdat'"));
    }
    parsed.try_into()
}

/// The start of a segment of `segment_len` bytes: its `moof` must be there whole, of its `mdat` nothing need be.
/// [`Fragment::data`] says where the samples lie in the whole segment, so maybe behind the end of `bytes`.
///
/// # Errors
/// As [`read_fragment`].
pub fn read_fragment_head(bytes: &[u8], segment_len: u64) -> Result<Fragment, MediaError> {
    let whole = BoxView::container(bytes, 0);
    let moof = match whole.children().next().transpose()? {
        Some(found) if found.kind == *b"moof" => found,
        _ => return Err(whole.malformed("not a 'moof'")),
    };
    let parsed = parse_moof(&moof, 0, segment_len, SampleDefaults::default())?;
    let mdat_body = moof.whole().len() as u64 + MDAT_HEADER;
    if parsed.data_offset < mdat_body || parsed.data_offset.saturating_add(parsed.data_len) > segment_len {
        return Err(moof.malformed("samples that lie outside of the segment's 'mdat'"));
    }
    parsed.try_into()
}

impl TryFrom<Moof> for Fragment {
    type Error = MediaError;

    fn try_from(moof: Moof) -> Result<Self, MediaError> {
        let place = |at: u64| {
            usize::try_from(at).map_err(|_| MediaError::Unsupported {
                what: "a segment larger than memory".into(),
            })
        };
        Ok(Self {
            sequence: moof.sequence,
            track_id: moof.track_id,
            base_decode_time: moof.base_decode_time,
            data: place(moof.data_offset)?..place(moof.data_offset.saturating_add(moof.data_len))?,
            samples: moof.samples,
        })
    }
}
