use serde::{Deserialize, Serialize};

use crate::Instant;
use crate::id::{PassId, TitleId};

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

impl Pass {
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
