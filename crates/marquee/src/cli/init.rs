use std::path::PathBuf;

use clap::Args;

use super::Front;
use crate::open_house::OpenHouse;

/// Make a new house in a folder
#[derive(Debug, Args)]
pub struct Init {
    /// The new house's folder; it is made if it is not there, and must be empty
    #[arg(value_name = "DIR")]
    folder: PathBuf,
    /// The house's name on its pages
    #[arg(long, default_value = "Marquee")]
    name: String,
}

impl Init {
    pub async fn run(self, front: &Front) -> anyhow::Result<()> {
        let house = OpenHouse::found(&self.folder, &self.name).await?;
        front.terminal.say(format!(
            "{} is a house now.",
            front.terminal.amber(house.folder.display())
        ));
        Ok(())
    }
}
