use std::path::PathBuf;

use clap::Args;
use house::encode::size_text;

use super::backup::CopyBar;
use super::{Front, bar};
use crate::keeping::restore::{Order, restore};

/// Bring a house back from a backup, into a new or empty folder
///
/// Every byte is compared with its digest on the way. What was being encoded when the backup was made waits to be
/// encoded again; everybody has to log in anew,
/// and tokens and accounts that were taken away since are there again.
#[derive(Debug, Args)]
pub struct Restore {
    /// The folder of backups
    #[arg(value_name = "BACKUP")]
    backup: PathBuf,
    /// Where the house is to stand
    #[arg(value_name = "DIR")]
    house: PathBuf,
    /// Which generation; the newest when left out
    #[arg(long, value_name = "N")]
    generation: Option<u32>,
    /// Bring back what is whole even when some of the backup is damaged
    #[arg(long)]
    despite_damage: bool,
}

impl Restore {
    pub async fn run(self, front: &Front) -> anyhow::Result<()> {
        let bar = bar::bytes(&front.terminal, "bringing the house back", 0);
        let shown = bar.clone();
        let restored = restore(
            &Order {
                backup: &self.backup,
                house: &self.house,
                generation: self.generation,
                despite_damage: self.despite_damage,
            },
            CopyBar(bar),
        )
        .await;
        shown.finish_and_clear();
        let back = restored?;
        front.terminal.say(format!(
            "'{}' is back as it was at {} (generation {}): {} objects, {}, every one verified.",
            back.name,
            back.made,
            back.generation,
            back.objects,
            size_text(back.bytes)
        ));
        for note in &back.notes {
            front.terminal.complain(note);
        }
        if front.terminal.is_json() {
            return front.terminal.out_json(&back);
        }
        front.terminal.out(self.house.display())
    }
}
