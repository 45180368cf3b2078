use std::collections::VecDeque;

use super::frame::{BANDS, FRAMES, Frame, Tones};

/// Figures that tell the classes apart, in the order that the model knows.
pub(super) const FIGURES: usize = 2 * BANDS + 32 + 3 * 18;
/// Frames before and after the time that is judged.
const REACH: usize = 100;
/// Long looks a second.
const LOOKS: usize = 20;

/// Keeps the last seconds of frames and says ten times a second what they are like.
#[derive(Debug, Default)]
pub(super) struct Study {
    frames: VecDeque<Frame>,
    tones: VecDeque<Tones>,
    /// Number of the first frame and of the first long look that is kept.
    first: u64,
    first_tones: u64,
    next: u64,
}

impl Study {
    pub(super) fn add(&mut self, frame: Frame) {
        self.frames.push_back(frame);
    }

    pub(super) fn add_tones(&mut self, tones: Tones) {
        self.tones.push_back(tones);
    }

    /// Figures of the next tenth of a second (its middle), once what comes after it is there too; at the `end` whatever
    /// there is has to do.
    pub(super) fn next(&mut self, end: bool) -> Option<[f32; FIGURES]> {
        let centre = self.next * 10 + 5;
        let there = self.first + self.frames.len() as u64;
        if centre + REACH as u64 >= there && !(end && centre < there) {
            return None;
        }
        let from = (centre.saturating_sub(REACH as u64)).saturating_sub(self.first) as usize;
        let to = ((centre + REACH as u64).saturating_sub(self.first) as usize).min(self.frames.len());
        let look = |frame: u64| (frame * LOOKS as u64 / FRAMES).saturating_sub(self.first_tones) as usize;
        let (first_look, last_look) = (
            look(centre.saturating_sub(REACH as u64)),
            look(centre + REACH as u64),
        );
        let frames: Vec<Frame> = self.frames.range(from.min(to)..to).copied().collect();
        let tones: Vec<Tones> = self
            .tones
            .iter()
            .skip(first_look)
            .take(last_look.saturating_sub(first_look))
            .copied()
            .collect();
        let middle = (centre - self.first) as usize - from;
        let figures = describe(&frames, &tones, middle);
        self.next += 1;
        self.forget();
        Some(figures)
    }

    fn forget(&mut self) {
        let needed = (self.next * 10 + 5).saturating_sub(REACH as u64);
        while self.first < needed && self.frames.pop_front().is_some() {
            self.first += 1;
        }
        let needed = needed * LOOKS as u64 / FRAMES;
        while self.first_tones < needed && self.tones.pop_front().is_some() {
            self.first_tones += 1;
        }
    }
}

