//! The program's only look at the world's clock, and the gate's own, which no jump of that clock moves forward.

use std::sync::atomic::{AtomicI64, Ordering};

use house::team::Actor;
use house::{Clock, Instant};
use rustix::time::{ClockId, clock_gettime};
use serde::{Deserialize, Serialize};
use store::{Catalogue, StoreError};

/// Setting of the catalogue: the anchor of the machine that serves.
const ANCHOR: &str = "clock_anchor";
/// Named anew by the kernel with every boot.
const BOOT_ID: &str = "/proc/sys/kernel/random/boot_id";
/// Less than this apart is what a slewed clock may be.
const NOTABLE_MICROS: i64 = 1_000_000;

/// The clock of the machine. Everything else is handed a [`Clock`].
#[derive(Debug, Clone, Copy, Default)]
pub struct SystemClock;

impl Clock for SystemClock {
    #[expect(
        clippy::disallowed_methods,
        reason = "the one place that reads the time; everything else is handed a clock"
    )]
    fn now(&self) -> Instant {
        Instant::from(jiff::Timestamp::now())
    }
}

/// What the gate's clock is read from, in microseconds.
pub trait Hands: Send + Sync + 'static {
    /// The wall clock: can be stepped by anybody.
    fn wall(&self) -> i64;
    /// Time since the machine was started, suspended time too: goes on evenly, whatever is done to the wall clock.
    fn since_boot(&self) -> i64;
}

#[derive(Debug, Clone, Copy, Default)]
pub struct SystemHands;

impl Hands for SystemHands {
    fn wall(&self) -> i64 {
        SystemClock.now().micros()
    }

    fn since_boot(&self) -> i64 {
        let time = clock_gettime(ClockId::Boottime);
        time.tv_sec
            .saturating_mul(1_000_000)
            .saturating_add(time.tv_nsec / 1_000)
    }
}

/// The lesser of the wall clock and of what it was when this boot was first seen plus the time since: a clock that is set
/// forward opens nothing early. In one run of the program it never goes back: a clock that is set back closes nothing.
pub struct GateClock<H = SystemHands> {
    hands: H,
    /// The wall clock's time at which the machine was started, as believed.
    anchor: AtomicI64,
    latest: AtomicI64,
}

/// How the wall clock and the anchor stand to each other.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Disagreement {
    /// Microseconds by which the wall clock is ahead of the anchored one.
    pub ahead: i64,
}

impl Disagreement {
    /// For people; `None` when there is nothing to say.
    pub fn sentence(self) -> Option<String> {
        let seconds = self.ahead.abs() / 1_000_000;
        (self.ahead.abs() >= NOTABLE_MICROS).then(|| match self.ahead > 0 {
            true => format!(
                "the machine's clock was set forward by {seconds} s since it was started, and the gate does not follow it: \
                 openings would be that late. If the clock is right now, `marquee clock --accept NAME` says so"
            ),
            false => format!(
                "the machine's clock was set back by {} s since it was started; the gate follows it",
                seconds
            ),
        })
    }
}

#[derive(Debug, Serialize, Deserialize)]
struct Anchor {
    boot: String,
    /// Microseconds since 1970.
    at: i64,
}

impl<H: Hands> GateClock<H> {
    fn with(hands: H, anchor: Option<i64>) -> Self {
        let anchor = anchor.unwrap_or_else(|| hands.wall() - hands.since_boot());
        Self {
            hands,
            anchor: AtomicI64::new(anchor),
            latest: AtomicI64::new(i64::MIN),
        }
    }

    pub fn disagreement(&self) -> Disagreement {
        let anchored = self.anchor.load(Ordering::Relaxed) + self.hands.since_boot();
        Disagreement {
            ahead: self.hands.wall() - anchored,
        }
    }
}

impl GateClock {
    /// With the anchor that was taken when this boot was first seen, by whichever program of the house.
    pub async fn of(catalogue: &Catalogue) -> Result<Self, StoreError> {
        let kept = kept(catalogue).await?;
        let clock = Self::with(SystemHands, kept);
        if kept.is_none() {
            put(catalogue, clock.anchor.load(Ordering::Relaxed)).await?;
        }
        Ok(clock)
    }

    /// Takes over an anchor that somebody accepted meanwhile.
    pub async fn look_again(&self, catalogue: &Catalogue) -> Result<(), StoreError> {
        if let Some(anchor) = kept(catalogue).await? {
            self.anchor.store(anchor, Ordering::Relaxed);
        }
        Ok(())
    }
}

impl<H: Hands> Clock for GateClock<H> {
    fn now(&self) -> Instant {
        let anchored = self.anchor.load(Ordering::Relaxed) + self.hands.since_boot();
        let time = self.hands.wall().min(anchored);
        let before = self.latest.fetch_max(time, Ordering::Relaxed);
        Instant::from_micros(before.max(time))
    }
}

