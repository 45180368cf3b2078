use serde::{Deserialize, Serialize};

/// The set of renditions of a master. `pictures` is sorted from the smallest to the largest: the smallest is made
/// first, so that the film can be watched while the rest is being made.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Ladder {
    pub pictures: Vec<PicturePlan>,
    pub sounds: Vec<SoundPlan>,
    /// Frames from one sync sample to the next, the same in every picture rendition.
    pub gop_frames: u32,
    /// GOPs in a segment.
    pub segment_gops: u32,
    /// Segments in a piece.
    pub piece_segments: u32,
}

/// H.264, capped CRF.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct PicturePlan {
    pub width: u32,
    pub height: u32,
    pub crf: u8,
    /// Bits per second.
    pub max_rate: u32,
    /// Bits.
    pub buffer: u32,
    /// x264 names: "main", "high".
    pub profile: String,
    pub preset: String,
}

/// AAC-LC.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct SoundPlan {
    /// Index into the conform sheet's sounds.
    pub sound: usize,
    pub channels: u16,
    pub sample_rate: u32,
    /// Bits per second.
    pub bit_rate: u32,
}

/// A run of frames of one rendition that is encoded by one job; starts with a sync sample.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Piece {
    pub number: u32,
    pub first_frame: u64,
    pub frames: u64,
}
