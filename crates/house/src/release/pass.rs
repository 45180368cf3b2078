use serde::{Deserialize, Serialize};

use crate::id::{PassId, TitleId};
use crate::{HouseError, Instant};

/// A personal link to a title before its night.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Pass {
    pub id: PassId,
    pub title: TitleId,
    pub kind: PassKind,
    /// Whom it was made out to; a screener's stands on the picture.
    pub name: String,
    pub from: Instant,
    pub until: Instant,
    /// How often the film may be begun; `None`: as often as wanted.
    pub views: Option<u32>,
    /// The view that was begun last holds until then.
    pub viewing: Option<Instant>,
    pub revoked: Option<Instant>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum PassKind {
    /// Sees the film itself, when a view was begun.
    Screener,
    /// Sees what the public sees, on a clock that is so much ahead of the house's.
    Rehearsal { ahead_ms: i64 },
}

impl PassKind {
    /// What [`Self::name`] may say.
    pub const NAMES: [&'static str; 2] = ["screener", "rehearsal"];

    pub fn name(self) -> &'static str {
        match self {
            Self::Screener => "screener",
            Self::Rehearsal { .. } => "rehearsal",
        }
    }
}

impl PassKind {
    /// Seconds from now to the night of a rehearsal, unless something else is said; and the most.
    pub const USUAL_WAIT: u32 = 120;
    pub const LONGEST_WAIT: u32 = 86_400;

    /// A rehearsal of `night` in which it begins `wait` seconds from `now`.
    pub fn rehearsal(night: Instant, now: Instant, wait: u32) -> Self {
        Self::Rehearsal {
            ahead_ms: night.millis_since(now) - i64::from(wait) * 1_000,
        }
    }

    /// For how long a link holds unless something else is said.
    fn usual_ms(self) -> i64 {
        match self {
            Self::Screener => 14 * DAY_MS,
            Self::Rehearsal { .. } => DAY_MS,
        }
    }
}

const DAY_MS: i64 = 86_400_000;

impl Pass {
    /// A new link that nobody has used, for as often as wanted; from now on and for the usual time where `from` and
    /// `until` say nothing.
    ///
    /// # Errors
    /// [`HouseError::Refused`] when it would be over before it begins.
    pub fn new(
        title: TitleId,
        kind: PassKind,
        name: String,
        now: Instant,
        (from, until): (Option<Instant>, Option<Instant>),
    ) -> Result<Self, HouseError> {
        let from = from.unwrap_or(now);
        let until = until.unwrap_or_else(|| from.plus_millis(kind.usual_ms()));
        if until <= from || until <= now {
            return Err(HouseError::Refused(
                "the link would be over before it begins".into(),
            ));
        }
        Ok(Self {
            id: PassId::random(),
            title,
            kind,
            name,
            from,
            until,
            views: None,
            viewing: None,
            revoked: None,
        })
    }

    pub fn is_valid(&self, now: Instant) -> bool {
        self.revoked.is_none() && self.from <= now && now < self.until
    }

    /// A view was begun and is not over.
    pub fn is_viewing(&self, now: Instant) -> bool {
        self.viewing.is_some_and(|until| now < until)
    }

    /// The clock that its holder lives by.
    pub fn clock(&self, now: Instant) -> Instant {
        match self.kind {
            PassKind::Screener => now,
            PassKind::Rehearsal { ahead_ms } => now.plus_millis(ahead_ms),
        }
    }
}
