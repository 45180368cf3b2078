use std::collections::VecDeque;

use ebur128::{EbuR128, Mode};

use super::block::Block;
use super::curve::{decibels, hundredths};
use super::true_peak::TruePeakMeter;
use super::{Curve, Loudness};

/// Hundredths of a second that the two windows are long. They move on by one: a maximum may lie between two tenths.
const MOMENTARY: usize = 40;
const SHORT_TERM: usize = 300;

/// Loudness by EBU R 128 (ITU-R BS.1770, EBU Tech 3341 and 3342).
pub(super) struct LoudnessMeter {
    /// `None`: the meter does not take so many channels or such a rate.
    meter: Option<EbuR128>,
    peak: TruePeakMeter,
    /// K-weighted, of the last hundredths of a second.
    powers: VecDeque<f64>,
    momentary: Curve,
    short_term: Curve,
    momentary_max: f64,
    short_term_max: f64,
}

impl LoudnessMeter {
    pub(super) fn new(channels: usize, sample_rate: u32) -> Self {
        let count = u32::try_from(channels).unwrap_or(u32::MAX);
        let mode = Mode::I | Mode::LRA | Mode::S | Mode::M;
        Self {
            meter: EbuR128::new(count, sample_rate, mode).ok(),
            peak: TruePeakMeter::new(channels, sample_rate),
            powers: VecDeque::new(),
            momentary: Curve::new(Block::PER_SECOND),
            short_term: Curve::new(Block::PER_SECOND),
            momentary_max: f64::NEG_INFINITY,
            short_term_max: f64::NEG_INFINITY,
        }
    }

    /// `whole`: the block has its full tenth of a second.
    pub(super) fn hear(&mut self, block: &Block, whole: bool) {
        let Some(meter) = &mut self.meter else { return };
        self.peak.hear(block);
        let frames = block.frames();
        for hundredth in 0..10 {
            let (from, to) = (frames * hundredth / 10, frames * (hundredth + 1) / 10);
            let planes: Vec<&[f32]> = block
                .planes()
                .iter()
                .map(|plane| plane.get(from..to).unwrap_or_default())
                .collect();
            if meter.add_frames_planar_f32(&planes).is_err() || !whole {
                continue;
            }
            // The crate sums a window anew for each question, so it is asked for the last hundredth only.
            let power = meter
                .loudness_window(10)
                .map_or(0.0, |loudness| 10_f64.powf(loudness / 10.0));
            if self.powers.len() == SHORT_TERM {
                self.powers.pop_front();
            }
            self.powers.push_back(power);
            self.momentary_max = self.momentary_max.max(over(&self.powers, MOMENTARY));
            self.short_term_max = self.short_term_max.max(over(&self.powers, SHORT_TERM));
        }
        if whole {
            self.momentary.push(over(&self.powers, MOMENTARY));
            self.short_term.push(over(&self.powers, SHORT_TERM));
        }
    }

    pub(super) fn finish(self) -> Loudness {
        let (mut integrated, mut range) = (None, None);
        if let Some(meter) = &self.meter {
            integrated = meter.loudness_global().ok().and_then(hundredths);
            range = meter.loudness_range().ok().and_then(hundredths);
        }
        let true_peak = match self.meter {
            Some(_) => hundredths(20.0 * self.peak.finish().log10()),
            None => None,
        };
        Loudness {
            integrated,
            // Without a programme there is no range either.
            range: range.filter(|_| integrated.is_some() && self.short_term.values.len() >= 30),
            momentary_max: hundredths(self.momentary_max),
            short_term_max: hundredths(self.short_term_max),
            true_peak,
            momentary: self.momentary,
            short_term: self.short_term,
        }
    }
}

/// Loudness of the last hundredths; no number while the window is not full, or there is nothing in it.
fn over(powers: &VecDeque<f64>, window: usize) -> f64 {
    match powers.len().checked_sub(window) {
        Some(before) => decibels(powers.iter().skip(before).sum::<f64>() / window as f64),
        None => f64::NAN,
    }
}

