use std::f64::consts::PI;
use std::sync::Arc;

use realfft::{RealFftPlanner, RealToComplex};

use super::{RATE, WINDOW};

/// Samples of a spectrum: 25 ms, every 10 ms.
const LENGTH: usize = 400;
const STEP: usize = 160;
const BINS: usize = LENGTH / 2 + 1;
/// Spectra in a window.
pub(crate) const FRAMES: usize = WINDOW / STEP;

/// The log-mel spectrum that Whisper was trained on (Radford et al. 2022, sec. 2.2): Hann windows, Slaney's mel bands of
/// equal area, the logarithm of the power, the last eight decades of it, brought near -1..1.
pub(crate) struct Mel {
    fft: Arc<dyn RealToComplex<f32>>,
    shape: Vec<f32>,
    /// For each band: its first bin and the weights from there on.
    bands: Vec<(usize, Vec<f32>)>,
}

impl Mel {
    pub(crate) fn new(bands: usize) -> Self {
        let shape = |n: usize| (0.5 - 0.5 * (2.0 * PI * n as f64 / LENGTH as f64).cos()) as f32;
        Self {
            fft: RealFftPlanner::new().plan_fft_forward(LENGTH),
            shape: (0..LENGTH).map(shape).collect(),
            bands: mel_bands(bands),
        }
    }

    /// The spectrum of a window, band by band, [`FRAMES`] values each. Shorter sound is followed by silence, what is
    /// longer does not count.
    pub(crate) fn spectrum(&self, samples: &[f32]) -> Vec<f32> {
        let mut out = vec![0.0_f32; self.bands.len() * FRAMES];
        let mut frame = self.fft.make_input_vec();
        let mut spectrum = self.fft.make_output_vec();
        let mut power = [0.0_f32; BINS];
        for at in 0..FRAMES {
            self.cut(samples, at, &mut frame);
            // Lengths are the plan's own.
            let _ = self.fft.process(&mut frame, &mut spectrum);
            for (power, bin) in power.iter_mut().zip(&spectrum) {
                *power = bin.norm_sqr();
            }
            for (band, (first, weights)) in self.bands.iter().enumerate() {
                let bins = power.get(*first..).unwrap_or_default();
                let sum: f32 = bins
                    .iter()
                    .zip(weights)
                    .map(|(power, weight)| power * weight)
                    .sum();
                if let Some(value) = out.get_mut(band * FRAMES + at) {
                    *value = sum.max(1e-10).log10();
                }
            }
        }
        let highest = out.iter().copied().fold(f32::MIN, f32::max);
        for value in &mut out {
            *value = (value.max(highest - 8.0) + 4.0) / 4.0;
        }
        out
    }

    /// Samples around the middle of a frame; before the beginning, and after the window's end, they are mirrored.
    fn cut(&self, samples: &[f32], at: usize, frame: &mut [f32]) {
        let half = LENGTH / 2;
        for (place, (value, shape)) in frame.iter_mut().zip(&self.shape).enumerate() {
            let from_start = (at * STEP + place).abs_diff(half);
            let mirrored = if from_start < WINDOW {
                from_start
            } else {
                2 * (WINDOW - 1) - from_start
            };
            *value = samples.get(mirrored).copied().unwrap_or(0.0) * shape;
        }
    }
}

/// Slaney's scale: even up to 1 kHz, then in equal ratios.
fn hertz(mel: f64) -> f64 {
    const EVEN: f64 = 200.0 / 3.0;
    if mel < 15.0 {
        mel * EVEN
    } else {
        1_000.0 * ((mel - 15.0) * 6.4_f64.ln() / 27.0).exp()
    }
}

