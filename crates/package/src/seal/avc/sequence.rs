use media::MediaError;

use super::bits::Bits;
use super::malformed;

/// What a slice's header needs of a sequence parameter set (ITU-T H.264, 7.3.2.1.1).
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Sequence {
    pub(super) id: u32,
    /// Colour planes are coded as pictures of their own.
    pub(super) separate_planes: bool,
    /// `ChromaArrayType` is not 0.
    pub(super) has_chroma: bool,
    pub(super) frame_num_bits: u32,
    pub(super) order: Order,
    pub(super) frames_only: bool,
}

/// How a slice says when its picture is shown.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Order {
    /// By so many low bits.
    Counted { bits: u32 },
    /// By differences to what is expected.
    Expected { always: bool },
    /// As it is decoded.
    Decoded,
}

/// Profiles whose sets tell of chroma and scaling.
const HIGH: [u32; 13] = [100, 110, 122, 244, 44, 83, 86, 118, 128, 138, 139, 134, 135];

impl Sequence {
    /// `unit` begins with the NAL unit's header byte.
    pub(super) fn read(unit: &[u8]) -> Result<Self, MediaError> {
        let mut bits = Bits::new(unit);
        bits.skip(8)?;
        let profile = bits.number(8)?;
        bits.skip(16)?;
        let id = bits.unsigned()?;
        let (mut chroma_format, mut separate_planes) = (1, false);
        if HIGH.contains(&profile) {
            chroma_format = bits.unsigned()?;
            separate_planes = chroma_format == 3 && bits.flag()?;
            bits.unsigned()?;
            bits.unsigned()?;
            bits.flag()?;
            if bits.flag()? {
                scaling(&mut bits, if chroma_format == 3 { 12 } else { 8 })?;
            }
        }
        let frame_num_bits = short(bits.unsigned()?)?;
        let order = order(&mut bits)?;
        bits.unsigned()?;
        bits.flag()?;
        bits.unsigned()?;
        bits.unsigned()?;
        Ok(Self {
            id,
            separate_planes,
            has_chroma: chroma_format != 0 && !separate_planes,
            frame_num_bits,
            order,
            frames_only: bits.flag()?,
        })
    }
}

fn order(bits: &mut Bits<'_>) -> Result<Order, MediaError> {
    match bits.unsigned()? {
        0 => Ok(Order::Counted {
            bits: short(bits.unsigned()?)?,
        }),
        1 => {
            let always = bits.flag()?;
            bits.signed()?;
            bits.signed()?;
            let cycle = bits.unsigned()?;
            (0..cycle).try_for_each(|_| bits.signed().map(drop))?;
            Ok(Order::Expected { always })
        }
        2 => Ok(Order::Decoded),
        _ => Err(malformed("an unknown order of pictures")),
    }
}

/// A number of bits, written less 4.
fn short(less_four: u32) -> Result<u32, MediaError> {
    match less_four {
        0..=12 => Ok(less_four + 4),
        _ => Err(malformed("a counter of more than 16 bits")),
    }
}

/// `scaling_list()` (7.3.2.1.1.1), read over.
fn scaling(bits: &mut Bits<'_>, lists: usize) -> Result<(), MediaError> {
    for list in 0..lists {
        if !bits.flag()? {
            continue;
        }
        let (mut last, mut next) = (8_i64, 8_i64);
        for _ in 0..if list < 6 { 16 } else { 64 } {
            if next != 0 {
                next = (last + bits.signed()?).rem_euclid(256);
            }
            last = if next == 0 { last } else { next };
        }
    }
    Ok(())
}
