//! The init of a sealed rendition: its sample entry says how samples are sealed (ISO/IEC 14496-12, 8.12), and a `pssh`
//! names the key to whoever has no manifest.

use media::MediaError;

use super::PATTERN;
use crate::seal::KeyId;
use crate::seal::boxes::{self, Kind, Place, around, enlarge, malformed};

/// Bytes of fields before the boxes of a sample entry.
pub(super) const PICTURE_FIELDS: usize = 78;
const SOUND_FIELDS: usize = 28;

/// W3C "cenc" Initialization Data Format: the system id that every ClearKey implementation knows.
pub const CLEAR_KEY_SYSTEM: [u8; 16] = [
    0x10, 0x77, 0xef, 0xec, 0xc0, 0xb2, 0x4d, 0x02, 0xac, 0xe3, 0x3c, 0x1e, 0x52, 0xe2, 0xfb, 0x4b,
];

const SINF: usize = 97;
const PSSH: usize = 52;

/// By how much a sealed init is longer.
pub(in crate::seal) const MORE_OF_INIT: u64 = (SINF + PSSH) as u64;

/// `pssh`, version 1, with the key's name and no data.
pub fn pssh(key: KeyId) -> Vec<u8> {
    let mut bytes = Vec::with_capacity(PSSH);
    bytes.extend((PSSH as u32).to_be_bytes());
    bytes.extend(b"pssh");
    bytes.extend([1, 0, 0, 0]);
    bytes.extend(CLEAR_KEY_SYSTEM);
    bytes.extend(1_u32.to_be_bytes());
    bytes.extend(key.bytes());
    bytes.extend(0_u32.to_be_bytes());
    bytes
}

/// The `sinf` of a sample entry that was of the kind `original`.
fn protection(original: Kind, is_picture: bool, key: KeyId, vector: [u8; 16]) -> Result<Vec<u8>, MediaError> {
    let frma = around(*b"frma", &[&original])?;
    // Scheme and its version, 1.0.
    let schm = around(*b"schm", &[&[0; 4], b"cbcs", &0x0001_0000_u32.to_be_bytes()])?;
    let pattern = match (is_picture, PATTERN) {
        (true, (sealed, skipped)) => (sealed << 4 | skipped).to_le_bytes()[0],
        (false, _) => 0,
    };
    // Version 1, for the pattern; sealed; no vector per sample, but one of 16 bytes for all.
    let head = [1, 0, 0, 0, 0, pattern, 1, 0];
    let tenc = around(*b"tenc", &[&head, key.bytes(), &[16], &vector])?;
    around(*b"sinf", &[&frma, &schm, &around(*b"schi", &[&tenc])?])
}

/// A track's init, sealed.
pub(in crate::seal) fn seal_init(init: &[u8], key: KeyId, vector: [u8; 16]) -> Result<Vec<u8>, MediaError> {
    let path = Path::of(init)?;
    let entry = path.entry(init)?;
    let (sealed_kind, is_picture) = match &entry.kind {
        b"avc1" | b"avc3" => (*b"encv", true),
        b"mp4a" => (*b"enca", false),
        kind => return Err(malformed(entry.start, *kind, "cannot be sealed")),
    };
    let sinf = protection(entry.kind, is_picture, key, vector)?;
    let pssh = pssh(key);
    let mut sealed = init.to_vec();
    for parent in &path.parents {
        let more = match &parent.kind {
            b"moov" => sinf.len() + pssh.len(),
            _ => sinf.len(),
        };
        enlarge(&mut sealed, parent, more)?;
    }
    enlarge(&mut sealed, &entry, sinf.len())?;
    if let Some(kind) = sealed.get_mut(entry.start + 4..entry.start + 8) {
        kind.copy_from_slice(&sealed_kind);
    }
    let end = path.parents.first().map_or(sealed.len(), |moov| moov.body.end);
    // The one that is further back first, so that the other's place stays true.
    sealed.splice(end..end, pssh);
    sealed.splice(entry.body.end..entry.body.end, sinf);
    Ok(sealed)
}

/// The track's sample entry.
pub(super) fn entry(init: &[u8]) -> Result<Place, MediaError> {
    Path::of(init)?.entry(init)
}

/// The boxes around the sample entry, `moov` first.
struct Path {
    parents: Vec<Place>,
}

impl Path {
    fn of(init: &[u8]) -> Result<Self, MediaError> {
        let mut within = 0..init.len();
        let mut parents = Vec::with_capacity(6);
        for kind in [b"moov", b"trak", b"mdia", b"minf", b"stbl", b"stsd"] {
            let place = boxes::only(init, within, *kind)?;
            within = place.body.clone();
            parents.push(place);
        }
        Ok(Self { parents })
    }

    fn entry(&self, init: &[u8]) -> Result<Place, MediaError> {
        let Some(stsd) = self.parents.last() else {
            return Err(malformed(0, *b"stsd", "is not there"));
        };
        // Behind version, flags and the number of entries, which must be one.
        let entries = stsd.body.start.saturating_add(8)..stsd.body.end;
        let found = boxes::first(init, entries)?;
        let fields = match &found.kind {
            b"mp4a" => SOUND_FIELDS,
            _ => PICTURE_FIELDS,
        };
        if found.body.end != stsd.body.end || found.body.len() < fields {
            return Err(malformed(
                found.start,
                found.kind,
                "is not the only one of its track",
            ));
        }
        Ok(found)
    }
}
