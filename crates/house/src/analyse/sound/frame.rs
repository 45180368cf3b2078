use super::spectrum::{Periodicity, Spectrum};

/// Bands on the mel scale, from 60 Hz to 6 kHz.
pub(super) const BANDS: usize = 20;
/// Frames a second.
pub(super) const FRAMES: u64 = 100;
/// Power that counts as none: -90 dBFS in a band.
const NOTHING: f32 = 1e-9;
/// Decibels a frame that the loudest of a band is forgotten by, and how far below it a rise counts for nothing.
const TOPS_FALL: f32 = 0.05;
const BELOW_TOP: f32 = 22.0;
/// Drums are heard best in the lowest bands.
const LOW_BANDS: usize = 3;
const LOW_SHARE: f32 = 0.4;
/// Semitones of the long look: five octaves from 110 Hz.
const TONES: usize = 120;

/// What is seen every 10 ms.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Frame {
    /// Decibels.
    pub(super) bands: [f32; BANDS],
    /// Decibels of all bands together.
    pub(super) loud: f32,
    /// How much the bands rose since 20 ms ago, decibels on average.
    pub(super) rise: f32,
    /// How much the sound rises since 20 ms ago where it is loud, decibels: what is far below the loudest of the last seconds
    /// does not count, and the lowest bands count more.
    pub(super) blow: f32,
    /// Geometric over arithmetic mean of 300 Hz to 6 kHz, decibels: 0 is white.
    pub(super) flatness: f32,
    /// Pitch in cents over 55 Hz and how periodic the sound is (0 to 1); every second frame has its own.
    pub(super) pitch: f32,
    pub(super) periodic: f32,
}

/// The strongest tones of a look in hertz; 0 where there are fewer.
pub(super) type Peaks = [f32; 10];

/// What is seen every 50 ms through a long window: which of the quarter tones stand out of their neighbours.
#[derive(Debug, Clone, Copy)]
pub(super) struct Tones {
    pub(super) sounding: [bool; TONES],
    pub(super) chroma: [f32; 12],
    pub(super) peaks: Peaks,
}

/// Cuts the downmix into frames. The frame `k` is centred at `k / 100` s.
pub(super) struct Framer {
    rate: f64,
    /// Samples from `start` on.
    samples: Vec<f32>,
    start: u64,
    short: Spectrum,
    middle: Spectrum,
    long: Spectrum,
    periodicity: Periodicity,
    /// First and last bin of each band and of each quarter tone.
    bands: Vec<(usize, Vec<f32>)>,
    tones: Vec<(usize, usize)>,
    next: u64,
    next_tones: u64,
    before: [[f32; BANDS]; 2],
    pitch: (f32, f32),
    /// The loudest of each band lately, and the bands above what is far below it, of the last two frames.
    tops: [f32; BANDS],
    loud_before: [[f32; BANDS]; 2],
}

impl Framer {
    pub(super) fn new(rate: f64) -> Self {
        let size = |seconds: f64| ((rate * seconds).log2().round().exp2() as usize).max(16);
        let (short, middle, long) = (size(0.032), size(0.064), size(0.128));
        Self {
            rate,
            // Half the longest window before the beginning.
            samples: vec![0.0; long],
            start: 0,
            short: Spectrum::new(short),
            middle: Spectrum::new(middle),
            long: Spectrum::new(long),
            periodicity: Periodicity::new(middle),
            bands: mel_bands(rate, short),
            tones: quarter_tones(rate, long),
            next: 0,
            next_tones: 0,
            before: [[f32::NAN; BANDS]; 2],
            pitch: (0.0, 0.0),
            tops: [-90.0; BANDS],
            loud_before: [[f32::NAN; BANDS]; 2],
        }
    }

    /// Where new samples go.
    pub(super) fn samples(&mut self) -> &mut Vec<f32> {
        &mut self.samples
    }

    /// Reach of the longest window: `samples` begins so many before the time 0.
    fn lead(&self) -> u64 {
        self.long.size() as u64
    }

    fn place(&self, number: u64, per_second: u64) -> u64 {
        (number as f64 * self.rate / per_second as f64).round() as u64
    }

