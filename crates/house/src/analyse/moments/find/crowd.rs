use super::super::MomentKind;
use super::super::candidate::Candidate;
use super::super::crowds::{DOUBT, sureness, whole_crowds};
use super::super::film::{Film, Stretch, alone};
use super::super::spread::Spread;
use super::super::telling::{clock, decibels, seconds};
use super::rarity::{only, rarity};

/// A crowd that is heard for less is a cough.
const LEAST: i64 = 1_500_000;
const BEFORE: i64 = 5_000_000;
/// From here on a crowd rises, in decibels.
const RISE: f64 = 6.0;

pub(super) fn find(film: &Film<'_>) -> Vec<Candidate> {
    let changes = usual_changes(film);
    let crowds: Vec<Stretch> = whole_crowds(film)
        .into_iter()
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
