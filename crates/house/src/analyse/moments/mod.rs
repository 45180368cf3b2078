//! The moments of a tape that are worth showing, with the reasons.
//!
//! Candidates come from rules that each know one kind of evidence (`find/`). What they weigh is told in robust z-scores
//! against the film's own course, so that kinds compare: fourteen decibels are much in a talk and little in a storm. Then
//! they are put on borders (shots, sentences, beats; never within a word or a transition), and a few are chosen that are
//! strong, of many kinds, spread over the film, and do not overlap. The same input gives the same answer.

mod borders;
mod candidate;
mod change;
mod choose;
mod crowds;
mod desk;
mod film;
mod find;
mod known;
mod mark;
mod material;
mod moment;
mod others;
mod sentences;
mod series;
mod spread;
mod stand_for;
mod telling;
#[cfg(test)]
mod tests;

pub use desk::{Decided, Decision, EditorsDesk};
pub use known::Known;
pub use mark::{MomentMark, Verdict, lay_over, move_to};
pub use material::{Audience, Material};
pub use moment::{Moment, MomentKind};
pub use stand_for::still_for;
pub use telling::clock_with_tenth;

use film::Film;

/// At most this many are found.
const MOST: usize = 1_000;

/// The moments of a tape, best first; fewer than `how_many` when there is no more to tell. What an editor marked is
/// respected: what is pinned is there even when it is not found again, what is rejected does not come back.
pub fn find_moments(material: &Material<'_>, how_many: usize) -> Vec<Moment> {
    let film = Film::of(material);
    let found = if film.length > 0 {
        candidate::on_borders(find::candidates(&film), &film)
    } else {
        Vec::new()
    };
    let found: Vec<Moment> = found.iter().map(|one| one.moment(&film)).collect();
    choose::choose(found, material.marks, film.length, how_many.min(MOST))
}
