//! Just enough of ISO-BMFF boxes to put others into an init: every length is checked before it is believed.

use std::ops::Range;

use media::MediaError;

pub(super) type Kind = [u8; 4];

/// Where a box lies in the bytes that it was found in.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Place {
    pub(super) kind: Kind,
    pub(super) start: usize,
    pub(super) body: Range<usize>,
}

impl Place {
    pub(super) fn whole(&self) -> Range<usize> {
        self.start..self.body.end
    }
}

/// The only box of a kind in `within`, which lies in `bytes` and holds boxes and nothing else.
pub(super) fn only(bytes: &[u8], within: Range<usize>, kind: Kind) -> Result<Place, MediaError> {
    let mut found = None;
    let mut at = within.start;
    while at < within.end {
        let place = read(bytes, at, within.end)?;
        at = place.body.end;
        if place.kind == kind && found.replace(place).is_some() {
            return Err(malformed(at, kind, "is there more than once"));
        }
    }
    found.ok_or_else(|| malformed(within.start, kind, "is not there"))
}

/// The box that begins `within`.
pub(super) fn first(bytes: &[u8], within: Range<usize>) -> Result<Place, MediaError> {
    read(bytes, within.start, within.end)
}

fn read(bytes: &[u8], start: usize, end: usize) -> Result<Place, MediaError> {
    let head = start.checked_add(8).filter(|body| *body <= end);
    let fields = head
        .and_then(|body| bytes.get(start..body))
        .and_then(<[u8]>::first_chunk::<8>);
    let Some([a, b, c, d, kind @ ..]) = fields else {
        return Err(malformed(start, *b"    ", "ends inside a box header"));
    };
    // Inits are small: neither 64-bit sizes nor boxes without one are in them.
    let len = usize::try_from(u32::from_be_bytes([*a, *b, *c, *d])).unwrap_or(usize::MAX);
    match start.checked_add(len) {
        Some(stop) if len >= 8 && stop <= end => Ok(Place {
            kind: *kind,
            start,
            body: start + 8..stop,
        }),
        _ => Err(malformed(start, *kind, "has a length that cannot be")),
    }
}

/// A box of a kind around what is given.
pub(super) fn around(kind: Kind, parts: &[&[u8]]) -> Result<Vec<u8>, MediaError> {
    let body: usize = parts.iter().map(|part| part.len()).sum();
    let len = u32::try_from(body.saturating_add(8)).map_err(|_| malformed(0, kind, "would be too large"))?;
    let mut whole = Vec::with_capacity(body.saturating_add(8));
    whole.extend(len.to_be_bytes());
    whole.extend(kind);
    parts.iter().for_each(|part| whole.extend_from_slice(part));
    Ok(whole)
}

/// The box's size, enlarged by `more` in place.
pub(super) fn enlarge(bytes: &mut [u8], place: &Place, more: usize) -> Result<(), MediaError> {
    let size = bytes
        .get_mut(place.start..)
        .and_then(|rest| rest.first_chunk_mut::<4>());
    let larger = place
        .whole()
        .len()
        .checked_add(more)
        .and_then(|len| u32::try_from(len).ok());
    match (size, larger) {
        (Some(size), Some(larger)) => {
            *size = larger.to_be_bytes();
            Ok(())
        }
        _ => Err(malformed(place.start, place.kind, "would be too large")),
    }
}

pub(super) fn malformed(at: usize, kind: Kind, what: &str) -> MediaError {
    MediaError::Malformed {
        path: String::from_utf8_lossy(&kind).into_owned(),
        offset: at as u64,
        what: what.into(),
    }
}