fn mel_bands(count: usize) -> Vec<(usize, Vec<f32>)> {
    let half = f64::from(RATE) / 2.0;
    let top = 15.0 + 27.0 * (half / 1_000.0).ln() / 6.4_f64.ln();
    let edge = |n: usize| hertz(top * n as f64 / (count + 1) as f64);
    let bin_hertz = f64::from(RATE) / LENGTH as f64;
    (0..count)
        .map(|band| {
            let (low, middle, high) = (edge(band), edge(band + 1), edge(band + 2));
            let weight = |bin: usize| {
                let at = bin as f64 * bin_hertz;
                let slope = ((at - low) / (middle - low)).min((high - at) / (high - middle));
                (slope.max(0.0) * 2.0 / (high - low)) as f32
            };
            let first = (0..BINS).find(|bin| weight(*bin) > 0.0).unwrap_or(0);
            let weights = (first..BINS).map(weight).take_while(|weight| *weight > 0.0);
            (first, weights.collect())
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn bands_are_slaneys() {
        // librosa.filters.mel(sr=16000, n_fft=400, n_mels=80) begins so; each has about the same area.
        let bands = mel_bands(80);
        assert_eq!(bands.len(), 80);
        let (first, weights) = &bands[0];
        assert_eq!(*first, 1);
        assert!((weights[0] - 0.024_862_59).abs() < 1e-6, "{weights:?}");
        let (first, weights) = &bands[1];
        assert_eq!(*first, 1);
        assert!((weights[0] - 0.001_990_82).abs() < 1e-6, "{weights:?}");
        for (_, weights) in mel_bands(128) {
            let area: f32 = weights.iter().sum::<f32>() * 40.0;
            assert!((0.4..1.8).contains(&area), "{area}");
        }
    }

    #[test]
    fn a_spectrum_is_what_the_formula_says() {
        // A discrete Fourier transform and bands written out, at one frame of two tones.
        let tone = |n: usize, hertz: f64| (2.0 * PI * hertz * n as f64 / 16_000.0).sin();
        let samples: Vec<f32> = (0..32_000)
            .map(|n| (0.5 * tone(n, 440.0) + 0.1 * tone(n, 3_000.0)) as f32)
            .collect();
        let found = Mel::new(80).spectrum(&samples);
        assert_eq!(found.len(), 80 * FRAMES);
        let at = 100;
        let power = |bin: usize| {
            let (mut re, mut im) = (0.0, 0.0);
            for n in 0..LENGTH {
                let hann = 0.5 - 0.5 * (2.0 * PI * n as f64 / 400.0).cos();
                let sample = f64::from(samples[at * 160 + n - 200]) * hann;
                let turn = 2.0 * PI * (bin * n) as f64 / 400.0;
                re += sample * turn.cos();
                im -= sample * turn.sin();
            }
            re * re + im * im
        };
        let powers: Vec<f64> = (0..BINS).map(power).collect();
        let bands = mel_bands(80);
        let highest = found.iter().copied().fold(f32::MIN, f32::max);
        for (band, (first, weights)) in bands.iter().enumerate() {
            let sum: f64 = weights
                .iter()
                .zip(&powers[*first..])
                .map(|(w, p)| f64::from(*w) * p)
                .sum();
            let wanted = ((sum.max(1e-10).log10() as f32) + 4.0) / 4.0;
            let wanted = wanted.max(highest - 2.0);
            let given = found[band * FRAMES + at];
            assert!(
                (given - wanted).abs() < 2e-3,
                "band {band}: {given}, not {wanted}"
            );
        }
        let silent = found[40 * FRAMES + 2_900];
        assert!(
            (silent - (highest - 2.0)).abs() < 1e-6,
            "eight decades below the highest"
        );
    }

    #[test]
    fn any_length_has_a_spectrum() {
        let mel = Mel::new(128);
        for samples in [vec![], vec![1.0; 3], vec![0.5; WINDOW], vec![0.5; WINDOW + 999]] {
            let found = mel.spectrum(&samples);
            assert_eq!(found.len(), 128 * FRAMES);
            assert!(found.iter().all(|value| value.is_finite()));
        }
    }
}
