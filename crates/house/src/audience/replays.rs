use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use crate::analyse::moments::Audience;
use crate::analyse::sound::Curve;

/// Seconds of film that are counted as one.
const PIECE: u32 = 2;
/// Pieces of the longest film: a day.
const MOST_PIECES: u32 = 86_400 / PIECE;
/// Fewer that saw a piece say nothing about it.
const FEWEST_VIEWS: u64 = 10;
/// What the curve calls "as often as it was seen".
const ONCE: i64 = 1_000;

/// What somebody's player tells of a stretch of watching. Nothing of who, or when.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Seen {
    /// They have just begun with the film.
    #[serde(default)]
    pub began: bool,
    /// Whole seconds of the film that were played, from and up to.
    #[serde(default)]
    pub first: Vec<(u32, u32)>,
    /// Those that were played another time.
    #[serde(default)]
    pub again: Vec<(u32, u32)>,
}

impl Seen {
    /// Stretches in one report, and seconds of film: players tell every minute.
    const MOST_STRETCHES: usize = 64;
    const MOST_SECONDS: u64 = 900;

    /// Could a player have seen this since it last told?
    pub fn is_likely(&self) -> bool {
        let stretches = || self.first.iter().chain(&self.again);
        let sound = stretches().all(|(from, to)| from < to && *to <= MOST_PIECES * PIECE);
        let seconds: u64 = stretches()
            .map(|(from, to)| u64::from(to.saturating_sub(*from)))
            .sum();
        sound && stretches().count() <= Self::MOST_STRETCHES && seconds <= Self::MOST_SECONDS
    }
}

/// How often each piece of a film was seen, seen again, and reacted to, by everybody together.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Replays {
    /// How many began with the film.
    pub viewers: u64,
    /// By number, from 0.
    pub pieces: BTreeMap<u32, Piece>,
}

#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Piece {
    pub first: u64,
    pub again: u64,
    pub reactions: u64,
}

impl Replays {
    pub fn is_empty(&self) -> bool {
        self.viewers == 0 && self.pieces.is_empty()
    }

    pub fn see(&mut self, seen: &Seen) {
        self.viewers += u64::from(seen.began);
        for number in pieces(&seen.first) {
            self.piece(number).first += 1;
        }
        for number in pieces(&seen.again) {
            self.piece(number).again += 1;
        }
    }

    /// Somebody showed something at this second of the film.
    pub fn react(&mut self, second: u32) {
        if second < MOST_PIECES * PIECE {
            self.piece(second / PIECE).reactions += 1;
        }
    }

    pub fn add(&mut self, other: &Self) {
        self.viewers += other.viewers;
        for (number, more) in &other.pieces {
            self.piece(*number).add(*more);
        }
    }

    fn piece(&mut self, number: u32) -> &mut Piece {
        self.pieces.entry(number).or_default()
    }

    /// As moments are found by: for each second how often it was seen again or reacted to, by those who saw it. That fewer
    /// and fewer see the later ones of a film does not count. `None` without anybody.
    pub fn audience(&self) -> Option<Audience> {
        let (last, _) = self.pieces.last_key_value()?;
        let mut replays = Curve::new(1);
        for number in 0..=(*last).min(MOST_PIECES) {
            let piece = self.pieces.get(&number).copied().unwrap_or_default();
            let value = i16::try_from(piece.often()).unwrap_or(i16::MAX);
            replays
                .values
                .extend(std::iter::repeat_n(value, PIECE.try_into().unwrap_or(1)));
        }
        Some(Audience {
            viewers: u32::try_from(self.viewers).unwrap_or(u32::MAX),
            replays,
        })
    }
}

impl Piece {
    pub fn add(&mut self, more: Self) {
        self.first += more.first;
        self.again += more.again;
        self.reactions += more.reactions;
    }

    /// Thousandths: 1,000 is seen once by everybody who saw it.
    fn often(self) -> i64 {
        if self.first < FEWEST_VIEWS {
            return ONCE;
        }
        let more = self.again.saturating_add(self.reactions);
        let more = i64::try_from(more).unwrap_or(i64::MAX);
        let first = i64::try_from(self.first).unwrap_or(i64::MAX);
        (more.saturating_mul(ONCE) / first.max(1)).saturating_add(ONCE)
    }
}

/// Each piece whose first second was played: a piece that lies in two reports of one player is counted in one of them.
fn pieces(stretches: &[(u32, u32)]) -> impl Iterator<Item = u32> {
    stretches
        .iter()
        .flat_map(|(from, to)| from.div_ceil(PIECE)..to.div_ceil(PIECE).min(MOST_PIECES))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_seen_again_stands_out_and_the_end_that_few_reach_does_not() {
        let mut replays = Replays::default();
        for viewer in 0..100 {
            replays.see(&Seen {
                began: true,
                // Half leave in the middle.
                first: vec![(0, if viewer % 2 == 0 { 60 } else { 120 })],
                again: vec![(20, 30)],
            });
        }
        for _ in 0..40 {
            replays.react(100);
        }
        let audience = replays.audience().unwrap();
        assert_eq!(audience.viewers, 100);
        let at = |second: usize| audience.replays.values[second];
        assert_eq!((at(0), at(59), at(61), at(119)), (1_000, 1_000, 1_000, 1_000));
        assert_eq!((at(19), at(20), at(29), at(30)), (1_000, 2_000, 2_000, 1_000));
        assert_eq!((at(99), at(100), at(101), at(102)), (1_000, 1_800, 1_800, 1_000));
    }

    #[test]
    fn a_piece_in_two_reports_is_counted_once() {
        let mut replays = Replays::default();
        for first in [vec![(0, 3)], vec![(3, 4), (4, 7)]] {
            replays.see(&Seen {
                first,
                ..Seen::default()
            });
        }
        let counted: Vec<u64> = replays.pieces.values().map(|piece| piece.first).collect();
        assert_eq!(counted, [1, 1, 1, 1]);
    }

    #[test]
    fn counts_that_were_kept_apart_make_the_same_curve() {
        let seen = Seen {
            began: true,
            first: vec![(0, 9)],
            again: vec![(4, 6)],
        };
        let (mut one, mut two, mut both) = (Replays::default(), Replays::default(), Replays::default());
        one.see(&seen);
        two.see(&seen);
        two.react(8);
        both.see(&seen);
        both.see(&seen);
        both.react(8);
        one.add(&two);
        assert_eq!(one, both);
        assert!(Replays::default().is_empty() && !one.is_empty());
        assert_eq!(Replays::default().audience(), None);
    }

    #[test]
    fn only_what_a_player_can_have_seen_in_a_few_minutes_is_likely() {
        let first = |first: Vec<(u32, u32)>| Seen {
            first,
            ..Seen::default()
        };
        assert!(first(vec![(0, 60), (30, 90)]).is_likely());
        assert!(Seen::default().is_likely());
        for odd in [
            vec![(5, 5)],
            vec![(9, 5)],
            vec![(0, 901)],
            vec![(0, 1); 65],
            vec![(86_399, 86_401)],
        ] {
            assert!(!first(odd.clone()).is_likely(), "{odd:?}");
        }
    }
}
