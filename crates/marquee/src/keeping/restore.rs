//! A house brought back from a backup, into a folder where there is none.

use std::path::Path;
use std::sync::Arc;

use anyhow::Context;
use house::Clock;
use serde::Serialize;
use store::backup::Hearer;
use store::{BackupFolder, Restored};

use crate::cli::problem::Advised;
use crate::clock::SystemClock;
use crate::config;

/// Damaged objects that are named; the rest is counted.
const NAMED: usize = 5;

pub struct Order<'a> {
    pub backup: &'a Path,
    pub house: &'a Path,
    pub generation: Option<u32>,
    pub despite_damage: bool,
}

#[derive(Debug, Serialize)]
pub struct Back {
    pub name: String,
    pub generation: u32,
    pub made: String,
    pub objects: u64,
    pub bytes: u64,
    /// What differs from the house as it was, in sentences.
    pub notes: Vec<String>,
}

/// # Errors
/// A sentence when the folder is not empty, the backup is none, damaged or newer, or the disk is too small. Then the
/// folder is as empty as it was.
pub async fn restore(order: &Order<'_>, hearer: impl Hearer) -> anyhow::Result<Back> {
    let backup = BackupFolder::open(order.backup)?;
    let _key = backup.lock_shared()?;
    let generation = backup.generation(order.generation)?;
    let made_it = make_empty(order.house)?;
    let filled = fill(order, &backup, &generation, hearer).await;
    if filled.is_err() {
        empty_again(order.house, made_it);
    }
    filled
}

async fn fill(
    order: &Order<'_>,
    backup: &BackupFolder,
    generation: &store::Generation,
    hearer: impl Hearer,
) -> anyhow::Result<Back> {
    generation.refuse_hopeless(order.house)?;
    let configuration = generation.configuration()?;
    let clock: Arc<dyn Clock> = Arc::new(SystemClock);
    let restored = generation.restore(backup, order.house, clock, hearer).await?;
    let mut notes = Vec::new();
    if !restored.damaged.is_empty() {
        if !order.despite_damage {
            return Err(damaged(&restored));
        }
        notes.push(format!(
            "{}; the rest came back. `marquee fsck` says what they are for.",
            sentence(&restored)
        ));
    }
    if !generation.manifest.missing.is_empty() {
        notes.push(format!(
            "{} objects were lost before the backup was made; `marquee fsck` says what they are for.",
            generation.manifest.missing.len()
        ));
    }
    let (configuration, changed) = without_database(&configuration);
    if changed {
        notes.push(
            "The house kept its catalogue in a database server; it stands on a file of its own now, and the line \
             'database' of marquee.toml is commented out. `marquee move` brings it to a server again."
                .into(),
        );
    }
    // Last: a folder with a configuration is a whole house.
    let path = order.house.join(config::FILE_NAME);
    write_private(&path, &configuration).with_context(|| format!("{} cannot be written", path.display()))?;
    Ok(Back {
        name: generation.manifest.house.clone(),
        generation: generation.number,
        made: generation.manifest.made.to_string(),
        objects: restored.objects,
        bytes: restored.bytes,
        notes,
    })
}

/// Answers whether the folder was made.
fn make_empty(folder: &Path) -> anyhow::Result<bool> {
    let there = folder.exists();
    std::fs::create_dir_all(folder)
        .with_context(|| format!("the folder '{}' cannot be made", folder.display()))?;
    let mut entries = std::fs::read_dir(folder)
        .with_context(|| format!("the folder '{}' cannot be read", folder.display()))?;
    if entries.next().is_some() {
        let what = match folder.join(config::FILE_NAME).exists() {
            true => "holds a house",
            false => "is not empty",
        };
        return Err(Advised::new(
            format!("'{}' {what}; nothing was changed", folder.display()),
            "a house is brought back into a new or empty folder: name another, then move it to where it shall stand",
        )
        .into());
    }
    Ok(!there)
}

/// The folder held nothing before, so everything in it is ours.
fn empty_again(folder: &Path, made_it: bool) {
    if made_it {
        let _ = std::fs::remove_dir_all(folder);
        return;
    }
    for entry in std::fs::read_dir(folder).into_iter().flatten().flatten() {
        let path = entry.path();
        let _ = match path.is_dir() {
            true => std::fs::remove_dir_all(path),
            false => std::fs::remove_file(path),
        };
    }
}

fn damaged(restored: &Restored) -> anyhow::Error {
    Advised::new(
        format!("{}; nothing was brought back", sentence(restored)),
        "an older one may be whole: `marquee backup DIR --list` and --generation; --despite-damage brings back the rest",
    )
    .into()
}

fn sentence(restored: &Restored) -> String {
    let mut named: Vec<String> = restored
        .damaged
        .iter()
        .take(NAMED)
        .map(|(digest, what)| format!("{digest} ({what})"))
        .collect();
    if let more @ 1.. = restored.damaged.len().saturating_sub(NAMED) {
        named.push(format!("and {more} more"));
    }
    format!("the backup is damaged: {}", named.join(", "))
}

/// The catalogue comes back as a file: a house that went on with its database would meet the one it was copied from.
fn without_database(configuration: &str) -> (String, bool) {
    let mut changed = false;
    let mut in_table = false;
    let mut lines = Vec::new();
    for line in configuration.lines() {
        in_table |= line.trim_start().starts_with('[');
        let key = line.split('=').next().unwrap_or_default().trim();
        if !in_table && key == "database" && line.contains('=') {
            lines.push(format!("# {line}"));
            changed = true;
        } else {
            lines.push(line.to_owned());
        }
    }
    (lines.join("\n") + "\n", changed)
}

fn write_private(path: &Path, text: &str) -> std::io::Result<()> {
    use std::io::Write;
    use std::os::unix::fs::OpenOptionsExt;
    let mut file = std::fs::File::options()
        .create_new(true)
        .write(true)
        .mode(0o600)
        .open(path)?;
    file.write_all(text.as_bytes())?;
    file.sync_all()
}

#[cfg(test)]
mod tests {
    use super::without_database;

    #[test]
    fn a_restored_house_leaves_the_database_of_the_old_one_alone() {
        let text = "name = \"x\"\ndatabase = \"postgres://a\"\n[site]\n# database = 1\n";
        let (changed, told) = without_database(text);
        assert!(told);
        assert_eq!(changed, text.replace("\ndatabase", "\n# database"));
        assert_eq!(
            without_database("[x]\ndatabase = 1\n"),
            ("[x]\ndatabase = 1\n".into(), false)
        );
    }
}
