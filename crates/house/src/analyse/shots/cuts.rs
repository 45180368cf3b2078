//! Hard cuts, to the frame.

use media::time::FrameRate;

use super::area::Area;
use super::found::Found;
use super::likeness::{Products, correlation};
use crate::analyse::Transition;
use crate::analyse::look::Look;

/// Least change, in levels, that can be a cut.
const LEAST: f32 = 6.0;
/// How much a cut stands out from the frames beside it, and how much from those and from what is usual around (as a
/// product). One alone does not do: a shot may begin in the midst of movement, and another cut may be near.
const BESIDE: f32 = 1.6;
const IN_ALL: f32 = 5.0;
/// Changes under this, in levels, are all the same.
const QUIET: f32 = 0.5;
/// Of the blocks with a texture, those that nothing in the frame before resembles: this many of four.
const LOST: u32 = 3;
/// Fewer blocks with a texture say nothing.
const TELLING: u8 = 8;
/// Frames that resemble each other this much across a jump are one shot.
const SAME: f32 = 0.86;
/// A picture that is this near to that of before the jump, of the jump, is that of before.
const BACK: f32 = 0.5;

/// How many frames around a cut are looked at.
struct Around {
    /// Next to it.
    beside: usize,
    /// For what is usual.
    usual: usize,
    /// A flash is over after this many.
    moment: usize,
}

impl Around {
    fn of(rate: FrameRate) -> Self {
        let second = rate.frames_in_seconds(1) as usize;
        // On a fast grid frames are often repeated, so the next picture is up to three frames away.
        let (beside, usual) = if second > 40 { (3, 14) } else { (1, 6) };
        Self {
            beside,
            usual,
            moment: second.div_ceil(6).max(4),
        }
    }
}

pub(super) fn find(looks: &[Look], products: &Products, area: &Area, rate: FrameRate) -> Vec<Found> {
    let changes: Vec<f32> = looks.iter().map(change).collect();
    let around = Around::of(rate);
    let is_new = |frame: usize| match (looks.get(frame - 1), looks.get(frame)) {
        (Some(before), Some(now)) => is_lost(now) && correlation(before, now, area) < SAME,
        _ => false,
    };
    (1..looks.len())
        .filter(|frame| stands_out(&changes, *frame, &around))
        .filter(|frame| is_new(*frame))
        .filter(|frame| !comes_back(looks, products, area, *frame, around.moment))
        .map(|first| Found {
            first,
            frames: 0,
            kind: Transition::Cut,
        })
        .collect()
}

/// What motion does not explain, in levels.
fn change(look: &Look) -> f32 {
    (f32::from(look.residual) + f32::from(look.chroma_difference)) / 256.0
}

/// Whether most of what can be followed is gone.
fn is_lost(look: &Look) -> bool {
    look.textured < TELLING || u32::from(look.lost) * 4 >= u32::from(look.textured) * LOST
}

fn stands_out(changes: &[f32], frame: usize, around: &Around) -> bool {
    let at = |index: usize| changes.get(index).copied().unwrap_or(0.0);
    let change = at(frame);
    if change < LEAST {
        return false;
    }
    let near = |reach: usize| {
        (frame.saturating_sub(reach)..frame)
            .chain(frame + 1..=frame + reach)
            .map(at)
    };
    let beside = near(around.beside).fold(QUIET, f32::max);
    let mut others: Vec<f32> = near(around.usual).collect();
    others.sort_by(f32::total_cmp);
    // Two others may be cuts too.
    let usual = others.iter().rev().nth(2).copied().unwrap_or(0.0).max(QUIET);
    change > BESIDE * beside && change * change > IN_ALL * beside * usual
}

/// Whether the picture of before is back within a moment, or that of after was there a moment ago: a flash's two ends.
fn comes_back(looks: &[Look], products: &Products, area: &Area, frame: usize, moment: usize) -> bool {
    let jump = products.distance(frame - 1, frame);
    let back = |one: usize, other: usize| {
        products.distance(one, other) < BACK * jump
            || matches!((looks.get(one), looks.get(other)), (Some(one), Some(other)) if correlation(one, other, area) > SAME)
    };
    let mut after = (frame + 1..=frame + moment).filter(|later| *later < looks.len());
    let mut before = (frame.saturating_sub(1 + moment)..frame - 1).rev();
    after.any(|later| back(frame - 1, later)) || before.any(|earlier| back(earlier, frame))
}
