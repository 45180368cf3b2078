use super::Curve;
use super::frame::BANDS;

/// Values a second of the curve.
const PER_SECOND: u16 = 2;
/// Frames and long looks of half a second.
const FRAMES: u32 = 50;
const LOOKS: u32 = 10;
/// Seconds times two before and after that are held against each other.
const REACH: usize = 16;
const SIZE: usize = BANDS + 12;

/// How the sound is every half second, coarsely: what Foote (2000) finds the turns of a piece by.
#[derive(Debug, Default)]
pub(super) struct Turns {
    /// Bands in half decibels over -100 dBFS, then chroma.
    bands: Vec<[u8; BANDS]>,
    chroma: Vec<[u8; 12]>,
    band_sums: [f32; BANDS],
    chroma_sums: [f32; 12],
    frames: u32,
    looks: u32,
}

impl Turns {
    pub(super) fn add(&mut self, bands: &[f32; BANDS]) {
        for (sum, band) in self.band_sums.iter_mut().zip(bands) {
            *sum += band;
        }
        self.frames += 1;
        if self.frames == FRAMES {
            let sums = std::mem::take(&mut self.band_sums);
            self.bands
                .push(sums.map(|sum| ((sum / FRAMES as f32 + 100.0) * 2.0).clamp(0.0, 255.0) as u8));
            self.frames = 0;
        }
    }

    pub(super) fn add_chroma(&mut self, chroma: &[f32; 12]) {
        for (sum, tone) in self.chroma_sums.iter_mut().zip(chroma) {
            *sum += tone;
        }
        self.looks += 1;
        if self.looks == LOOKS {
            let sums = std::mem::take(&mut self.chroma_sums);
            self.chroma
                .push(sums.map(|sum| (sum / LOOKS as f32 * 64.0).clamp(0.0, 255.0) as u8));
            self.looks = 0;
        }
    }

    /// Thousandths: how unlike the eight seconds before and after each half second are, beside how unlike they are in
    /// themselves.
    pub(super) fn novelty(&self) -> Curve {
        let none = [0_u8; 12];
        let points: Vec<[f32; SIZE]> = self
            .bands
            .iter()
            .enumerate()
            .map(|(at, bands)| point(bands, self.chroma.get(at).unwrap_or(&none)))
            .collect();
        let mut curve = Curve::new(PER_SECOND);
        for at in 0..points.len() {
            let before = points.get(at.saturating_sub(REACH)..at).unwrap_or_default();
            let after = points.get(at..(at + REACH).min(points.len())).unwrap_or_default();
            // Too near to an end there is nothing to hold against each other.
            let enough = before.len() >= 4 && after.len() >= 4;
            curve.push(if enough { unlike(before, after) * 10.0 } else { 0.0 });
        }
        curve
    }
}

fn point(bands: &[u8; BANDS], chroma: &[u8; 12]) -> [f32; SIZE] {
    let mut point = [0.0; SIZE];
    let heights = bands.iter().map(|band| f32::from(*band) / 40.0);
    let tones = chroma.iter().map(|tone| f32::from(*tone) / 64.0);
    for (slot, value) in point.iter_mut().zip(heights.chain(tones)) {
        *slot = value;
    }
    point
}

/// The distance of two means beside the spread in each: 0 to 1.
fn unlike(before: &[[f32; SIZE]], after: &[[f32; SIZE]]) -> f64 {
    let (mut apart, mut spread) = (0.0_f32, 0.02_f32);
    for place in 0..SIZE {
        let figures = |points: &[[f32; SIZE]]| {
            let values = || points.iter().filter_map(|point| point.get(place).copied());
            let middle = values().sum::<f32>() / points.len() as f32;
            let spread = values().map(|value| (value - middle).powi(2)).sum::<f32>() / points.len() as f32;
            (middle, spread)
        };
        let ((one, one_spread), (two, two_spread)) = (figures(before), figures(after));
        apart += (one - two).powi(2);
        spread += one_spread + two_spread;
    }
    f64::from(apart / (apart + 2.0 * spread))
}
