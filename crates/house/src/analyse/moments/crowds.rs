//! Where a crowd is heard, or might be: what the ear says of it span by span, put together.

use super::super::Span;
use super::film::{Film, Stretch, joined, shared};

/// How far the ear may be off where it says that a sound begins or ends.
pub(super) const DOUBT: i64 = 1_200_000;
/// How much better two sounds explain a border than one, to be two. Between verses of one song it is up to 20, between
/// a song and a crowd 25 to 100, after quiet 200 and more.
pub(super) const DISTINCT: f64 = 25.0;
/// What has no class belongs to the crowd that it touches when it is as loud, within these decibels: cheering has words
/// and tunes in it, at which the ear hesitates.
const ALIKE: f64 = 5.0;
const TOUCHES: i64 = 300_000;
const BRIDGE: i64 = 1_500_000;
/// The same where what lies between two crowds has no class either.
const LONG_BRIDGE: i64 = 5_000_000;
/// From this share of certainty on a crowd is thinkable.
const THINKABLE: f64 = 0.25;
/// Shorter doubts are cymbals.
const LEAST: i64 = 2_500_000;
/// The ear goes to and fro within this.
const STEADY: i64 = 1_000_000;

/// The crowds that the ear knows, with what is heard before, between and after its spans and is no other sound.
pub(super) fn whole_crowds(film: &Film<'_>) -> Vec<Stretch> {
    let mut crowds: Vec<Stretch> = film.crowds.clone();
    for pair in film.crowds.windows(2) {
        let [one, other] = pair else { continue };
        let gap = (one.1, other.0);
        let is_crowd = gap.1 - gap.0 <= LONG_BRIDGE
            && shared(gap, &film.others) * 2 > gap.1 - gap.0
            && is_alike(film, gap, *one)
            && is_alike(film, gap, *other);
        if is_crowd {
            crowds.push(gap);
        }
    }
    let touches = |one: i64, other: i64| one.abs_diff(other) <= TOUCHES.unsigned_abs();
    let flows = |at: i64| {
        let change = film.change.near(at, DOUBT);
        change.is_none_or(|change| change.gain < DISTINCT)
    };
    for crowd in &film.crowds {
        let alike =
            |other: &&Stretch| is_alike(film, **other, *crowd) && sureness(film, **other) >= THINKABLE;
        let before = film
            .others
            .iter()
            .filter(alike)
            .find(|one| touches(one.1, crowd.0));
        let after = film
            .others
            .iter()
            .filter(alike)
            .find(|one| touches(one.0, crowd.1));
        crowds.extend(before.filter(|_| flows(crowd.0)));
        crowds.extend(after.filter(|_| flows(crowd.1)));
    }
    joined(crowds, BRIDGE, film.length)
}

fn is_alike(film: &Film<'_>, one: Stretch, other: Stretch) -> bool {
    let loud = |one: Stretch| film.crowd_level.mean(one.0, one.1);
    matches!((loud(one), loud(other)), (Some(one), Some(other)) if (one - other).abs() <= ALIKE)
}

/// Where the ear thinks of a crowd for some seconds and does not say that there is one.
pub(super) fn doubtful(film: &Film<'_>) -> Vec<Stretch> {
    let strength = &film.crowd_strength;
    let tenth = strength.micros(1);
    let thinks = |at: usize| {
        let time = strength.micros(at);
        let around = strength.mean(time - STEADY, time + STEADY + tenth);
        around.is_some_and(|mean| mean >= THINKABLE)
    };
    let all: Vec<bool> = (0..strength.len()).map(thinks).collect();
    let mut found = Vec::new();
    let mut start = 0;
    for run in all.chunk_by(|one, other| one == other) {
        let end = start + run.len();
        if run.first() == Some(&true) {
            found.push((strength.micros(start), strength.micros(end)));
        }
        start = end;
    }
    found.retain(|(start, end)| end - start >= LEAST && shared((*start, *end), &film.crowds) == 0);
    found
}

/// 0 to 1, as the ear judges.
pub(super) fn sureness(film: &Film<'_>, (start, end): Stretch) -> f64 {
    let Some(hearing) = film.hearing else { return 0.0 };
    let strength = &hearing.crowd.strength;
    let values = strength.within(Span::of_micros(start, end));
    let sum: f64 = values.iter().map(|value| f64::from((*value).max(0))).sum();
    sum / 1_000.0 / values.len().max(1) as f64
}
