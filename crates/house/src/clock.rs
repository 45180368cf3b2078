//! The one clock. Everything that needs the time is handed a [`Clock`]; a lint forbids reading it elsewhere.

use serde::{Deserialize, Serialize};

use crate::HouseError;

/// A moment of the world's time, kept as microseconds since 1970-01-01T00:00:00Z (as in the database).
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Instant(i64);

impl Instant {
    pub const fn from_micros(micros: i64) -> Self {
        Self(micros)
    }

    pub const fn micros(self) -> i64 {
        self.0
    }

    /// Saturates at the ends of the range.
    #[must_use]
    pub fn plus_millis(self, millis: i64) -> Self {
        Self(self.0.saturating_add(millis.saturating_mul(1_000)))
    }

    /// Milliseconds from `earlier` to `self`; negative when `earlier` is later.
    pub fn millis_since(self, earlier: Self) -> i64 {
        self.0.saturating_sub(earlier.0) / 1_000
    }

    /// # Errors
    /// [`HouseError::Unreadable`] outside the years that can be written.
    pub fn timestamp(self) -> Result<jiff::Timestamp, HouseError> {
        jiff::Timestamp::from_microsecond(self.0).map_err(|_| HouseError::Unreadable {
            given: self.0.to_string(),
            expected: "a time",
        })
    }
}

impl From<jiff::Timestamp> for Instant {
    fn from(timestamp: jiff::Timestamp) -> Self {
        Self(timestamp.as_microsecond())
    }
}

/// RFC 3339 in UTC, for people and JSON.
impl std::fmt::Display for Instant {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self.timestamp() {
            Ok(timestamp) => timestamp.fmt(f),
            Err(_) => write!(f, "{} us", self.0),
        }
    }
}

pub trait Clock: Send + Sync + 'static {
    fn now(&self) -> Instant;
}
