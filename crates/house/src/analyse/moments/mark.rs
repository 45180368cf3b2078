use serde::{Deserialize, Serialize};

use super::super::Span;
use super::{Moment, MomentKind};

/// What an editor decided about a moment. It is known by its kind and by where it lies, so that the decision holds when
/// the tape is gone through anew and the moment is found a little elsewhere.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct MomentMark {
    /// The moment as it was when the editor first decided: it is shown so when it is not found again.
    pub moment: Moment,
    pub verdict: Verdict,
    /// In place of the title that was found.
    pub title: Option<String>,
    /// In place of the borders that were found.
    pub borders: Option<Span>,
    /// Its place in the list, from 1.
    pub rank: Option<u32>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Verdict {
    /// Shown when it is found, as the editor wrote it.
    Found,
    /// Always shown.
    Pinned,
    /// Never shown.
    Rejected,
    /// The editor's own; shown like a pinned one.
    Added,
}

impl Verdict {
    pub const ALL: [Self; 4] = [Self::Found, Self::Pinned, Self::Rejected, Self::Added];

    /// As kept in the database and written in JSON.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Found => "found",
            Self::Pinned => "pinned",
            Self::Rejected => "rejected",
            Self::Added => "added",
        }
    }

    pub fn is_kept(self) -> bool {
        matches!(self, Self::Pinned | Self::Added)
    }
}

impl MomentMark {
    /// A first decision about a moment.
    pub fn of(moment: &Moment, verdict: Verdict) -> Self {
        Self {
            moment: moment.clone(),
            verdict,
            title: None,
            borders: None,
            rank: None,
        }
    }

    /// What is decided about a moment already, or that it was found.
    pub fn about(marks: &[Self], moment: &Moment) -> Self {
        let known = marks.iter().filter(|mark| mark.is_about(moment));
        let closest = known.max_by_key(|mark| common(mark.span(), moment.span));
        closest
            .cloned()
            .unwrap_or_else(|| Self::of(moment, Verdict::Found))
    }

    /// What it is called now.
    pub fn name(&self) -> &str {
        self.title.as_deref().unwrap_or(&self.moment.title)
    }

    pub fn kind(&self) -> MomentKind {
        self.moment.kind
    }

    /// Where the moment is now.
    pub fn span(&self) -> Span {
        self.borders.unwrap_or(self.moment.span)
    }

    /// Is this the moment that was decided about? Of the same kind, and with half of the shorter in common.
    fn is_about(&self, moment: &Moment) -> bool {
        let known = [self.moment.span, self.span()];
        self.kind() == moment.kind
            && known
                .iter()
                .any(|span| common(*span, moment.span) > shorter(*span, moment.span) / 2)
    }

    fn rejects(&self, moment: &Moment) -> bool {
        self.verdict == Verdict::Rejected
            && self.kind() == moment.kind
            && self.moment.span.overlaps(moment.span)
    }

    /// The moment with what the editor wrote, over what was found now or else over what was known. One of the editor's own
    /// is nobody else's, whatever was found there.
    fn applied(&self, found: Option<&Moment>) -> Moment {
        let base = found
            .filter(|_| self.verdict != Verdict::Added)
            .unwrap_or(&self.moment);
        Moment {
            span: self.borders.unwrap_or(base.span),
            title: self.title.clone().unwrap_or_else(|| base.title.clone()),
            pinned: self.verdict.is_kept(),
            renamed: self.title.is_some(),
            ..base.clone()
        }
    }
}

/// Puts the marked moment at a place in the list, from 1; what an editor put there moves on. Answers the marks that are
/// another afterwards.
pub fn move_to(mut moved: MomentMark, rank: u32, marks: &[MomentMark]) -> Vec<MomentMark> {
    let is_moved = |mark: &&MomentMark| mark.kind() != moved.kind() || mark.moment.span != moved.moment.span;
    let mut others: Vec<MomentMark> = marks.iter().filter(is_moved).cloned().collect();
    others.sort_by_key(|mark| (mark.rank, mark.span().start));
    let mut taken = rank;
    let mut changed = Vec::new();
    for mut mark in others {
        if mark.rank == Some(taken) {
            taken = taken.saturating_add(1);
            mark.rank = Some(taken);
            changed.push(mark);
        }
    }
    moved.rank = Some(rank);
    changed.push(moved);
    changed
}

/// What was found with an editor's marks over it: the kept ones, those that the editor wrote about, then the others, none
/// of which overlaps an earlier one or was rejected. With each its rank, where the editor gave one; the first answer are
/// those that must be shown, the second those that may.
pub fn lay_over(found: Vec<Moment>, marks: &[MomentMark]) -> (Vec<(Moment, Option<u32>)>, Vec<Moment>) {
    let mut free = found;
    let mut shown: Vec<(Moment, Option<u32>)> = Vec::new();
    let mut in_order: Vec<&MomentMark> = marks
        .iter()
        .filter(|mark| mark.verdict != Verdict::Rejected)
        .collect();
    in_order.sort_by_key(|mark| {
        let span = mark.span();
        (
            !mark.verdict.is_kept(),
            mark.rank.unwrap_or(u32::MAX),
            span.start,
            span.end,
            mark.kind(),
        )
    });
    for mark in in_order {
        let about = |moment: &&Moment| mark.is_about(moment);
        let closest = free
            .iter()
            .filter(about)
            .max_by_key(|moment| {
                (
                    common(mark.span(), moment.span),
                    std::cmp::Reverse(moment.span.start),
                )
            })
            .cloned();
        let rejected = |moment: &Moment| marks.iter().any(|other| other.rejects(moment));
        let is_kept = mark.verdict.is_kept();
        if !is_kept && closest.as_ref().is_none_or(rejected) {
            continue;
        }
        let mut moment = mark.applied(closest.as_ref());
        if is_kept && mark.borders.is_none() {
            // What is pinned stays as it was pinned.
            moment.span = mark.moment.span;
        }
        free.retain(|other| !mark.is_about(other));
        if let Some(moment) = beside(moment, &shown) {
            shown.push((moment, mark.rank));
        }
    }
    free.retain(|moment| {
        let is_free = !shown.iter().any(|(other, _)| other.span.overlaps(moment.span));
        is_free && !marks.iter().any(|mark| mark.rejects(moment))
    });
    (shown, free)
}

/// What is left of a moment beside others that come first; `None` when that is nothing.
fn beside(mut moment: Moment, others: &[(Moment, Option<u32>)]) -> Option<Moment> {
    for (other, _) in others {
        if !other.span.overlaps(moment.span) {
            continue;
        }
        if !moment.pinned {
            return None;
        }
        let (before, after) = (
            Span {
                start: moment.span.start,
                end: other.span.start.max(moment.span.start),
            },
            Span {
                start: other.span.end.min(moment.span.end),
                end: moment.span.end,
            },
        );
        moment.span = if after.micros() > before.micros() {
            after
        } else {
            before
        };
    }
    (moment.span.micros() > 0).then_some(moment)
}

fn common(one: Span, two: Span) -> i64 {
    let end = one.end.micros().min(two.end.micros());
    end.saturating_sub(one.start.micros().max(two.start.micros()))
        .max(0)
}

fn shorter(one: Span, two: Span) -> i64 {
    one.micros().min(two.micros())
}
