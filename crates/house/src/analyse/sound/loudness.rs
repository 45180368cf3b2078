use std::collections::VecDeque;

use ebur128::{EbuR128, Mode};

use super::block::Block;
use super::curve::{decibels, hundredths};
use super::{Curve, Loudness};

/// Tenths of a second that the two windows are long.
const MOMENTARY: usize = 4;
const SHORT_TERM: usize = 30;

/// Loudness by EBU R 128 (ITU-R BS.1770, EBU Tech 3341 and 3342).
pub(super) struct LoudnessMeter {
    /// `None`: the meter does not take so many channels or such a rate.
    meter: Option<EbuR128>,
    /// K-weighted, of the last tenths of a second.
    powers: VecDeque<f64>,
    momentary: Curve,
    short_term: Curve,
}

impl LoudnessMeter {
    pub(super) fn new(channels: usize, sample_rate: u32) -> Self {
        let channels = u32::try_from(channels).unwrap_or(u32::MAX);
        let mode = Mode::I | Mode::LRA | Mode::S | Mode::M | Mode::TRUE_PEAK;
        Self {
            meter: EbuR128::new(channels, sample_rate, mode).ok(),
            powers: VecDeque::new(),
            momentary: Curve::new(Block::PER_SECOND),
            short_term: Curve::new(Block::PER_SECOND),
        }
    }

    /// `whole`: the block has its full tenth of a second.
    pub(super) fn hear(&mut self, block: &Block, whole: bool) {
        let Some(meter) = &mut self.meter else { return };
        let planes: Vec<&[f32]> = block.planes().iter().map(Vec::as_slice).collect();
        if meter.add_frames_planar_f32(&planes).is_err() || !whole {
            return;
        }
        // The crate sums a window anew for each question, so it is asked for the last tenth only.
        let power = meter
            .loudness_window(100)
            .map_or(0.0, |loudness| 10_f64.powf(loudness / 10.0));
        if self.powers.len() == SHORT_TERM {
            self.powers.pop_front();
        }
        self.powers.push_back(power);
        self.momentary.push(over(&self.powers, MOMENTARY));
        self.short_term.push(over(&self.powers, SHORT_TERM));
    }

    pub(super) fn finish(self) -> Loudness {
        let (mut integrated, mut range, mut true_peak) = (None, None, None);
        if let Some(meter) = &self.meter {
            integrated = meter.loudness_global().ok().and_then(hundredths);
            range = meter.loudness_range().ok().and_then(hundredths);
            let peaks = (0..meter.channels()).filter_map(|channel| meter.true_peak(channel).ok());
            true_peak = hundredths(20.0 * peaks.fold(0.0, f64::max).log10());
        }
        let most = |curve: &Curve| {
            let values = curve.values.iter().copied();
            values.max().filter(|value| *value != Curve::NOTHING)
        };
        Loudness {
            integrated,
            // Without a programme there is no range either.
            range: range.filter(|_| integrated.is_some() && self.short_term.values.len() >= 30),
            momentary_max: most(&self.momentary),
            short_term_max: most(&self.short_term),
            true_peak,
            momentary: self.momentary,
            short_term: self.short_term,
        }
    }
}

/// Loudness of the last tenths; no number while the window is not full, or there is nothing in it.
fn over(powers: &VecDeque<f64>, tenths: usize) -> f64 {
    match powers.len().checked_sub(tenths) {
        Some(before) => decibels(powers.iter().skip(before).sum::<f64>() / tenths as f64),
        None => f64::NAN,
    }
}
