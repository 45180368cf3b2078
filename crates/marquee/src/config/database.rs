//! Which database keeps the catalogue, and how `marquee.toml` comes to say so.

use std::fs::{File, Permissions};
use std::io::Write;
use std::os::unix::fs::{MetadataExt, PermissionsExt, fchown};
use std::path::Path;

use anyhow::Context;
use store::{Database, ServerAddress};

use super::{Config, FILE_NAME};
use crate::cli::problem::Advised;

/// The catalogue's name in a house's folder.
pub const FILE: &str = "catalogue.sqlite";

impl Config {
    /// Where the catalogue of the house in `folder` is.
    pub fn catalogue_in(&self, folder: &Path) -> Database {
        match &self.database {
            Some(server) => Database::Server(server.clone()),
            None => Database::File(folder.join(FILE)),
        }
    }
}

/// What is written is not repeated: it may hold a password.
pub fn server(text: &str) -> anyhow::Result<ServerAddress> {
    text.parse().map_err(|error: store::StoreError| {
        let advice = "write database = \"postgres://USER@HOST/DATABASE\", or leave the line away for a file in the house";
        Advised::new(error.to_string(), advice).into()
    })
}

/// The text of `marquee.toml` with `server` as its database, everything else as it was.
pub fn with_database(text: &str, server: Option<&ServerAddress>) -> String {
    let line = server.map(|server| {
        let url = toml::Value::String(server.with_secret().to_owned());
        format!("database = {url}")
    });
    let mut written = false;
    let mut lines: Vec<String> = Vec::new();
    let mut top = true;
    for old in text.lines() {
        let key = old.trim_start();
        if top && key.starts_with('[') {
            lines.extend(line.iter().filter(|_| !written).cloned());
            (top, written) = (false, true);
        }
        if top && key.split('=').next().is_some_and(|key| key.trim() == "database") {
            lines.extend(line.iter().filter(|_| !written).cloned());
            written = true;
            continue;
        }
        lines.push(old.to_owned());
        // The first place after the house's name, before comments about other things.
        if top && !written && key.starts_with("name") && !text_has_database(text) {
            lines.extend(line.clone());
            written = true;
        }
    }
    if !written {
        lines.extend(line);
    }
    lines.join("\n") + "\n"
}

fn text_has_database(text: &str) -> bool {
    let top = text
        .lines()
        .take_while(|line| !line.trim_start().starts_with('['));
    top.into_iter()
        .any(|line| line.split('=').next().is_some_and(|key| key.trim() == "database"))
}

/// Switches the house in `folder` to another database, at once or not at all.
pub fn switch(folder: &Path, server: Option<&ServerAddress>) -> anyhow::Result<()> {
    let path = folder.join(FILE_NAME);
    let text =
        std::fs::read_to_string(&path).with_context(|| format!("{} cannot be read", path.display()))?;
    let text = with_database(&text, server);
    let meant = Config::parse(&text, folder)?;
    anyhow::ensure!(
        meant.database.as_ref() == server,
        "{} could not be changed: write the line 'database' by hand",
        path.display()
    );
    write(folder, &text).with_context(|| format!("{} cannot be written", path.display()))
}

/// Whoever is neither its owner nor of its group may not read it: the address may hold a password.
pub fn write(folder: &Path, text: &str) -> std::io::Result<()> {
    let (path, new) = (folder.join(FILE_NAME), folder.join(format!("{FILE_NAME}.new")));
    let mut file = File::create(&new)?;
    match path.metadata() {
        Ok(old) => {
            // A house may be another user's, and root moves it.
            fchown(&file, Some(old.uid()), Some(old.gid()))?;
            file.set_permissions(Permissions::from_mode(old.mode() & 0o770))?;
        }
        Err(_) => file.set_permissions(Permissions::from_mode(0o600))?,
    }
    file.write_all(text.as_bytes())?;
    file.sync_all()?;
    std::fs::rename(&new, &path)?;
    File::open(folder)?.sync_all()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn address(text: &str) -> ServerAddress {
        text.parse().unwrap()
    }

    #[test]
    fn the_line_is_written_changed_and_taken_away() {
        let (one, other) = (address("postgres://a@h/one"), address("postgres://a@h/other"));
        for first in [
            "name = \"x\"\n# why\n[site]\nlisten = \"127.0.0.1:1\"\n",
            "[site]\nlisten = \"127.0.0.1:1\"\n",
            "",
            "name = \"x\"",
        ] {
            let parse = |text: &str| Config::parse(text, Path::new("/house")).unwrap();
            let before = parse(first);
            let there = with_database(first, Some(&one));
            assert_eq!(parse(&there).database.as_ref(), Some(&one), "{there}");
            let elsewhere = with_database(&there, Some(&other));
            assert_eq!(parse(&elsewhere).database.as_ref(), Some(&other), "{elsewhere}");
            assert_eq!(elsewhere.matches("database").count(), 1);
            assert_eq!(parse(&with_database(&elsewhere, None)), before);
        }
    }

    #[test]
    fn what_was_written_by_hand_stays() {
        let text = super::super::first_text("The Lantern");
        let there = with_database(&text, Some(&address("postgres://a@h/one")));
        let kept: Vec<&str> = there
            .lines()
            .filter(|line| !line.starts_with("database"))
            .collect();
        assert_eq!(kept, text.lines().collect::<Vec<_>>());
    }
}
