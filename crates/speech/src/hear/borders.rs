//! Words begin and end where something is heard: pauses that the network gave to a word are taken off it.

use std::ops::Range;

use super::RATE;

/// Samples of one value of the envelope: 10 ms.
const STEP: usize = RATE as usize / 100;
/// Values of quiet within a word, fewer than which are the word's own (a stop, a breath).
const OWN_QUIET: usize = 20;
/// Quiet is above this share of the window's values, loud above that one.
const FLOOR_PERCENT: usize = 10;
const LOUD_PERCENT: usize = 90;
/// Something is heard from this part of the way between them on; and, in a soft word, from 6 dB below its loudest.
const SHARE: f32 = 0.25;
const SOFT_DECIBELS: f32 = 6.0;

/// How loud a window is, in decibels, a hundred values a second.
pub(super) struct Envelope {
    decibels: Vec<f32>,
    quiet: f32,
}

impl Envelope {
    pub(super) fn new(samples: &[f32]) -> Self {
        let level = |part: &[f32]| {
            let power = part.iter().map(|sample| sample * sample).sum::<f32>() / part.len().max(1) as f32;
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

    /// The part of a word (in samples of the window) in which it is heard; of several with pauses between, the longest.
    /// All of it, if it is nowhere heard.
    pub(super) fn heard(&self, word: Range<usize>) -> Range<usize> {
        let first = word.start / STEP;
        let last = word.end.div_ceil(STEP).min(self.decibels.len());
        let values = self.decibels.get(first..last).unwrap_or_default();
        let loudest = values.iter().copied().fold(f32::MIN, f32::max);
        let quiet = self.quiet.min(loudest - SOFT_DECIBELS);
        let mut longest = 0..0;
        let mut run: Option<Range<usize>> = None;
        for (at, _) in values.iter().enumerate().filter(|(_, value)| **value > quiet) {
            let begun = run
                .filter(|run| at - run.end < OWN_QUIET)
                .map_or(at, |run| run.start);
            if at + 1 - begun > longest.len() {
                longest = begun..at + 1;
            }
            run = Some(begun..at + 1);
        }
        if longest.is_empty() {
            return word;
        }
        let start = ((first + longest.start) * STEP).clamp(word.start, word.end);
        start..((first + longest.end) * STEP).clamp(start, word.end)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Tenths of a second, each loud or not.
    fn sound(tenths: &[bool]) -> Vec<f32> {
        tenths
            .iter()
            .flat_map(|loud| [if *loud { 0.3 } else { 0.000_3 }; 1_600])
            .collect()
    }

    #[test]
    fn pauses_are_taken_off_words() {
        let (on, off) = (true, false);
        let envelope = Envelope::new(&sound(&[off, off, on, on, off, on, on, off, off, off, on, off]));
        assert_eq!(
            envelope.heard(0..16_000),
            3_200..11_200,
            "a tenth of quiet is the word's own"
        );
        assert_eq!(envelope.heard(8_000..19_200), 8_000..11_200, "the longest of two");
        assert_eq!(envelope.heard(4_000..6_000), 4_000..6_000, "all of it is heard");
    }

    #[test]
    fn where_nothing_is_heard_the_word_stays_as_it_is() {
        let silence = Envelope::new(&[0.0; 16_000]);
        assert_eq!(silence.heard(1_600..3_200), 1_600..3_200);
        for word in [0..0, 5..5, 20_000..30_000, 15_990..99_999] {
            let heard = silence.heard(word.clone());
            assert!(heard.start >= word.start && heard.end <= word.end);
        }
        assert_eq!(Envelope::new(&[]).heard(0..100), 0..100);
    }
}
