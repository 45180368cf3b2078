use clap::Args;
use house::archive::Asset;
use serde::Serialize;

use super::Front;
use super::publish::{say_who_works, wait};
use crate::named;
use crate::production::{Awaited, order_analysis, why_no_words};

/// Find out what is on tapes: shots, sounds, faults, words
///
/// Each tape is decoded once; where the house has a model for it ([speech] in marquee.toml), what is said is written down
/// too. What was done before is not done again; a run that was broken off goes on where it was.
#[derive(Debug, Args)]
pub struct Analyse {
    /// Ids of tapes, from `marquee ls assets`
    #[arg(value_name = "ASSET", required_unless_present = "all")]
    assets: Vec<String>,
    /// Every film, tape and song in the archive
    #[arg(long, conflicts_with = "assets")]
    all: bool,
    /// Wait until everything is known; works itself when no other program does
    #[arg(long)]
    wait: bool,
}

#[derive(Serialize)]
struct Ordered {
    asset: String,
    jobs: Vec<house::id::JobId>,
}

impl Analyse {
    pub async fn run(self, front: &Front) -> anyhow::Result<()> {
        let house = front.open_house().await?;
        let mut assets = Vec::new();
        if self.all {
            let all = house.catalogue.assets(None).await?;
            let lasts = |asset: &Asset| asset.survey.facts.moves_or_sounds();
            assets.extend(all.into_iter().filter(lasts));
        }
        for name in &self.assets {
            assets.push(named::tape(&house, name).await?);
        }
        if let Some(why) = why_no_words(&house).await {
            front.terminal.say(format!("Words are not listened for: {why}."));
        }
        let (mut awaited, mut ordered) = (Vec::new(), Vec::new());
        for asset in &assets {
            let jobs = order_analysis(&house, None, asset).await?;
            ordered.push(Ordered {
                asset: asset.id.to_string(),
                jobs: jobs.clone(),
            });
            awaited.push(Awaited {
                name: asset.file_name.clone(),
                title: None,
                jobs,
            });
        }
        if self.wait {
            wait(front, &house, &awaited).await?;
        } else if !awaited.is_empty() {
            say_who_works(front, &house).await?;
        }
        if front.terminal.is_json() {
            return front.terminal.out_json(&ordered);
        }
        for asset in &assets {
            front.terminal.say(format!(
                "{}  {}: `marquee shots {0}`, `marquee sound {0}`",
                asset.id, asset.file_name
            ));
        }
        Ok(())
    }
}
