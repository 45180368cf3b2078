use super::super::MomentKind;
use super::super::candidate::Candidate;
use super::super::crowds::{DISTINCT, DOUBT, doubtful, sureness, whole_crowds};
use super::super::film::{FLOOR, Film, Stretch, alone, shared};
use super::super::telling::{clock, decibels, seconds};
use super::rarity::{only, rarity};

/// What is shorter is an accident, what is longer is how the film sounds.
const LENGTHS: std::ops::RangeInclusive<i64> = 3_000_000..=45_000_000;
/// From this share of certainty on it is a crowd, though the ear does not say so of every tenth of a second.
const CROWD: f64 = 0.25;
/// Decibels by which the sound rises suddenly.
const RISE: f64 = 10.0;

/// A sound that is neither speech nor music and stands out at both ends: a crowd that the ear does not know, a storm, a
/// machine. And what the ear takes for music that might be a crowd, when it stands out like that.
pub(super) fn find(film: &Film<'_>) -> Vec<Candidate> {
    let crowds = whole_crowds(film);
    let mut unsure: Vec<Stretch> = film.others.clone();
    unsure.extend(doubtful(film));
    unsure.retain(|one| shared(*one, &crowds) == 0);
    unsure.sort_unstable();
    let mut all: Vec<(Stretch, f64)> = unsure.iter().filter_map(|one| on_its_own(film, *one)).collect();
    // The same sound may have been noticed both ways.
    all.dedup_by(|next, one| next.0.0 < one.0.1);
    let stretches: Vec<Stretch> = all.iter().map(|(stretch, _)| *stretch).collect();
    let each = all.iter().enumerate();
    each.map(|(which, &((start, end), distinct))| {
        let lasts = (end - start) as f64 / 1_000_000.0;
        let long = seconds(end - start);
        let (kind, title, told) = if sureness(film, (start, end)) >= CROWD {
            let told = format!("what seems to be a crowd is heard for {long}");
            (MomentKind::Crowd, "Applause", told)
        } else {
            let told = format!("neither speech nor music for {long}");
            (MomentKind::TurningPoint, "Another sound", told)
        };
        let alone = alone(which, &stretches, film.length);
        let found = Candidate::new(kind, (start, end), format!("{title} at {}", clock(start)))
            .because((1.0 + lasts / 2.0).log2(), told)
            .because(rarity(alone), only("sound of its kind", alone))
            .weighed((distinct / 20.0).min(3.0))
            .counting(0.9);
        match rise(film, start) {
            Some(by) => found.because((by / 6.0).min(4.0), format!("the sound rises {}", decibels(by))),
            None => found,
        }
    })
    .collect()
}

/// The stretch on its own borders, with how distinct the less distinct of them is.
fn on_its_own(film: &Film<'_>, (start, end): Stretch) -> Option<(Stretch, f64)> {
    let (from, to) = (film.change.near(start, DOUBT)?, film.change.near(end, DOUBT)?);
    let distinct = from.gain.min(to.gain);
    let is_one = LENGTHS.contains(&(to.at - from.at)) && distinct >= DISTINCT;
    (is_one && film.is_inside((from.at, to.at))).then_some(((from.at, to.at), distinct))
}

fn rise(film: &Film<'_>, at: i64) -> Option<f64> {
    let before = film.level.mean(at - 2_000_000, at)?;
    let by = film.level.mean(at, at + 2_000_000)? - before;
    // Out of silence everything rises.
    (before > FLOOR + 10.0 && by >= RISE).then_some(by)
}
