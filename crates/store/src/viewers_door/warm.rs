use std::collections::HashMap;
use std::ops::Range;
use std::sync::{Mutex, PoisonError};

use house::Instant;

/// So long after all pages of a range were found in the page cache they are taken to be there still: they were just
/// used, so the kernel gives up all others first.
const HOLDS_MS: i64 = 2_000;

/// Ranges remembered per file; when there are more, all are forgotten and found again.
const REMEMBERED: usize = 4_096;

/// Which ranges of a file were in the page cache a moment ago. Viewers of a film ask for the same segments, so a
/// range is known by its ends.
#[derive(Default)]
pub(super) struct WarmRanges {
    seen: Mutex<HashMap<(u64, u64), Instant>>,
}

impl WarmRanges {
    /// The whole range was read, from `since` on.
    pub(super) fn note(&self, range: &Range<u64>, since: Instant) {
        let mut seen = self.seen.lock().unwrap_or_else(PoisonError::into_inner);
        if seen.len() >= REMEMBERED {
            seen.clear();
        }
        seen.insert((range.start, range.end), since);
    }

    pub(super) fn holds(&self, range: &Range<u64>, now: Instant) -> bool {
        let seen = self.seen.lock().unwrap_or_else(PoisonError::into_inner);
        seen.get(&(range.start, range.end))
            .is_some_and(|since| (0..HOLDS_MS).contains(&now.millis_since(*since)))
    }
}