    /// The next frame, once all its samples are there.
    pub(super) fn frame(&mut self) -> Option<Frame> {
        let centre = self.place(self.next, FRAMES) + self.lead();
        // All frames wait for the longest window, so that those of one time are there together.
        self.around(centre, self.long.size())?;
        let from = (self.samples.as_slice(), self.start);
        self.short
            .look(around(from, centre, self.short.size()).unwrap_or_default());
        if self.next.is_multiple_of(2) {
            self.middle
                .look(around(from, centre, self.middle.size()).unwrap_or_default());
            self.hear_pitch();
        }
        let mut frame = self.describe();
        (frame.pitch, frame.periodic) = self.pitch;
        self.next += 1;
        Some(frame)
    }

    fn around(&self, centre: u64, size: usize) -> Option<&[f32]> {
        around((&self.samples, self.start), centre, size)
    }

    fn hear_pitch(&mut self) {
        let (least, most) = ((self.rate / 600.0) as usize, (self.rate / 70.0) as usize);
        let (lag, strength) = self.periodicity.best(&self.middle.power, least, most);
        let cents = if lag > 0.0 {
            1200.0 * (self.rate as f32 / lag / 55.0).log2()
        } else {
            0.0
        };
        self.pitch = (cents, strength);
    }

    fn describe(&mut self) -> Frame {
        let power = &self.short.power;
        let mut frame = Frame::default();
        let mut total = 0.0;
        for (band, (first, weights)) in frame.bands.iter_mut().zip(&self.bands) {
            let bins = power.iter().skip(*first).zip(weights);
            let sum: f32 = bins.map(|(power, weight)| power * weight).sum();
            total += sum;
            *band = decibels(sum);
        }
        frame.loud = decibels(total);
        let [older, newer] = self.before;
        let rises = frame.bands.iter().zip(&older);
        let rise: f32 = rises.map(|(now, before)| (now - before).max(0.0)).sum();
        frame.rise = if rise.is_finite() {
            rise / BANDS as f32
        } else {
            0.0
        };
        self.before = [newer, frame.bands];
        frame.blow = self.blow(&frame.bands);
        let power = &self.short.power;
        let (first, last) = (self.bin(300.0), self.bin(6000.0));
        let (mut logs, mut sum, mut count) = (0.0, 0.0, 0.0);
        for power in power.get(first..last.min(power.len())).unwrap_or_default() {
            let power = power + NOTHING * 0.01;
            logs += power.ln();
            sum += power;
            count += 1.0;
        }
        if count > 0.0 {
            frame.flatness = 4.343 * (logs / count - (sum / count).ln());
        }
        frame
    }

    fn blow(&mut self, bands: &[f32; BANDS]) -> f32 {
        let mut loud = [0.0; BANDS];
        for ((loud, band), top) in loud.iter_mut().zip(bands).zip(&mut self.tops) {
            *top = band.max(*top - TOPS_FALL);
            *loud = band.max(*top - BELOW_TOP);
        }
        let [older, newer] = self.loud_before;
        self.loud_before = [newer, loud];
        let rises = loud
            .iter()
            .zip(&older)
            .map(|(now, before)| (now - before).max(0.0));
        let (mut all, mut low) = (0.0, 0.0);
        for (band, rise) in rises.enumerate() {
            all += rise;
            low += if band < LOW_BANDS { rise } else { 0.0 };
        }
        let blow = all / BANDS as f32 + LOW_SHARE * low / LOW_BANDS as f32;
        if blow.is_finite() { blow } else { 0.0 }
    }

    fn bin(&self, hertz: f64) -> usize {
        let size = self.short.size();
        (hertz * size as f64 / self.rate) as usize
    }

    /// The next long look, of the time `number / 20` s.
    pub(super) fn tones(&mut self) -> Option<Tones> {
        let centre = self.place(self.next_tones, 20) + self.lead();
        let window = around((&self.samples, self.start), centre, self.long.size())?;
        self.long.look(window);
        self.next_tones += 1;
        Some(self.describe_tones())
    }

    fn describe_tones(&self) -> Tones {
        let mut heights = [0.0_f32; TONES];
        for (height, (first, last)) in heights.iter_mut().zip(&self.tones) {
            let bins = self.long.power.get(*first..*last).unwrap_or_default();
            *height = decibels(bins.iter().fold(0.0, |most: f32, bin| most.max(*bin)));
        }
        let mut tones = Tones {
            sounding: [false; TONES],
            chroma: [0.0; 12],
            peaks: self.peaks(),
        };
        let most = heights.iter().fold(f32::MIN, |most, height| most.max(*height));
        for (number, sounding) in tones.sounding.iter_mut().enumerate() {
            let near = heights
                .get(number.saturating_sub(4)..(number + 5).min(TONES))
                .unwrap_or_default();
            let mean = near.iter().sum::<f32>() / near.len().max(1) as f32;
            let height = heights.get(number).copied().unwrap_or_default();
            let top = near.iter().fold(f32::MIN, |most, height| most.max(*height));
            *sounding = height >= top && height > mean + 5.0 && height > most - 45.0;
            if *sounding && let Some(chroma) = tones.chroma.get_mut(number / 2 % 12) {
                *chroma += (height - most + 45.0) / 45.0;
            }
        }
        tones
    }

