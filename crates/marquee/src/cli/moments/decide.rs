//! What an editor decides about moments.

use house::analyse::Span;
use house::analyse::moments::{Moment, MomentKind, MomentMark, Verdict, move_to};
use house::archive::Asset;
use house::team::Actor;
use media::time::MediaTime;

use crate::cli::findings::to_the_tenth;
use crate::cli::problem::Advised;
use crate::open_house::OpenHouse;
use crate::production::TapeKnown;

/// A moment is named by the time that the list tells, to the second.
#[derive(Debug)]
pub(super) enum Decision {
    Pin(MediaTime),
    Reject(MediaTime),
    Restore(MediaTime),
    Rename(MediaTime, String),
    Move(MediaTime, u32),
    Borders(MediaTime, Span),
    Add {
        span: Span,
        title: Option<String>,
        kind: Option<MomentKind>,
    },
}

/// An editor's place before one tape.
pub(super) struct Desk<'a> {
    house: &'a OpenHouse,
    asset: &'a Asset,
    known: &'a TapeKnown,
    marks: Vec<MomentMark>,
}

/// Letters of a title.
const LONGEST_TITLE: usize = 200;
/// All that may be named, not only what is listed.
const ALL: usize = 1_000;
const SECOND: i64 = 1_000_000;

impl<'a> Desk<'a> {
    pub(super) fn new(
        house: &'a OpenHouse,
        asset: &'a Asset,
        known: &'a TapeKnown,
        marks: Vec<MomentMark>,
    ) -> Self {
        Self {
            house,
            asset,
            known,
            marks,
        }
    }

    pub(super) fn moments(&self, how_many: usize) -> Vec<Moment> {
        self.known.moments(self.asset, &self.marks, how_many)
    }

    /// Keeps the decision; answers what was decided.
    ///
    /// # Errors
    /// A sentence when there is no such moment, or it would lie on another one that is kept.
    pub(super) async fn decide(&mut self, decision: Decision, top: usize) -> anyhow::Result<String> {
        let (marks, said) = match decision {
            Decision::Restore(at) => return self.restore(at).await,
            Decision::Pin(at) => {
                let mut mark = self.mark_at(at, top)?;
                if mark.verdict != Verdict::Added {
                    mark.verdict = Verdict::Pinned;
                }
                self.room_for(&mark)?;
                let said = format!("'{}' is pinned: it is always shown.", title(&mark));
                (vec![mark], said)
            }
            Decision::Reject(at) => {
                let mut mark = self.mark_at(at, top)?;
                mark.verdict = Verdict::Rejected;
                let said = format!("'{}' is rejected: it is not shown any more.", title(&mark));
                (vec![mark], said)
            }
            Decision::Rename(at, text) => {
                let mut mark = self.mark_at(at, top)?;
                let text = read_title(&text)?;
                let said = format!("'{}' is called '{text}'.", title(&mark));
                mark.title = Some(text);
                (vec![mark], said)
            }
            Decision::Move(at, rank) => {
                let mark = self.mark_at(at, top)?;
                let said = format!("'{}' stands at {rank}.", title(&mark));
                (move_to(mark, rank, &self.marks), said)
            }
            Decision::Borders(at, borders) => {
                let mut mark = self.mark_at(at, top)?;
                mark.borders = Some(self.inside(borders)?);
                self.room_for(&mark)?;
                let said = format!("'{}' goes from {}.", title(&mark), told(borders));
                (vec![mark], said)
            }
            Decision::Add { span, title, kind } => {
                let mark = self.added(span, title, kind)?;
                let said = format!("'{}' is added, from {}.", mark.moment.title, told(span));
                (vec![mark], said)
            }
        };
        let catalogue = &self.house.catalogue;
        catalogue
            .put_moment_marks(&Actor::Program, &self.asset.id, &marks)
            .await?;
        self.marks = catalogue.moment_marks(&self.asset.id).await?;
        Ok(said)
    }

