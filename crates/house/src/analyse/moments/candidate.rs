use super::super::Span;
use super::film::{Film, shared};
use super::stand_for::still_for;
use super::{Moment, MomentKind};

/// Something that a rule found, with what it found it by. Times are microseconds.
#[derive(Debug, Clone)]
pub(super) struct Candidate {
    pub(super) kind: MomentKind,
    pub(super) start: i64,
    pub(super) end: i64,
    pub(super) title: String,
    pub(super) evidence: Vec<Evidence>,
    /// How much the kind's evidence counts beside that of others; 1 is usual.
    pub(super) weight: f64,
    /// Its borders are those of sentences or shots already.
    pub(super) is_exact: bool,
}

#[derive(Debug, Clone)]
pub(super) struct Evidence {
    /// In deviations from what is usual in this film.
    z: f64,
    /// With its figures; empty when it is only weighed.
    reason: String,
}

/// More than this proves no more.
const MOST_Z: f64 = 7.0;
/// Strength at which a score is half of the most.
const HALF: f64 = 3.0;
/// Of two that lie on each other this much, one tells of both.
const SAME: f64 = 0.7;
const MOST_REASONS: usize = 4;
/// As much as borders of two kinds of evidence differ where they tell of one change.
const LITTLE: i64 = 1_200_000;

impl Candidate {
    pub(super) fn new(kind: MomentKind, (start, end): (i64, i64), title: String) -> Self {
        Self {
            kind,
            start,
            end,
            title,
            evidence: Vec::new(),
            weight: 1.0,
            is_exact: false,
        }
    }

    pub(super) fn because(mut self, z: f64, reason: impl Into<String>) -> Self {
        let z = if z.is_finite() { z.clamp(0.0, MOST_Z) } else { 0.0 };
        self.evidence.push(Evidence {
            z,
            reason: reason.into(),
        });
        self
    }

    /// Weighed, but not told.
    pub(super) fn weighed(self, z: f64) -> Self {
        self.because(z, "")
    }

    pub(super) fn exact(mut self) -> Self {
        self.is_exact = true;
        self
    }

    pub(super) fn counting(mut self, weight: f64) -> Self {
        self.weight = weight;
        self
    }

    /// Independent pieces of evidence add up like squares.
    pub(super) fn strength(&self) -> f64 {
        let squares: f64 = self.evidence.iter().map(|one| one.z * one.z).sum();
        squares.sqrt() * self.weight
    }

    fn score(&self) -> u16 {
        let strength = self.strength();
        (1_000.0 * strength / (strength + HALF)).round() as u16
    }

    fn reasons(&self) -> Vec<String> {
        let mut told: Vec<&Evidence> = self
            .evidence
            .iter()
            .filter(|one| !one.reason.is_empty())
            .collect();
        told.sort_by(|one, two| two.z.total_cmp(&one.z));
        told.iter()
            .take(MOST_REASONS)
            .map(|one| one.reason.clone())
            .collect()
    }

    fn likeness(&self, other: &Self) -> f64 {
        let common = self.end.min(other.end) - self.start.max(other.start);
        let whole = self.end.max(other.end) - self.start.min(other.start);
        if common <= 0 {
            0.0
        } else {
            common as f64 / whole.max(1) as f64
        }
    }

    pub(super) fn moment(&self, film: &Film<'_>) -> Moment {
        let span = Span::of_micros(self.start, self.end);
        Moment {
            span,
            kind: self.kind,
            title: self.title.clone(),
            score: self.score(),
            reasons: self.reasons(),
            still: film.picture.and_then(|picture| still_for(picture, span)),
            pinned: false,
            renamed: false,
        }
    }

    fn on_borders(mut self, film: &Film<'_>) -> Self {
        let (borders, (least, most)) = (&film.borders, self.kind.lengths());
        let in_music = shared((self.start, self.end), &film.music) * 2 > self.end - self.start;
        let room = |at: i64| {
            if self.is_exact {
                borders.free(at)
            } else {
                borders.start(at, in_music)
            }
        };
        let start = room(self.start);
        let mut end = if self.is_exact {
            borders.free(self.end)
        } else {
            borders.end(self.end, in_music)
        };
        let mut start = start;
        if self.kind == MomentKind::Quote {
            // A transition over its last word does not cost it that word.
            (start, end) = (
                start.min(borders.free_before(self.start)),
                end.max(borders.free_after(self.end)),
            );
        }
        if end - start > most {
            end = borders.free_before(start + most);
        }
        if end - start < least {
            // What is short is shown with what comes after it and before it.
            let missing = least - (end - start);
            end = borders.free_after(end + missing / 2);
            start = borders.free_before(start.min(end - least));
            if end - start < least {
                end = borders.free_after(start + least);
            }
        }
        (self.start, self.end) = (start, end);
        self
    }
}

/// Puts what was found on the film's borders; where rules found the same, one tells of all.
pub(super) fn on_borders(found: Vec<Candidate>, film: &Film<'_>) -> Vec<Candidate> {
    let found = found.into_iter().map(|one| one.on_borders(film));
    let mut found: Vec<Candidate> = found.filter(|one| one.start < one.end).collect();
    found.sort_by(|one, two| {
        let strength = two.strength().total_cmp(&one.strength());
        strength.then_with(|| {
            (one.start, one.end, one.kind, &one.title).cmp(&(two.start, two.end, two.kind, &two.title))
        })
    });
    let mut kept: Vec<Candidate> = Vec::new();
    for one in found {
        match kept.iter_mut().find(|other| other.likeness(&one) >= SAME) {
            Some(other) if other.kind != one.kind => {
                let more = one.evidence.into_iter().map(|evidence| Evidence {
                    z: evidence.z / 2.0,
                    ..evidence
                });
                other.evidence.extend(more);
            }
            Some(_) => {}
            None => {
                let one = kept.iter_mut().fold(one, apart);
                kept.push(one);
            }
        }
    }
    kept
}

/// Where two lie a little on each other, they meet at a border of one of them: music ends where the crowd begins. What was
/// found by less gives way, but a sentence is whole.
fn apart(mut weaker: Candidate, stronger: &mut Candidate) -> Candidate {
    let gives_way = |loser: &mut Candidate, other: &Candidate| {
        let common = loser.end.min(other.end) - loser.start.max(other.start);
        let (least, _) = loser.kind.lengths();
        let length = loser.end - loser.start;
        let is_little = common > 0 && common <= LITTLE.min(length / 5) && length - common >= least;
        if is_little && !loser.is_exact {
            if loser.start < other.start {
                loser.end = other.start;
            } else if loser.end > other.end {
                loser.start = other.end;
            }
        }
    };
    gives_way(&mut weaker, stronger);
    if weaker.is_exact {
        gives_way(stronger, &weaker);
    }
    weaker
}