    /// The strongest peaks of 150 Hz to 4 kHz, each between its bins where a parabola through them is highest.
    fn peaks(&self) -> Peaks {
        let width = self.rate as f32 / self.long.size() as f32;
        let (first, last) = ((150.0 / width) as usize, (4000.0 / width) as usize);
        let mut found: Vec<(f32, f32)> = Vec::new();
        let bins = self
            .long
            .power
            .get(first..last.min(self.long.power.len()))
            .unwrap_or_default();
        for (number, near) in bins.windows(5).enumerate() {
            let [far_before, before, here, after, far_after] = near else {
                continue;
            };
            let is_peak = here > before && here >= after && before > far_before && after > far_after;
            if is_peak && *here > 1e-8 {
                let (before, top, after) = (before.ln(), here.ln(), after.ln());
                let shift = 0.5 * (before - after) / (before - 2.0 * top + after).min(-1e-6);
                found.push((*here, (first + number + 2) as f32 * width + shift * width));
            }
        }
        found.sort_unstable_by(|a, b| b.0.total_cmp(&a.0));
        let strongest = found.first().map_or(0.0, |peak| peak.0);
        let mut peaks = [0.0; 10];
        // 35 dB below the strongest a peak may be a leak of another.
        let strong = found.iter().filter(|peak| peak.0 > strongest * 3e-4);
        for (slot, (_, hertz)) in peaks.iter_mut().zip(strong) {
            *slot = *hertz;
        }
        peaks
    }

    /// Forgets samples that no frame needs any more.
    pub(super) fn forget(&mut self) {
        let oldest = self.place(self.next, FRAMES).min(self.place(self.next_tones, 20));
        let first = (oldest + self.lead() / 2).saturating_sub(self.start);
        let count = usize::try_from(first)
            .unwrap_or(usize::MAX)
            .min(self.samples.len());
        self.samples.drain(..count);
        self.start += count as u64;
    }
}

/// So many samples around a place, of those that are there from `start` on.
fn around((samples, start): (&[f32], u64), centre: u64, size: usize) -> Option<&[f32]> {
    let first = centre.checked_sub(size as u64 / 2)?.checked_sub(start)?;
    let first = usize::try_from(first).ok()?;
    samples.get(first..first.checked_add(size)?)
}

fn decibels(power: f32) -> f32 {
    10.0 * (power + NOTHING).log10()
}

/// Triangles on the mel scale: the first bin of each, and its weights.
fn mel_bands(rate: f64, size: usize) -> Vec<(usize, Vec<f32>)> {
    let mel = |hertz: f64| 2595.0 * (1.0 + hertz / 700.0).log10();
    let hertz = |mel: f64| 700.0 * (10_f64.powf(mel / 2595.0) - 1.0);
    let (low, high) = (mel(60.0), mel(6000.0));
    let edge = |n: usize| hertz(low + (high - low) * n as f64 / (BANDS + 1) as f64) * size as f64 / rate;
    (0..BANDS)
        .map(|band| {
            let (start, middle, end) = (edge(band), edge(band + 1), edge(band + 2));
            let first = start.floor() as usize;
            let weight = |bin: usize| {
                let bin = bin as f64;
                // At least one bin counts, where bands are narrower than bins.
                let slope = ((bin - start) / (middle - start)).min((end - bin) / (end - middle));
                slope.max(if (bin - middle).abs() < 0.5 { 0.5 } else { 0.0 }) as f32
            };
            (first, (first..=end.ceil() as usize).map(weight).collect())
        })
        .collect()
}

/// The bins of each quarter tone from 110 Hz on; at low notes neighbours share one.
fn quarter_tones(rate: f64, size: usize) -> Vec<(usize, usize)> {
    let edge = |n: f64| 110.0 * (n / 24.0).exp2() * size as f64 / rate;
    (0..TONES)
        .map(|tone| {
            let (low, high) = (edge(tone as f64 - 0.5), edge(tone as f64 + 0.5));
            let first = low.round() as usize;
            (first, (high.round() as usize).max(first + 1))
        })
        .collect()
}
