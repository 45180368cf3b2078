use super::{Edit, SampleDefaults, TrackInit, edits, entry};
use crate::MediaError;
use crate::boxes::BoxView;
use crate::time::Timescale;

/// Reads `ftyp` + `moov` (other boxes between and after are skipped) of a file with one track.
///
/// # Errors
/// [`MediaError::Malformed`] for damaged bytes, [`MediaError::Unsupported`] for more than one track or sample
/// description, or an unknown codec.
pub fn read_init(bytes: &[u8]) -> Result<TrackInit, MediaError> {
    read_moov(&BoxView::container(bytes, 0).only(*b"moov")?)
}

pub(crate) fn read_moov(moov: &BoxView<'_>) -> Result<TrackInit, MediaError> {
    let tracks = count(moov, *b"trak")?;
    if tracks > 1 {
        return Err(MediaError::Unsupported {
            what: format!("a file of {tracks} tracks where one is expected"),
        });
    }
    let trak = moov.only(*b"trak")?;
    let mdia = trak.only(*b"mdia")?;
    let stbl = mdia.only(*b"minf")?.only(*b"stbl")?;
    let stsd = stbl.only(*b"stsd")?;
    let entry = only_entry(&stsd)?;
    let (kind, codec) = entry::read(&entry)?;
    Ok(TrackInit {
        track_id: track_id(&trak.only(*b"tkhd")?)?,
        timescale: timescale(&mdia.only(*b"mdhd")?)?,
        kind,
        codec,
        sample_entry: entry.whole().to_vec(),
        edit: edits::read(&trak)?,
        defaults: match moov.find(*b"mvex")? {
            Some(mvex) => Some(defaults(&mvex.only(*b"trex")?)?),
            None => None,
        },
        moov_samples: moov_samples(&stbl)?,
    })
}

fn count(parent: &BoxView<'_>, kind: [u8; 4]) -> Result<usize, MediaError> {
    let mut count = 0;
    for child in parent.children() {
        count += usize::from(child?.kind == kind);
    }
    Ok(count)
}

fn only_entry<'a>(stsd: &BoxView<'a>) -> Result<BoxView<'a>, MediaError> {
    let mut fields = stsd.fields();
    fields.version_and_flags()?;
    let entries = fields.u32()?;
    if entries != 1 {
        return Err(MediaError::Unsupported {
            what: format!("a track of {entries} sample descriptions"),
        });
    }
    stsd.children_after(8)
        .next()
        .unwrap_or_else(|| Err(stsd.malformed("no sample description")))
}

fn track_id(tkhd: &BoxView<'_>) -> Result<u32, MediaError> {
    let mut fields = tkhd.fields();
    let (version, _) = fields.version_and_flags()?;
    fields.take(if version == 1 { 16 } else { 8 })?;
    fields.u32()
}

fn timescale(mdhd: &BoxView<'_>) -> Result<Timescale, MediaError> {
    let mut fields = mdhd.fields();
    let (version, _) = fields.version_and_flags()?;
    fields.take(if version == 1 { 16 } else { 8 })?;
    Timescale::new(fields.u32()?)
}

fn defaults(trex: &BoxView<'_>) -> Result<SampleDefaults, MediaError> {
    let mut fields = trex.fields();
    fields.version_and_flags()?;
    // Track and sample description: there is one of each.
    fields.take(8)?;
    Ok(SampleDefaults {
        duration: fields.u32()?,
        size: fields.u32()?,
        flags: fields.u32()?,
    })
}

/// `stsz` and `stz2` both have their count after eight bytes.
fn moov_samples(stbl: &BoxView<'_>) -> Result<u32, MediaError> {
    for child in stbl.children() {
        let child = child?;
        if child.kind == *b"stsz" || child.kind == *b"stz2" {
            let mut fields = child.fields();
            fields.take(8)?;
            return fields.u32();
        }
    }
    Ok(0)
}

impl TrackInit {
    /// Media time that the edit takes off every composition time; 0 without an edit.
    pub fn skip(&self) -> u64 {
        match self.edit {
            Edit::Skip(skip) => skip,
            Edit::None | Edit::Other => 0,
        }
    }
}
