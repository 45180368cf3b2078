use media::time::{FrameNo, FrameRate};

use super::super::look::Look;
use super::super::sound::Curve;
use super::super::{Finding, FindingKind, PRINT_STEP, Prints, Shot, Span};
use super::bars::are_colour_bars;
use super::borders::Borders;
use super::runs::{Runs, length_text};

/// Goes through the looks of a tape, one after another.
#[derive(Debug)]
pub struct Viewing {
    rate: FrameRate,
    frame: u64,
    black: Runs,
    frozen: Runs,
    bars: Runs,
    borders: Borders,
    prints: Vec<Option<u64>>,
    brightness: Mean,
    motion: Mean,
}

/// What a whole viewing told.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Viewed {
    /// In order of time.
    pub findings: Vec<Finding>,
    pub prints: Prints,
    /// Mean luma in hundredths of a level (16 black, 235 white), twice a second.
    pub brightness: Curve,
    /// How fast what is seen moves, in hundredths of the picture's width a second, twice a second.
    pub motion: Curve,
}

/// Values of the curves a second.
const PER_SECOND: u16 = 2;
/// Luma that nearly all of a black picture lies below (16 is black).
const NEAR_BLACK: u8 = 24;
/// What the noise of an encoder makes of a picture that stands still, in 256ths of a level: in the mean, and in the part
/// that differs most.
const STILL: u16 = 40;
const STILL_MOST: u16 = 160;
/// Contrast below which a picture has nothing to be known by, in 256ths.
const FLAT: u16 = 5 * 256;
const BLACK_MICROS: i64 = 500_000;
const FROZEN_MICROS: i64 = 2_000_000;
const BARS_MICROS: i64 = 1_000_000;

impl Viewing {
    pub fn new(rate: FrameRate) -> Self {
        Self {
            rate,
            frame: 0,
            black: Runs::of(rate, BLACK_MICROS),
            frozen: Runs::of(rate, FROZEN_MICROS),
            bars: Runs::of(rate, BARS_MICROS),
            borders: Borders::of(rate),
            prints: Vec::new(),
            brightness: Mean::default(),
            motion: Mean::default(),
        }
    }

    /// The next frame's look.
    pub fn see(&mut self, look: &Look) {
        let Ok(time) = self.rate.time_of(FrameNo(self.frame)) else {
            return;
        };
        let micros = time.micros();
        let is_black = look.luma_high <= NEAR_BLACK;
        let stands_still = look.has_before && look.difference <= STILL && look.difference_most <= STILL_MOST;
        let are_bars = are_colour_bars(look);
        self.black.see(self.frame, is_black);
        self.frozen.see(
            self.frame,
            stands_still && !is_black && !are_bars && look.luma_spread > FLAT,
        );
        self.bars.see(self.frame, are_bars);
        self.borders.see(self.frame, look);
        let printed = |prints: &[_]| i64::try_from(prints.len()).unwrap_or(i64::MAX);
        while micros >= printed(&self.prints).saturating_mul(PRINT_STEP) {
            self.prints.push((look.luma_spread > FLAT).then_some(look.hash));
        }
        let slot = usize::try_from(micros.max(0) / (1_000_000 / i64::from(PER_SECOND))).unwrap_or(usize::MAX);
        self.brightness.see(slot, i64::from(look.luma_mean) * 100 / 256);
        self.motion.see(slot, self.speed(look));
        self.frame = self.frame.saturating_add(1);
    }

    /// `shots` are those of the same looks.
    pub fn finish(self, shots: &[Shot]) -> Viewed {
        let mut findings = self.borders.findings(shots, self.rate);
        let mut tell = |kind, runs: Runs, sentence: &dyn Fn(Span) -> String| {
            findings.extend(runs.finish().into_iter().map(|span| Finding {
                kind,
                span,
                sentence: sentence(span),
            }));
        };
        tell(FindingKind::Black, self.black, &|span| {
            format!("black for {}", length_text(span))
        });
        tell(FindingKind::Frozen, self.frozen, &|span| {
            format!("the picture stands still for {}", length_text(span))
        });
        tell(FindingKind::ColourBars, self.bars, &|span| {
            format!("colour bars for {}", length_text(span))
        });
        findings.sort_by_key(|finding| (finding.span.start, finding.span.end));
        Viewed {
            findings,
            prints: Prints::new(self.prints),
            brightness: self.brightness.curve(),
            motion: self.motion.curve(),
        }
    }

    /// In hundredths of the width a second.
    fn speed(&self, look: &Look) -> i64 {
        let per_frame = i64::from(look.motion);
        let (frames, seconds) = (
            i64::from(self.rate.numerator()),
            i64::from(self.rate.denominator()),
        );
        per_frame.saturating_mul(frames) / seconds.max(1) / 100
    }
}

/// Means of half-seconds.
#[derive(Debug, Default)]
struct Mean {
    values: Vec<i16>,
    sum: i64,
    count: i64,
}

impl Mean {
    fn see(&mut self, slot: usize, value: i64) {
        while self.values.len() < slot {
            self.close();
        }
        self.sum = self.sum.saturating_add(value);
        self.count += 1;
    }

    fn close(&mut self) {
        // A film of less than two frames a second shows each for longer.
        let before = self.values.last().copied().unwrap_or(0);
        let mean = self.sum.checked_div(self.count);
        let value = mean.map_or(before, |mean| i16::try_from(mean).unwrap_or(i16::MAX));
        self.values.push(value);
        (self.sum, self.count) = (0, 0);
    }

    fn curve(mut self) -> Curve {
        if self.count > 0 {
            self.close();
        }
        Curve {
            per_second: PER_SECOND,
            values: self.values,
        }
    }
}
