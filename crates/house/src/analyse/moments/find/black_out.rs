use super::super::MomentKind;
use super::super::candidate::Candidate;
use super::super::film::{Film, Stretch, alone, shared};
use super::super::telling::{clock, seconds};
use super::rarity::{only, rarity};
use crate::analyse::FindingKind;

/// Shorter ones are the black of a fade.
const LEAST: i64 = 1_000_000;
/// A film that is darker than this share of it is no film of black-outs.
const MOST: i64 = 4;

pub(super) fn find(film: &Film<'_>) -> Vec<Candidate> {
    let blacks: Vec<Stretch> = film
        .findings(FindingKind::Black)
        .into_iter()
        .filter(|(start, end)| end - start >= LEAST)
        .collect();
    let all: i64 = blacks.iter().map(|(start, end)| end - start).sum();
    if all.saturating_mul(MOST) > film.length {
        return Vec::new();
    }
    let inside = blacks
        .iter()
        .enumerate()
        .filter(|(_, black)| film.is_inside(**black));
    inside
        .map(|(which, &(start, end))| {
            let alone = alone(which, &blacks, film.length);
            let lasts = (end - start) as f64 / 1_000_000.0;
            let title = format!("The picture goes black at {}", clock(start));
            let told = format!("black for {}", seconds(end - start));
            let mut found = Candidate::new(MomentKind::TurningPoint, (start, end), title)
                .because(1.3 * (1.0 + lasts).log2(), told)
                .because(rarity(alone), only("black-out", alone))
                .exact();
            if shared((start, end), &film.silences) * 2 > end - start {
                found = found.because(1.5, "nothing is heard");
            }
            found
        })
        .collect()
}
