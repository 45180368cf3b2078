//! The sample entry of `stsd` (ISO/IEC 14496-12, 8.5.2): codec, picture size, sound format.

use super::{TrackKind, aac, avc};
use crate::MediaError;
use crate::boxes::{BoxView, kind_text};

/// Bytes of fields before the boxes of an entry.
const PICTURE_FIELDS: usize = 78;
const SOUND_FIELDS: usize = 28;

/// Kind of track and its RFC 6381 codec string.
pub(super) fn read(entry: &BoxView<'_>) -> Result<(TrackKind, String), MediaError> {
    match &entry.kind {
        b"avc1" | b"avc3" => picture(entry),
        b"mp4a" => sound(entry),
        kind => Err(MediaError::Unsupported {
            what: format!("the codec '{}'", kind_text(*kind)),
        }),
    }
}

fn picture(entry: &BoxView<'_>) -> Result<(TrackKind, String), MediaError> {
    let mut fields = entry.fields();
    fields.take(24)?;
    let (width, height) = (u32::from(fields.u16()?), u32::from(fields.u16()?));
    fields.take(PICTURE_FIELDS - 28)?;
    if width == 0 || height == 0 {
        return Err(entry.malformed(format!("a picture of {width}x{height}")));
    }
    let avcc = child(entry, PICTURE_FIELDS, *b"avcC")?;
    let codec = avc::codec(&kind_text(entry.kind), &avcc)?;
    Ok((TrackKind::Picture { width, height }, codec))
}

fn sound(entry: &BoxView<'_>) -> Result<(TrackKind, String), MediaError> {
    let mut fields = entry.fields();
    fields.take(8)?;
    let version = fields.u16()?;
    if version != 0 {
        return Err(MediaError::Unsupported {
            what: format!("a sound sample entry of version {version}"),
        });
    }
    fields.take(6)?;
    let entry_channels = fields.u16()?;
    fields.take(6)?;
    let entry_rate = fields.u32()? >> 16;
    let config = aac::config(&child(entry, SOUND_FIELDS, *b"esds")?)?;
    let channels = config.channels.unwrap_or(entry_channels);
    let sample_rate = config.sample_rate.unwrap_or(entry_rate);
    if channels == 0 || sample_rate == 0 {
        return Err(entry.malformed(format!("sound of {channels} channels at {sample_rate} Hz")));
    }
    Ok((
        TrackKind::Sound {
            channels,
            sample_rate,
        },
        config.codec,
    ))
}

/// A box of the entry; all of them must be whole, as the entry is written again.
fn child<'a>(entry: &BoxView<'a>, skip: usize, kind: [u8; 4]) -> Result<BoxView<'a>, MediaError> {
    let mut found = None;
    for child in entry.children_after(skip) {
        let child = child?;
        if child.kind == kind {
            found.get_or_insert(child);
        }
    }
    found.ok_or_else(|| entry.malformed(format!("no '{}' box", kind_text(kind))))
}

/// The entry without its `btrt` box: that one tells the bit rate of what it was written for, a piece, and would be
/// wrong for the whole.
///
/// # Errors
/// [`MediaError::Malformed`] when `entry` is not one whole sample entry.
pub(crate) fn without_bit_rate(entry: &[u8], kind: TrackKind) -> Result<Vec<u8>, MediaError> {
    let fields = match kind {
        TrackKind::Picture { .. } => PICTURE_FIELDS,
        TrackKind::Sound { .. } => SOUND_FIELDS,
    };
    let container = BoxView::container(entry, 0);
    let Some(view) = container.children().next().transpose()? else {
        return Err(container.malformed("no sample entry"));
    };
    let mut kept = [&[0; 4], &view.kind[..], view.fields().take(fields)?].concat();
    for child in view.children_after(fields) {
        let child = child?;
        if child.kind != *b"btrt" {
            kept.extend_from_slice(child.whole());
        }
    }
    let size = u32::try_from(kept.len()).map_err(|_| view.malformed("too large"))?;
    if let Some(place) = kept.first_chunk_mut() {
        *place = size.to_be_bytes();
    }
    Ok(kept)
}
