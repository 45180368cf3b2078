//! Dissolves: runs of frames that are mixtures of the frames at their two ends, in steadily changing parts.
//!
//! Every window of frames is measured as if it were one, by what does not depend on where the parts stand: how far its
//! frames are from any mixture of its ends, how much farther than the window the picture goes on changing, and whether
//! the contrast dips in the middle as that of two overlaid pictures does. A weighted sum of the measures decides
//! (logistic regression on the tuning films of the bench `shots`).

use super::area::Area;
use super::found::Found;
use super::likeness::{Products, correlation};
use crate::analyse::Transition;
use crate::analyse::look::Look;

/// Frames from the last pure one of the old shot to the first of the new one.
const LENGTHS: [usize; 29] = [
    5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 16, 18, 20, 22, 24, 27, 30, 33, 36, 40, 44, 49, 54, 60, 66, 72, 80,
    88, 96,
];
/// Root mean square change between the ends, in levels, that can be a transition.
const LEAST: f32 = 6.0;
/// How far the parts may be from running evenly (root mean square).
const UNEVEN: f32 = 0.22;
/// How far frames may be from any mixture of the ends, of the distance between those (root mean square).
const UNMIXED: f32 = 0.6;
/// Changes beyond the window count up to this, of those within.
const RESTLESS_MOST: f32 = 2.0;
/// Frames that resemble each other this much are of one shot.
const SAME: f32 = 0.85;
/// Of the cells of luma, those that change by more than half of what they change by on average: a title that comes and
/// goes changes few.
const CHANGED: usize = 45;
/// Frames that a shot has before a dissolve out of it and after one into it, at least.
const BEFORE: usize = 2;
const AFTER: usize = 4;
/// Windows longer than this are no likelier for it.
const LONG: f32 = 49.0;
/// Windows shorter than these must be purer, and surer.
const BRIEF_MIX: f32 = 14.0;
const BRIEF: f32 = 10.0;
/// What the weighted sum must come to.
const ENOUGH: f32 = 3.0;

/// From the last pure frame of the old shot to the first of the new one.
#[derive(Debug, Clone, Copy)]
struct Window {
    from: usize,
    to: usize,
    merit: f32,
}

/// `barred` are frames that no dissolve has among its mixed ones: of one colour, in fades, first frames of shots.
pub(super) fn find(looks: &[Look], products: &Products, area: &Area, barred: &[bool]) -> Vec<Found> {
    let residuals = sums(looks.iter().map(|look| f32::from(look.residual) / 256.0));
    let film = Film {
        products,
        residuals,
        walls: walls(barred),
    };
    let mut windows = Vec::new();
    for (from, wall) in film.walls.iter().enumerate() {
        if from < wall.before + BEFORE && wall.before > 0 {
            continue;
        }
        for length in LENGTHS {
            let to = from + length;
            let room = if wall.after < looks.len() { AFTER } else { 1 };
            if to + room > wall.after {
                break;
            }
            let merit = film.merit(from, to);
            let fits = |_: &f32| changes_all_over(looks, from, to) && !returns(looks, area, from, to);
            if let Some(merit) = merit.filter(fits) {
                windows.push(Window { from, to, merit });
            }
        }
    }
    apart(windows)
        .into_iter()
        .map(|window| Found {
            first: window.from + 1,
            frames: window.to - window.from - 1,
            kind: Transition::Dissolve,
        })
        .collect()
}

/// The frames that a window keeps between, for each frame: the barred one at or before it, and the one after it.
#[derive(Debug, Clone, Copy)]
struct Walls {
    before: usize,
    after: usize,
}

fn walls(barred: &[bool]) -> Vec<Walls> {
    let mut before = 0;
    let mut walls: Vec<Walls> = Vec::with_capacity(barred.len());
    for (frame, barred) in barred.iter().enumerate() {
        if *barred {
            before = frame;
        }
        walls.push(Walls { before, after: 0 });
    }
    let mut after = barred.len();
    for ((frame, barred), wall) in barred.iter().enumerate().zip(&mut walls).rev() {
        wall.after = after;
        if *barred {
            after = frame;
        }
    }
    walls
}

fn changes_all_over(looks: &[Look], from: usize, to: usize) -> bool {
    let (Some(one), Some(other)) = (looks.get(from), looks.get(to)) else {
        return false;
    };
    let changes = || {
        one.luma
            .iter()
            .zip(&other.luma)
            .map(|(one, other)| u32::from(one.abs_diff(*other)))
    };
    let cells = one.luma.len();
    let sum: u32 = changes().sum();
    let many = changes()
        .filter(|change| *change as usize * cells * 2 > sum as usize)
        .count();
    many * 100 > cells * CHANGED
}

/// Whether the picture of before is back after it: a light that went out, or something that passed the camera.
fn returns(looks: &[Look], area: &Area, from: usize, to: usize) -> bool {
    (0..=3).any(|away| {
        let ends = (
            from.checked_sub(away).and_then(|from| looks.get(from)),
            looks.get(to + away),
        );
        matches!(ends, (Some(one), Some(other)) if correlation(one, other, area) > SAME)
    })
}

fn sums(values: impl Iterator<Item = f32>) -> Vec<f32> {
    let mut sum = 0.0;
    values
        .map(|value| {
            sum += value;
            sum
        })
        .collect()
}

/// Sum over the frames after `from`, up to `to`.
fn between(sums: &[f32], from: usize, to: usize) -> f32 {
    match (sums.get(from), sums.get(to)) {
        (Some(before), Some(sum)) => sum - before,
        _ => 0.0,
    }
}

struct Film<'a> {
    products: &'a Products,
    residuals: Vec<f32>,
    walls: Vec<Walls>,
}

