use media::time::MediaTime;
use serde::{Deserialize, Serialize};

/// A stretch of an asset's own time line: 0 is its first frame, or its first sample where there is no picture.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Span {
    pub start: MediaTime,
    /// Not before `start`.
    pub end: MediaTime,
}

impl Span {
    pub fn of_micros(start: i64, end: i64) -> Self {
        Self {
            start: MediaTime::from_micros(start),
            end: MediaTime::from_micros(end.max(start)),
        }
    }

    pub fn micros(self) -> i64 {
        self.end.micros().saturating_sub(self.start.micros())
    }

    pub fn overlaps(self, other: Self) -> bool {
        self.start < other.end && other.start < self.end
    }
}
