use clap::Args;

use super::Front;
use super::publish::{EffortOption, say_estimate, say_who_works, wait};
use crate::named;
use crate::production::{Awaited, newest_master, order_encodes};

/// Queue every step of a title's newest master: pictures, sounds, subtitles, checks
///
/// Prints the ids of the steps. Steps that were done before are not done again.
#[derive(Debug, Args)]
pub struct Encode {
    /// Id, or the last part of the title's address
    #[arg(value_name = "TITLE")]
    title: String,
    #[command(flatten)]
    effort: EffortOption,
    /// Wait until everything is made; works itself when no other program does
    #[arg(long)]
    wait: bool,
}

impl Encode {
    pub async fn run(self, front: &Front) -> anyhow::Result<()> {
        let house = front.open_house().await?;
        let title = named::title(&house, &self.title).await?;
        let master = newest_master(&house, &title).await?;
        let ordered = order_encodes(&house, &master, self.effort.into(), None).await?;
        say_estimate(front, &house, &ordered)?;
        if self.wait {
            let awaited = Awaited {
                name: title.name,
                title: Some(title.id),
                jobs: ordered.jobs.clone(),
            };
            wait(front, &house, &[awaited]).await?;
        } else {
            say_who_works(front, &house).await?;
        }
        if front.terminal.is_json() {
            return front.terminal.out_json(&ordered.jobs);
        }
        ordered.jobs.iter().try_for_each(|job| front.terminal.out(job))
    }
}
