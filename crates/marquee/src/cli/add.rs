use std::path::{Path, PathBuf};
use std::sync::Arc;

use anyhow::Context;
use clap::Args;
use house::archive::{Asset, AssetKind, Edtf, Provenance};

use super::problem::Advised;
use super::table::clean;
use super::{Front, bar, facts};
use crate::intake::{self, Label, TakenIn};
use crate::open_house::OpenHouse;

/// Take films, tapes, photographs and subtitles into the archive
///
/// Prints the id of each asset. The files stay where they are; the house keeps its own copy, hashed and never modified.
/// The same bytes handed in twice are one asset.
#[derive(Debug, Args)]
pub struct Add {
    /// Files, or folders to walk
    #[arg(required = true, value_name = "FILE")]
    files: Vec<PathBuf>,
    /// What it is [default: told from what is in the file]
    #[arg(long, value_parser = one_of_kinds(), value_name = "KIND")]
    kind: Option<AssetKind>,
    #[command(flatten)]
    provenance: ProvenanceOptions,
    /// Take the readable part of a damaged file
    #[arg(long)]
    salvage: bool,
}

#[derive(Debug, Args)]
struct ProvenanceOptions {
    /// What is written on the tape
    #[arg(long, value_name = "TEXT")]
    title: Option<String>,
    /// Who made it or is in it; may be given several times
    #[arg(long = "person", value_name = "NAME")]
    people: Vec<String>,
    /// Where it was recorded
    #[arg(long, value_name = "TEXT")]
    place: Option<String>,
    /// When, as surely as it is known: 1974, 1974-05-02, 197X, 1974~, 1974/1976 (EDTF)
    #[arg(long, value_name = "EDTF")]
    date: Option<Edtf>,
    /// Who holds the rights, under which licence
    #[arg(long, value_name = "TEXT")]
    rights: Option<String>,
    /// Anything else worth knowing
    #[arg(long, value_name = "TEXT")]
    notes: Option<String>,
}

impl From<ProvenanceOptions> for Provenance {
    fn from(options: ProvenanceOptions) -> Self {
        Self {
            title: options.title,
            people: options.people,
            place: options.place,
            date: options.date,
            rights: options.rights,
            notes: options.notes,
        }
    }
}

/// Kinds as clap shows them in help, completions and man pages.
pub(super) fn one_of_kinds() -> impl clap::builder::TypedValueParser<Value = AssetKind> {
    use clap::builder::{PossibleValuesParser, TypedValueParser};
    PossibleValuesParser::new(AssetKind::ALL.map(AssetKind::as_str)).try_map(|text| text.parse::<AssetKind>())
}

impl Add {
    pub async fn run(self, front: &Front) -> anyhow::Result<()> {
        let house = front.open_house().await?;
        let label = Label {
            kind: self.kind,
            shown: false,
            provenance: self.provenance.into(),
            salvage: self.salvage,
        };
        let (mut taken, mut refused) = (Vec::new(), Vec::new());
        for path in walk_all(&self.files)? {
            match take(front, &house, &path, &label).await {
                Ok(asset) => taken.push(asset),
                Err(error) => refused.push((path, error)),
            }
        }
        if front.terminal.is_json() {
            front.terminal.out_json(&taken)?;
        }
        end(front, refused, taken.len())
    }
}

async fn take(front: &Front, house: &OpenHouse, path: &Path, label: &Label) -> anyhow::Result<Asset> {
    let name = path
        .file_name()
        .unwrap_or(path.as_os_str())
        .to_string_lossy()
        .into_owned();
    let bar = bar::bytes(
        &front.terminal,
        &name,
        std::fs::metadata(path).map_or(0, |facts| facts.len()),
    );
    let heard = bar.clone();
    let outcome = intake::take_in(
        house,
        path,
        label,
        Arc::new(move |done, _| heard.set_position(done)),
    )
    .await;
    bar.finish_and_clear();
    let TakenIn { asset, known } = outcome?;
    let terminal = &front.terminal;
    if known {
        terminal.say(format!(
            "{}: already in the archive, nothing was changed",
            clean(&name)
        ));
    } else {
        terminal.say(format!("{}: {}", clean(&name), facts::of_asset(&asset)));
    }
    if let Some(lost) = &asset.salvage {
        terminal.say(terminal.faint(format!("  {lost}")));
    }
    if !terminal.is_json() {
        terminal.out(&asset.id)?;
    }
    Ok(asset)
}

/// One refusal is the whole answer; of several each is told, then the sum.
fn end(front: &Front, mut refused: Vec<(PathBuf, anyhow::Error)>, taken: usize) -> anyhow::Result<()> {
    if refused.len() == 1 && taken == 0 {
        let (path, error) = refused.remove(0);
        return Err(error.context(format!("'{}' is not taken in", path.display())));
    }
    for (path, error) in &refused {
        front
            .terminal
            .complain(clean(&format!("'{}' is not taken in: {error:#}", path.display())));
    }
    match refused.len() {
        0 => Ok(()),
        count => Err(anyhow::anyhow!(
            "{count} of {} files are not taken in; the others are",
            count + taken
        )),
    }
}

/// Files as they are named; folders walked in the order of their names. Links are not followed and hidden files are
/// left alone, so that a walk ends and brings nothing unexpected.
fn walk_all(named: &[PathBuf]) -> anyhow::Result<Vec<PathBuf>> {
    let mut files = Vec::new();
    for path in named {
        if path.is_dir() {
            walk(path, &mut files)?;
        } else {
            files.push(path.clone());
        }
    }
    if files.is_empty() {
        return Err(Advised::new(
            "there is no file in what was named",
            "name files, or folders with files",
        )
        .into());
    }
    Ok(files)
}

fn walk(folder: &Path, files: &mut Vec<PathBuf>) -> anyhow::Result<()> {
    let unreadable = || format!("the folder '{}' cannot be read", folder.display());
    let entries = std::fs::read_dir(folder).with_context(unreadable)?;
    let mut entries = entries.collect::<Result<Vec<_>, _>>().with_context(unreadable)?;
    entries.sort_by_key(std::fs::DirEntry::file_name);
    for entry in entries {
        let kind = entry.file_type().with_context(unreadable)?;
        if entry.file_name().to_string_lossy().starts_with('.') {
            continue;
        }
        if kind.is_dir() {
            walk(&entry.path(), files)?;
        } else if kind.is_file() {
            files.push(entry.path());
        }
    }
    Ok(())
}
