use std::hash::Hash;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use governor::clock::Clock as _;
use governor::middleware::NoOpMiddleware;
use governor::nanos::Nanos;
use governor::state::keyed::HashMapStateStore;
use governor::{Quota, RateLimiter};
use house::Clock;

use super::rate::Rate;

/// Most that a table remembers; about 100 bytes each.
const MANY: usize = 50_000;
/// Nanoseconds.
const SWEEP_AGAIN: u64 = 1_000_000_000;

/// Counts each key's requests by the generic cell rate algorithm.
pub(super) struct Limiter<K: Hash + Eq + Clone> {
    by_key: Table<K>,
    /// While the table is full, all who are not in it share these.
    rest: Table<()>,
    /// When the table was last swept, in nanoseconds.
    swept: AtomicU64,
    clock: HouseTime,
}

type Table<K> = RateLimiter<K, HashMapStateStore<K>, HouseTime, NoOpMiddleware<Nanos>>;

/// Come back after so many seconds.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct TooSoon(pub(super) u64);

impl<K: Hash + Eq + Clone> Limiter<K> {
    pub(super) fn new(rate: Rate, clock: &Arc<dyn Clock>) -> Self {
        let clock = HouseTime(Arc::clone(clock));
        let each = rate.per / rate.count.get();
        // A rate of no duration at all would be none; the configuration allows nothing shorter than a second.
        let quota = Quota::with_period(each)
            .unwrap_or(Quota::per_second(rate.count))
            .allow_burst(rate.count);
        Self {
            by_key: RateLimiter::new(quota, HashMapStateStore::default(), clock.clone()),
            rest: RateLimiter::new(quota, HashMapStateStore::default(), clock.clone()),
            swept: AtomicU64::new(0),
            clock,
        }
    }

    pub(super) fn admit(&self, key: &K) -> Result<(), TooSoon> {
        if self.by_key.len() >= MANY {
            self.make_room();
        }
        let outcome = if self.by_key.len() >= MANY {
            self.rest.check_key(&())
        } else {
            self.by_key.check_key(key)
        };
        outcome.map_err(|until| {
            let wait = until.wait_time_from(self.clock.now());
            TooSoon(wait.as_secs() + u64::from(wait.subsec_nanos() > 0))
        })
    }
}

impl<K: Hash + Eq + Clone> Limiter<K> {
    /// Forgets who has not asked for long; once a second at most, because it looks at all.
    fn make_room(&self) {
        let now = self.clock.now().as_u64();
        let swept = self.swept.load(Ordering::Relaxed);
        let due = now.abs_diff(swept) >= SWEEP_AGAIN;
        let mine = || {
            let won = self
                .swept
                .compare_exchange(swept, now, Ordering::Relaxed, Ordering::Relaxed);
            won.is_ok()
        };
        if due && mine() {
            self.by_key.retain_recent();
        }
    }
}

/// The house's clock as the limiter's. A clock that is set back lets nobody in earlier and keeps nobody out for longer
/// than a full table's time.
#[derive(Clone)]
struct HouseTime(Arc<dyn Clock>);

impl governor::clock::Clock for HouseTime {
    type Instant = Nanos;

    fn now(&self) -> Nanos {
        let micros = u64::try_from(self.0.now().micros()).unwrap_or(0);
        Nanos::new(micros.saturating_mul(1_000))
    }
}

#[cfg(test)]
mod tests {
    use std::num::NonZeroU32;
    use std::sync::atomic::AtomicI64;

    use house::Instant;

    use super::*;

    #[derive(Default)]
    struct HandClock(AtomicI64);

    impl HandClock {
        fn forward(&self, millis: i64) {
            self.0.fetch_add(millis * 1_000, Ordering::SeqCst);
        }
    }

    impl Clock for HandClock {
        fn now(&self) -> Instant {
            Instant::from_micros(1_800_000_000_000_000 + self.0.load(Ordering::SeqCst))
        }
    }

    fn limiter<K: Hash + Eq + Clone>(count: u32) -> (Arc<HandClock>, Limiter<K>) {
        let hand = Arc::new(HandClock::default());
        let clock: Arc<dyn Clock> = hand.clone();
        let rate = Rate::per_minute(NonZeroU32::new(count).unwrap());
        (hand, Limiter::new(rate, &clock))
    }

    #[test]
    fn so_many_at_once_then_one_at_a_time() {
        let (clock, limiter) = limiter::<u32>(6);
        for _ in 0..6 {
            assert_eq!(limiter.admit(&1), Ok(()));
        }
        assert_eq!(limiter.admit(&1), Err(TooSoon(10)));
        assert_eq!(limiter.admit(&2), Ok(()), "everybody is counted alone");
        clock.forward(10_000);
        assert_eq!(limiter.admit(&1), Ok(()));
        assert!(limiter.admit(&1).is_err());
        clock.forward(3_600_000);
        for _ in 0..6 {
            assert_eq!(limiter.admit(&1), Ok(()));
        }
    }

    #[test]
    fn the_table_does_not_grow_with_its_visitors() {
        let (clock, limiter) = limiter::<u32>(2);
        for stranger in 0..60_000 {
            let _ = limiter.admit(&stranger);
        }
        assert!(limiter.by_key.len() <= MANY);
        assert!(limiter.admit(&70_000).is_err(), "strangers share what is left");
        clock.forward(60_000);
        assert_eq!(limiter.admit(&70_000), Ok(()), "who was long gone made room");
        assert!(limiter.by_key.len() < 10);
    }
}
