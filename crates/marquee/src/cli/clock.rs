use clap::Args;
use house::Clock;
use house::team::Actor;
use serde::Serialize;

use super::Front;
use crate::clock::{GateClock, SystemClock, accept};

/// Show the clock by which the gate opens, or accept the machine's clock as right
#[derive(Debug, Args)]
pub struct ClockCommand {
    /// The machine's clock was set and is right now: the gate goes by it. NAME is who says so
    #[arg(long, value_name = "NAME")]
    accept: Option<String>,
}

#[derive(Serialize)]
struct Shown {
    wall: String,
    gate: String,
    /// Microseconds by which the wall clock is ahead of the gate's.
    ahead: i64,
    note: Option<String>,
}

impl ClockCommand {
    pub async fn run(self, front: &Front) -> anyhow::Result<()> {
        let house = front.open_house().await?;
        if let Some(name) = &self.accept {
            accept(&house.catalogue, &Actor::Program, name).await?;
            front
                .terminal
                .say("The gate goes by the machine's clock as it is now.");
        }
        let clock = GateClock::of(&house.catalogue).await?;
        let disagreement = clock.disagreement();
        let shown = Shown {
            wall: SystemClock.now().to_string(),
            gate: clock.now().to_string(),
            ahead: disagreement.ahead,
            note: disagreement.sentence(),
        };
        if front.terminal.is_json() {
            return front.terminal.out_json(&shown);
        }
        let mut lines = super::lines::Lines::default();
        lines.add("machine", &shown.wall).add("gate", &shown.gate);
        lines.maybe("note", shown.note.as_ref());
        lines.print(&front.terminal)
    }
}
