use media::time::{FrameNo, FrameRate};

use super::super::Shot;
use super::super::look::Look;

/// Decides, while frames pass, which of them are kept as small pictures: one of each stretch in which the same is seen,
/// and one every few seconds besides. Which shot they stand for is known only later.
#[derive(Debug)]
pub struct StillPicker {
    longest: u64,
    began: Option<u64>,
    best: u32,
}

/// What becomes of a frame, and of the one that was put aside before it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Pick {
    /// The frame that lies aside stands for a stretch that is over: keep it.
    pub keep: bool,
    /// Put this frame aside, in place of what lies there.
    pub put_aside: bool,
}

/// Seconds that one picture stands for at most.
const LONGEST_SECONDS: u32 = 4;
/// A difference to the frame before, with all motion taken out, that may be another shot: 10 levels, in 256ths.
const ANOTHER: u16 = 10 * 256;
/// Mean luma of a picture that is too dark to stand for anything, in 256ths.
const DARK: u16 = 30 * 256;

impl StillPicker {
    pub fn new(rate: FrameRate) -> Self {
        Self {
            longest: u64::from(rate.frames_in_seconds(LONGEST_SECONDS)).max(1),
            began: None,
            best: 0,
        }
    }

    pub fn see(&mut self, frame: FrameNo, look: &Look) -> Pick {
        let began = self.began.unwrap_or(frame.0);
        let is_over = frame.0.saturating_sub(began) >= self.longest || look.residual >= ANOTHER;
        let keep = self.began.is_some() && is_over;
        let worth = worth(look);
        let put_aside = self.began.is_none() || keep || worth > self.best;
        if self.began.is_none() || keep {
            self.began = Some(frame.0);
            self.best = worth;
        } else if put_aside {
            self.best = worth;
        }
        Pick { keep, put_aside }
    }
}

/// Sharp, still, and not black.
fn worth(look: &Look) -> u32 {
    let sharp = u32::from(look.sharpness).saturating_add(1) * 64;
    let moving = u32::from(look.residual.saturating_add(look.motion)) / 64 + 16;
    let light = if look.luma_mean < DARK { 1 } else { 8 };
    sharp / moving * light
}

/// Seconds between the stills of a long shot.
const APART_SECONDS: u32 = 10;

/// Of stills of these frames, in order, those that are kept for good: for each shot that has one the best, and of long
/// shots one every ten seconds. Answers their places.
pub fn choose_stills(frames: &[FrameNo], shots: &[Shot], rate: FrameRate) -> Vec<usize> {
    let apart = u64::from(rate.frames_in_seconds(APART_SECONDS));
    let mut chosen = Vec::new();
    for shot in shots {
        let end = shot.first.0.saturating_add(shot.frames);
        let from = frames.partition_point(|frame| frame.0 < shot.first.0);
        let to = frames.partition_point(|frame| frame.0 < end);
        let best = (from..to).min_by_key(|&at| frames.get(at).map(|frame| distance(*frame, shot)));
        let mut last: Option<u64> = None;
        for at in from..to {
            let frame = frames.get(at).map_or(0, |frame| frame.0);
            let is_far = last.is_some_and(|last| frame.saturating_sub(last) >= apart);
            if Some(at) == best || is_far {
                chosen.push(at);
                last = Some(frame);
            }
        }
    }
    chosen
}

/// How badly a frame stands for a shot: in its transition worst of all.
pub(crate) fn distance(frame: FrameNo, shot: &Shot) -> (bool, u64) {
    let clear = shot.first.0.saturating_add(shot.transition_frames);
    (frame.0 < clear, frame.0.abs_diff(shot.keyframe.0))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::analyse::Transition;

    #[test]
    fn each_shot_has_its_still_and_long_ones_have_more() {
        let rate = FrameRate::new(25, 1).expect("a rate");
        let shot = |first, frames, transition_frames, keyframe| Shot {
            first: FrameNo(first),
            frames,
            transition_in: Transition::Cut,
            transition_frames,
            keyframe: FrameNo(keyframe),
        };
        let shots = [
            shot(0, 100, 0, 60),
            shot(100, 900, 20, 130),
            shot(1_000, 5, 0, 1_001),
        ];
        let frames: Vec<FrameNo> = [10, 90, 110, 140, 300, 500, 760].map(FrameNo).into();
        // 110 lies in the dissolve; 500 and 760 are ten seconds after the one before.
        assert_eq!(choose_stills(&frames, &shots, rate), [1, 3, 5, 6]);
    }
}
