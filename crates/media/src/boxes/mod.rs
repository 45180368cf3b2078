//! ISO-BMFF boxes (ISO/IEC 14496-12, 4.2) read from bytes that may lie: every length is checked against what is
//! there before it is believed, and nothing is allocated on the word of a field.

mod fields;
mod scan;
mod view;
mod write;

pub(crate) use fields::Fields;
pub(crate) use scan::{BoxScan, Found};
pub(crate) use view::BoxView;
pub(crate) use write::BoxWriter;

/// A box's four-character code.
pub(crate) type Kind = [u8; 4];

/// For messages: printable characters as they are, others as `.`.
pub(crate) fn kind_text(kind: Kind) -> String {
    kind.iter()
        .map(|&b| if b.is_ascii_graphic() { char::from(b) } else { '.' })
        .collect()
}

/// What the first bytes of a box say.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Header {
    pub(crate) kind: Kind,
    /// 8, or 16 with a 64-bit size.
    pub(crate) header_len: u64,
    /// Of the whole box; `None` when it lasts to the end of what holds it.
    pub(crate) len: Option<u64>,
}

impl Header {
    /// `start` holds the first bytes of the box, 16 if so many are there. `Err` says what is wrong.
    pub(crate) fn parse(start: &[u8]) -> Result<Self, &'static str> {
        let (Some(size), Some(kind)) = (array(start, 0), array::<4>(start, 4)) else {
            return Err("ends inside a box header");
        };
        let (header_len, len) = match u32::from_be_bytes(size) {
            0 => (8, None),
            1 => match array(start, 8) {
                Some(large) => (16, Some(u64::from_be_bytes(large))),
                None => return Err("ends inside a box header"),
            },
            size => (8, Some(u64::from(size))),
        };
        if len.is_some_and(|len| len < header_len) {
            return Err("a box smaller than its own header");
        }
        Ok(Self {
            kind,
            header_len,
            len,
        })
    }
}

fn array<const N: usize>(bytes: &[u8], at: usize) -> Option<[u8; N]> {
    bytes.get(at..)?.first_chunk().copied()
}
