//! What was said against what is true.
//!
//! A cut is right when its frame is. A gradual transition is right when what was said and what is true have a frame in
//! common, as in TRECVID; each is matched once, the largest overlap first. What is said to be a cut inside a gradual
//! transition is a miss and a false alarm.
//!
//! The references do not say of which kind a transition is, so for them (and, in a second table, for us) kinds are left
//! out: anything that touches a gradual transition has found it, anything on a cut's frame has found that, and what is
//! left over counts against cuts when it is a point, and in the sum of both.

use super::truth::{Kind, Mark};

/// A transition as a detector says it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Said {
    /// First frame of the new shot, mixed or not.
    pub(super) first: usize,
    /// The frame after the last mixed one; `first` for a cut.
    pub(super) end: usize,
    /// `None`: the detector does not say.
    pub(super) kind: Option<Kind>,
}

#[derive(Debug, Clone, Copy, Default, PartialEq)]
pub(super) struct Count {
    pub(super) hits: usize,
    pub(super) misses: usize,
    pub(super) alarms: usize,
}

impl Count {
    pub(super) fn f1(&self) -> f64 {
        let wrong = real(self.misses + self.alarms);
        2.0 * real(self.hits) / (2.0 * real(self.hits) + wrong).max(1.0)
    }

    pub(super) fn precision(&self) -> f64 {
        real(self.hits) / real(self.hits + self.alarms).max(1.0)
    }

    pub(super) fn recall(&self) -> f64 {
        real(self.hits) / real(self.hits + self.misses).max(1.0)
    }

    fn add(&mut self, other: Self) {
        self.hits += other.hits;
        self.misses += other.misses;
        self.alarms += other.alarms;
    }
}

fn real(n: usize) -> f64 {
    f64::from(u32::try_from(n).unwrap_or(u32::MAX))
}

#[derive(Debug, Clone, Default)]
pub(super) struct Score {
    pub(super) cuts: Count,
    pub(super) gradual: Count,
    /// Both, whatever the kind.
    pub(super) all: Count,
    /// Of matched gradual transitions: frames in common over frames of either.
    pub(super) shared: Vec<f64>,
    /// What went wrong, for people.
    pub(super) faults: Vec<String>,
}

impl Score {
    pub(super) fn add(&mut self, other: Self) {
        self.cuts.add(other.cuts);
        self.gradual.add(other.gradual);
        self.all.add(other.all);
        self.shared.extend(other.shared);
        self.faults.extend(other.faults);
    }

    pub(super) fn shared(&self) -> f64 {
        self.shared.iter().sum::<f64>() / real(self.shared.len()).max(1.0)
    }
}

/// Kinds count.
pub(super) fn by_kind(film: &str, truth: &[Mark], said: &[Said]) -> Score {
    let mut score = Score::default();
    let is_cut = |said: &Said| said.kind == Some(Kind::Cut);
    for mark in truth.iter().filter(|mark| mark.kind == Kind::Cut) {
        if said.iter().any(|said| is_cut(said) && said.first == mark.first) {
            score.cuts.hits += 1;
        } else {
            score.cuts.misses += 1;
            score.faults.push(format!("{film}: no cut at {}", mark.first));
        }
    }
    for said in said.iter().filter(|said| is_cut(said)) {
        if !truth
            .iter()
            .any(|mark| mark.kind == Kind::Cut && mark.first == said.first)
        {
            score.cuts.alarms += 1;
            score.faults.push(format!(
                "{film}: said a cut at {}, {}",
                said.first,
                near(truth, said.first)
            ));
        }
    }
    let gradual: Vec<Mark> = truth
        .iter()
        .filter(|mark| mark.kind != Kind::Cut)
        .copied()
        .collect();
    let claims: Vec<Said> = said.iter().filter(|said| !is_cut(said)).copied().collect();
    let pairs = pairs(&gradual, &claims);
    for (number, mark) in gradual.iter().enumerate() {
        match pairs.iter().find(|pair| pair.0 == number) {
            Some(pair) => {
                score.gradual.hits += 1;
                score.shared.push(pair.2);
            }
            None => {
                score.gradual.misses += 1;
                score.faults.push(format!(
                    "{film}: no {:?} at {} of {}",
                    mark.kind, mark.first, mark.frames
                ));
            }
        }
    }
    for (number, said) in claims.iter().enumerate() {
        if !pairs.iter().any(|pair| pair.1 == number) {
            score.gradual.alarms += 1;
            score.faults.push(format!(
                "{film}: said a {:?} at {} of {}, {}",
                said.kind,
                said.first,
                said.end - said.first,
                near(truth, said.first)
            ));
        }
    }
    score.all = score.cuts;
    score.all.add(score.gradual);
    score
}

fn near(truth: &[Mark], frame: usize) -> String {
    truth
        .iter()
        .min_by_key(|mark| {
            mark.first
                .abs_diff(frame)
                .min((mark.first + mark.frames).abs_diff(frame))
        })
        .map(|mark| format!("near {:?} at {} of {}", mark.kind, mark.first, mark.frames))
        .unwrap_or_default()
}

