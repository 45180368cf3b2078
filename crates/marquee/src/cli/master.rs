use clap::Args;

use super::publish::{WishOptions, say_master};
use super::{Front, facts};
use crate::named;
use crate::production::{conform_film, make_master};

/// Make a title's master of a film in the archive
///
/// Prints the master's id. A finished film is its own master: nothing is copied or altered, only how it is read is
/// written down. What differs from the film as it came is said.
#[derive(Debug, Args)]
pub struct MasterCommand {
    /// Id, or the last part of the title's address
    #[arg(value_name = "TITLE")]
    title: String,
    /// The film's id in the archive
    #[arg(value_name = "ASSET")]
    asset: String,
    #[command(flatten)]
    wishes: WishOptions,
}

impl MasterCommand {
    pub async fn run(self, front: &Front) -> anyhow::Result<()> {
        let house = front.open_house().await?;
        let title = named::title(&house, &self.title).await?;
        let asset = named::asset(&house, &self.asset).await?;
        let wishes = self.wishes.read(&house).await?;
        let sheet = conform_film(&asset, wishes)?;
        let master = make_master(&house, &title, &asset, sheet).await?;
        front.terminal.say(format!(
            "Master {} of '{}': {}",
            master.revision,
            title.name,
            facts::of_sheet(&master.sheet)
        ));
        say_master(front, &master);
        if front.terminal.is_json() {
            return front.terminal.out_json(&master);
        }
        front.terminal.out(&master.id)
    }
}
