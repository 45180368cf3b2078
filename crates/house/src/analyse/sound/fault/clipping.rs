use media::time::MediaTime;

use crate::analyse::sound::block::Block;
use crate::analyse::{Finding, FindingKind, Span};

/// A top is flat when its samples differ by less than this (a step of 16 bits is 3e-5).
const FLAT: f32 = 2e-5;
/// Where a wave is cut off it comes and goes with a corner.
const CORNER: f32 = 40.0 * FLAT;
/// Samples of a flat top. Longer ones are the steps of an instrument that plays square waves.
const TOP: std::ops::RangeInclusive<u32> = 3..=120;
/// Quieter tops say nothing: -20 dBFS.
const LEAST_LEVEL: f32 = 0.1;
/// Flat tops that make a second a clipped one.
const LEAST_TOPS: u16 = 3;
/// Clipped seconds so near to each other are told of together.
const NEAR_SECONDS: u64 = 10;
/// At most so many stretches are told of one by one.
const MOST_FINDINGS: usize = 30;

/// Waves that were cut off at a ceiling. It is seen at the rate that the sound was cut off at; after a change of rate the
/// tops are no longer flat.
#[derive(Debug)]
pub(super) struct Clipping {
    channels: Vec<Run>,
    peak: f32,
    /// Seconds with flat tops: which, how many, and the level of the highest.
    seconds: Vec<(u64, u16, f32)>,
}

/// The run of equal samples that is being heard.
#[derive(Debug, Clone, Default)]
struct Run {
    /// The sample before the run, the run's level and its length.
    before: f32,
    level: f32,
    length: u32,
}

impl Run {
    /// Goes on by a sample; the level of the flat top that ends with it.
    fn next(&mut self, sample: f32) -> Option<f32> {
        if (sample - self.level).abs() < FLAT {
            self.length = self.length.saturating_add(1);
            return None;
        }
        let level = self.level.abs();
        let is_corner = |beside: f32| level - beside * self.level.signum() > CORNER;
        let is_top = TOP.contains(&self.length) && level > LEAST_LEVEL;
        let top = (is_top && is_corner(self.before) && is_corner(sample)).then_some(level);
        (self.before, self.level, self.length) = (self.level, sample, 1);
        top
    }
}

impl Clipping {
    pub(super) fn new(channels: usize) -> Self {
        Self {
            channels: vec![Run::default(); channels],
            peak: 0.0,
            seconds: Vec::new(),
        }
    }

    pub(super) fn hear(&mut self, block: &Block) {
        for (run, plane) in self.channels.iter_mut().zip(block.planes()) {
            for sample in plane {
                let Some(level) = run.next(*sample) else { continue };
                let second = block.number / 10;
                match self.seconds.last_mut() {
                    Some((last, tops, highest)) if *last == second => {
                        *tops = tops.saturating_add(1);
                        *highest = highest.max(level);
                    }
                    _ => self.seconds.push((second, 1, level)),
                }
            }
            self.peak = self.peak.max(crate::analyse::sound::block::peak(plane));
        }
    }

    pub(super) fn finish(self, whole: Span) -> Vec<Finding> {
        // A ceiling is where nothing is louder; flat tops below it are the shape of a wave.
        let clipped: Vec<_> = self
            .seconds
            .iter()
            .filter(|(_, tops, level)| *tops >= LEAST_TOPS && *level > 0.9 * self.peak)
            .collect();
        let stretches: Vec<_> = clipped.chunk_by(|a, b| b.0 - a.0 <= NEAR_SECONDS).collect();
        let tell = |seconds: &[&(u64, u16, f32)]| -> Option<Finding> {
            let (first, last) = (seconds.first()?, seconds.last()?);
            let tops: u64 = seconds.iter().map(|second| u64::from(second.1)).sum();
            let level = seconds.iter().fold(0.0, |most: f32, second| most.max(second.2));
            let time = |second: u64| {
                MediaTime::from_millis(i64::try_from(second.saturating_mul(1000)).unwrap_or(i64::MAX))
            };
            Some(Finding {
                kind: FindingKind::Clipping,
                span: Span {
                    start: time(first.0).min(whole.end),
                    end: time(last.0 + 1).min(whole.end),
                },
                sentence: format!(
                    "{tops} waves in {} s are cut off at {:.1} dBFS",
                    seconds.len(),
                    20.0 * level.log10(),
                ),
            })
        };
        if stretches.len() > MOST_FINDINGS {
            return tell(&clipped).into_iter().collect();
        }
        stretches.into_iter().filter_map(tell).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn tops(wave: impl Fn(f32) -> f32) -> usize {
        let mut run = Run::default();
        (0..48_000)
            .filter_map(|n| run.next((wave(n as f32 / 48_000.0) * 32_767.0).round() / 32_768.0))
            .count()
    }

    #[test]
    fn a_low_tone_is_not_clipped_but_one_that_is_cut_off_is() {
        let low = |t: f32| 0.9 * (std::f32::consts::TAU * 25.0 * t).sin();
        assert_eq!(tops(low), 0);
        let tone = |t: f32| 1.2 * (std::f32::consts::TAU * 440.0 * t).sin();
        assert_eq!(tops(|t| tone(t) * 0.8), 0);
        assert!(tops(|t| tone(t).clamp(-0.9, 0.9)) > 800);
    }
}