    async fn restore(&mut self, at: MediaTime) -> anyhow::Result<String> {
        let lies_there = |mark: &&MomentMark| {
            [mark.span(), mark.moment.span]
                .iter()
                .any(|span| is_at(*span, at))
        };
        let taken: Vec<MomentMark> = self.marks.iter().filter(lies_there).cloned().collect();
        if taken.is_empty() {
            return Err(Advised::new(
                format!("nothing was decided about what lies at {}", to_the_tenth(at)),
                "`marquee moments ASSET` lists what there is",
            )
            .into());
        }
        let catalogue = &self.house.catalogue;
        for mark in &taken {
            catalogue
                .remove_moment_mark(&Actor::Program, &self.asset.id, mark)
                .await?;
        }
        self.marks = catalogue.moment_marks(&self.asset.id).await?;
        let titles: Vec<String> = taken.iter().map(|mark| format!("'{}'", title(mark))).collect();
        Ok(format!("{} is as it was found again.", titles.join(", ")))
    }

    /// What is decided about the moment that begins at a time; what is listed comes first.
    fn mark_at(&self, at: MediaTime, top: usize) -> anyhow::Result<MomentMark> {
        let begins =
            |moment: &&Moment| moment.span.start.micros().abs_diff(at.micros()) < SECOND.unsigned_abs();
        let nearest = |moments: Vec<Moment>| {
            let found = moments.iter().filter(begins);
            found
                .min_by_key(|moment| moment.span.start.micros().abs_diff(at.micros()))
                .cloned()
        };
        let found = nearest(self.moments(top)).or_else(|| nearest(self.moments(ALL)));
        let moment = found.ok_or_else(|| {
            Advised::new(
                format!(
                    "no moment of '{}' begins at {}",
                    self.asset.file_name,
                    to_the_tenth(at)
                ),
                format!("`marquee moments {}` lists what there is", self.asset.id),
            )
        })?;
        Ok(MomentMark::about(&self.marks, &moment))
    }

    fn added(
        &self,
        span: Span,
        title: Option<String>,
        kind: Option<MomentKind>,
    ) -> anyhow::Result<MomentMark> {
        let span = self.inside(span)?;
        let there = self.moments(ALL).into_iter().find(|one| one.span.overlaps(span));
        let kind = kind.or(there.as_ref().map(|one| one.kind));
        let named = title.is_some();
        let title = match title {
            Some(title) => read_title(&title)?,
            None => format!("Chosen by hand: {}", to_the_tenth(span.start)),
        };
        let moment = Moment {
            span,
            kind: kind.unwrap_or(MomentKind::TurningPoint),
            title,
            // An editor's word weighs as much as the best that is found.
            score: 1_000,
            reasons: vec!["chosen by hand".to_owned()],
            still: self.known.still_for(span),
            pinned: true,
            renamed: named,
        };
        let mark = MomentMark::of(&moment, Verdict::Added);
        self.room_for(&mark)?;
        Ok(mark)
    }

    fn inside(&self, span: Span) -> anyhow::Result<Span> {
        let length = self.known.analysis.length;
        if span.end > length {
            return Err(Advised::new(
                format!("'{}' ends at {}", self.asset.file_name, to_the_tenth(length)),
                "a moment lies within its tape",
            )
            .into());
        }
        Ok(span)
    }

    /// No two moments that are kept may lie on each other.
    fn room_for(&self, mark: &MomentMark) -> anyhow::Result<()> {
        let is_other =
            |other: &&MomentMark| other.kind() != mark.kind() || other.moment.span != mark.moment.span;
        let mut kept = self
            .marks
            .iter()
            .filter(is_other)
            .filter(|other| other.verdict.is_kept());
        match kept.find(|other| other.span().overlaps(mark.span())) {
            Some(other) => Err(Advised::new(
                format!("'{}' is kept from {}", title(other), told(other.span())),
                "no two moments overlap: change its borders or restore it first",
            )
            .into()),
            None => Ok(()),
        }
    }
}

fn is_at(span: Span, at: MediaTime) -> bool {
    let begins = span.start.micros().abs_diff(at.micros()) < SECOND.unsigned_abs();
    begins || (span.start <= at && at < span.end)
}

fn title(mark: &MomentMark) -> &str {
    mark.title.as_deref().unwrap_or(&mark.moment.title)
}

fn told(span: Span) -> String {
    format!("{} to {}", to_the_tenth(span.start), to_the_tenth(span.end))
}

fn read_title(text: &str) -> Result<String, Advised> {
    let text = text.split_whitespace().collect::<Vec<_>>().join(" ");
    let letters = text.chars().count();
    if letters == 0 || letters > LONGEST_TITLE {
        return Err(Advised::new(
            format!("a title has {letters} letters"),
            format!("write one of 1 to {LONGEST_TITLE}"),
        ));
    }
    Ok(text)
}
