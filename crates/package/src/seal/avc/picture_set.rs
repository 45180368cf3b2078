use media::MediaError;

use super::bits::Bits;
use super::unsupported;

/// What a slice's header needs of a picture parameter set (ITU-T H.264, 7.3.2.2).
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct PictureSet {
    pub(super) id: u32,
    pub(super) sequence: u32,
    pub(super) arithmetic: bool,
    pub(super) bottom_order: bool,
    /// Reference pictures of either list unless a slice says otherwise.
    pub(super) references: [u32; 2],
    pub(super) weighted: bool,
    /// Of pictures between two others, said in the slice.
    pub(super) weighted_between: bool,
    pub(super) deblocking: bool,
    pub(super) redundant: bool,
}

impl PictureSet {
    /// `unit` begins with the NAL unit's header byte.
    pub(super) fn read(unit: &[u8]) -> Result<Self, MediaError> {
        let mut bits = Bits::new(unit);
        bits.skip(8)?;
        let (id, sequence) = (bits.unsigned()?, bits.unsigned()?);
        let (arithmetic, bottom_order) = (bits.flag()?, bits.flag()?);
        if bits.unsigned()? > 0 {
            return Err(unsupported("pictures of several slice groups"));
        }
        let references = [bits.unsigned()?, bits.unsigned()?].map(|less_one| less_one.saturating_add(1));
        let weighted = bits.flag()?;
        let weighted_between = bits.number(2)? == 1;
        bits.signed()?;
        bits.signed()?;
        bits.signed()?;
        let deblocking = bits.flag()?;
        bits.flag()?;
        Ok(Self {
            id,
            sequence,
            arithmetic,
            bottom_order,
            references,
            weighted,
            weighted_between,
            deblocking,
            redundant: bits.flag()?,
        })
    }
}
