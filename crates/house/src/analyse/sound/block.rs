//! The samples of one tenth of a second, channel by channel: every measurement is made on whole blocks, so it does not
//! matter in which pieces the samples came.

/// Samples beyond this (24 dB over full scale) are taken for it: no recording has them.
const CEILING: f32 = 16.0;
/// Below this a sample is nothing; processors are slow with numbers near the smallest.
const FLOOR: f32 = 1e-12;

#[derive(Debug)]
pub(super) struct Block {
    planes: Vec<Vec<f32>>,
    /// Place of the block's first frame.
    pub(super) first: u64,
    /// Its number: it covers the time from `number / 10` s on.
    pub(super) number: u64,
}

impl Block {
    pub(super) const PER_SECOND: u16 = 10;

    pub(super) fn new(channels: usize) -> Self {
        Self {
            planes: vec![Vec::new(); channels],
            first: 0,
            number: 0,
        }
    }

    pub(super) fn planes(&self) -> &[Vec<f32>] {
        &self.planes
    }

    pub(super) fn frames(&self) -> usize {
        self.planes.first().map_or(0, Vec::len)
    }

    /// Adds whole frames of interleaved samples.
    pub(super) fn add(&mut self, interleaved: &[f32]) {
        let channels = self.planes.len().max(1);
        for (channel, plane) in self.planes.iter_mut().enumerate() {
            let samples = interleaved.iter().skip(channel).step_by(channels);
            plane.extend(samples.map(|sample| sound(*sample)));
        }
    }

    /// Makes room for the next block.
    pub(super) fn next(&mut self) {
        self.first = self.first.saturating_add(self.frames() as u64);
        self.number = self.number.saturating_add(1);
        self.planes.iter_mut().for_each(Vec::clear);
    }
}

/// A sample that can be reckoned with, whatever came.
fn sound(sample: f32) -> f32 {
    if sample.abs() >= FLOOR {
        sample.clamp(-CEILING, CEILING)
    } else {
        // Also what is not a number.
        0.0
    }
}

/// Sum and sum of squares, in eight lanes so that the compiler can use vectors.
pub(super) fn sums(samples: &[f32]) -> (f64, f64) {
    let (mut sum, mut squares) = ([0.0_f32; 8], [0.0_f32; 8]);
    let (eights, rest) = samples.as_chunks::<8>();
    for eight in eights {
        for ((sum, square), sample) in sum.iter_mut().zip(&mut squares).zip(eight) {
            *sum += sample;
            *square += sample * sample;
        }
    }
    for ((sum, square), sample) in sum.iter_mut().zip(&mut squares).zip(rest) {
        *sum += sample;
        *square += sample * sample;
    }
    let total = |lanes: [f32; 8]| lanes.iter().map(|lane| f64::from(*lane)).sum();
    (total(sum), total(squares))
}

/// Sum of products of two channels.
pub(super) fn product(left: &[f32], right: &[f32]) -> f64 {
    let mut lanes = [0.0_f32; 8];
    for (left, right) in left.chunks(8).zip(right.chunks(8)) {
        for ((lane, left), right) in lanes.iter_mut().zip(left).zip(right) {
            *lane += left * right;
        }
    }
    lanes.iter().map(|lane| f64::from(*lane)).sum()
}

/// The largest magnitude.
pub(super) fn peak(samples: &[f32]) -> f32 {
    let mut lanes = [0.0_f32; 8];
    for samples in samples.chunks(8) {
        for (lane, sample) in lanes.iter_mut().zip(samples) {
            *lane = lane.max(sample.abs());
        }
    }
    lanes.iter().fold(0.0, |most, lane| most.max(*lane))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_no_sample_becomes_one() {
        let mut block = Block::new(2);
        block.add(&[f32::NAN, f32::INFINITY, 1e-30, f32::NEG_INFINITY, 0.5, -0.25]);
        assert_eq!(block.planes(), [[0.0, 0.0, 0.5], [16.0, -16.0, -0.25]]);
    }

    #[test]
    fn sums_are_those_of_plain_loops() {
        let samples: Vec<f32> = (0..21).map(|n| (n as f32 - 10.0) / 8.0).collect();
        let (sum, squares) = sums(&samples);
        assert!((sum - samples.iter().map(|s| f64::from(*s)).sum::<f64>()).abs() < 1e-6);
        assert!((squares - samples.iter().map(|s| f64::from(s * s)).sum::<f64>()).abs() < 1e-5);
        assert!((product(&samples, &samples) - squares).abs() < 1e-5);
        assert_eq!(peak(&samples), 1.25);
    }
}
