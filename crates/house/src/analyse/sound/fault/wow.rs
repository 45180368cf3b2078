use crate::analyse::sound::frame::Peaks;
use crate::analyse::{Finding, FindingKind, Span};

/// Looks a second, and in a stretch (25.6 s).
const LOOKS: f32 = 20.0;
const STRETCH: usize = 512;
/// Frequencies of wow that are tried, in hertz: faster is flutter, or a voice.
const SLOWEST: f32 = 0.35;
const FASTEST: f32 = 3.2;
const STEP: f32 = 0.02;
/// A stretch is judged when this share of its looks has tones to follow.
const FOLLOWED: f32 = 0.6;
/// The swinging stands out of its neighbours by this, in deviations of what chance gives.
const STANDS_OUT: f32 = 9.0;
/// Parts of a hundred: less is heard by nobody.
const LEAST_DEPTH: f32 = 0.1;

/// Pitch that swings slowly and evenly: a tape or a record that does not turn evenly carries all its tones along.
#[derive(Debug, Default)]
pub(in crate::analyse::sound) struct Wow {
    before: Option<Peaks>,
    /// Changes of pitch from look to look, in cents; no number where there was nothing to follow.
    steps: Vec<f32>,
    /// Stretches that were judged, and the power of their swinging at each frequency, in cents squared.
    stretches: u32,
    powers: Vec<f32>,
}

impl Wow {
    pub(in crate::analyse::sound) fn hear(&mut self, peaks: Peaks) {
        let step = self
            .before
            .as_ref()
            .and_then(|before| common_step(before, &peaks));
        self.before = Some(peaks);
        self.steps.push(step.unwrap_or(f32::NAN));
        if self.steps.len() == STRETCH {
            self.take_stretch();
        }
    }

    fn take_stretch(&mut self) {
        let steps = std::mem::take(&mut self.steps);
        let followed = steps.iter().filter(|step| step.is_finite()).count();
        if (followed as f32) < FOLLOWED * STRETCH as f32 {
            return;
        }
        self.stretches += 1;
        self.powers.resize(frequencies().count(), 0.0);
        for (power, hertz) in self.powers.iter_mut().zip(frequencies()) {
            *power += swinging(&steps, hertz).powi(2);
        }
    }

    pub(in crate::analyse::sound) fn finish(self, whole: Span) -> Option<Finding> {
        let count = self.stretches.max(1) as f32;
        let near = |at: usize| {
            let beside = (at.saturating_sub(14)..at + 15).filter(|other| other.abs_diff(at) > 3);
            let mut powers: Vec<f32> = beside
                .filter_map(|other| self.powers.get(other).copied())
                .collect();
            powers.sort_unstable_by(f32::total_cmp);
            powers.get(powers.len() / 2).copied().unwrap_or_default()
        };
        let swings = self
            .powers
            .iter()
            .zip(frequencies())
            .enumerate()
            .filter_map(|(at, (power, hertz))| {
                // Powers of chance have their mean as deviation, those of several stretches less.
                let usual = near(at) * 1.3;
                let by_chance = usual * (1.0 + STANDS_OUT / count.sqrt());
                // From changes to the pitch itself: its depth is the change over the angle of a step.
                let swing = ((power - usual).max(0.0) / count).sqrt();
                let cents = swing / (std::f32::consts::TAU * hertz / LOOKS);
                let depth = 100.0 * ((cents / 1200.0).exp2() - 1.0);
                (*power > by_chance && depth >= LEAST_DEPTH).then_some((depth, hertz))
            });
        let (depth, hertz) = swings.max_by(|a, b| a.0.total_cmp(&b.0))?;
        Some(Finding {
            kind: FindingKind::Wow,
            span: whole,
            sentence: format!("the pitch swings by {depth:.2} % each way, {hertz:.2} times a second"),
        })
    }
}

fn frequencies() -> impl Iterator<Item = f32> {
    let count = ((FASTEST - SLOWEST) / STEP) as usize + 1;
    (0..count).map(|number| SLOWEST + STEP * number as f32)
}

/// The median change of the tones that both looks have, weighted alike; at least three.
fn common_step(before: &Peaks, now: &Peaks) -> Option<f32> {
    let mut steps = Vec::with_capacity(now.len());
    for hertz in now.iter().filter(|hertz| **hertz > 0.0) {
        let cents = |other: &f32| 1200.0 * (hertz / other).log2();
        let near = before.iter().filter(|hertz| **hertz > 0.0).map(cents);
        if let Some(step) = near.min_by(|a, b| a.abs().total_cmp(&b.abs()))
            && step.abs() < 25.0
        {
            steps.push(step);
        }
    }
    steps.sort_unstable_by(f32::total_cmp);
    (steps.len() >= 3)
        .then(|| steps.get(steps.len() / 2).copied())
        .flatten()
}

/// How much the pitch swings at a frequency, cents from look to look.
fn swinging(steps: &[f32], hertz: f32) -> f32 {
    let (mut real, mut imaginary, mut count) = (0.0_f32, 0.0_f32, 0.0_f32);
    let turn = std::f32::consts::TAU * hertz / LOOKS;
    for (at, step) in steps.iter().enumerate().filter(|(_, step)| step.is_finite()) {
        let (sine, cosine) = (turn * at as f32).sin_cos();
        // Faded at both ends, so that one frequency does not leak into all others.
        let x = (at as f32 + 0.5) / STRETCH as f32;
        let fade = 4.0 * x * (1.0 - x);
        real += fade * step * cosine;
        imaginary += fade * step * sine;
        count += fade;
    }
    2.0 * real.hypot(imaginary) / count.max(1.0)
}
