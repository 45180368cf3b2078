use media::time::{FrameNo, FrameRate};

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
