use crate::analyse::sound::downmix::Thinner;
use crate::analyse::sound::spectrum::Spectrum;
use crate::analyse::{Finding, FindingKind, Span};

/// Samples a second that hum and its harmonics need, about.
const WANTED_RATE: f64 = 1000.0;
/// Seconds of a stretch: hum goes on through it, notes do not.
const STRETCH: usize = 20;
const LEAST_SECONDS: usize = 6;
/// What is always there: this share of the seconds of a stretch is louder.
const ALWAYS: f32 = 0.9;
const HARMONICS: usize = 8;
/// Decibels that a line stands out of its neighbours, and what all lines together have beyond that.
const LEAST_HEIGHT: f32 = 8.0;
const LEAST_SCORE: f32 = 16.0;
/// So high is no note, even alone.
const LONE_HEIGHT: f32 = 24.0;
/// Powers below are nothing: -110 dBFS.
const NOTHING: f32 = 1e-11;

/// Mains hum: lines at 50 or 60 Hz and their multiples that never stop.
pub(in crate::analyse::sound) struct Hum {
    thinner: Thinner,
    rate: f64,
    samples: Vec<f32>,
    spectrum: Spectrum,
    /// Low spectra of the seconds of this stretch.
    seconds: Vec<Vec<f32>>,
    /// What was found in each stretch: mains, its frequency, harmonics, power.
    stretches: Vec<Option<Line>>,
    /// Power of the programme: sum and seconds.
    programme: (f64, u64),
}

#[derive(Debug, Clone, Copy)]
struct Line {
    mains: u32,
    hertz: f64,
    harmonics: usize,
    power: f32,
}

impl Hum {
    /// `rate`: of the downmix.
    pub(in crate::analyse::sound) fn new(rate: f64) -> Self {
        let step = (rate / WANTED_RATE).round().max(1.0) as usize;
        let rate = rate / step as f64;
        Self {
            thinner: Thinner::new(step),
            rate,
            samples: Vec::new(),
            // About two seconds: lines of half a hertz.
            spectrum: Spectrum::new((2.0 * rate).log2().round().exp2() as usize),
            seconds: Vec::new(),
            stretches: Vec::new(),
            programme: (0.0, 0),
        }
    }

    pub(in crate::analyse::sound) fn hear(&mut self, downmix: &[f32]) {
        let (_, power) = crate::analyse::sound::block::sums(downmix);
        self.programme.0 += power;
        self.programme.1 += downmix.len() as u64;
        self.thinner.waiting.extend_from_slice(downmix);
        self.thinner.thin(&mut self.samples);
        let hop = self.rate as usize;
        while let Some(window) = self.samples.get(..self.spectrum.size()) {
            self.spectrum.look(window);
            self.samples.drain(..hop.min(self.samples.len()));
            self.take_second();
        }
    }

    fn take_second(&mut self) {
        let bins = self.bin(430.0 + 70.0);
        let low: Vec<f32> = self.spectrum.power.iter().take(bins).copied().collect();
        // Digital silence between pieces tells nothing.
        if low.iter().any(|power| *power > NOTHING) {
            self.seconds.push(low);
        }
        if self.seconds.len() == STRETCH {
            self.take_stretch();
        }
    }

    fn bin(&self, hertz: f64) -> usize {
        (hertz * self.spectrum.size() as f64 / self.rate).round() as usize
    }

    fn take_stretch(&mut self) {
        let seconds = std::mem::take(&mut self.seconds);
        let bins = seconds.first().map_or(0, Vec::len);
        let quiet = ((1.0 - ALWAYS) * seconds.len() as f32) as usize;
        let always: Vec<f32> = (0..bins)
            .map(|bin| {
                let mut powers: Vec<f32> = seconds
                    .iter()
                    .filter_map(|second| second.get(bin).copied())
                    .collect();
                powers.sort_unstable_by(f32::total_cmp);
                powers.get(quiet).copied().unwrap_or_default()
            })
            .collect();
        let lines = [50, 60].into_iter().filter_map(|mains| self.line(&always, mains));
        self.stretches
            .push(lines.max_by(|a, b| a.power.total_cmp(&b.power)));
    }

