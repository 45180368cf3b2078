//! The rate: a constant grid of frames on which every rendition lies.
//!
//! A constant rate is kept exactly, whatever it is. Times rounded to a coarse timescale (milliseconds, 1/600 s) are
//! recognised as the rate that they were rounded from, but only if every single step allows it. A rate that truly
//! varies is laid on the nearest common grid.

use media::facts::{PictureStream, TrackTiming};
use media::time::{FrameRate, MediaTime};

use super::conform::rate_text;
use super::span;
use crate::HouseError;

/// Rates that cameras, projectors and studios use, as (numerator, denominator).
const COMMON: [(u32, u32); 15] = [
    (8, 1),
    (10, 1),
    (12, 1),
    (25, 2),
    (15_000, 1_001),
    (15, 1),
    (24_000, 1_001),
    (24, 1),
    (25, 1),
    (30_000, 1_001),
    (30, 1),
    (48, 1),
    (50, 1),
    (60_000, 1_001),
    (60, 1),
];

/// Above this, every second frame (or third, ...) is shown: no level of H.264 that browsers play holds more at 1080p.
const FASTEST: u32 = 120;
/// Below this each frame is shown several times, so that a segment is not longer than a player's patience.
const SLOWEST: u32 = 5;
/// A rate that varies is laid on a grid of at most this.
const FASTEST_GRID: u32 = 60;

pub(super) fn choose(
    stream: &PictureStream,
    timing: Option<&TrackTiming>,
    notes: &mut Vec<String>,
) -> Result<FrameRate, HouseError> {
    if timing.is_some_and(|timing| timing.packets < 2) {
        return Err(HouseError::Refused(
            "The picture has fewer than two frames; it is a still, not a film. Add it as a photo.".into(),
        ));
    }
    let stated = [stream.average_rate, stream.base_rate];
    let rate = match timing {
        Some(timing) => constant(timing, stated).or_else(|| varying(stream, timing, notes)),
        None => stream.base_rate.or(stream.average_rate),
    };
    let rate = rate.ok_or_else(|| {
        HouseError::Refused("The file does not say at which rate its picture runs; remux it first.".into())
    })?;
    Ok(within_bounds(rate, notes))
}

/// The rate that explains every step between frames, if there is one. What the file states is believed before what is
/// guessed, because the last frame's length is often missing and shifts the sum by a frame.
fn constant(timing: &TrackTiming, stated: [Option<FrameRate>; 2]) -> Option<FrameRate> {
    let even = timing.shortest_step == timing.longest_step;
    let exact = of_step(timing.shortest_step).filter(|_| even);
    if exact.is_some_and(|rate| is_fine(rate, timing) && drift(rate, timing) <= frame(rate, timing)) {
        return exact;
    }
    let explains = |rate: &FrameRate| is_fine(*rate, timing) && explains_steps(*rate, timing);
    let believed = stated
        .into_iter()
        .flatten()
        .find(|rate| is_common(*rate) && explains(rate) && drift(*rate, timing) <= frame(*rate, timing));
    let fits = |rate: &FrameRate| explains(rate) && drift(*rate, timing) * 2 <= frame(*rate, timing);
    let guessed = || common().filter(fits).min_by_key(|rate| drift_time(*rate, timing));
    let odd = || stated.into_iter().flatten().find(fits);
    believed.or_else(guessed).or_else(odd).or(exact)
}

fn common() -> impl DoubleEndedIterator<Item = FrameRate> + Clone {
    COMMON.iter().filter_map(|&(n, d)| FrameRate::new(n, d).ok())
}

fn is_common(rate: FrameRate) -> bool {
    common().any(|common| common == rate)
}

/// A frame lasts at least ten units of the timescale, so that rounding to it cannot hide a step.
fn is_fine(rate: FrameRate, timing: &TrackTiming) -> bool {
    let scale = u64::from(timing.shortest_step.timescale.get());
    scale * u64::from(rate.denominator()) >= u64::from(rate.numerator()) * 10
}

/// One frame lasts `denominator / numerator` s; a step, rounded to the timescale, may be off by less than one unit.
fn explains_steps(rate: FrameRate, timing: &TrackTiming) -> bool {
    [timing.shortest_step, timing.longest_step]
        .into_iter()
        .all(|step| {
            let frame = i128::from(rate.denominator()) * i128::from(step.timescale.get());
            let step = i128::from(step.value) * i128::from(rate.numerator());
            (step - frame).abs() < i128::from(rate.numerator())
        })
}

