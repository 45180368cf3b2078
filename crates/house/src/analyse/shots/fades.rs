//! Fades to, from and through a single colour.
//!
//! While a picture fades, its contrast goes to nothing in even steps, whatever moves in it: every frame is a mixture of a
//! picture and one colour, and the spread of its luma is the picture's spread times its part. So a fade is a run of
//! frames of one colour with a straight ramp of the spread on at least one side.

use std::ops::Range;

use media::time::FrameRate;

use super::HOLD_SECONDS;
use super::area::Area;
use super::found::Found;
use super::likeness::correlation;
use crate::analyse::Transition;
use crate::analyse::look::Look;

/// Spread of luma, in levels, under which a picture is one colour.
const ONE_COLOUR: f32 = 4.0;
/// Frames from the colour to the pure picture.
const SHORTEST: usize = 4;
const LONGEST: usize = 150;
/// How far a ramp's spreads may be from a straight line (root mean square), of the picture's spread.
const UNEVEN: f32 = 0.12;
/// How much a frame off the line counts against a longer ramp.
const STRAIGHT: f32 = 3.0;
/// Both sides resemble each other this much: the light went, not the scene.
const SAME: f32 = 0.8;

/// Spread of luma in levels.
pub(super) fn spread(look: &Look) -> f32 {
    f32::from(look.luma_spread) / 256.0
}

pub(super) fn is_plain(look: &Look) -> bool {
    spread(look) < ONE_COLOUR
}

#[derive(Debug, Default)]
pub(super) struct Fades {
    pub(super) found: Vec<Found>,
    /// Where light came and went within a shot, or the film began: no transition is there.
    pub(super) lit: Vec<Range<usize>>,
}

/// `cuts` are frames at which ramps end; `begins`: the first look is the film's first.
pub(super) fn find(looks: &[Look], cuts: &[Found], area: &Area, rate: FrameRate, begins: bool) -> Fades {
    let hold = (rate.frames_in_seconds(1) as usize).saturating_mul(HOLD_SECONDS as usize);
    let spreads: Vec<f32> = looks.iter().map(spread).collect();
    let runs = plain_runs(looks);
    let Fades { mut found, mut lit } = Fades::default();
    for (number, run) in runs.iter().enumerate() {
        // Ramps go no farther than the next run, nor over a cut.
        let before = number.checked_sub(1).and_then(|before| runs.get(before));
        let wall = cuts.iter().map(|cut| cut.first).rfind(|cut| *cut <= run.start);
        let least = before.map_or(0, |before| before.end).max(wall.unwrap_or(0));
        let after = runs.get(number + 1).map_or(looks.len(), |after| after.start);
        let wall = cuts.iter().map(|cut| cut.first).find(|cut| *cut >= run.end);
        let most = after.min(wall.unwrap_or(looks.len()));
        let (dark, light) = core(&spreads, run);
        let out = ramp(&spreads, dark, least, false);
        let back = ramp(&spreads, light, most, true);
        let both = (
            out.unwrap_or(run.start.saturating_sub(1)),
            back.unwrap_or(run.end),
        );
        let ends = (looks.get(both.0), looks.get(both.1));
        let returns = matches!(ends, (Some(one), Some(other)) if correlation(one, other, area) > SAME);
        if run.start > 0 && returns {
            lit.push(both.0..both.1);
            continue;
        }
        let stays = run.len() > hold;
        let fade = |first: usize, end: usize| Found {
            first,
            frames: end - first,
            kind: Transition::Fade,
        };
        match (out, back) {
            (Some(from), Some(to)) if !stays => found.push(fade(from + 1, to)),
            (Some(from), Some(to)) => {
                found.push(fade(from + 1, dark));
                found.push(fade(light + 1, to));
            }
            (Some(from), None) if stays || run.end == looks.len() => found.push(fade(from + 1, dark)),
            (Some(from), None) => found.push(fade(from + 1, run.end)),
            // The film comes out of the dark: that is its start.
            (None, Some(to)) if run.start == 0 && begins && !stays => lit.push(0..to),
            (None, Some(to)) if stays || run.start == 0 => found.push(fade(light + 1, to)),
            (None, Some(to)) => found.push(fade(run.start, to)),
            (None, None) => {}
        }
    }
    Fades { found, lit }
}

/// Runs of frames of one colour, in order.
pub(super) fn plain_runs(looks: &[Look]) -> Vec<Range<usize>> {
    let mut runs: Vec<Range<usize>> = Vec::new();
    for (frame, _) in looks.iter().enumerate().filter(|(_, look)| is_plain(look)) {
        match runs.last_mut().filter(|run| run.end == frame) {
            Some(run) => run.end += 1,
            None => runs.push(frame..frame + 1),
        }
    }
    runs
}

/// The first and the last frame of a run that are the colour and nothing else.
fn core(spreads: &[f32], run: &Range<usize>) -> (usize, usize) {
    let inside = || {
        run.clone()
            .filter_map(|frame| Some((frame, *spreads.get(frame)?)))
    };
    let floor = inside().map(|(_, spread)| spread).fold(ONE_COLOUR, f32::min) + 0.5;
    let bare = || {
        inside()
            .filter(|(_, spread)| *spread <= floor)
            .map(|(frame, _)| frame)
    };
    let first = bare().next().unwrap_or(run.start);
    (first, bare().next_back().unwrap_or(first))
}

/// The pure frame at which a ramp ends that leads to or from the colour at `zero`; nothing beyond `wall` is looked at
/// (`wall` itself is when going back).
fn ramp(spreads: &[f32], zero: usize, wall: usize, onwards: bool) -> Option<usize> {
    let place = |step: usize| {
        let place = if onwards {
            zero.checked_add(step)
        } else {
            zero.checked_sub(step)
        };
        place.filter(|place| if onwards { *place < wall } else { *place >= wall })
    };
    let at = |step: usize| place(step).and_then(|place| spreads.get(place)).copied();
    let floor = at(0)?;
    let mut best: Option<(f32, usize)> = None;
    for length in SHORTEST..=LONGEST {
        let Some(top) = at(length) else { break };
        let height = top - floor;
        if height < 2.0 * ONE_COLOUR {
            continue;
        }
        let off: f32 = (1..length)
            .filter_map(at)
            .zip(1_u16..)
            .map(|(spread, step)| spread - floor - height * f32::from(step) / length as f32)
            .map(|off| off * off)
            .sum();
        let uneven = (off / length as f32).sqrt() / height;
        let merit = height * (1.0 - STRAIGHT * uneven);
        if uneven < UNEVEN && best.is_none_or(|(most, _)| merit > most) {
            best = Some((merit, length));
        }
    }
    best.and_then(|(_, length)| place(length))
}
