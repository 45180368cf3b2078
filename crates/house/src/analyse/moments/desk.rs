use media::time::MediaTime;

use super::super::{Analysis, Span};
use super::telling::{clock_with_tenth, plain};
use super::{Known, Moment, MomentKind, MomentMark, Verdict, move_to, still_for};
use crate::HouseError;
use crate::archive::AssetKind;

/// What an editor decides. A moment is named by the time at which it begins, to the second.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Decision {
    /// It is always shown.
    Pin(MediaTime),
    /// It is never shown.
    Reject(MediaTime),
    /// Everything that was decided about what lies there is taken back.
    Restore(MediaTime),
    Rename(MediaTime, String),
    /// To a place in the list, from 1.
    Move(MediaTime, u32),
    Borders(MediaTime, Span),
    /// A moment of the editor's own.
    Add {
        span: Span,
        title: Option<String>,
        /// As what was found there, when nothing is said.
        kind: Option<MomentKind>,
    },
}

/// An editor's place before one tape.
#[derive(Debug, Clone, Copy)]
pub struct EditorsDesk<'a> {
    pub analysis: &'a Analysis,
    pub known: &'a Known,
    pub kind: AssetKind,
    /// What was decided so far.
    pub marks: &'a [MomentMark],
}

/// What is to be kept of a decision.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Decided {
    /// Each takes the place of the earlier one about the same moment.
    pub put: Vec<MomentMark>,
    pub removed: Vec<MomentMark>,
    /// What was decided, as a sentence.
    pub said: String,
}

/// Letters of a title.
const LONGEST_TITLE: usize = 200;
/// All that may be named, not only what is listed.
const ALL: usize = 1_000;
const SECOND: u64 = 1_000_000;