    /// The strongest comb near a mains frequency: a tape may run one percent too fast or too slow.
    fn line(&self, always: &[f32], mains: u32) -> Option<Line> {
        let mut best: Option<(f32, Line)> = None;
        for step in -12..=12 {
            let hertz = f64::from(mains) * (1.0 + f64::from(step) * 0.001);
            let (mut harmonics, mut power, mut score, mut tallest) = (0, 0.0, 0.0, 0.0_f32);
            for number in 1..=HARMONICS {
                let at = self.bin(hertz * number as f64);
                let Some((height, line)) = standing(always, at) else {
                    continue;
                };
                if height > LEAST_HEIGHT && line > NOTHING {
                    harmonics += 1;
                    power += line;
                    score += (height - LEAST_HEIGHT).min(20.0);
                    tallest = tallest.max(if number <= 2 { height } else { 0.0 });
                }
            }
            // Two that stand out much are as good as many that stand out a little; the others may lie under a voice.
            let is_comb = harmonics >= 2 && score >= LEAST_SCORE || tallest >= LONE_HEIGHT;
            if is_comb && best.as_ref().is_none_or(|(top, _)| score > *top) {
                best = Some((
                    score,
                    Line {
                        mains,
                        hertz,
                        harmonics,
                        power,
                    },
                ));
            }
        }
        best.map(|(_, line)| line)
    }

    pub(in crate::analyse::sound) fn finish(mut self, whole: Span) -> Option<Finding> {
        if self.seconds.len() >= LEAST_SECONDS {
            self.take_stretch();
        }
        let all = self.stretches.len();
        let count = |mains: u32| {
            self.stretches
                .iter()
                .flatten()
                .filter(|line| line.mains == mains)
                .count()
        };
        let mains = if count(50) >= count(60) { 50 } else { 60 };
        let mut lines: Vec<Line> = self
            .stretches
            .into_iter()
            .flatten()
            .filter(|line| line.mains == mains)
            .collect();
        // Most of the tape hums, or it is a chord that somebody held.
        if lines.is_empty() || lines.len() * 5 < all * 3 {
            return None;
        }
        lines.sort_unstable_by(|a, b| a.power.total_cmp(&b.power));
        let line = lines.get(lines.len() / 2)?;
        let near = lines
            .iter()
            .filter(|other| (other.hertz - line.hertz).abs() < 0.004 * line.hertz)
            .count();
        if near * 5 < lines.len() * 3 {
            return None;
        }
        // A sine of amplitude 1 has the power 1 here and 1/2 in the programme.
        let level = 10.0 * (f64::from(line.power) / 2.0).log10();
        let programme = 10.0 * (self.programme.0 / self.programme.1.max(1) as f64).log10();
        Some(Finding {
            kind: FindingKind::Hum,
            span: whole,
            sentence: format!(
                "hum at {:.1} Hz ({} of its lines stand out), {:.0} dBFS, {:.0} dB below the programme",
                line.hertz,
                line.harmonics,
                level,
                (programme - level).max(0.0),
            ),
        })
    }
}

/// How far a bin stands out of its neighbours, in decibels, and the power of the line.
fn standing(always: &[f32], at: usize) -> Option<(f32, f32)> {
    let line = always
        .get(at.checked_sub(1)?..at + 2)?
        .iter()
        .fold(0.0, |most: f32, power| most.max(*power));
    let mut beside: Vec<f32> = always.get(at.checked_sub(14)?..at - 4)?.to_vec();
    beside.extend_from_slice(always.get(at + 5..at + 15)?);
    beside.sort_unstable_by(f32::total_cmp);
    let usual = beside.get(beside.len() * 3 / 4)?;
    Some((
        10.0 * ((line + NOTHING * 0.1) / (usual + NOTHING * 0.1)).log10(),
        line,
    ))
}
