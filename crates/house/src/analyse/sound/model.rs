use super::study::FIGURES;
use super::weights::{HIDDEN, HIDDEN_BIAS, HIDDEN_WEIGHTS, OUT_BIAS, OUT_WEIGHTS};

/// How likely each class is heard in a tenth of a second; 255 is certain. They do not exclude each other.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(super) struct Chances {
    pub(super) speech: u8,
    pub(super) music: u8,
    pub(super) singing: u8,
    pub(super) crowd: u8,
}

/// A small network: one hidden layer, a logistic output for each class.
pub(super) fn judge(figures: &[f32; FIGURES]) -> Chances {
    let mut hidden = [0.0_f32; HIDDEN];
    for ((unit, weights), bias) in hidden.iter_mut().zip(&HIDDEN_WEIGHTS).zip(&HIDDEN_BIAS) {
        *unit = (bias + dot(weights, figures)).max(0.0);
    }
    let out = |class: usize| {
        let weights = OUT_WEIGHTS.get(class).unwrap_or(&[0.0; HIDDEN]);
        let bias = OUT_BIAS.get(class).copied().unwrap_or_default();
        let chance = 1.0 / (1.0 + (-(bias + dot(weights, &hidden))).exp());
        (chance * 255.0).round() as u8
    };
    Chances {
        speech: out(0),
        music: out(1),
        singing: out(2),
        crowd: out(3),
    }
}

fn dot(weights: &[f32], values: &[f32]) -> f32 {
    let mut lanes = [0.0_f32; 8];
    for (weights, values) in weights.chunks(8).zip(values.chunks(8)) {
        for ((lane, weight), value) in lanes.iter_mut().zip(weights).zip(values) {
            *lane += weight * value;
        }
    }
    lanes.iter().sum()
}
