//! Words begin and end where something is heard: pauses that the network gave to a word are taken off it.

use std::ops::Range;

use super::RATE;

/// Samples of one value of the envelope: 10 ms.
const STEP: usize = RATE as usize / 100;

/// How loud a window is, in decibels, a hundred values a second.
pub(super) struct Envelope {
    decibels: Vec<f32>,
    /// Below it nothing is said.
    quiet: f32,
}

impl Envelope {
    pub(super) fn new(samples: &[f32]) -> Self {
        let level = |part: &[f32]| {
            let power: f32 =
                part.iter().map(|sample| sample * sample).sum::<f32>() / part.len().max(1) as f32;
            10.0 * power.max(1e-10).log10()
        };
        let decibels: Vec<f32> = samples.chunks(STEP).map(level).collect();
        let mut sorted = decibels.clone();
        sorted.sort_by(f32::total_cmp);
        let at = |percent: usize| {
            sorted
                .get(sorted.len() * percent / 100)
                .copied()
                .unwrap_or(-100.0)
        };
        let (floor, loud) = (at(FLOOR_PERCENT), at(LOUD_PERCENT));
        Self {
            quiet: floor + (loud - floor) * SHARE,
            decibels,
        }
    }

    /// The part of a word (in samples of the window) in which it is heard; all of it, if that is nowhere.
    pub(super) fn heard(&self, word: Range<usize>) -> Range<usize> {
        let first = word.start / STEP;
        let values = self
            .decibels
            .get(first..word.end.div_ceil(STEP).min(self.decibels.len()));
        let values = values.unwrap_or_default();
        let loudest = values.iter().copied().fold(f32::MIN, f32::max);
        let quiet = self.quiet.min(loudest - 6.0);
        let is_heard = |value: &f32| *value > quiet;
        let (Some(from), Some(to)) = (
            values.iter().position(is_heard),
            values.iter().rposition(is_heard),
        ) else {
            return word;
        };
        let start = ((first + from) * STEP).clamp(word.start, word.end);
        let end = ((first + to + 1) * STEP).clamp(start, word.end);
        start..end
    }
}

const FLOOR_PERCENT: usize = 10;
const LOUD_PERCENT: usize = 90;
/// Of the way from the quiet to the loud.
const SHARE: f32 = 0.25;
