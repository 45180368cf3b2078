use media::time::{FrameNo, FrameRate, MediaTime};
use serde::{Deserialize, Serialize};

use crate::HouseError;

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

/// How much time an encode may take for the same quality: x264's presets.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Effort {
    /// For trying things out: larger files, a fifth of the time.
    Quick,
    #[default]
    Normal,
    /// For what is meant to stay: twice the time.
    Careful,
}

impl Effort {
    /// x264's name.
    pub fn preset(self) -> &'static str {
        match self {
            Self::Quick => "veryfast",
            Self::Normal => "medium",
            Self::Careful => "slower",
        }
    }
}

impl Ladder {
    /// The same ladder made with another effort.
    #[must_use]
    pub fn with_effort(mut self, effort: Effort) -> Self {
        for plan in &mut self.pictures {
            plan.preset = effort.preset().into();
        }
        self
    }

    pub fn segment_frames(&self) -> u64 {
        u64::from(self.gop_frames.max(1)) * u64::from(self.segment_gops.max(1))
    }

    /// Frames at which segments start, the same in every picture rendition; the last segment ends with the film.
    pub fn segment_starts(&self, frames: u64) -> impl Iterator<Item = FrameNo> + use<> {
        let length = self.segment_frames();
        (0..frames.div_ceil(length)).map(move |number| FrameNo(number * length))
    }

    /// When segments start, and last when the film ends: one more than there are segments.
    ///
    /// # Errors
    /// [`HouseError::Media`] when a time does not fit 64 bits.
    pub fn segment_boundaries(&self, rate: FrameRate, frames: u64) -> Result<Vec<MediaTime>, HouseError> {
        self.segment_starts(frames)
            .chain([FrameNo(frames)])
            .map(|frame| rate.time_of(frame).map_err(HouseError::from))
            .collect()
    }

    /// Pieces of a picture rendition, in order, without a gap. Whatever is left at the end is not worth a job of its own
    /// if it is shorter than a segment.
    pub fn pieces(&self, frames: u64) -> Vec<Piece> {
        let length = self.segment_frames() * u64::from(self.piece_segments.max(1));
        let whole = frames.div_ceil(length);
        let tail = frames - whole.saturating_sub(1) * length;
        let count = if whole > 1 && tail < self.segment_frames() {
            whole - 1
        } else {
            whole
        };
        (0..count)
            .map(|at| Piece {
                number: u32::try_from(at).unwrap_or(u32::MAX),
                first_frame: at * length,
                frames: if at + 1 == count {
                    frames - at * length
                } else {
                    length
                },
            })
            .collect()
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn ladder(gop_frames: u32) -> Ladder {
        Ladder {
            pictures: vec![],
            sounds: vec![],
            gop_frames,
            segment_gops: 2,
            piece_segments: 15,
        }
    }

    #[test]
    fn a_short_rest_joins_the_piece_before_it() {
        let lengths = |frames| {
            ladder(50)
                .pieces(frames)
                .iter()
                .map(|piece| piece.frames)
                .collect::<Vec<_>>()
        };
        assert_eq!(lengths(250), [250]);
        assert_eq!(lengths(3_000), [1_500, 1_500]);
        assert_eq!(lengths(3_001), [1_500, 1_501]);
        assert_eq!(lengths(3_100), [1_500, 1_500, 100]);
        assert_eq!(lengths(1), [1]);
        assert!(lengths(0).is_empty());
    }

    #[test]
    fn boundaries_are_computed_never_accumulated() {
        let rate = FrameRate::new(30_000, 1_001).unwrap();
        let boundaries = ladder(60).segment_boundaries(rate, 300).unwrap();
        let values: Vec<i64> = boundaries.iter().map(|time| time.value).collect();
        assert_eq!(values, [0, 120_120, 240_240, 300_300]);
    }

    proptest! {
        #[test]
        fn pieces_cover_every_frame_once_and_start_on_segments(
            gop in 1_u32..240, frames in 0_u64..2_000_000,
        ) {
            let ladder = ladder(gop);
            let pieces = ladder.pieces(frames);
            let mut next = 0;
            for (number, piece) in pieces.iter().enumerate() {
                prop_assert_eq!(piece.number as usize, number);
                prop_assert_eq!(piece.first_frame, next);
                prop_assert_eq!(piece.first_frame % ladder.segment_frames(), 0);
                prop_assert!(piece.frames > 0);
                next += piece.frames;
            }
            prop_assert_eq!(next, frames);
        }
    }
}
