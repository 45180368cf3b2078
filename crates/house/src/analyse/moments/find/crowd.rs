use super::super::MomentKind;
use super::super::candidate::Candidate;
use super::super::film::{Film, Stretch, alone};
use super::super::spread::Spread;
use super::super::telling::{clock, decibels, seconds};
use super::rarity::{only, rarity};

/// A crowd that is heard for less is a cough.
const LEAST: i64 = 1_500_000;
/// How far the ear may be off where it says that a crowd begins or ends.
const DOUBT: i64 = 1_500_000;
/// The same where somebody speaks right after it.
const LATE: i64 = 2_500_000;
const EARLY: i64 = 1_000_000;
/// A step in decibels that is a border for certain.
const SHARP: f64 = 5.0;
const BEFORE: i64 = 5_000_000;
/// From here on a crowd rises, in decibels.
const RISE: f64 = 6.0;

pub(super) fn find(film: &Film<'_>) -> Vec<Candidate> {
    let changes = usual_changes(film);
    let crowds: Vec<Stretch> = film
        .crowds
        .iter()
        .copied()
        .filter(|(start, end)| end - start >= LEAST)
        .map(|crowd| sharpened(film, crowd))
        .collect();
    (0..crowds.len())
        .filter_map(|which| crowd(film, which, &crowds, &changes))
        .collect()
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
fn sureness(film: &Film<'_>, (start, end): Stretch) -> f64 {
    let Some(hearing) = film.hearing else { return 0.0 };
    let strength = &hearing.crowd.strength;
    let values = strength.within(super::super::super::Span::of_micros(start, end));
    let sum: f64 = values.iter().map(|value| f64::from((*value).max(0))).sum();
    sum / 1_000.0 / values.len().max(1) as f64
}

/// Where the level steps up or down near a border, it lies there.
fn sharpened(film: &Film<'_>, (start, end): Stretch) -> Stretch {
    let level = &film.crowd_level;
    let sharp = |near, up| {
        let edge = level.edge(near, DOUBT, up);
        edge.filter(|step| step.by.abs() >= SHARP).map(|step| step.at)
    };
    let (from, to) = (
        sharp(start, true).unwrap_or(start),
        until_somebody_speaks(film, end)
            .or(sharp(end, false))
            .unwrap_or(end),
    );
    if from < to {
        (from, to.min(film.length))
    } else {
        (start, end)
    }
}

/// The ear lets go of a crowd late, or early, where somebody speaks right after it.
fn until_somebody_speaks(film: &Film<'_>, end: i64) -> Option<i64> {
    let near = |at: &i64| (end - LATE..=end + EARLY).contains(at);
    film.sentences.iter().map(|sentence| sentence.start).find(near)
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
