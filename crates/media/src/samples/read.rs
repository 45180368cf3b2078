use super::{Fragment, Sample, parse_moof};
use crate::MediaError;
use crate::boxes::BoxView;
use crate::track::SampleDefaults;

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
    let place = |at: u64| {
        usize::try_from(at).map_err(|_| MediaError::Unsupported {
            what: "a segment larger than memory".into(),
        })
    };
    Ok(Fragment {
        sequence: parsed.sequence,
        track_id: parsed.track_id,
        base_decode_time: parsed.base_decode_time,
        samples: parsed.samples,
        data: place(parsed.data_offset)?..place(data_end)?,
    })
}
