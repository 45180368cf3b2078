use clap::Args;
use house::archive::Asset;
use house::id::JobId;
use serde::Serialize;

use super::Front;
use super::publish::{say_who_works, wait};
use crate::named;
use crate::production::{Awaited, OrderedPass, order_analysis, why_no_words};

/// Find out what is on tapes: shots, sounds, faults, words
///
/// Each tape is decoded once; where the house has a model for it ([speech] in marquee.toml), what is said is written down
/// too. What was done before is not done again; a run that was broken off goes on where it was. A tape that no browser
/// plays gets a small copy that all play, for Studio; nobody waits for it unless it is asked for.
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
    /// Wait for the copies for browsers too
    #[arg(long, requires = "wait")]
    copies: bool,
}

#[derive(Serialize)]
struct Ordered {
    asset: String,
    jobs: Vec<JobId>,
    /// Steps of the copy that browsers play, if the tape needs one.
    copy: Vec<JobId>,
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
            let OrderedPass { jobs, copy } = order_analysis(&house, None, asset).await?;
            let copied = copy.iter().filter(|_| self.copies).cloned();
            awaited.push(Awaited {
                name: asset.file_name.clone(),
                title: None,
                jobs: jobs.iter().cloned().chain(copied).collect(),
            });
            ordered.push(Ordered {
                asset: asset.id.to_string(),
                jobs,
                copy,
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
        let copies = ordered.iter().filter(|tape| !tape.copy.is_empty()).count();
        if copies > 0 && !self.copies {
            front.terminal.say(match copies {
                1 => "A small copy that browsers play is still to be made: `marquee serve` does it.".into(),
                many => format!(
                    "{many} small copies that browsers play are still to be made: `marquee serve` does it."
                ),
            });
        }
        Ok(())
    }
}
