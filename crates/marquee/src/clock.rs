//! The program's only look at the world's clock.

use house::{Clock, Instant};

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
