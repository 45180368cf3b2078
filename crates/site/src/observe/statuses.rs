use std::sync::atomic::{AtomicU64, Ordering};

use axum::http::StatusCode;

/// Statuses that are told apart; any other is counted as the last.
const TOLD: [u16; 24] = [
    200, 201, 202, 204, 206, 301, 302, 303, 304, 307, 400, 401, 403, 404, 405, 409, 412, 413, 415, 416, 422,
    428, 429, 500,
];
const OTHER: u16 = 0;

/// Answers by status.
#[derive(Debug, Default)]
pub(super) struct Statuses([AtomicU64; TOLD.len() + 1]);

impl Statuses {
    pub(super) fn count(&self, status: StatusCode) {
        let at = TOLD.iter().position(|told| *told == status.as_u16());
        if let Some(counter) = self.0.get(at.unwrap_or(TOLD.len())) {
            counter.fetch_add(1, Ordering::Relaxed);
        }
    }

    /// Those that occurred; 0 stands for all others.
    pub(super) fn occurred(&self) -> impl Iterator<Item = (u16, u64)> + '_ {
        let statuses = TOLD.iter().copied().chain([OTHER]);
        statuses
            .zip(&self.0)
            .map(|(status, counter)| (status, counter.load(Ordering::Relaxed)))
            .filter(|(_, count)| *count > 0)
    }
}
