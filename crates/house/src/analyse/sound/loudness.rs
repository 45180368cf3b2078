use ebur128::{EbuR128, Mode};

use super::block::Block;
use super::curve::hundredths;
use super::{Curve, Loudness};

/// Loudness by EBU R 128 (ITU-R BS.1770, EBU Tech 3341 and 3342).
pub(super) struct LoudnessMeter {
    /// `None`: the meter does not take so many channels or such a rate.
    meter: Option<EbuR128>,
    momentary: Curve,
    short_term: Curve,
}

impl LoudnessMeter {
    pub(super) fn new(channels: usize, sample_rate: u32) -> Self {
        let channels = u32::try_from(channels).unwrap_or(u32::MAX);
        let mode = Mode::I | Mode::LRA | Mode::S | Mode::M | Mode::TRUE_PEAK;
        Self {
            meter: EbuR128::new(channels, sample_rate, mode).ok(),
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
        // The window has to be full, or the zeros before the beginning would count.
        let full = |blocks: u64, loudness: Result<f64, ebur128::Error>| match loudness {
            Ok(loudness) if block.number + 1 >= blocks => loudness,
            _ => f64::NAN,
        };
        self.momentary.push(full(4, meter.loudness_momentary()));
        self.short_term.push(full(30, meter.loudness_shortterm()));
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