/// Truth and claim with frames in common, and their share; the largest overlaps first, each once.
fn pairs(truth: &[Mark], said: &[Said]) -> Vec<(usize, usize, f64)> {
    let mut overlaps = Vec::new();
    for (number, mark) in truth.iter().enumerate() {
        for (claim, said) in said.iter().enumerate() {
            let (end, said_end) = (mark.first + mark.frames, said.end.max(said.first + 1));
            let common = end.min(said_end).saturating_sub(mark.first.max(said.first));
            let either = end.max(said_end) - mark.first.min(said.first);
            if common > 0 {
                overlaps.push((common, number, claim, real(common) / real(either)));
            }
        }
    }
    overlaps.sort_by(|one, other| other.0.cmp(&one.0).then(one.1.cmp(&other.1)));
    let mut pairs: Vec<(usize, usize, f64)> = Vec::new();
    for (_, mark, claim, share) in overlaps {
        if pairs.iter().all(|pair| pair.0 != mark && pair.1 != claim) {
            pairs.push((mark, claim, share));
        }
    }
    pairs
}

/// Kinds do not count: in favour of detectors that do not say them.
pub(super) fn of_any_kind(truth: &[Mark], said: &[Said]) -> Score {
    let mut score = Score::default();
    let mut used = vec![false; said.len()];
    let mut take = |fits: &dyn Fn(&Said) -> bool| {
        let mut taken = said
            .iter()
            .zip(&mut used)
            .filter(|(said, used)| !**used && fits(said));
        taken.next().map(|(_, used)| *used = true).is_some()
    };
    for mark in truth.iter().filter(|mark| mark.kind == Kind::Cut) {
        if take(&|said: &Said| {
            said.first == mark.first || (said.end - said.first < 4 && said.end == mark.first)
        }) {
            score.cuts.hits += 1;
        } else {
            score.cuts.misses += 1;
        }
    }
    for mark in truth.iter().filter(|mark| mark.kind != Kind::Cut) {
        // The first pure frame of the new shot still counts.
        if take(&|said: &Said| {
            said.first <= mark.first + mark.frames && said.end.max(said.first + 1) > mark.first
        }) {
            score.gradual.hits += 1;
        } else {
            score.gradual.misses += 1;
        }
    }
    for (said, used) in said.iter().zip(used) {
        let touches = |mark: &&Mark| {
            mark.kind != Kind::Cut
                && said.first <= mark.first + mark.frames
                && said.end.max(said.first + 1) > mark.first
        };
        match (used, truth.iter().any(|mark| touches(&mark))) {
            (true, _) => {}
            (false, true) => score.gradual.alarms += 1,
            (false, false) => score.cuts.alarms += 1,
        }
    }
    score.all = score.cuts;
    score.all.add(score.gradual);
    score
}

#[cfg(test)]
mod tests {
    use super::*;

    const TRUTH: [Mark; 2] = [
        Mark {
            first: 50,
            frames: 0,
            kind: Kind::Cut,
        },
        Mark {
            first: 100,
            frames: 10,
            kind: Kind::Dissolve,
        },
    ];

    fn said(first: usize, frames: usize, kind: Option<Kind>) -> Said {
        Said {
            first,
            end: first + frames,
            kind,
        }
    }

    #[test]
    fn a_cut_is_right_to_the_frame_and_a_dissolve_by_one_frame() {
        let right = [said(50, 0, Some(Kind::Cut)), said(109, 20, Some(Kind::Fade))];
        let score = by_kind("film", &TRUTH, &right);
        assert_eq!((score.cuts.f1(), score.gradual.f1()), (1.0, 1.0));
        let late = [said(51, 0, Some(Kind::Cut)), said(110, 20, Some(Kind::Dissolve))];
        let score = by_kind("film", &TRUTH, &late);
        assert_eq!((score.cuts.f1(), score.gradual.f1()), (0.0, 0.0));
    }

    #[test]
    fn a_dissolve_said_to_be_a_cut_counts_twice_unless_kinds_are_left_out() {
        let cuts = [said(50, 0, Some(Kind::Cut)), said(105, 0, Some(Kind::Cut))];
        let score = by_kind("film", &TRUTH, &cuts);
        assert_eq!(
            score.cuts,
            Count {
                hits: 1,
                misses: 0,
                alarms: 1
            }
        );
        assert_eq!(
            score.gradual,
            Count {
                hits: 0,
                misses: 1,
                alarms: 0
            }
        );
        let points = [
            said(50, 0, None),
            said(105, 0, None),
            said(107, 0, None),
            said(20, 0, None),
        ];
        let score = of_any_kind(&TRUTH, &points);
        assert_eq!(
            score.cuts,
            Count {
                hits: 1,
                misses: 0,
                alarms: 1
            }
        );
        assert_eq!(
            score.gradual,
            Count {
                hits: 1,
                misses: 0,
                alarms: 1
            }
        );
    }
}
