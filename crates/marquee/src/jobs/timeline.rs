use house::encode::Ladder;
use house::master::ConformSheet;
use media::MediaError;
use media::time::{FrameNo, FrameRate, MediaTime};
use serde::{Deserialize, Serialize};

/// The time line that all renditions of a master share: so many frames at a rate, cut every so many.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Timeline {
    pub rate: FrameRate,
    pub frames: u64,
    pub segment_frames: u32,
}

impl Timeline {
    pub fn of(sheet: &ConformSheet, ladder: &Ladder) -> Self {
        Self {
            rate: sheet.rate(),
            frames: sheet.frames(),
            segment_frames: ladder.gop_frames.saturating_mul(ladder.segment_gops),
        }
    }

    pub fn length(&self) -> Result<MediaTime, MediaError> {
        self.rate.time_of(FrameNo(self.frames))
    }

    /// First frame and number of frames of every segment.
    pub fn segments(&self) -> impl Iterator<Item = (u64, u64)> + use<> {
        let (frames, step) = (self.frames, u64::from(self.segment_frames.max(1)));
        (0..frames.div_ceil(step)).map(move |number| {
            let first = number * step;
            (first, step.min(frames - first))
        })
    }

    /// When each segment starts.
    pub fn boundaries(&self) -> Result<Vec<MediaTime>, MediaError> {
        self.segments()
            .map(|(first, _)| self.rate.time_of(FrameNo(first)))
            .collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_last_segment_takes_what_is_left() {
        let timeline = Timeline {
            rate: FrameRate::new(25, 1).unwrap(),
            frames: 250,
            segment_frames: 100,
        };
        let segments: Vec<_> = timeline.segments().collect();
        assert_eq!(segments, [(0, 100), (100, 100), (200, 50)]);
        assert_eq!(timeline.boundaries().unwrap()[2], MediaTime::from_millis(8_000));
    }
}
