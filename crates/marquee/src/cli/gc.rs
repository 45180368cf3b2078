use clap::Args;
use house::encode::size_text;
use serde::Serialize;

use super::Front;
use crate::production::clear_dock;

/// Remove from the vault what no record needs
#[derive(Debug, Args)]
pub struct Gc {
    /// Only say what would be removed
    #[arg(long)]
    dry_run: bool,
    /// Leave alone what was put there within these hours: a step under way may be about to file it
    #[arg(long, default_value_t = 24, value_name = "HOURS")]
    younger_than: u16,
}

#[derive(Debug, Serialize)]
struct Freed {
    objects: u64,
    bytes: u64,
    dry_run: bool,
}

impl Gc {
    pub async fn run(self, front: &Front) -> anyhow::Result<()> {
        let house = front.open_house().await?;
        let min_age_ms = i64::from(self.younger_than) * 3_600_000;
        let collected = if self.dry_run {
            house.catalogue.garbage(&house.vault, min_age_ms).await?
        } else {
            house.catalogue.collect_garbage(&house.vault, min_age_ms).await?
        };
        if !self.dry_run {
            clear_dock(&house, house.config.uploads.keep_ms).await?;
        }
        let freed = Freed {
            objects: collected.objects,
            bytes: collected.bytes,
            dry_run: self.dry_run,
        };
        if front.terminal.is_json() {
            return front.terminal.out_json(&freed);
        }
        let verb = if self.dry_run { "could be" } else { "were" };
        front.terminal.say(format!(
            "{} objects, {}, {verb} removed.",
            freed.objects,
            size_text(freed.bytes)
        ));
        Ok(())
    }
}
