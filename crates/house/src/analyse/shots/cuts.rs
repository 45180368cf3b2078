//! Hard cuts, to the frame.

use media::time::FrameRate;

use super::found::Found;
use super::likeness::{Products, correlation};
use crate::analyse::Transition;
use crate::analyse::look::Look;

/// Frames on both sides whose differences are what is usual.
const USUAL: usize = 6;
/// Least change, in levels, that can be a cut.
const LEAST: f32 = 4.0;
/// How much a cut stands out from the usual.
const STANDS_OUT: f32 = 3.0;
/// Frames that resemble each other this much across a jump are one shot.
const SAME: f32 = 0.86;

pub(super) fn find(looks: &[Look], products: &Products, rate: FrameRate) -> Vec<Found> {
    let changes: Vec<f32> = looks.iter().map(change).collect();
    let moment = (rate.frames_in_seconds(1) as usize).div_ceil(6).max(4);
    (1..looks.len())
        .filter(|frame| stands_out(&changes, *frame))
        .filter(|frame| !comes_back(looks, products, *frame, moment))
        .filter(|frame| differs(looks, *frame))
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

fn stands_out(changes: &[f32], frame: usize) -> bool {
    let at = |index: usize| changes.get(index).copied().unwrap_or(0.0);
    let change = at(frame);
    if change < LEAST {
        return false;
    }
    let mut around: Vec<f32> = (frame.saturating_sub(USUAL)..frame)
        .chain(frame + 1..=frame + USUAL)
        .map(at)
        .collect();
    around.sort_by(f32::total_cmp);
    // One other cut may be near.
    let usual = around.iter().rev().nth(2).copied().unwrap_or(0.0);
    let beside = at(frame - 1).max(at(frame + 1));
    change > STANDS_OUT * usual.max(0.5) && change > 1.5 * beside
}

/// Whether the picture of before is back within a moment, or that of after was there a moment ago: a flash's two ends.
fn comes_back(looks: &[Look], products: &Products, frame: usize, moment: usize) -> bool {
    let jump = products.distance(frame - 1, frame);
    let back = |one: usize, other: usize| {
        products.distance(one, other) < 0.5 * jump
            || matches!((looks.get(one), looks.get(other)), (Some(one), Some(other)) if correlation(one, other) > SAME)
    };
    let after = (frame + 1..=frame + moment).filter(|later| *later < looks.len());
    let before = (frame.saturating_sub(1 + moment)..frame - 1).rev();
    after.into_iter().any(|later| back(frame - 1, later))
        || before.into_iter().any(|earlier| back(earlier, frame))
}

fn differs(looks: &[Look], frame: usize) -> bool {
    match (looks.get(frame - 1), looks.get(frame)) {
        (Some(before), Some(now)) => correlation(before, now) < SAME,
        _ => false,
    }
}
