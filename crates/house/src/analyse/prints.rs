//! Knowing the same pictures again on another tape.
//!
//! A print is a 64-bit perceptual hash of one small picture (signs of its low DCT coefficients, after Zauner 2010,
//! "Implementation and Benchmarking of Perceptual Image Hash Functions"): copies of a picture differ in few bits, however
//! they were encoded. Single prints of different pictures agree by chance; runs of them, at the same distance in time,
//! do not.

use std::collections::{BTreeMap, HashMap};

use serde::{Deserialize, Serialize};

use super::Span;
use crate::HouseError;

/// Prints of one tape, two a second from its first frame on.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Prints(Vec<Option<u64>>);

/// The same run of pictures on two tapes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Alike {
    pub here: Span,
    pub there: Span,
    /// Prints that agree, in thousandths of those that were compared.
    pub likeness: u16,
}

/// Microseconds from print to print.
pub const PRINT_STEP: i64 = 500_000;
/// Bits by which prints of the same picture may differ at most. Of two random ones one pair in 280,000 comes as near.
const NEAR_BITS: u32 = 14;
/// Parts of a print that are looked up: one of them is unchanged in copies of the same picture, mostly.
const BANDS: u32 = 4;
/// Prints in a run at the least: three seconds.
const SHORTEST_RUN: usize = 6;
/// Different pictures in a run at the least: a test card, or a wall that was filmed for a minute, proves nothing.
const FEWEST_PICTURES: usize = 3;
/// Prints that may be unlike one after another within a run.
const LONGEST_BREAK: usize = 4;
/// Of the prints in a run that must agree, in thousandths.
const LEAST_LIKENESS: usize = 600;
/// A print that stands in more places than this is of no particular picture, and nothing is looked up by it.
const COMMON: usize = 64;

const MAGIC: &[u8; 8] = b"MQPRNT01";

impl Prints {
    /// `None` where a picture has nothing to be known by (black, one tone).
    pub fn new(prints: Vec<Option<u64>>) -> Self {
        Self(
            prints
                .into_iter()
                .map(|print| print.filter(|bits| *bits != 0))
                .collect(),
        )
    }

    pub fn is_empty(&self) -> bool {
        self.0.iter().all(Option::is_none)
    }

    /// As kept in the vault: a head, then 8 bytes for each print, little-endian, 0 for none.
    pub fn to_bytes(&self) -> Vec<u8> {
        let mut bytes = MAGIC.to_vec();
        for print in &self.0 {
            bytes.extend_from_slice(&print.unwrap_or(0).to_le_bytes());
        }
        bytes
    }

    /// # Errors
    /// [`HouseError::Unreadable`] when these are no prints.
    pub fn from_bytes(bytes: &[u8]) -> Result<Self, HouseError> {
        let prints = bytes.strip_prefix(MAGIC).map(<[u8]>::as_chunks::<8>);
        match prints {
            Some((prints, [])) => Ok(Self::new(
                prints
                    .iter()
                    .map(|print| Some(u64::from_le_bytes(*print)))
                    .collect(),
            )),
            _ => Err(HouseError::Unreadable {
                given: format!("{} bytes", bytes.len()),
                expected: "the prints of a tape",
            }),
        }
    }

    fn at(&self, place: usize) -> Option<u64> {
        self.0.get(place).copied().flatten()
    }
}

/// A tape's prints, made ready to be looked up from many others.
#[derive(Debug)]
pub struct PrintIndex<'a> {
    prints: &'a Prints,
    /// Where each part of a print stands.
    places: HashMap<(u32, u16), Vec<usize>>,
}

impl<'a> PrintIndex<'a> {
    pub fn of(prints: &'a Prints) -> Self {
        let mut places: HashMap<(u32, u16), Vec<usize>> = HashMap::new();
        for (place, print) in prints.0.iter().enumerate() {
            for part in print.iter().flat_map(|print| parts(*print)) {
                places.entry(part).or_default().push(place);
            }
        }
        Self { prints, places }
    }

