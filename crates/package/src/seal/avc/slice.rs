//! How long a slice's header is (ITU-T H.264, 7.3.3): nothing of it is kept, but every field must be read to know
//! where the next one is.

use media::MediaError;

use super::bits::Bits;
use super::picture_set::PictureSet;
use super::sequence::{Order, Sequence};
use super::{SLICE_OF_IDR, malformed};

/// More than the standard allows in a list of reference pictures.
const MOST_REFERENCES: u32 = 32;

/// `slice_type` modulo 5 (table 7-6).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Kind {
    P,
    B,
    I,
    Sp,
    Si,
}

impl Kind {
    fn of(slice_type: u32) -> Result<Self, MediaError> {
        match slice_type {
            0 | 5 => Ok(Self::P),
            1 | 6 => Ok(Self::B),
            2 | 7 => Ok(Self::I),
            3 | 8 => Ok(Self::Sp),
            4 | 9 => Ok(Self::Si),
            _ => Err(malformed("an unknown kind of slice")),
        }
    }

    /// Made from other pictures: how many lists of them it has.
    fn lists(self) -> usize {
        match self {
            Self::I | Self::Si => 0,
            Self::P | Self::Sp => 1,
            Self::B => 2,
        }
    }
}

/// Finds the sets that a slice names.
pub(super) type FindSets<'s> = dyn Fn(u32) -> Option<(&'s Sequence, &'s PictureSet)> + 's;

/// Bytes of a slice's NAL unit up to the end of its header, rounded up; `unit` begins with the unit's header byte.
pub(super) fn header_len<'s>(unit: &[u8], find: &FindSets<'s>) -> Result<usize, MediaError> {
    let mut bits = Bits::new(unit);
    bits.flag()?;
    let is_reference = bits.number(2)? != 0;
    let is_idr = bits.number(5)? == u32::from(SLICE_OF_IDR);
    bits.unsigned()?;
    let kind = Kind::of(bits.unsigned()?)?;
    let set = bits.unsigned()?;
    let (sequence, set) = find(set).ok_or_else(|| malformed("a slice of unknown parameter sets"))?;
    identity(&mut bits, sequence, set, is_idr)?;
    if kind == Kind::B {
        bits.flag()?;
    }
    let references = references(&mut bits, kind, set)?;
    for _ in 0..kind.lists() {
        reordering(&mut bits)?;
    }
    if (set.weighted && matches!(kind, Kind::P | Kind::Sp)) || (set.weighted_between && kind == Kind::B) {
        weights(&mut bits, sequence, references.iter().take(kind.lists()))?;
    }
    if is_reference {
        marking(&mut bits, is_idr)?;
    }
    if set.arithmetic && kind.lists() > 0 {
        bits.unsigned()?;
    }
    bits.signed()?;
    if kind == Kind::Sp {
        bits.flag()?;
    }
    if matches!(kind, Kind::Sp | Kind::Si) {
        bits.signed()?;
    }
    if set.deblocking && bits.unsigned()? != 1 {
        bits.signed()?;
        bits.signed()?;
    }
    Ok(bits.bytes_read())
}

/// Which picture the slice is of.
fn identity(
    bits: &mut Bits<'_>,
    sequence: &Sequence,
    set: &PictureSet,
    is_idr: bool,
) -> Result<(), MediaError> {
    if sequence.separate_planes {
        bits.skip(2)?;
    }
    bits.skip(sequence.frame_num_bits)?;
    let is_field = !sequence.frames_only && bits.flag()?;
    if is_field {
        bits.flag()?;
    }
    if is_idr {
        bits.unsigned()?;
    }
    let of_bottom = set.bottom_order && !is_field;
    match sequence.order {
        Order::Counted { bits: count } => {
            bits.skip(count)?;
            if of_bottom {
                bits.signed()?;
            }
        }
        Order::Expected { always: false } => {
            bits.signed()?;
            if of_bottom {
                bits.signed()?;
            }
        }
        Order::Expected { always: true } | Order::Decoded => {}
    }
    if set.redundant {
        bits.unsigned()?;
    }
    Ok(())
}

fn references(bits: &mut Bits<'_>, kind: Kind, set: &PictureSet) -> Result<[u32; 2], MediaError> {
    let mut references = set.references;
    if kind.lists() > 0 && bits.flag()? {
        for count in references.iter_mut().take(kind.lists()) {
            *count = bits.unsigned()?.saturating_add(1);
        }
    }
    match references.iter().all(|count| *count <= MOST_REFERENCES) {
        true => Ok(references),
        false => Err(malformed("more reference pictures than there can be")),
    }
}

/// `ref_pic_list_modification()` of one list (7.3.3.1).
fn reordering(bits: &mut Bits<'_>) -> Result<(), MediaError> {
    if !bits.flag()? {
        return Ok(());
    }
    while bits.unsigned()? != 3 {
        bits.unsigned()?;
    }
    Ok(())
}

/// `pred_weight_table()` (7.3.3.2).
fn weights<'c>(
    bits: &mut Bits<'_>,
    sequence: &Sequence,
    lists: impl Iterator<Item = &'c u32>,
) -> Result<(), MediaError> {
    bits.unsigned()?;
    if sequence.has_chroma {
        bits.unsigned()?;
    }
    for count in lists {
        for _ in 0..*count {
            if bits.flag()? {
                bits.signed()?;
                bits.signed()?;
            }
            if sequence.has_chroma && bits.flag()? {
                (0..4).try_for_each(|_| bits.signed().map(drop))?;
            }
        }
    }
    Ok(())
}

/// `dec_ref_pic_marking()` (7.3.3.3).
fn marking(bits: &mut Bits<'_>, is_idr: bool) -> Result<(), MediaError> {
    if is_idr {
        return bits.skip(2);
    }
    if !bits.flag()? {
        return Ok(());
    }
    loop {
        match bits.unsigned()? {
            0 => return Ok(()),
            5 => {}
            3 => {
                bits.unsigned()?;
                bits.unsigned()?;
            }
            _ => {
                bits.unsigned()?;
            }
        }
    }
}
