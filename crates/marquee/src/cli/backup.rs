use std::path::{Path, PathBuf};

use anyhow::Context;
use clap::Args;
use house::encode::size_text;
use indicatif::ProgressBar;
use serde::Serialize;
use store::backup::{Hearer, Taken, ToKeep};
use store::{BackupFolder, Collected};

use super::problem::Advised;
use super::table::{Table, clean};
use super::{Front, bar};
use crate::config;
use crate::open_house::OpenHouse;

/// Keep the house as it is now in a folder of backups, while it goes on working
///
/// The catalogue is copied as it is at one moment, then everything that it names and the folder does not have yet.
/// Each backup is a generation of its own that `marquee restore` brings back; what several name is kept once. Whatever
/// ends a backup half-way leaves the earlier ones as they were.
#[derive(Debug, Args)]
pub struct Backup {
    /// The folder of backups, best on another disk; made by the first backup
    #[arg(value_name = "DIR")]
    folder: PathBuf,
    /// Generations that are kept, this one among them; older ones are removed
    #[arg(long, default_value_t = 7, value_name = "N", value_parser = clap::value_parser!(u16).range(1..))]
    keep: u16,
    /// Read whole what the folder has already, and copy again what is damaged there
    #[arg(long)]
    thorough: bool,
    /// Only list the generations that are there
    #[arg(long, conflicts_with_all = ["keep", "thorough"])]
    list: bool,
}

#[derive(Serialize)]
struct Done {
    generation: u32,
    objects: u64,
    bytes: u64,
    copied_objects: u64,
    copied_bytes: u64,
    removed_bytes: u64,
    missing: Vec<house::Digest>,
}

#[derive(Serialize)]
struct Listed {
    generation: u32,
    made: String,
    house: String,
    objects: usize,
    bytes: u64,
    program: String,
}

impl Backup {
    pub async fn run(self, front: &Front) -> anyhow::Result<()> {
        if self.list {
            return list(front, &BackupFolder::open(&self.folder)?);
        }
        let house = front.open_house().await?;
        refuse_inside(&house.folder, &self.folder)?;
        let mark = house.catalogue.house_mark().await?;
        let backup = BackupFolder::open_or_make(&self.folder, &mark, &house.config.name)?;
        warn_same_disk(front, &house.folder, backup.path());
        let _key = backup.lock_alone()?;
        let taken = take(front, &house, &backup, self.thorough).await?;
        let removed = if taken.missing.is_empty() {
            backup.keep_newest(usize::from(self.keep))?
        } else {
            // An earlier generation may have what this one lacks.
            Collected::default()
        };
        say(front, &taken, removed)?;
        verdict(&taken)
    }
}

async fn take(
    front: &Front,
    house: &OpenHouse,
    backup: &BackupFolder,
    thorough: bool,
) -> anyhow::Result<Taken> {
    let path = house.folder.join(config::FILE_NAME);
    let configuration =
        std::fs::read_to_string(&path).with_context(|| format!("{} cannot be read", path.display()))?;
    let keep = ToKeep {
        catalogue: &house.catalogue,
        vault: &house.vault,
        configuration: &configuration,
        house: &house.config.name,
        program: env!("CARGO_PKG_VERSION"),
        now: house.clock.now(),
        thorough,
    };
    let bar = CopyBar(bar::bytes(&front.terminal, "copying to the backup", 0));
    let shown = bar.0.clone();
    let taken = backup.take(&keep, bar).await;
    shown.finish_and_clear();
    Ok(taken?)
}

/// Shows how far the copying is.
pub struct CopyBar(pub ProgressBar);

impl Hearer for CopyBar {
    fn begins(&self, _objects: u64, bytes: u64) {
        self.0.set_length(bytes);
    }

    fn copied(&self, bytes: u64) {
        self.0.inc(bytes);
    }
}

/// A backup that goes down with the house is none.
fn refuse_inside(house: &Path, backup: &Path) -> anyhow::Result<()> {
    let place = std::path::absolute(backup)?;
    let place = place.canonicalize().unwrap_or(place);
    if place.starts_with(house) || house.starts_with(&place) {
        return Err(Advised::new(
            format!("'{}' lies in the house's own folder", backup.display()),
            "name a folder outside the house, best on another disk",
        )
        .into());
    }
    Ok(())
}

fn warn_same_disk(front: &Front, house: &Path, backup: &Path) {
    use std::os::unix::fs::MetadataExt;
    if let (Ok(house), Ok(backup)) = (house.metadata(), backup.metadata())
        && house.dev() == backup.dev()
    {
        front.terminal.say(
            "The backup lies on the same disk as the house: it helps against mistakes, not against a broken disk.",
        );
    }
}

fn say(front: &Front, taken: &Taken, removed: Collected) -> anyhow::Result<()> {
    front.terminal.say(format!(
        "Generation {} is kept: {} objects, {} in all; {} of them, {}, were copied now.",
        taken.number,
        taken.objects,
        size_text(taken.bytes),
        taken.copied,
        size_text(taken.copied_bytes)
    ));
    if removed.bytes > 0 {
        let freed = size_text(removed.bytes);
        front
            .terminal
            .say(format!("Older generations left; {freed} are free again."));
    }
    if front.terminal.is_json() {
        return front.terminal.out_json(&Done {
            generation: taken.number,
            objects: taken.objects,
            bytes: taken.bytes,
            copied_objects: taken.copied,
            copied_bytes: taken.copied_bytes,
            removed_bytes: removed.bytes,
            missing: taken.missing.clone(),
        });
    }
    front.terminal.out(taken.number)
}

fn verdict(taken: &Taken) -> anyhow::Result<()> {
    let lost = match taken.missing.len() {
        0 => return Ok(()),
        1 => "1 object is".to_owned(),
        count => format!("{count} objects are"),
    };
    Err(Advised::new(
        format!("{lost} damaged or missing in the house and in earlier backups; everything else is kept"),
        "`marquee fsck` names them and what they are for; no older generation was removed",
    )
    .into())
}

fn list(front: &Front, backup: &BackupFolder) -> anyhow::Result<()> {
    let mut listed = Vec::new();
    for number in backup.numbers()? {
        let manifest = backup.generation(Some(number))?.manifest;
        listed.push(Listed {
            generation: number,
            made: manifest.made.to_string(),
            objects: manifest.objects.len(),
            bytes: manifest.bytes(),
            house: manifest.house,
            program: manifest.program,
        });
    }
    if front.terminal.is_json() {
        return front.terminal.out_json(&listed);
    }
    let mut table = Table::new(&["generation", "made", "house", "objects", "size"]);
    for line in listed {
        table.row([
            line.generation.to_string(),
            line.made,
            clean(&line.house),
            line.objects.to_string(),
            size_text(line.bytes),
        ]);
    }
    table.print(&front.terminal)
}