fn describe(frames: &[Frame], tones: &[Tones], middle: usize) -> [f32; FIGURES] {
    let mut figures = [0.0; FIGURES];
    let mut slots = figures.iter_mut();
    let mut tell = |figure: f32| {
        if let Some(slot) = slots.next() {
            *slot = if figure.is_finite() { figure } else { 0.0 };
        }
    };
    let short = frames
        .get(middle.saturating_sub(30)..(middle + 30).min(frames.len()))
        .unwrap_or_default();
    let overall = mean(frames.iter().map(|frame| frame.loud));
    for band in 0..BANDS {
        let heights = |frame: &Frame| frame.bands.get(band).copied().unwrap_or_default();
        let level = mean(frames.iter().map(heights));
        tell((level - overall) * 0.1);
        tell(deviation(frames.iter().map(heights)) * 0.1);
    }
    // Scheirer and Slaney (1997): syllables make the bands swell about four times a second, and pauses between them make
    // many frames quiet.
    for group in 0..4 {
        let envelope: Vec<f32> = frames
            .chunks(2)
            .map(|pair| {
                mean(
                    pair.iter()
                        .flat_map(|frame| frame.bands.iter().skip(group * 5).take(5).copied()),
                )
            })
            .collect();
        let [slow, syllables, fast] = swelling(&envelope);
        tell(slow);
        tell(syllables);
        tell(fast);
    }
    let louds = || frames.iter().map(|frame| frame.loud);
    tell(deviation(louds()) * 0.1);
    let power = mean(louds().map(|loud| 10_f32.powf(loud * 0.1)));
    let low = 10.0 * power.log10() - 3.0;
    tell(mean(louds().map(|loud| f32::from(u8::from(loud < low)))));
    tell(mean(louds().map(|loud| f32::from(u8::from(loud < low - 12.0)))));
    tell((mean(short.iter().map(|frame| frame.loud)) - overall) * 0.1);
    // Changes from frame to frame.
    tell(mean(frames.iter().map(|frame| frame.rise)) * 0.5);
    tell(deviation(frames.iter().map(|frame| frame.rise)) * 0.5);
    tell(mean(frames.iter().map(|frame| frame.flatness)) * 0.1);
    tell(deviation(frames.iter().map(|frame| frame.flatness)) * 0.1);
    tell(mean(short.iter().map(|frame| frame.flatness)) * 0.1);
    // The voice: how much of it is periodic, and how its pitch moves.
    tell(mean(frames.iter().map(|frame| frame.periodic)));
    tell(deviation(frames.iter().map(|frame| frame.periodic)));
    tell(mean(short.iter().map(|frame| frame.periodic)));
    let voice = Voice::of(frames);
    tell(voice.share);
    tell(voice.steady);
    tell(voice.gliding);
    tell(voice.vibrato);
    // Tones that are held (Seyerlehner 2007) tell music, even behind a voice.
    let [most, many, change] = held(tones);
    tell(most);
    tell(many);
    tell(change);
    tell(pulse(frames));
    // What was, what is and what comes: where one class ends and another begins.
    let second = REACH;
    for from in [0, REACH / 2, REACH] {
        // Frames are counted from the middle, which is nearer to the start at the beginning of the sound.
        let first = (middle + from).saturating_sub(REACH);
        let last = (middle + from + second).saturating_sub(REACH);
        let part = frames
            .get(first.min(frames.len())..last.min(frames.len()))
            .unwrap_or_default();
        let looks = |frame: usize| (frame * LOOKS / FRAMES as usize).min(tones.len());
        let tones = tones.get(looks(first)..looks(last)).unwrap_or_default();
        tell_part(part, tones, overall, &mut tell);
    }
    figures
}

/// Eighteen figures of one second.
fn tell_part(frames: &[Frame], tones: &[Tones], overall: f32, tell: &mut impl FnMut(f32)) {
    for group in 0..4 {
        let bands = frames
            .iter()
            .flat_map(|frame| frame.bands.iter().skip(group * 5).take(5).copied());
        tell((mean(bands) - overall) * 0.1);
    }
    tell((mean(frames.iter().map(|frame| frame.loud)) - overall) * 0.1);
    tell(deviation(frames.iter().map(|frame| frame.loud)) * 0.1);
    tell(mean(frames.iter().map(|frame| frame.rise)) * 0.5);
    tell(deviation(frames.iter().map(|frame| frame.rise)) * 0.5);
    tell(mean(frames.iter().map(|frame| frame.flatness)) * 0.1);
    tell(deviation(frames.iter().map(|frame| frame.flatness)) * 0.1);
    tell(mean(frames.iter().map(|frame| frame.periodic)));
    tell(deviation(frames.iter().map(|frame| frame.periodic)));
    let voice = Voice::of(frames);
    tell(voice.share);
    tell(voice.steady);
    tell(voice.gliding);
    let [most, many, change] = held(tones);
    tell(most);
    tell(many);
    tell(change);
}

fn mean(values: impl Iterator<Item = f32>) -> f32 {
    let (sum, count) = values.fold((0.0, 0.0), |(sum, count), value| (sum + value, count + 1.0));
    if count > 0.0 { sum / count } else { 0.0 }
}

fn deviation(values: impl Iterator<Item = f32> + Clone) -> f32 {
    let middle = mean(values.clone());
    mean(values.map(|value| (value - middle) * (value - middle))).sqrt()
}

/// A window over the envelopes of a study.
fn faded(number: usize, count: usize) -> f32 {
    // A parabola is near enough, and quick.
    let x = (number as f32 + 0.5) / count as f32;
    4.0 * x * (1.0 - x)
}

