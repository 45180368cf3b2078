use crate::Digest;
use crate::clock::Instant;
use crate::id::AssetId;

use super::Span;

/// That a tape was gone through, and where what was found lies in the vault.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Analysed {
    pub asset: AssetId,
    pub made: Instant,
    /// The [`super::Analysis`] as JSON.
    pub record: Object,
    /// JPEGs of keyframes, one after another; the record says which lies where.
    pub stills: Option<Object>,
    /// [`super::Prints`].
    pub prints: Option<Digest>,
}

/// A vault object with its length.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Object {
    pub digest: Digest,
    pub bytes: u64,
}

/// The same pictures on another tape.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NearDuplicate {
    pub here: Span,
    pub other: AssetId,
    pub there: Span,
    /// How many of the pictures that were compared are alike, in thousandths.
    pub likeness: u16,
}
