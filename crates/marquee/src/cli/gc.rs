use clap::Args;
use house::encode::size_text;
use serde::Serialize;

use super::Front;

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

#[derive(Debug, Default, Serialize)]
struct Freed {
    objects: usize,
    bytes: u64,
    dry_run: bool,
}

impl Gc {
    pub async fn run(self, front: &Front) -> anyhow::Result<()> {
        let house = front.open_house().await?;
        let before = house
            .clock
            .now()
            .plus_millis(-i64::from(self.younger_than) * 3_600_000);
        let vault = house.vault.clone();
        let objects = tokio::task::spawn_blocking(move || vault.objects()).await??;
        // Asked after the vault was listed: what is filed in between is then known to be needed.
        let needed = house.catalogue.needed_objects().await?;
        let mut freed = Freed {
            dry_run: self.dry_run,
            ..Freed::default()
        };
        for (digest, bytes) in objects.into_iter().filter(|(digest, _)| !needed.contains(digest)) {
            let vault = house.vault.clone();
            let gone = if self.dry_run {
                Some(bytes)
            } else {
                tokio::task::spawn_blocking(move || vault.remove(&digest, before)).await??
            };
            if let Some(bytes) = gone {
                freed.objects += 1;
                freed.bytes += bytes;
            }
        }
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