    /// Every run of pictures of this tape that is on the other one too, in order, none twice.
    pub fn alike(&self, other: &Prints) -> Vec<Alike> {
        let mut found = Vec::new();
        for (shift, hits) in self.hits(other) {
            if hits >= FEWEST_PICTURES {
                found.extend(self.runs(other, shift));
            }
        }
        // Neighbouring shifts see the same run; the one that fits best stands for all.
        found.sort_by_key(|run| std::cmp::Reverse((run.agreeing, run.length)));
        let mut kept: Vec<Run> = Vec::new();
        for run in found {
            if !kept.iter().any(|known| known.covers(&run)) {
                kept.push(run);
            }
        }
        kept.sort_by_key(|run| (run.here, run.there));
        kept.iter().map(Run::alike).collect()
    }

    /// How many prints agree at each distance in time.
    fn hits(&self, other: &Prints) -> BTreeMap<i64, usize> {
        let mut hits: BTreeMap<i64, usize> = BTreeMap::new();
        for (there, print) in other.0.iter().enumerate() {
            let Some(print) = *print else { continue };
            let mut near: Vec<usize> = parts(print)
                .filter_map(|part| self.places.get(&part))
                .filter(|places| places.len() <= COMMON)
                .flatten()
                .copied()
                .filter(|here| near(self.prints.at(*here), Some(print)))
                .collect();
            near.sort_unstable();
            near.dedup();
            for here in near {
                *hits.entry(distance(here, there)).or_default() += 1;
            }
        }
        hits
    }

    /// Runs of agreeing prints when the other tape is moved by `shift` prints.
    fn runs(&self, other: &Prints, shift: i64) -> Vec<Run> {
        let mut runs = Vec::new();
        let mut open: Option<Run> = None;
        for here in 0..self.prints.0.len() {
            let there = i64::try_from(here)
                .ok()
                .and_then(|here| usize::try_from(here + shift).ok());
            let Some(there) = there else { continue };
            if there >= other.0.len() {
                break;
            }
            let (mine, theirs) = (self.prints.at(here), other.at(there));
            if near(mine, theirs) {
                open.get_or_insert_with(|| Run::at(here, there)).agree(mine);
            } else if let Some(run) = &mut open {
                let unknown = mine.is_none() && theirs.is_none();
                if run.differ(unknown) {
                    runs.extend(open.take());
                }
            }
        }
        runs.extend(open);
        runs.into_iter().filter_map(Run::closed).collect()
    }
}

#[derive(Debug, Clone)]
struct Run {
    here: usize,
    there: usize,
    /// Prints from the first to the last one that agrees.
    length: usize,
    agreeing: usize,
    pictures: Vec<u64>,
    /// Unlike prints since the last that agreed.
    since: usize,
    /// Of these, those where both tapes show nothing.
    blank: usize,
    compared: usize,
}

impl Run {
    fn at(here: usize, there: usize) -> Self {
        Self {
            here,
            there,
            length: 0,
            agreeing: 0,
            pictures: Vec::new(),
            since: 0,
            blank: 0,
            compared: 0,
        }
    }

    fn agree(&mut self, print: Option<u64>) {
        self.compared += self.since - self.blank + 1;
        self.length += self.since + 1;
        (self.since, self.blank) = (0, 0);
        self.agreeing += 1;
        let known = |bits: &u64| self.pictures.iter().any(|seen| near(Some(*seen), Some(*bits)));
        if self.pictures.len() < FEWEST_PICTURES {
            self.pictures.extend(print.filter(|bits| !known(bits)));
        }
    }

    /// Answers whether the run is over.
    fn differ(&mut self, unknown: bool) -> bool {
        self.since += 1;
        self.blank += usize::from(unknown);
        self.since - self.blank > LONGEST_BREAK
    }

    /// Only what proves something.
    fn closed(self) -> Option<Self> {
        let proves = self.length >= SHORTEST_RUN
            && self.pictures.len() >= FEWEST_PICTURES
            && self.agreeing * 1_000 >= self.compared * LEAST_LIKENESS;
        proves.then_some(self)
    }

    /// Nearly the same run, seen at a neighbouring distance.
    fn covers(&self, other: &Self) -> bool {
        let shared = |a: usize, b: usize| {
            let start = a.max(b);
            let end = (a + self.length).min(b + other.length);
            end.saturating_sub(start) * 2 > other.length
        };
        shared(self.here, other.here) && shared(self.there, other.there)
    }

    fn alike(&self) -> Alike {
        let likeness = self.agreeing * 1_000 / self.compared.max(1);
        Alike {
            here: span(self.here, self.length),
            there: span(self.there, self.length),
            likeness: u16::try_from(likeness).unwrap_or(1_000),
        }
    }
}

