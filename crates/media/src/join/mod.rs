//! Making a rendition's file from what the encoder wrote: pieces of picture are joined, sound is cut where the
//! picture is. Samples' bytes are copied from file to file and never held; what is held is where they lie: one
//! piece's pictures, one segment's sound. The same input gives the same bytes.

mod grid;
mod pictures;
mod rendition;
mod sound;

pub use pictures::{PictureJoin, join_pictures};
pub use sound::{SoundCut, cut_sound};

use crate::segments::SegmentTable;
use crate::track::TrackKind;

/// What a joined rendition is, for the catalogue.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Joined {
    pub table: SegmentTable,
    /// RFC 6381 codecs parameter.
    pub codec: String,
    pub kind: TrackKind,
    /// Of the segments, without the init.
    pub average_bits_per_second: u64,
}
