use std::f32::consts::TAU;
use std::sync::Arc;

use realfft::num_complex::Complex;
use realfft::{ComplexToReal, RealFftPlanner, RealToComplex};

/// Power spectra of windows of one length.
pub(super) struct Spectrum {
    forward: Arc<dyn RealToComplex<f32>>,
    window: Vec<f32>,
    buffer: Vec<f32>,
    bins: Vec<Complex<f32>>,
    scratch: Vec<Complex<f32>>,
    pub(super) power: Vec<f32>,
}

impl Spectrum {
    /// `size` samples, seen through a Hann window.
    pub(super) fn new(size: usize) -> Self {
        let forward = RealFftPlanner::new().plan_fft_forward(size);
        let window: Vec<f32> = (0..size)
            .map(|n| 0.5 - 0.5 * (TAU * (n as f32 + 0.5) / size as f32).cos())
            .collect();
        Self {
            buffer: forward.make_input_vec(),
            bins: forward.make_output_vec(),
            scratch: forward.make_scratch_vec(),
            power: vec![0.0; size / 2 + 1],
            forward,
            window,
        }
    }

    /// Samples that are looked at.
    pub(super) fn size(&self) -> usize {
        self.window.len()
    }

    /// Powers of the bins; a sine of amplitude 1 has 1 in its bin. Samples that are missing are zeros.
    pub(super) fn look(&mut self, samples: &[f32]) {
        self.buffer.fill(0.0);
        for ((out, sample), window) in self.buffer.iter_mut().zip(samples).zip(&self.window) {
            *out = sample * window;
        }
        // Only a wrong length could fail, and the planner made all buffers.
        let done = self
            .forward
            .process_with_scratch(&mut self.buffer, &mut self.bins, &mut self.scratch);
        let scale = if done.is_ok() {
            (4.0 / self.window.len() as f32).powi(2)
        } else {
            0.0
        };
        for (power, bin) in self.power.iter_mut().zip(&self.bins) {
            *power = bin.norm_sqr() * scale;
        }
    }
}

/// The autocorrelation that belongs to a power spectrum.
pub(super) struct Periodicity {
    inverse: Arc<dyn ComplexToReal<f32>>,
    bins: Vec<Complex<f32>>,
    scratch: Vec<Complex<f32>>,
    lags: Vec<f32>,
    /// That of the window itself, by which the result is divided (Boersma 1993).
    window: Vec<f32>,
}

impl Periodicity {
    pub(super) fn new(size: usize) -> Self {
        let inverse = RealFftPlanner::new().plan_fft_inverse(size);
        let mut periodicity = Self {
            bins: inverse.make_input_vec(),
            scratch: inverse.make_scratch_vec(),
            lags: inverse.make_output_vec(),
            inverse,
            window: Vec::new(),
        };
        let mut flat = Spectrum::new(size);
        flat.look(&vec![1.0; size]);
        periodicity.turn(&flat.power);
        let first = periodicity
            .lags
            .first()
            .copied()
            .unwrap_or(1.0)
            .max(f32::MIN_POSITIVE);
        periodicity.window = periodicity
            .lags
            .iter()
            .map(|lag| (lag / first).max(0.05))
            .collect();
        periodicity
    }

    fn turn(&mut self, power: &[f32]) {
        for (bin, power) in self.bins.iter_mut().zip(power) {
            *bin = Complex::new(*power, 0.0);
        }
        let done = self
            .inverse
            .process_with_scratch(&mut self.bins, &mut self.lags, &mut self.scratch);
        if done.is_err() {
            self.lags.fill(0.0);
        }
    }

    /// The lag between `least` and `most` samples at which the sound repeats itself best, to fractions of a sample, and
    /// how well (0 to 1).
    pub(super) fn best(&mut self, power: &[f32], least: usize, most: usize) -> (f32, f32) {
        self.turn(power);
        let zero = self.lags.first().copied().unwrap_or(0.0);
        if zero <= 1e-12 {
            return (0.0, 0.0);
        }
        let strength = |lag: usize| match (self.lags.get(lag), self.window.get(lag)) {
            (Some(lag), Some(window)) => lag / zero / window,
            _ => 0.0,
        };
        let (mut best, mut top) = (0, 0.0);
        for lag in least.max(1)..=most {
            let here = strength(lag);
            let is_peak = here >= strength(lag - 1) && here >= strength(lag + 1);
            // A little for the shorter: twice a period repeats as well as once.
            if is_peak && here > top * 1.03 + 0.005 {
                (best, top) = (lag, here);
            }
        }
        if best == 0 {
            return (0.0, 0.0);
        }
        let (before, after) = (strength(best - 1), strength(best + 1));
        let bend = before - 2.0 * top + after;
        let shift = if bend < -1e-9 {
            (0.5 * (before - after) / bend).clamp(-0.5, 0.5)
        } else {
            0.0
        };
        (best as f32 + shift, top.clamp(0.0, 1.0))
    }
}
