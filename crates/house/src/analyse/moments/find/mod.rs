//! One rule for each kind of evidence. Each names what it saw, with the figures.

mod archive_find;
mod audience;
mod black_out;
mod crowd;
mod first_appearance;
mod montage;
mod other_sound;
mod performance;
mod quiet;
mod quote;
mod rarity;
mod strong_words;
mod turning_point;

use super::MomentKind;
use super::candidate::Candidate;
use super::film::Film;
use crate::archive::AssetKind;

/// Everything that might be worth showing, on no borders yet.
pub(super) fn candidates(film: &Film<'_>) -> Vec<Candidate> {
    let rules: [fn(&Film<'_>) -> Vec<Candidate>; 10] = [
        crowd::find,
        other_sound::find,
        performance::find,
        quiet::find,
        black_out::find,
        turning_point::find,
        quote::find,
        montage::find,
        first_appearance::find,
        archive_find::find,
    ];
    let mut found: Vec<Candidate> = rules.iter().flat_map(|rule| rule(film)).collect();
    for one in &mut found {
        one.weight *= of_tape(film.material.kind, one.kind);
    }
    audience::weigh(film, found)
}

/// What a tape was made for says what is worth showing of it.
fn of_tape(tape: AssetKind, kind: MomentKind) -> f64 {
    use MomentKind::{Crowd, PerformancePeak, Quote};
    match (tape, kind) {
        (AssetKind::Concert | AssetKind::Demo | AssetKind::Music, PerformancePeak | Crowd) => 1.15,
        (AssetKind::Interview, Quote) => 1.2,
        _ => 1.0,
    }
}
