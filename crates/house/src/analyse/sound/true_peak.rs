use ebur128::{EbuR128, Mode};

use super::block::Block;

/// Frames that the meter's filter looks back at (24 at most), and some more.
const MEMORY: usize = 64;

/// The true peak (ITU-R BS.1770-5, Annex 2), to the bit as if everything was interpolated: what is too soft to raise it is
/// passed over, which on most tapes is nearly all.
pub(super) struct TruePeakMeter {
    /// `None`: the meter does not take so many channels or such a rate.
    meter: Option<EbuR128>,
    /// By how much what lies between samples may exceed all those that it is reckoned from.
    overshoot: f32,
    /// Linear.
    highest: f64,
    /// The last frames before the block that comes, channel by channel.
    before: Vec<Vec<f32>>,
    /// The meter has not heard these.
    passed_over: bool,
    /// Blocks are longer than what the filter remembers.
    may_pass_over: bool,
}

impl TruePeakMeter {
    pub(super) fn new(channels: usize, sample_rate: u32) -> Self {
        let count = u32::try_from(channels).unwrap_or(u32::MAX);
        let block = usize::try_from(sample_rate).unwrap_or(0) / usize::from(Block::PER_SECOND);
        Self {
            meter: EbuR128::new(count, sample_rate, Mode::TRUE_PEAK).ok(),
            // The largest sum of a phase's coefficients, signs left out: 48 taps of a sinc under a Hann window come to 1.87 with
            // four phases and to 2.31 with two.
            overshoot: if sample_rate < 96_000 { 1.9 } else { 2.4 },
            highest: 0.0,
            before: vec![Vec::new(); channels],
            passed_over: false,
            may_pass_over: block > MEMORY,
        }
    }

    pub(super) fn hear(&mut self, block: &Block) {
        let loudest = largest(block.planes()).max(largest(&self.before));
        let too_soft = f64::from(loudest * self.overshoot) <= self.highest;
        if too_soft && self.may_pass_over {
            self.passed_over = true;
        } else {
            self.interpolate(block);
        }
        for (before, plane) in self.before.iter_mut().zip(block.planes()) {
            before.clear();
            before.extend_from_slice(
                plane
                    .get(plane.len().saturating_sub(MEMORY)..)
                    .unwrap_or_default(),
            );
        }
    }

    fn interpolate(&mut self, block: &Block) {
        let Some(meter) = &mut self.meter else { return };
        if std::mem::take(&mut self.passed_over) {
            // Out of silence, these come to no more than the peak either: they were passed over.
            meter.reset();
            add(meter, &self.before);
        }
        add(meter, block.planes());
        let peaks = (0..meter.channels()).filter_map(|channel| meter.true_peak(channel).ok());
        self.highest = peaks.fold(self.highest, f64::max);
    }

    /// Linear; 0 when nothing sounded.
    pub(super) fn finish(self) -> f64 {
        self.highest
    }
}

/// It refuses only planes of different lengths, and there are none.
fn add(meter: &mut EbuR128, planes: &[Vec<f32>]) {
    let planes: Vec<&[f32]> = planes.iter().map(Vec::as_slice).collect();
    let _ = meter.add_frames_planar_f32(&planes);
}

fn largest(planes: &[Vec<f32>]) -> f32 {
    let of_plane = |plane: &Vec<f32>| plane.iter().fold(0.0_f32, |most, sample| most.max(sample.abs()));
    planes.iter().map(of_plane).fold(0.0, f32::max)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Noise whose level rises and falls, at a rate: what is interpolated, and what passing over makes of it.
    fn both(sample_rate: u32, level: impl Fn(usize) -> f32) -> (f64, f64) {
        let mut passing = TruePeakMeter::new(2, sample_rate);
        let mut all = EbuR128::new(2, sample_rate, Mode::TRUE_PEAK).unwrap();
        let mut block = Block::new(2);
        let (mut state, mut passed) = (1_u32, 0);
        for number in 0..200 {
            for _ in 0..sample_rate / 10 {
                state = state.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
                let sample = (state >> 8) as f32 / (1 << 23) as f32 - 1.0;
                block.add(&[sample * level(number), sample * sample * level(number)]);
            }
            passing.hear(&block);
            passed += usize::from(passing.passed_over);
            add(&mut all, block.planes());
            block.next();
        }
        assert!(passed > 50, "{passed} of 200 were passed over");
        let peaks = [0, 1].map(|channel| all.true_peak(channel).unwrap());
        (passing.finish(), peaks.into_iter().fold(0.0, f64::max))
    }

    #[test]
    fn what_is_passed_over_changes_nothing() {
        for rate in [8_000, 44_100, 48_000, 96_000] {
            let (passing, all) = both(rate, |number| [0.1, 0.6, 0.05, 0.3, 0.02][number % 5] * 0.9);
            assert_eq!(passing, all, "{rate}");
            let (passing, all) = both(rate, |number| {
                0.01 + 0.004 * (number / 4 * (number % 4 / 3)) as f32
            });
            assert_eq!(passing, all, "{rate}, rising");
        }
    }
}
