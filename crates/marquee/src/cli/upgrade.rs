use clap::Args;
use serde::Serialize;
use store::{Catalogue, Database, Upgraded};

use super::Front;
use super::terminal::Terminal;
use crate::config::Config;

/// Bring a house of an earlier program up to date
///
/// Every command does so by itself, in this way: the catalogue is copied, the copy is brought up to date and looked
/// over, and only then the catalogue itself; the earlier one is kept beside it. When the trial fails nothing is
/// changed, and the earlier program works as before.
#[derive(Debug, Args)]
pub struct Upgrade {
    /// Only try it on a copy; the house may be in use meanwhile
    #[arg(long)]
    dry_run: bool,
}

#[derive(Serialize)]
struct Done {
    from: i64,
    to: i64,
    done: bool,
}

impl Upgrade {
    pub async fn run(self, front: &Front) -> anyhow::Result<()> {
        let done = if self.dry_run {
            attempt(front).await?
        } else {
            upgrade(front).await?
        };
        if front.terminal.is_json() {
            return front.terminal.out_json(&done);
        }
        Ok(())
    }
}

async fn attempt(front: &Front) -> anyhow::Result<Option<Done>> {
    let config = Config::read(&front.folder)?;
    let path = match config.catalogue_in(&front.folder) {
        Database::File(path) => path,
        Database::Server(server) => {
            front.terminal.say(format!(
                "The catalogue lies in {server}: there an upgrade is done whole or not at all. `marquee backup` keeps what \
                 is there before it."
            ));
            return Ok(None);
        }
    };
    let Some(trial) = Catalogue::try_upgrade(&path).await? else {
        front.terminal.say("The house is up to date.");
        return Ok(None);
    };
    let rows: i64 = trial.rows.values().sum();
    front.terminal.say(format!(
        "On a copy the catalogue came from form {} to form {} with all of its {rows} records. Nothing was changed; \
         `marquee upgrade` does it.",
        trial.from, trial.to
    ));
    Ok(Some(Done {
        from: trial.from,
        to: trial.to,
        done: false,
    }))
}

async fn upgrade(front: &Front) -> anyhow::Result<Option<Done>> {
    // What was done is said where a house is opened.
    let house = front.open_house().await?;
    let Some(upgraded) = house.catalogue.upgraded() else {
        front.terminal.say("The house is up to date.");
        return Ok(None);
    };
    Ok(Some(Done {
        from: upgraded.from,
        to: upgraded.to,
        done: true,
    }))
}

/// Said by whichever command opened the house first.
pub fn say(terminal: &Terminal, upgraded: &Upgraded) {
    let name = |path: &std::path::Path| {
        path.file_name()
            .unwrap_or(path.as_os_str())
            .to_string_lossy()
            .into_owned()
    };
    terminal.say(format!(
        "This house was kept by an earlier Marquee. Its catalogue was brought from form {} to form {}, after a trial on \
         a copy; nothing else was changed.",
        upgraded.from, upgraded.to
    ));
    terminal.say(terminal.faint(format!(
        "The way back: end Marquee, remove catalogue.sqlite-wal if it is there, put {} in the place of \
         catalogue.sqlite, and use the earlier program. What is changed from now on would be lost then.",
        name(&upgraded.kept)
    )));
}
