//! Dissolves and fades: runs of frames that are mixtures of the frames at their two ends, in steadily changing parts.

use media::time::FrameRate;

use super::HOLD_SECONDS;
use super::found::Found;
use super::likeness::{Products, correlation};
use crate::analyse::Transition;
use crate::analyse::look::Look;

/// Frames from the last pure one of the old shot to the first of the new one.
const SHORTEST: usize = 4;
const LONGEST: usize = Products::REACH - 12;
/// Root mean square change between the ends, in levels, that can be a transition.
const LEAST: f32 = 7.0;
/// How far the parts may be from running evenly (root mean square).
const UNEVEN: f32 = 0.1;
/// How far frames may be from any mixture of the ends, of the distance between those.
const UNMIXED: f32 = 0.33;
/// How far the frames before and after may go on changing, of the distance between the ends.
const RESTLESS: f32 = 0.45;
/// Spread of luma, in 256ths of a level, under which a picture is one colour.
const ONE_COLOUR: u16 = 4 * 256;

/// From the last pure frame of the old shot to the first of the new one.
#[derive(Debug, Clone, Copy)]
struct Ramp {
    from: usize,
    to: usize,
    merit: f32,
}

pub(super) fn find(looks: &[Look], products: &Products, rate: FrameRate) -> Vec<Found> {
    let ramps = apart(ramps(looks, products));
    let plain = |frame: usize| looks.get(frame).is_some_and(|look| look.luma_spread < ONE_COLOUR);
    let mut found: Vec<Found> = Vec::new();
    let mut ramps = ramps.into_iter().peekable();
    let hold = (rate.frames_in_seconds(1) as usize).saturating_mul(HOLD_SECONDS as usize);
    while let Some(ramp) = ramps.next() {
        let mut end = ramp.to;
        let fades = plain(ramp.from) || plain(ramp.to);
        if plain(ramp.to) {
            // The other half, when the colour does not stay.
            let stays = (ramp.to..looks.len()).take_while(|frame| plain(*frame)).count();
            let rises = |next: &Ramp| next.from <= ramp.to + stays && plain(next.from);
            match ramps.next_if(|next| stays <= hold && rises(next)) {
                Some(next) => end = next.to,
                None if stays <= hold && ramp.to + stays < looks.len() => end = ramp.to + stays,
                None => {}
            }
        }
        found.push(Found {
            first: ramp.from + 1,
            frames: end - ramp.from - 1,
            kind: if fades {
                Transition::Fade
            } else {
                Transition::Dissolve
            },
        });
    }
    found
}

fn ramps(looks: &[Look], products: &Products) -> Vec<Ramp> {
    let mut ramps = Vec::new();
    for from in 0..looks.len() {
        for length in SHORTEST..=LONGEST {
            let to = from + length;
            if to >= looks.len() {
                break;
            }
            if let Some(merit) = merit(looks, products, from, to) {
                ramps.push(Ramp { from, to, merit });
            }
        }
    }
    ramps
}

/// How good a transition this is; `None` for none.
fn merit(looks: &[Look], products: &Products, from: usize, to: usize) -> Option<f32> {
    let squared = products.squared(from, to);
    let distance = products.distance(from, to);
    if distance < LEAST {
        return None;
    }
    let mixed = |frame: usize| Mixed::of(products, from, to, frame, squared);
    let middle = mixed(from.midpoint(to));
    if (middle.part - 0.5).abs() > 0.25 || middle.rest > 2.0 * UNMIXED {
        return None;
    }
    let length = (to - from) as f32;
    let (mut uneven, mut rest) = (0.0_f32, 0.0_f32);
    for frame in from + 1..to {
        let mixed = mixed(frame);
        uneven += (mixed.part - (frame - from) as f32 / length).powi(2);
        rest += mixed.rest.powi(2);
    }
    let (uneven, rest) = ((uneven / length).sqrt(), (rest / length).sqrt());
    if uneven > UNEVEN || rest > UNMIXED {
        return None;
    }
    let beyond = ((to - from) / 2).clamp(3, 12);
    let before = products.distance(from.saturating_sub(beyond), from);
    let after = products.distance(to, (to + beyond).min(looks.len() - 1));
    let restless = before.max(after) / distance;
    if restless > RESTLESS {
        return None;
    }
    let same = correlation(looks.get(from)?, looks.get(to)?);
    if same > 0.8 {
        return None;
    }
    Some(distance * (1.0 - uneven / UNEVEN / 2.0) * (1.0 - rest / 2.0) * (1.0 - restless / 2.0))
}

/// A frame as a mixture of two others.
struct Mixed {
    /// Of the later one, 0 to 1 for a true mixture.
    part: f32,
    /// What no mixture explains, of the distance between the two.
    rest: f32,
}

impl Mixed {
    fn of(products: &Products, from: usize, to: usize, frame: usize, squared: f32) -> Self {
        let along = products.at(frame, to) - products.at(frame, from) - products.at(from, to)
            + products.at(from, from);
        let part = along / squared;
        let rest = products.squared(frame, from) - part * along;
        Self {
            part,
            rest: (rest.max(0.0) / squared).sqrt(),
        }
    }
}

/// The best ones that do not overlap, in order.
fn apart(mut ramps: Vec<Ramp>) -> Vec<Ramp> {
    ramps.sort_by(|one, other| other.merit.total_cmp(&one.merit).then(one.from.cmp(&other.from)));
    let mut chosen: Vec<Ramp> = Vec::new();
    for ramp in ramps {
        if chosen
            .iter()
            .all(|other| ramp.to <= other.from || other.to <= ramp.from)
        {
            chosen.push(ramp);
        }
    }
    chosen.sort_by_key(|ramp| ramp.from);
    chosen
}