fn span(first: usize, length: usize) -> Span {
    let micros = |place: usize| {
        i64::try_from(place)
            .unwrap_or(i64::MAX)
            .saturating_mul(PRINT_STEP)
    };
    Span::of_micros(micros(first), micros(first.saturating_add(length)))
}

fn distance(here: usize, there: usize) -> i64 {
    let signed = |place: usize| i64::try_from(place).unwrap_or(i64::MAX);
    signed(there) - signed(here)
}

fn near(one: Option<u64>, two: Option<u64>) -> bool {
    matches!((one, two), (Some(one), Some(two)) if (one ^ two).count_ones() <= NEAR_BITS)
}

fn parts(print: u64) -> impl Iterator<Item = (u32, u16)> {
    let width = u64::BITS / BANDS;
    (0..BANDS).filter_map(move |band| {
        let bits = (print >> (band * width)) & u64::from(u16::MAX);
        u16::try_from(bits).ok().map(|bits| (band, bits))
    })
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    /// A tape whose picture changes every second, in some way that `seed` decides.
    fn tape(seed: u64, prints: usize) -> Vec<Option<u64>> {
        let picture = |place: usize| {
            let digest = blake3::hash(format!("{seed} {}", place / 2).as_bytes());
            u64::from_le_bytes(*digest.as_bytes().first_chunk().expect("32 bytes"))
        };
        (0..prints).map(|place| Some(picture(place))).collect()
    }

    /// Another encode of the same: a few bits change here and there.
    fn copy(prints: &[Option<u64>]) -> Vec<Option<u64>> {
        let spoilt =
            |(place, print): (usize, &Option<u64>)| print.map(|bits| bits ^ (0b1001 << (place % 60)));
        prints.iter().enumerate().map(spoilt).collect()
    }

    #[test]
    fn a_passage_is_found_where_it_lies_on_both_tapes() {
        let one = tape(1, 400);
        let mut two = tape(2, 90);
        two.extend(copy(&one[100..180]));
        two.extend(tape(3, 50));
        let (one, two) = (Prints::new(one), Prints::new(two));
        let found = PrintIndex::of(&one).alike(&two);
        let expected = Alike {
            here: Span::of_micros(50_000_000, 90_000_000),
            there: Span::of_micros(45_000_000, 85_000_000),
            likeness: 1_000,
        };
        assert_eq!(found, [expected]);
        assert_eq!(PrintIndex::of(&two).alike(&one).len(), 1);
    }

    #[test]
    fn unlike_tapes_still_pictures_and_black_prove_nothing() {
        let other = Prints::new(tape(7, 2_000));
        assert_eq!(PrintIndex::of(&Prints::new(tape(6, 2_000))).alike(&other), []);
        let card = Prints::new(vec![Some(0x1234_5678_9abc_def0); 100]);
        assert_eq!(PrintIndex::of(&card).alike(&card), []);
        let black = Prints::new(vec![Some(0); 100]);
        assert!(black.is_empty());
        assert_eq!(PrintIndex::of(&black).alike(&black), []);
    }

    #[test]
    fn prints_come_back_as_they_were_kept() {
        let prints = Prints::new(vec![Some(1), None, Some(u64::MAX)]);
        assert_eq!(Prints::from_bytes(&prints.to_bytes()).expect("prints"), prints);
        let mut bytes = prints.to_bytes();
        bytes.pop();
        assert!(Prints::from_bytes(&bytes).is_err());
        assert!(Prints::from_bytes(b"").is_err());
    }

    proptest! {
        #[test]
        fn nothing_is_found_outside_of_the_tapes(
            one in proptest::collection::vec(proptest::option::of(0..4_u64), 0..60),
            two in proptest::collection::vec(proptest::option::of(0..4_u64), 0..60),
        ) {
            let spread = |prints: Vec<Option<u64>>| {
                Prints::new(prints.into_iter().map(|print| print.map(|bits| bits * 0x1357_9bdf_0246_8ace)).collect())
            };
            let (one, two) = (spread(one), spread(two));
            let end = |prints: &Prints| i64::try_from(prints.0.len()).expect("few") * PRINT_STEP;
            for alike in PrintIndex::of(&one).alike(&two) {
                prop_assert!(alike.here.end.micros() <= end(&one) && alike.there.end.micros() <= end(&two));
                prop_assert!((600..=1_000).contains(&alike.likeness));
            }
        }
    }
}