/// What the frames of a window say of it.
#[derive(Debug, Default)]
struct Course {
    /// How far frames are from any mixture of the ends, of the distance between those.
    unmixed: f32,
    /// The largest change of the parts from one frame to the next.
    step: f32,
    /// How far the variance of luma is from that of a mixture, and from a straight line; of the ends' mean variance.
    off_mixture: f32,
    off_line: f32,
}

impl Film<'_> {
    /// How much a window looks like a dissolve; `None` for not at all.
    fn merit(&self, from: usize, to: usize) -> Option<f32> {
        let distance = self.products.distance(from, to);
        if distance < LEAST {
            return None;
        }
        let course = self.course(from, to)?;
        let length = (to - from) as f32;
        let reach = ((to - from) / 2).clamp(3, 12);
        let wall = self.walls.get(from)?;
        let before = from.saturating_sub(reach).max(wall.before);
        let after = (to + reach).min(wall.after.saturating_sub(1));
        // At the film's ends only one side can be told.
        let beyond = [(before, from), (to, after)]
            .into_iter()
            .filter(|(one, other)| one < other);
        let restless = beyond
            .map(|(one, other)| self.products.distance(one, other) / distance)
            .fold(RESTLESS_MOST, f32::min);
        let alike = [(from, to), (before, after), (from, after), (before, to)]
            .into_iter()
            .map(|(one, other)| self.products.correlation(one, other))
            .fold(-1.0_f32, f32::max);
        let unexplained =
            |from: usize, to: usize| between(&self.residuals, from, to) / (to - from).max(1) as f32;
        let calm = unexplained(before, from).min(unexplained(to, after));
        let stir = ((unexplained(from, to) + 0.3) / (calm + 0.3)).ln();
        let variance = |frame: usize| self.products.covariance(frame, frame);
        let flat = (variance(from).min(variance(to)).max(0.0) + 1.0).ln();
        let merit = BIAS
            + WEIGHTS.distance * distance.ln()
            + WEIGHTS.length * length.min(LONG).ln()
            + WEIGHTS.unmixed * course.unmixed
            + WEIGHTS.restless * restless
            + WEIGHTS.alike * alike
            + WEIGHTS.step * course.step * length
            + WEIGHTS.dip * (course.off_line - course.off_mixture)
            + WEIGHTS.off_line * course.off_line
            + WEIGHTS.stir * stir
            + WEIGHTS.flat * flat
            + WEIGHTS.brief_mix * course.unmixed * (1.0 - length / BRIEF_MIX).max(0.0)
            + WEIGHTS.brief * (1.0 - length / BRIEF).max(0.0);
        (merit > ENOUGH).then_some(merit)
    }

    fn course(&self, from: usize, to: usize) -> Option<Course> {
        let products = self.products;
        let squared = products.squared(from, to);
        let (own, across) = (products.at(from, from), products.at(from, to));
        let (old, new) = (products.covariance(from, from), products.covariance(to, to));
        let shared = products.covariance(from, to);
        let length = (to - from) as f32;
        let most_step = 0.12 + 2.6 / length;
        let (mut uneven, mut unmixed) = (0.0_f32, 0.0_f32);
        let (mut off_mixture, mut off_line) = (0.0_f32, 0.0_f32);
        let (mut step, mut before) = (0.0_f32, 0.0_f32);
        let (most_uneven, most_unmixed) = (UNEVEN * UNEVEN * length, UNMIXED * UNMIXED * length);
        for frame in from + 1..to {
            let towards = products.at(frame, to) - products.at(frame, from) - across + own;
            let part = towards / squared;
            let rest = products.squared(frame, from) - part * towards;
            unmixed += rest.max(0.0) / squared;
            let even = (frame - from) as f32 / length;
            uneven += (part - even).powi(2);
            step = step.max(part - before);
            before = part;
            if step > most_step || uneven > most_uneven || unmixed > most_unmixed {
                return None;
            }
            let left = 1.0 - even;
            let variance = products.covariance(frame, frame);
            let mixture = left * left * old + even * even * new + 2.0 * left * even * shared;
            off_mixture += (variance - mixture).powi(2);
            off_line += (variance - left * old - even * new).powi(2);
        }
        step = step.max(1.0 - before);
        let mean = old.midpoint(new) + 1.0;
        (step <= most_step).then(|| Course {
            unmixed: (unmixed / length).sqrt(),
            step,
            off_mixture: (off_mixture / (length - 1.0)).sqrt() / mean,
            off_line: (off_line / (length - 1.0)).sqrt() / mean,
        })
    }
}

/// What each measure counts.
struct Weights {
    distance: f32,
    length: f32,
    unmixed: f32,
    restless: f32,
    alike: f32,
    step: f32,
    dip: f32,
    off_line: f32,
    stir: f32,
    flat: f32,
    brief_mix: f32,
    brief: f32,
}

const BIAS: f32 = -9.9;
const WEIGHTS: Weights = Weights {
    distance: 2.5,
    length: 1.25,
    unmixed: -10.0,
    restless: -3.0,
    alike: -6.74,
    step: -0.49,
    dip: 19.0,
    off_line: 3.7,
    stir: 1.56,
    flat: 0.28,
    brief_mix: -4.1,
    brief: -10.5,
};

/// The best ones that do not overlap, in order.
fn apart(mut windows: Vec<Window>) -> Vec<Window> {
    windows.sort_by(|one, other| other.merit.total_cmp(&one.merit).then(one.from.cmp(&other.from)));
    let mut chosen: Vec<Window> = Vec::new();
    for window in windows {
        if chosen
            .iter()
            .all(|other| window.to <= other.from || other.to <= window.from)
        {
            chosen.push(window);
        }
    }
    chosen.sort_by_key(|window| window.from);
    chosen
}
