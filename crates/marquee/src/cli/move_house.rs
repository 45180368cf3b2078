use std::path::{Path, PathBuf};

use anyhow::Context;
use clap::Args;
use serde_json::json;
use store::{Compared, Database, ServerAddress, move_catalogue};

use super::Front;
use super::problem::Advised;
use crate::config::database;

/// Move the house's catalogue between its own file and a PostgreSQL database
///
/// Everything is copied, read again in the new place and compared; then marquee.toml is switched. Films stay where
/// they are. Whenever it is interrupted the house is as it was: run it again.
#[derive(Debug, Args)]
pub struct Move {
    /// An empty database, postgres://USER@HOST/DATABASE, or `catalogue.sqlite` for a file in the house
    #[arg(long, value_name = "URL|PATH")]
    to: String,
}

/// What the file is called after its rows have gone to a server.
const PUT_AWAY: &str = "catalogue.sqlite.moved";

impl Move {
    pub async fn run(self, front: &Front) -> anyhow::Result<()> {
        // Opening it brings it up to date; nobody may work in it while it moves, this program neither.
        let house = front.open_house().await?;
        let (folder, from) = (house.folder.clone(), house.catalogue.database().clone());
        house.catalogue.close().await;
        drop(house);
        let to = destination(&self.to, &folder)?;
        if to == from {
            return Err(Advised::new(format!("the house is in {to} already"), "name another place").into());
        }
        front.terminal.say(format!("Copying the catalogue to {to} ..."));
        let compared = move_catalogue(&from, &to).await?;
        let server = match &to {
            Database::Server(server) => Some(server),
            Database::File(_) => None,
        };
        database::switch(&folder, server)?;
        if server.is_some() {
            put_away(&folder)?;
        }
        report(front, &compared, &from, &to)
    }
}

fn destination(to: &str, folder: &Path) -> anyhow::Result<Database> {
    if ServerAddress::is_meant(to) {
        return Ok(Database::Server(database::server(to)?));
    }
    let own = folder.join(database::FILE);
    let meant = PathBuf::from(to);
    let is_own = meant == Path::new(database::FILE)
        || meant.file_name() == own.file_name()
            && meant
                .parent()
                .and_then(|parent| parent.canonicalize().ok())
                .as_deref()
                == Some(folder);
    if !is_own {
        let advice = format!(
            "name a database, postgres://USER@HOST/DATABASE, or {}",
            own.display()
        );
        return Err(Advised::new("a catalogue in a file lies in its house's folder", advice).into());
    }
    Ok(Database::File(own))
}

/// So that nobody takes the old rows for the house's, and a later move back finds its place free.
fn put_away(folder: &Path) -> anyhow::Result<()> {
    let old = folder.join(database::FILE);
    std::fs::rename(&old, folder.join(PUT_AWAY))
        .with_context(|| format!("the house has moved; only {} could not be renamed", old.display()))
}

fn report(front: &Front, compared: &Compared, from: &Database, to: &Database) -> anyhow::Result<()> {
    let terminal = &front.terminal;
    let rows: u64 = compared.tables.values().map(|table| table.rows).sum();
    if terminal.is_json() {
        let tables: serde_json::Map<_, _> = compared
            .tables
            .iter()
            .map(|(name, sum)| {
                (
                    name.clone(),
                    json!({ "rows": sum.rows, "digest": sum.digest.to_string() }),
                )
            })
            .collect();
        return terminal
            .out_json(&json!({ "from": from.to_string(), "to": to.to_string(), "tables": tables }));
    }
    for (name, sum) in &compared.tables {
        let digest = sum.digest.to_string();
        terminal.out(format!(
            "{:>9}  {name:24}  {}",
            sum.rows,
            digest.get(..16).unwrap_or(&digest)
        ))?;
    }
    let tables = compared.tables.len();
    terminal.say(format!(
        "{rows} rows of {tables} tables are the same in both places; marquee.toml names the new one."
    ));
    terminal.say(match to {
        Database::Server(_) => format!(
            "The old rows lie in {PUT_AWAY} until you remove it. Back again: marquee move --to {}",
            database::FILE
        ),
        Database::File(_) => format!("The old rows are still in {from}: remove them there when all is well."),
    });
    Ok(())
}
