//! Looks become shots.
//!
//! What a transition's frames are: a **cut** is the first frame of the new shot and has none. A **dissolve** is every frame
//! in which both shots are seen, and a **fade** every frame from the first that is not the old shot at full strength to the
//! last before the new shot is; both are the first frames of the shot that comes in. A colour that stays for more than
//! [`HOLD_SECONDS`] between two fades is a shot of its own, which comes in by the first fade; so is one that the film ends
//! with.
//!
//! How they are found, and where the thoughts come from:
//! - Cuts stand out from the differences around them, after motion is taken out: the adaptive threshold of Yusoff,
//!   Christmas and Kittler, "Video Shot Cut Detection Using Adaptive Thresholding" (BMVC 2000), that PySceneDetect's adaptive
//!   detector uses too; the block matching is that of av-scenechange's and x264's kind. What comes back to the picture of
//!   before within a moment is a flash, as in Heng and Ngan, "Post shot boundary detection technique: flashlight scene
//!   determination" (1999).
//! - Dissolves and fades are mixtures of two pictures whose weights run from 0 to 1: the production model of Hampapur, Jain
//!   and Weymouth, "Production Model Based Digital Video Segmentation" (1995), with both ends searched for as in the twin
//!   comparison of Zhang, Kankanhalli and Smoliar, "Automatic partitioning of full-motion video" (1993). What tells a
//!   dissolve from movement is that the variance of luma runs through a parabola: Alattar, "Detecting and compressing
//!   dissolve regions in video sequences with a DVI multimedia image compression algorithm" (1993). The straight ramp of
//!   a fade's deviation is in Lienhart, "Comparison of automatic shot boundary detection algorithms" (1999).
//! - TransNetV2 (Soucek and Lokoc, 2020) learns all of it from data; the bench measures it beside this.
//!
//! Memory is that of about two thousand looks, however long the film is, and the shots found.

mod area;
mod cuts;
mod fades;
mod found;
mod gradual;
mod keyframe;
mod likeness;
#[cfg(test)]
mod tests;

use std::mem;

use media::time::{FrameNo, FrameRate};

use super::look::Look;
use super::{Shot, Transition};
use found::Found;
use keyframe::Choice;

/// A single colour that stays longer than this is a shot.
pub const HOLD_SECONDS: u32 = 2;

/// Frames on both sides of what is decided that are looked at for it.
const AROUND: usize = 320;
/// Frames that are decided at a time.
const AT_ONCE: usize = 1_024;

/// The shots of a film from its looks, in order; they cover every frame from 0 on.
pub fn find_shots(looks: impl IntoIterator<Item = Look>, rate: FrameRate) -> Vec<Shot> {
    let mut finder = ShotFinder::new(FrameNo(0), rate);
    for look in looks {
        finder.see(look);
    }
    finder.finish()
}

/// As [`find_shots`], for looks that come one by one.
#[derive(Debug)]
pub struct ShotFinder {
    rate: FrameRate,
    /// Looks from `base` on.
    kept: Vec<Look>,
    base: u64,
    /// The film's first frame.
    begun: u64,
    /// Every frame before this one belongs to its shot for good.
    decided: u64,
    open: Option<Open>,
    shots: Vec<Shot>,
}

/// The shot that the frames being decided belong to.
#[derive(Debug)]
struct Open {
    first: u64,
    transition: Transition,
    /// The frame after the last one of the transition.
    pure_from: u64,
    choice: Choice,
}

impl ShotFinder {
    /// `first` is the number of the first look's frame.
    pub fn new(first: FrameNo, rate: FrameRate) -> Self {
        Self {
            rate,
            kept: Vec::new(),
            base: first.0,
            begun: first.0,
            decided: first.0,
            open: None,
            shots: Vec::new(),
        }
    }

    /// The look of the next frame.
    pub fn see(&mut self, look: Look) {
        self.kept.push(look);
        if self.undecided() >= AT_ONCE + AROUND {
            self.decide(AT_ONCE);
        }
    }

    /// All shots; none when there was no frame.
    pub fn finish(mut self) -> Vec<Shot> {
        self.decide(self.undecided());
        self.close(self.decided);
        self.shots
    }

    fn undecided(&self) -> usize {
        self.kept.len() - self.behind()
    }

    /// Looks that are kept though they are decided.
    fn behind(&self) -> usize {
        usize::try_from(self.decided - self.base).unwrap_or(usize::MAX)
    }

    /// Gives the next `count` frames to their shots.
    fn decide(&mut self, count: usize) {
        let behind = self.behind();
        let kept = mem::take(&mut self.kept);
        let found = found::transitions(&kept, self.rate, self.base == self.begun);
        let mut found = found.iter().filter(|found| found.first >= behind).peekable();
        for (index, look) in kept.iter().enumerate().skip(behind).take(count) {
            let number = self.decided;
            let begun = found.next_if(|found| found.first <= index);
            self.give(number, begun, look);
            self.decided += 1;
        }
        let gone = (behind + count).saturating_sub(AROUND).min(kept.len());
        self.base += gone as u64;
        self.kept = kept;
        self.kept.drain(..gone);
    }

    fn give(&mut self, number: u64, begun: Option<&Found>, look: &Look) {
        match (begun, &self.open) {
            (_, None) => self.open = Some(Open::new(number, Transition::Start, 0)),
            (Some(found), Some(_)) => {
                self.close(number);
                self.open = Some(Open::new(number, found.kind, found.frames as u64));
            }
            (None, Some(_)) => {}
        }
        if let Some(open) = &mut self.open {
            open.choice.consider(number, number >= open.pure_from, look);
        }
    }

    fn close(&mut self, end: u64) {
        let Some(open) = self.open.take() else { return };
        let frames = end - open.first;
        self.shots.push(Shot {
            first: FrameNo(open.first),
            frames,
            transition_in: open.transition,
            transition_frames: (open.pure_from - open.first).min(frames),
            keyframe: FrameNo(open.choice.frame().unwrap_or(open.first)),
        });
    }
}

impl Open {
    fn new(first: u64, transition: Transition, frames: u64) -> Self {
        Self {
            first,
            transition,
            pure_from: first + frames,
            choice: Choice::default(),
        }
    }
}
