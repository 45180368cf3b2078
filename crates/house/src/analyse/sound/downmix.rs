use std::f64::consts::PI;

use super::block::{self, Block};

/// About this many samples a second tell speech, music and crowds apart.
const WANTED_RATE: u32 = 16_000;
/// Half of the filter, in samples of the low rate.
const REACH: usize = 8;

/// All channels as one, at about 16 kHz: the spectrum up to 6 kHz is kept, and the time line to the sample.
#[derive(Debug)]
pub(super) struct Downmix {
    thinner: Thinner,
    rate: f64,
    /// Left and right against each other, over the last seconds: sum and difference.
    both: f64,
    apart: f64,
}

impl Downmix {
    pub(super) fn new(sample_rate: u32) -> Self {
        let step = ((sample_rate + WANTED_RATE / 2) / WANTED_RATE).max(1) as usize;
        Self {
            thinner: Thinner::new(step),
            rate: f64::from(sample_rate) / step as f64,
            both: 0.0,
            apart: 0.0,
        }
    }

    /// Samples a second of what comes out.
    pub(super) fn rate(&self) -> f64 {
        self.rate
    }

    /// Adds what a block gives to `out`.
    pub(super) fn mix(&mut self, block: &Block, out: &mut Vec<f32>) {
        self.add(block);
        self.thinner.thin(out);
    }

    /// The end of the sound: what the filter still holds.
    pub(super) fn end(&mut self, out: &mut Vec<f32>) {
        self.thinner.end(out);
    }

    fn add(&mut self, block: &Block) {
        match block.planes() {
            [only] => self.thinner.waiting.extend_from_slice(only),
            [left, right] => {
                let sign = self.polarity(left, right);
                let pairs = left.iter().zip(right);
                self.thinner
                    .waiting
                    .extend(pairs.map(|(left, right)| 0.5 * (left + sign * right)));
            }
            planes => {
                // Low frequencies (the fourth of six) are no voice and no tune.
                let heard = |channel: &usize| planes.len() != 6 || *channel != 3;
                let count = (0..planes.len()).filter(heard).count().max(1);
                let start = self.thinner.waiting.len();
                self.thinner.waiting.resize(start + block.frames(), 0.0);
                let mixed = self.thinner.waiting.get_mut(start..).unwrap_or_default();
                for (_, plane) in planes.iter().enumerate().filter(|(channel, _)| heard(channel)) {
                    for (sum, sample) in mixed.iter_mut().zip(plane) {
                        *sum += sample / count as f32;
                    }
                }
            }
        }
    }

    /// Channels that are against each other would take each other out.
    fn polarity(&mut self, left: &[f32], right: &[f32]) -> f32 {
        let (l, r) = (block::sums(left).1, block::sums(right).1);
        let lr = 2.0 * block::product(left, right);
        self.both += (l + r + lr - self.both) * 0.05;
        self.apart += (l + r - lr - self.apart) * 0.05;
        if self.apart > 8.0 * self.both { -1.0 } else { 1.0 }
    }
}

/// Keeps every n-th sample of what is below half the new rate; the time line stays to the sample.
#[derive(Debug)]
pub(super) struct Thinner {
    step: usize,
    taps: Vec<f32>,
    /// Samples that the filter still needs.
    pub(super) waiting: Vec<f32>,
}

impl Thinner {
    pub(super) fn new(step: usize) -> Self {
        let reach = if step > 1 { REACH * step } else { 0 };
        Self {
            step,
            taps: low_pass(reach, step),
            // The filter looks back as far as it looks ahead: the first sample it gives is that of the time 0.
            waiting: vec![0.0; reach],
        }
    }

    /// Adds to `out` what can be said of the samples that wait.
    pub(super) fn thin(&mut self, out: &mut Vec<f32>) {
        if self.step == 1 {
            out.append(&mut self.waiting);
            return;
        }
        let mut at = 0;
        while let Some(samples) = self.waiting.get(at..at + self.taps.len()) {
            out.push(block::product(samples, &self.taps) as f32);
            at += self.step;
        }
        self.waiting.drain(..at.min(self.waiting.len()));
    }

    pub(super) fn end(&mut self, out: &mut Vec<f32>) {
        let reach = self.taps.len() / 2;
        self.waiting.extend(std::iter::repeat_n(0.0, reach));
        self.thin(out);
    }
}

/// A windowed sinc that leaves what the low rate can hold; sums to 1.
fn low_pass(reach: usize, step: usize) -> Vec<f32> {
    let cutoff = 0.42 / step as f64;
    let tap = |n: usize| {
        let x = n as f64 - reach as f64;
        let sinc = if n == reach {
            2.0 * cutoff
        } else {
            (2.0 * PI * cutoff * x).sin() / (PI * x)
        };
        let window = 0.5 + 0.5 * (PI * x / (reach as f64 + 1.0)).cos();
        sinc * window
    };
    let taps: Vec<f64> = (0..=2 * reach).map(tap).collect();
    let sum: f64 = taps.iter().sum();
    taps.iter().map(|tap| (tap / sum) as f32).collect()
}