impl EditorsDesk<'_> {
    pub fn moments(&self, how_many: usize) -> Vec<Moment> {
        self.known.moments(self.analysis, self.kind, self.marks, how_many)
    }

    /// What a decision changes. `top` is how many moments the editor sees: those come first where two begin at a time.
    ///
    /// # Errors
    /// [`HouseError::Refused`] when there is no such moment, or it would lie on another one that is kept.
    pub fn decide(&self, decision: Decision, top: usize) -> Result<Decided, HouseError> {
        match decision {
            Decision::Restore(at) => self.restore(at),
            Decision::Pin(at) => {
                let mut mark = self.mark_at(at, top)?;
                if mark.verdict != Verdict::Added {
                    mark.verdict = Verdict::Pinned;
                }
                self.room_for(&mark)?;
                let said = format!("'{}' is pinned: it is always shown.", mark.name());
                Ok(Decided::one(mark, said))
            }
            Decision::Reject(at) => {
                let mut mark = self.mark_at(at, top)?;
                mark.verdict = Verdict::Rejected;
                let said = format!("'{}' is rejected: it is not shown any more.", mark.name());
                Ok(Decided::one(mark, said))
            }
            Decision::Rename(at, text) => {
                let mut mark = self.mark_at(at, top)?;
                let text = read_title(&text)?;
                let said = format!("'{}' is called '{text}'.", mark.name());
                mark.title = Some(text);
                Ok(Decided::one(mark, said))
            }
            Decision::Move(at, rank) => {
                let mark = self.mark_at(at, top)?;
                let said = format!("'{}' stands at {rank}.", mark.name());
                Ok(Decided {
                    put: move_to(mark, rank.max(1), self.marks),
                    removed: Vec::new(),
                    said,
                })
            }
            Decision::Borders(at, borders) => {
                let mut mark = self.mark_at(at, top)?;
                mark.borders = Some(self.inside(borders)?);
                self.room_for(&mark)?;
                let said = format!("'{}' goes from {}.", mark.name(), told(borders));
                Ok(Decided::one(mark, said))
            }
            Decision::Add { span, title, kind } => {
                let mark = self.added(span, title, kind)?;
                let said = format!("'{}' is added, from {}.", mark.name(), told(span));
                Ok(Decided::one(mark, said))
            }
        }
    }

    fn restore(&self, at: MediaTime) -> Result<Decided, HouseError> {
        let lies_there = |mark: &&MomentMark| {
            [mark.span(), mark.moment.span]
                .iter()
                .any(|span| is_at(*span, at))
        };
        let removed: Vec<MomentMark> = self.marks.iter().filter(lies_there).cloned().collect();
        if removed.is_empty() {
            let at = clock_with_tenth(at);
            return Err(HouseError::Refused(format!(
                "nothing was decided about what lies at {at}"
            )));
        }
        let names: Vec<String> = removed.iter().map(|mark| format!("'{}'", mark.name())).collect();
        Ok(Decided {
            said: format!("{} is as it was found again.", names.join(", ")),
            put: Vec::new(),
            removed,
        })
    }

    /// What is decided about the moment that begins at a time; what is listed comes first.
    fn mark_at(&self, at: MediaTime, top: usize) -> Result<MomentMark, HouseError> {
        let apart = |moment: &Moment| moment.span.start.micros().abs_diff(at.micros());
        let nearest = |moments: Vec<Moment>| {
            let found = moments.into_iter().filter(|moment| apart(moment) < SECOND);
            found.min_by_key(apart)
        };
        let found = nearest(self.moments(top)).or_else(|| nearest(self.moments(ALL)));
        let moment = found.ok_or_else(|| {
            HouseError::Refused(format!(
                "no moment of this tape begins at {}",
                clock_with_tenth(at)
            ))
        })?;
        Ok(MomentMark::about(self.marks, &moment))
    }

    fn added(
        &self,
        span: Span,
        title: Option<String>,
        kind: Option<MomentKind>,
    ) -> Result<MomentMark, HouseError> {
        let span = self.inside(span)?;
        let there = self.moments(ALL).into_iter().find(|one| one.span.overlaps(span));
        let kind = kind.or(there.as_ref().map(|one| one.kind));
        let given = title.as_deref().map(read_title).transpose()?;
        let title = match &given {
            Some(title) => title.clone(),
            None => format!("Chosen by hand: {}", clock_with_tenth(span.start)),
        };
        let picture = self.analysis.picture.as_ref();
        let moment = Moment {
            span,
            kind: kind.unwrap_or(MomentKind::TurningPoint),
            title,
            // An editor's word weighs as much as the best that is found.
            score: 1_000,
            reasons: vec!["chosen by hand".to_owned()],
            still: picture.and_then(|picture| still_for(picture, span)),
            pinned: true,
            renamed: given.is_some(),
        };
        let mark = MomentMark {
            title: given,
            ..MomentMark::of(&moment, Verdict::Added)
        };
        self.room_for(&mark)?;
        Ok(mark)
    }

    fn inside(&self, span: Span) -> Result<Span, HouseError> {
        let length = self.analysis.length;
        if span.micros() <= 0 {
            return Err(HouseError::Refused("a moment ends after it begins".into()));
        }
        if span.start < MediaTime::ZERO || span.end > length {
            let end = clock_with_tenth(length);
            return Err(HouseError::Refused(format!(
                "the tape ends at {end}, and a moment lies within its tape"
            )));
        }
        Ok(span)
    }

    /// No two moments that are kept may lie on each other.
    fn room_for(&self, mark: &MomentMark) -> Result<(), HouseError> {
        let is_other =
            |other: &&MomentMark| other.kind() != mark.kind() || other.moment.span != mark.moment.span;
        let mut kept = self
            .marks
            .iter()
            .filter(is_other)
            .filter(|other| other.verdict.is_kept());
        match kept.find(|other| other.span().overlaps(mark.span())) {
            Some(other) => Err(HouseError::Refused(format!(
                "'{}' is kept from {}, and no two moments overlap: change its borders or restore it first",
                other.name(),
                told(other.span())
            ))),
            None => Ok(()),
        }
    }
}

impl Decided {
    fn one(mark: MomentMark, said: String) -> Self {
        Self {
            put: vec![mark],
            removed: Vec::new(),
            said,
        }
    }
}

fn is_at(span: Span, at: MediaTime) -> bool {
    let begins = span.start.micros().abs_diff(at.micros()) < SECOND;
    begins || (span.start <= at && at < span.end)
}

fn told(span: Span) -> String {
    format!(
        "{} to {}",
        clock_with_tenth(span.start),
        clock_with_tenth(span.end)
    )
}

fn read_title(text: &str) -> Result<String, HouseError> {
    let text = plain(text);
    match text.chars().count() {
        0 => Err(HouseError::Refused("a moment needs a title".into())),
        letters if letters > LONGEST_TITLE => Err(HouseError::Refused(format!(
            "the title has {letters} letters: write one of {LONGEST_TITLE} at the most"
        ))),
        _ => Ok(text),
    }
}
