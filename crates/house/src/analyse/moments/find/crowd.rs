use super::super::MomentKind;
use super::super::candidate::Candidate;
use super::super::film::{Film, Stretch, alone, joined, shared};
use super::super::spread::Spread;
use super::super::telling::{clock, decibels, seconds};
use super::rarity::{only, rarity};

/// A crowd that is heard for less is a cough.
const LEAST: i64 = 1_500_000;
/// How far the ear may be off where it says that a sound begins or ends.
pub(super) const DOUBT: i64 = 1_200_000;
/// What has no class belongs to the crowd that it touches when it is as loud, within these decibels: cheering has words
/// and tunes in it, at which the ear hesitates.
const ALIKE: f64 = 5.0;
/// How much better two sounds explain a border than one, to be two. Between verses of one song it is up to 20, between
/// a song and a crowd 25 to 100, after quiet 200 and more.
pub(super) const DISTINCT: f64 = 25.0;
const TOUCHES: i64 = 300_000;
const BRIDGE: i64 = 1_500_000;
const BEFORE: i64 = 5_000_000;
/// From here on a crowd rises, in decibels.
const RISE: f64 = 6.0;

pub(super) fn find(film: &Film<'_>) -> Vec<Candidate> {
    let changes = usual_changes(film);
    let crowds: Vec<Stretch> = whole(film)
        .into_iter()
        .filter(|(start, end)| end - start >= LEAST)
        .map(|crowd| sharpened(film, crowd))
        .collect();
    (0..crowds.len())
        .filter_map(|which| crowd(film, which, &crowds, &changes))
        .collect()
}

/// The crowds that the ear knows, with what is heard before, between and after its spans and is no other sound.
fn whole(film: &Film<'_>) -> Vec<Stretch> {
    let belongs = |other: &Stretch, crowd: Stretch, at: i64| {
        let loud = |one: Stretch| film.crowd_level.mean(one.0, one.1);
        let is_alike = matches!(
            (loud(*other), loud(crowd)),
            (Some(one), Some(two)) if (one - two).abs() <= ALIKE
        );
        is_alike
            && film
                .change
                .near(at, DOUBT)
                .is_none_or(|change| change.gain < DISTINCT)
    };
    let touches = |one: i64, other: i64| one.abs_diff(other) <= TOUCHES.unsigned_abs();
    let grown = film.crowds.iter().map(|crowd| {
        let before = film
            .others
            .iter()
            .find(|one| touches(one.1, crowd.0) && belongs(one, *crowd, crowd.0));
        let after = film
            .others
            .iter()
            .find(|one| touches(one.0, crowd.1) && belongs(one, *crowd, crowd.1));
        (
            before.map_or(crowd.0, |one| one.0),
            after.map_or(crowd.1, |one| one.1),
        )
    });
    joined(grown.collect(), BRIDGE, film.length)
}

/// Sounds without a class that belong to no crowd.
pub(super) fn left(film: &Film<'_>) -> Vec<Stretch> {
    let crowds = whole(film);
    let is_left = |one: &&Stretch| shared(**one, &crowds) == 0;
    film.others.iter().filter(is_left).copied().collect()
}

fn crowd(film: &Film<'_>, which: usize, crowds: &[Stretch], changes: &Spread) -> Option<Candidate> {
    let (start, end) = *crowds.get(which)?;
    let level = &film.crowd_level;
    let alone = alone(which, crowds, film.length);
    let lasts = (end - start) as f64 / 1_000_000.0;
    let rise = rise(film, (start, end));
    let title = match rise {
        Some((by, _)) if by >= RISE => format!("The crowd rises at {}", clock(start)),
        _ => format!("Applause at {}", clock(start)),
    };
    let mut found = Candidate::new(MomentKind::Crowd, (start, end), title)
        .because(
            (1.0 + lasts / 2.0).log2(),
            format!("the crowd is heard for {}", seconds(end - start)),
        )
        .because(rarity(alone), only("applause", alone))
        .weighed(sureness(film, (start, end)) * 2.0);
    if let Some((by, within)) = rise.filter(|(by, _)| *by >= RISE) {
        let reason = format!("the crowd rises {} in {}", decibels(by), seconds(within));
        found = found.because(changes.z(by), reason);
    }
    if let (Some(mean), Some(whole)) = (level.mean(start, end), level.mean(0, film.length)) {
        found = found.weighed((mean - whole) / 6.0);
    }
    Some(found)
}

/// How much the crowd's band rises where a crowd begins, and how long that takes.
fn rise(film: &Film<'_>, (start, end): Stretch) -> Option<(f64, i64)> {
    const TENTH: i64 = 100_000;
    let level = &film.crowd_level;
    let before = level.mean(start - BEFORE, start)?;
    let (loudest, top) = level.loudest(start, end, 1_000_000)?;
    let by = top - before;
    let mut at = start;
    while at < loudest
        && level
            .mean(at, at + 3 * TENTH)
            .is_some_and(|now| now < before + 0.9 * by)
    {
        at += TENTH;
    }
    Some((by, (at - start).max(TENTH)))
}

/// 0 to 1, as the ear judges.
pub(super) fn sureness(film: &Film<'_>, (start, end): Stretch) -> f64 {
    let Some(hearing) = film.hearing else { return 0.0 };
    let strength = &hearing.crowd.strength;
    let values = strength.within(super::super::super::Span::of_micros(start, end));
    let sum: f64 = values.iter().map(|value| f64::from((*value).max(0))).sum();
    sum / 1_000.0 / values.len().max(1) as f64
}

/// On the borders that the sound itself has.
fn sharpened(film: &Film<'_>, (start, end): Stretch) -> Stretch {
    let border = |near| film.change.near(near, DOUBT).map_or(near, |change| change.at);
    let (from, to) = (border(start), border(end));
    if from < to {
        (from, to.min(film.length))
    } else {
        (start, end)
    }
}

/// Changes of the crowd's band over three seconds, all over the film.
fn usual_changes(film: &Film<'_>) -> Spread {
    let level = &film.crowd_level;
    let window = level.index(3_000_000).max(1);
    let places = (window..level.len()).step_by(10);
    let changes = places.filter_map(|at| level.step(at, window)).map(f64::abs);
    let spread = Spread::of(changes, 2.5);
    Spread {
        middle: 0.0,
        ..spread
    }
}
