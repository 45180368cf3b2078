use std::sync::atomic::{AtomicI64, AtomicU64, Ordering};
use std::sync::{Mutex, PoisonError};

use house::Instant;
use store::catalogue::Figure;

use super::histogram::Histogram;
use super::statuses::Statuses;
use crate::ROUTES;
use crate::seen::Tally;

const HOUR_MICROS: i64 = 3_600_000_000;

/// Everything that is counted while the program runs. Counting requests takes no lock.
#[derive(Debug)]
pub struct Observatory {
    routes: Vec<RouteFigures>,
    pub(super) playback: PlaybackFigures,
    /// When the gate's table was last known to be what the catalogue says; microseconds since 1970, 0 before that.
    gate_true: AtomicI64,
    disk_free: AtomicU64,
    disk_size: AtomicU64,
    /// What was kept by the hour already.
    kept: Mutex<Vec<(&'static str, i64, u64)>>,
    pub(super) reports: Mutex<super::reports::Allowance>,
    /// What of which film was seen: sums that go to moments, and to no figure.
    pub audience: Tally,
}

#[derive(Debug, Default)]
pub(super) struct RouteFigures {
    pub(super) statuses: Statuses,
    pub(super) bytes: AtomicU64,
}

/// What players reported.
#[derive(Debug, Default)]
pub(super) struct PlaybackFigures {
    pub(super) startup: Histogram,
    pub(super) watched_ms: AtomicU64,
    pub(super) stalls: AtomicU64,
    pub(super) stalled_ms: AtomicU64,
}

impl Default for Observatory {
    fn default() -> Self {
        Self {
            routes: ROUTES.iter().map(|_| RouteFigures::default()).collect(),
            playback: PlaybackFigures::default(),
            gate_true: AtomicI64::new(0),
            disk_free: AtomicU64::new(0),
            disk_size: AtomicU64::new(0),
            kept: Mutex::default(),
            reports: Mutex::default(),
            audience: Tally::default(),
        }
    }
}

impl Observatory {
    /// To be told whenever the gate's table was compared with the catalogue.
    pub fn gate_is_true(&self, now: Instant) {
        self.gate_true.store(now.micros(), Ordering::Relaxed);
    }

    pub(super) fn gate_age_ms(&self, now: Instant) -> Option<i64> {
        match self.gate_true.load(Ordering::Relaxed) {
            0 => None,
            at => Some(now.millis_since(Instant::from_micros(at)).max(0)),
        }
    }

    /// To be told now and then: bytes of the vault's disk.
    pub fn disk_is(&self, free: u64, size: u64) {
        self.disk_free.store(free, Ordering::Relaxed);
        self.disk_size.store(size, Ordering::Relaxed);
    }

    pub(super) fn disk(&self) -> (u64, u64) {
        (
            self.disk_free.load(Ordering::Relaxed),
            self.disk_size.load(Ordering::Relaxed),
        )
    }

    pub(super) fn route(&self, number: usize) -> Option<&RouteFigures> {
        self.routes.get(number)
    }

    /// With the route's template.
    pub(super) fn routes(&self) -> impl Iterator<Item = (&'static str, &RouteFigures)> {
        ROUTES.iter().map(|route| route.path).zip(&self.routes)
    }

    /// What was counted since the last call, for the hour that it is now.
    pub fn to_keep(&self, now: Instant) -> Vec<Figure> {
        let hour = hour_of(now);
        let mut kept = self.kept.lock().unwrap_or_else(PoisonError::into_inner);
        let mut figures = Vec::new();
        for (name, bucket, total) in self.totals() {
            let place = kept.iter().position(|(own, at, _)| (*own, *at) == (name, bucket));
            let before = place
                .and_then(|place| kept.get(place))
                .map_or(0, |(_, _, before)| *before);
            if total > before {
                figures.push(Figure {
                    hour,
                    name: name.to_owned(),
                    bucket,
                    value: i64::try_from(total - before).unwrap_or(i64::MAX),
                });
                match place.and_then(|place| kept.get_mut(place)) {
                    Some(entry) => entry.2 = total,
                    None => kept.push((name, bucket, total)),
                }
            }
        }
        figures
    }

    fn totals(&self) -> Vec<(&'static str, i64, u64)> {
        let load = |counter: &AtomicU64| counter.load(Ordering::Relaxed);
        let bytes = self.routes.iter().map(|route| load(&route.bytes)).sum();
        let requests = self.routes.iter().flat_map(|route| route.statuses.occurred());
        let (mut answered, mut failed) = (0, 0);
        for (status, count) in requests {
            answered += count;
            failed += if status >= 500 { count } else { 0 };
        }
        let mut totals = vec![
            ("bytes_served", 0, bytes),
            ("requests", 0, answered),
            ("requests_failed", 0, failed),
            ("watched_ms", 0, load(&self.playback.watched_ms)),
            ("stalls", 0, load(&self.playback.stalls)),
            ("stalled_ms", 0, load(&self.playback.stalled_ms)),
            ("startup_sum_ms", 0, self.playback.startup.sum_ms()),
        ];
        for (bucket, count) in (0..).zip(self.playback.startup.counts()) {
            totals.push(("startup", bucket, count));
        }
        totals
    }
}

pub(super) fn hour_of(now: Instant) -> i64 {
    now.micros().div_euclid(HOUR_MICROS)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_hour_keeps_what_was_counted_in_it() {
        let own = Observatory::default();
        let at = |hour: i64| Instant::from_micros(hour * HOUR_MICROS + 5);
        own.playback.stalls.fetch_add(2, Ordering::Relaxed);
        own.playback.startup.add(700);
        let first = own.to_keep(at(7));
        assert!(first.iter().all(|figure| figure.hour == 7));
        let value = |figures: &[Figure], name: &str| {
            figures
                .iter()
                .find(|figure| figure.name == name)
                .map(|figure| figure.value)
        };
        assert_eq!(
            (value(&first, "stalls"), value(&first, "startup")),
            (Some(2), Some(1))
        );
        own.playback.stalls.fetch_add(1, Ordering::Relaxed);
        let second = own.to_keep(at(8));
        assert_eq!(
            (value(&second, "stalls"), value(&second, "startup")),
            (Some(1), None)
        );
        assert_eq!(own.to_keep(at(8)), []);
    }
}