/// The wall clock is right as it is now: the gate goes by it from here on.
pub async fn accept(catalogue: &Catalogue, actor: &Actor, name: &str) -> Result<(), StoreError> {
    let anchor = SystemHands.wall() - SystemHands.since_boot();
    put(catalogue, anchor).await?;
    catalogue.note_clock_accepted(actor, name).await
}

async fn kept(catalogue: &Catalogue) -> Result<Option<i64>, StoreError> {
    let setting = catalogue.setting(ANCHOR).await?;
    let anchor: Option<Anchor> = setting.and_then(|text| serde_json::from_str(&text).ok());
    let boot = boot_id();
    Ok(anchor
        .filter(|anchor| boot.as_deref() == Some(&anchor.boot))
        .map(|anchor| anchor.at))
}

async fn put(catalogue: &Catalogue, at: i64) -> Result<(), StoreError> {
    let Some(boot) = boot_id() else { return Ok(()) };
    let text = serde_json::to_string(&Anchor { boot, at }).unwrap_or_default();
    catalogue.put_setting(ANCHOR, &text).await
}

fn boot_id() -> Option<String> {
    let text = std::fs::read_to_string(BOOT_ID).ok()?;
    Some(text.trim().to_owned())
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use super::*;

    #[derive(Default)]
    struct ByHand {
        wall: AtomicI64,
        since_boot: AtomicI64,
    }

    impl Hands for Arc<ByHand> {
        fn wall(&self) -> i64 {
            self.wall.load(Ordering::Relaxed)
        }

        fn since_boot(&self) -> i64 {
            self.since_boot.load(Ordering::Relaxed)
        }
    }

    const HOUR: i64 = 3_600_000_000;

    struct Machine {
        hands: Arc<ByHand>,
        clock: GateClock<Arc<ByHand>>,
    }

    impl Machine {
        /// Started an hour ago, at `wall`.
        fn at(wall: i64) -> Self {
            let hands = Arc::new(ByHand::default());
            hands.wall.store(wall, Ordering::Relaxed);
            hands.since_boot.store(HOUR, Ordering::Relaxed);
            Self {
                clock: GateClock::with(Arc::clone(&hands), None),
                hands,
            }
        }

        fn passes(&self, micros: i64) {
            self.hands.wall.fetch_add(micros, Ordering::Relaxed);
            self.hands.since_boot.fetch_add(micros, Ordering::Relaxed);
        }

        fn steps(&self, micros: i64) {
            self.hands.wall.fetch_add(micros, Ordering::Relaxed);
        }

        fn now(&self) -> i64 {
            self.clock.now().micros()
        }
    }

    #[test]
    fn time_that_passes_passes() {
        let machine = Machine::at(100 * HOUR);
        assert_eq!(machine.now(), 100 * HOUR);
        machine.passes(7);
        assert_eq!(machine.now(), 100 * HOUR + 7);
        assert_eq!(machine.clock.disagreement().sentence(), None);
    }

    #[test]
    fn a_clock_that_is_set_forward_moves_nothing_and_is_said() {
        let machine = Machine::at(100 * HOUR);
        machine.steps(24 * HOUR);
        machine.passes(5);
        assert_eq!(machine.now(), 100 * HOUR + 5);
        let said = machine.clock.disagreement().sentence().unwrap();
        assert!(said.contains("set forward by 86400 s"), "{said}");
        machine.steps(-24 * HOUR);
        assert_eq!(machine.now(), 100 * HOUR + 5);
    }

    #[test]
    fn a_clock_that_is_set_back_is_followed_but_time_does_not_go_back() {
        let machine = Machine::at(100 * HOUR);
        assert_eq!(machine.now(), 100 * HOUR);
        machine.steps(-HOUR);
        assert_eq!(machine.now(), 100 * HOUR, "what is open stays open");
        machine.passes(2 * HOUR);
        assert_eq!(machine.now(), 101 * HOUR);
    }

    #[test]
    fn a_suspended_machine_wakes_at_the_right_time() {
        let machine = Machine::at(100 * HOUR);
        machine.passes(8 * HOUR);
        assert_eq!(machine.now(), 108 * HOUR);
    }

    #[test]
    fn a_program_that_is_started_after_the_jump_keeps_the_anchor() {
        let machine = Machine::at(100 * HOUR);
        let anchor = machine.clock.anchor.load(Ordering::Relaxed);
        machine.steps(24 * HOUR);
        let later = GateClock::with(Arc::clone(&machine.hands), Some(anchor));
        assert_eq!(later.now().micros(), 100 * HOUR);
    }
}