#[cfg(test)]
mod tests {
    use std::f64::consts::TAU;

    use super::*;

    const RATE: u32 = 48_000;

    /// Hears sines of 1 kHz, each of so many seconds at a level in dBFS, in both channels.
    fn heard(steps: &[(f64, f64)]) -> Loudness {
        let mut meter = LoudnessMeter::new(2, RATE);
        let mut block = Block::new(2);
        let mut frame = 0_u64;
        for (seconds, level) in steps {
            let amplitude = 10_f64.powf(level / 20.0);
            for _ in 0..(seconds * f64::from(RATE)).round() as u64 {
                let sample = (amplitude * (TAU * 1000.0 * frame as f64 / f64::from(RATE)).sin()) as f32;
                frame += 1;
                block.add(&[sample; 2]);
                if block.frames() == RATE as usize / 10 {
                    meter.hear(&block, true);
                    block.next();
                }
            }
        }
        meter.hear(&block, false);
        meter.finish()
    }

    #[track_caller]
    fn near(value: Option<i16>, wanted: f64, tolerance: f64) {
        let value = f64::from(value.unwrap_or(Curve::NOTHING)) / 100.0;
        assert!(
            (value - wanted).abs() <= tolerance + 0.005,
            "{value} instead of {wanted}"
        );
    }

    #[test]
    fn quiet_stretches_do_not_count() {
        // EBU Tech 3341, cases 3 and 5.
        near(
            heard(&[(10.0, -36.0), (60.0, -23.0), (10.0, -36.0)]).integrated,
            -23.0,
            0.1,
        );
        near(
            heard(&[(20.0, -26.0), (20.1, -20.0), (20.0, -26.0)]).integrated,
            -23.0,
            0.1,
        );
    }

    #[test]
    fn windows_are_as_long_as_they_should_be() {
        // EBU Tech 3341, cases 9, 12, and one of 10 and of 13.
        near(
            heard(&[(1.34, -20.0), (1.66, -30.0)].repeat(3)).short_term_max,
            -23.0,
            0.1,
        );
        near(
            heard(&[(0.18, -20.0), (0.22, -30.0)].repeat(10)).momentary_max,
            -23.0,
            0.1,
        );
        near(
            heard(&[(0.45, -200.0), (3.0, -23.0), (1.0, -200.0)]).short_term_max,
            -23.0,
            0.1,
        );
        near(
            heard(&[(0.14, -200.0), (0.4, -23.0), (1.0, -200.0)]).momentary_max,
            -23.0,
            0.1,
        );
    }

    #[test]
    fn a_range_is_that_of_what_counts() {
        // EBU Tech 3342, case 4.
        let hill = [
            (20.0, -50.0),
            (20.0, -35.0),
            (20.0, -20.0),
            (20.0, -35.0),
            (20.0, -50.0),
        ];
        near(heard(&hill).range, 15.0, 1.0);
    }

    #[test]
    fn peaks_between_samples_count() {
        // EBU Tech 3341, cases 16 to 19: frequency as a part of the rate, phase, amplitude, true peak.
        for (part, degrees, amplitude, peak) in [
            (4.0, 45.0, 0.5, -6.0),
            (6.0, 60.0, 0.5, -6.0),
            (8.0, 67.5, 0.5, -6.0),
            (4.0, 45.0, 1.41, 3.0),
        ] {
            let mut meter = LoudnessMeter::new(1, RATE);
            let mut block = Block::new(1);
            for frame in 0..4800 {
                let angle = TAU * f64::from(frame) / part + f64::to_radians(degrees);
                // It fades in: a sine that begins at its top rings higher than it is.
                let fade = (f64::from(frame) / 1000.0).min(1.0);
                block.add(&[(fade * amplitude * angle.sin()) as f32]);
            }
            meter.hear(&block, true);
            near(meter.finish().true_peak, peak - 0.1, 0.3);
        }
    }
}