/// Power of an envelope (50 values a second) at 0.5 to 2, 3 to 7 and 9 to 16 Hz, logarithms of decibels squared.
fn swelling(envelope: &[f32]) -> [f32; 3] {
    let middle = mean(envelope.iter().copied());
    let count = envelope.len().max(1) as f32;
    let at = |hertz: f32| {
        let twice = 2.0 * (std::f32::consts::TAU * hertz / 50.0).cos();
        // Goertzel: one multiplication for a value.
        let (mut one, mut two) = (0.0_f32, 0.0_f32);
        for (number, value) in envelope.iter().enumerate() {
            let now = (value - middle) * faded(number, envelope.len()) + twice * one - two;
            (two, one) = (one, now);
        }
        (one * one + two * two - twice * one * two).max(0.0) / (count * count)
    };
    let power = |hertz: &[f32]| 0.3 * (hertz.iter().map(|hertz| at(*hertz)).sum::<f32>() + 0.01).ln();
    [
        power(&[0.5, 1.0, 1.5, 2.0]),
        power(&[3.0, 4.0, 5.0, 6.0, 7.0]),
        power(&[9.0, 11.0, 13.0, 16.0]),
    ]
}

struct Voice {
    /// How much of the time is periodic.
    share: f32,
    /// How much of that keeps its pitch, and how much glides.
    steady: f32,
    gliding: f32,
    /// How much of the pitch's movement is at 4 to 8 Hz.
    vibrato: f32,
}

impl Voice {
    fn of(frames: &[Frame]) -> Self {
        let pitched: Vec<&Frame> = frames.iter().step_by(2).collect();
        let (mut voiced, mut steady, mut gliding, mut pairs) = (0.0, 0.0, 0.0, 0.0_f32);
        let (mut even, mut odd) = (0.0, 0.0);
        for frame in &pitched {
            voiced += f32::from(u8::from(frame.periodic > 0.6));
        }
        for trio in pitched.windows(4) {
            let [a, b, c, d] = trio else { continue };
            if [a, b, c, d].iter().all(|frame| frame.periodic > 0.6) {
                let step = (d.pitch - a.pitch).abs();
                pairs += 1.0;
                steady += f32::from(u8::from(step < 25.0));
                gliding += f32::from(u8::from((40.0..400.0).contains(&step)));
                // Half a turn of a vibrato takes about three steps of 20 ms.
                let bend = (a.pitch - b.pitch - c.pitch + d.pitch).abs();
                even += f32::from(u8::from((8.0..120.0).contains(&bend) && step < 60.0));
                odd += 1.0;
            }
        }
        Self {
            share: voiced / pitched.len().max(1) as f32,
            steady: steady / pairs.max(5.0),
            gliding: gliding / pairs.max(5.0),
            vibrato: even / f32::max(odd, 5.0),
        }
    }
}

/// How long the eight longest tones sound, how long the thirty longest, and how much changes from look to look.
fn held(tones: &[Tones]) -> [f32; 3] {
    let mut counts = [0_u16; 120];
    let mut best = [0.0; 120];
    let (mut same, mut all) = (0.0_f32, 0.0_f32);
    // Runs, not counts: a voice comes back to the same tone too.
    for look in tones {
        for ((count, best), sounding) in counts.iter_mut().zip(&mut best).zip(&look.sounding) {
            *count = if *sounding { *count + 1 } else { 0 };
            *best = f32::max(*best, f32::from(*count));
        }
    }
    for pair in tones.windows(2) {
        let [before, after] = pair else { continue };
        for (before, after) in before.sounding.iter().zip(&after.sounding) {
            same += f32::from(u8::from(*before && *after));
            all += f32::from(u8::from(*before || *after));
        }
    }
    best.sort_unstable_by(|a, b| f32::total_cmp(b, a));
    let share = |count: usize| best.iter().take(count).sum::<f32>() / (count * tones.len().max(1)) as f32;
    [share(8), share(30), same / all.max(1.0)]
}

/// How well the rises repeat themselves at the pace of beats (0.3 to 0.8 s).
fn pulse(frames: &[Frame]) -> f32 {
    let middle = mean(frames.iter().map(|frame| frame.rise));
    let rises: Vec<f32> = frames
        .chunks(2)
        .map(|pair| mean(pair.iter().map(|frame| frame.rise)) - middle)
        .collect();
    let zero: f32 = rises.iter().map(|rise| rise * rise).sum();
    let at = |lag: usize| {
        let pairs = rises.iter().zip(rises.iter().skip(lag));
        pairs.map(|(now, then)| now * then).sum::<f32>() / zero.max(1e-6)
    };
    (10..40).map(at).fold(0.0, f32::max)
}