/// How far `packets` frames at this rate end from where the track ends, in units of 1 / (timescale * numerator) s.
fn drift(rate: FrameRate, timing: &TrackTiming) -> i128 {
    let length = span::since(timing.end, timing.first);
    let scale = i128::from(length.timescale.get());
    let found = i128::from(length.value) * i128::from(rate.numerator());
    (found - i128::from(timing.packets) * i128::from(rate.denominator()) * scale).abs()
}

/// One frame, and the unit by which rounding may shift it, in the units of [`drift`].
fn frame(rate: FrameRate, timing: &TrackTiming) -> i128 {
    let length = span::since(timing.end, timing.first);
    i128::from(rate.denominator()) * i128::from(length.timescale.get()) + i128::from(rate.numerator())
}

/// Drifts of different rates in one unit (a millionth of the timescale's), so that they compare.
fn drift_time(rate: FrameRate, timing: &TrackTiming) -> i128 {
    drift(rate, timing).saturating_mul(1_000_000) / i128::from(rate.numerator())
}

fn of_step(step: MediaTime) -> Option<FrameRate> {
    let (numerator, denominator) = (step.timescale.get(), u32::try_from(step.value).ok()?);
    let divisor = greatest_divisor(numerator, denominator);
    FrameRate::new(numerator / divisor.max(1), denominator / divisor.max(1)).ok()
}

fn greatest_divisor(a: u32, b: u32) -> u32 {
    if b == 0 { a } else { greatest_divisor(b, a % b) }
}

/// The rate at which all times fall on a frame, if it is no faster than the fastest grid; else the slowest common rate
/// that drops no frames on average.
fn varying(stream: &PictureStream, timing: &TrackTiming, notes: &mut Vec<String>) -> Option<FrameRate> {
    let average = average(timing).or(stream.average_rate);
    let holds_all = stream.base_rate.filter(|base| {
        at_most(*base, FASTEST_GRID) && average.is_none_or(|average| !is_faster(average, *base))
    });
    let grid = holds_all.or_else(|| average.map(next_common))?;
    notes.push(format!(
        "The rate varies; the picture is laid on a grid of {} frames a second.",
        rate_text(grid)
    ));
    Some(grid)
}

fn average(timing: &TrackTiming) -> Option<FrameRate> {
    let micros = span::since(timing.end, timing.first).micros();
    let millihertz = i128::from(timing.packets) * 1_000_000_000 / i128::from(micros.max(1));
    FrameRate::new(u32::try_from(millihertz).ok()?, 1_000).ok()
}

/// The slowest common rate that is at least 99.5 % of `average`; a hair of rounding does not double a film's frames.
fn next_common(average: FrameRate) -> FrameRate {
    let enough = |rate: &FrameRate| {
        let rate_side = u128::from(rate.numerator()) * u128::from(average.denominator()) * 1_000;
        rate_side >= u128::from(average.numerator()) * u128::from(rate.denominator()) * 995
    };
    common()
        .find(enough)
        .or_else(|| common().next_back())
        .unwrap_or(average)
}

fn is_faster(a: FrameRate, b: FrameRate) -> bool {
    u64::from(a.numerator()) * u64::from(b.denominator())
        > u64::from(b.numerator()) * u64::from(a.denominator())
}

fn at_most(rate: FrameRate, limit: u32) -> bool {
    u64::from(rate.numerator()) <= u64::from(limit) * u64::from(rate.denominator())
}

fn within_bounds(rate: FrameRate, notes: &mut Vec<String>) -> FrameRate {
    let (n, d) = (rate.numerator(), rate.denominator());
    let bounded = if !at_most(rate, FASTEST) {
        let every = n.div_ceil(d.saturating_mul(FASTEST)).max(1);
        FrameRate::new(n, d.saturating_mul(every))
    } else if u64::from(n) < u64::from(d) * u64::from(SLOWEST) {
        let times = d.saturating_mul(SLOWEST).div_ceil(n);
        FrameRate::new(n.saturating_mul(times), d)
    } else {
        return rate;
    };
    let bounded = bounded.unwrap_or(rate);
    notes.push(format!(
        "The picture has {} frames a second; it is shown with {}.",
        rate_text(rate),
        rate_text(bounded)
    ));
    bounded
}
