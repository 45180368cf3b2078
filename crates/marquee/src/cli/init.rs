use std::path::PathBuf;

use clap::Args;

use super::Front;
use super::login::login_link;
use crate::config::database;
use crate::open_house::OpenHouse;

/// Make a new house in a folder
///
/// Prints a login link for the team's side; `marquee login` makes another at any time.
#[derive(Debug, Args)]
pub struct Init {
    /// The new house's folder; it is made if it is not there, and must be empty
    #[arg(value_name = "DIR")]
    folder: PathBuf,
    /// The house's name on its pages
    #[arg(long, default_value = "Marquee")]
    name: String,
    /// Keep the catalogue in this empty PostgreSQL database: postgres://USER@HOST/DATABASE
    ///
    /// The password comes from $PGPASSWORD, ~/.pgpass or the address; the address is written into marquee.toml, which
    /// then only you can read.
    #[arg(long, value_name = "URL")]
    database: Option<String>,
}

/// A week: the one who makes a house may not serve it at once.
const LINK_HOURS: u16 = 168;

impl Init {
    pub async fn run(self, front: &Front) -> anyhow::Result<()> {
        let server = self.database.as_deref().map(database::server).transpose()?;
        let house = OpenHouse::found(&self.folder, &self.name, server.as_ref()).await?;
        let link = login_link(&house, LINK_HOURS).await?;
        let terminal = &front.terminal;
        let folder = self.folder.display();
        if terminal.is_json() {
            return terminal.out_json(&serde_json::json!({ "house": house.folder, "login": link }));
        }
        terminal.say(format!("{} is a house now.", terminal.amber(&folder)));
        terminal.say(format!(
            "  marquee --house {folder} publish FILM --title NAME   brings a film to the screen"
        ));
        terminal.say(format!(
            "  marquee --house {folder} serve                       opens the doors"
        ));
        terminal.say("This link opens the team's side once, within a week:");
        terminal.out(link)
    }
}
