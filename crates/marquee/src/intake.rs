//! A file's way into the archive: looked over, told what it is, hashed into the vault, filed.

mod source;
mod text;

use std::path::Path;
use std::sync::Arc;

use anyhow::Context;
use engine::Watch;
use house::archive::{Asset, AssetKind, Provenance, classify};
use house::id::AssetId;
use media::facts::Survey;
use store::Kept;

use crate::cli::problem::Advised;
use crate::open_house::OpenHouse;
use source::Source;

/// What whoever hands a file in says about it.
#[derive(Debug, Clone, Default)]
pub struct Label {
    /// `None`: told from what is in the file.
    pub kind: Option<AssetKind>,
    pub provenance: Provenance,
    /// Take the readable part of a damaged file.
    pub salvage: bool,
}

#[derive(Debug, Clone)]
pub struct TakenIn {
    pub asset: Asset,
    /// The same bytes were in the archive before; nothing was changed.
    pub known: bool,
}

/// Hears how many bytes have been copied, of how many.
pub type Heard = Arc<dyn Fn(u64, u64) + Send + Sync>;

/// Takes one file in. Whatever happens, the file itself is only read.
///
/// # Errors
/// A sentence for a file that is empty, unreadable, no media, damaged, or not of the kind it is said to be, and for a
/// disk that is too full.
pub async fn take_in(house: &OpenHouse, path: &Path, label: &Label, heard: Heard) -> anyhow::Result<TakenIn> {
    let source = Source::open(path)?;
    if let Some(survey) = text::read(path, source.bytes, label.kind)? {
        let kind = label.kind.unwrap_or_else(|| classify(&survey.facts));
        kind.check(&survey.facts)?;
        let kept = copy(house, &source, heard).await?;
        return file(house, &source, label, kind, survey, None, kept).await;
    }
    let engine = house.engine().await?;
    let survey = match engine.survey(path).await {
        Ok(survey) if survey.truncated && label.salvage => {
            return salvage(house, &source, label, heard).await;
        }
        Ok(survey) if survey.truncated => return Err(damaged("it ends before its own structure says")),
        Ok(survey) => survey,
        Err(engine::EngineError::Refused { .. }) if label.salvage => {
            return salvage(house, &source, label, heard).await;
        }
        Err(error) => return Err(error.into()),
    };
    let kind = label.kind.unwrap_or_else(|| classify(&survey.facts));
    kind.check(&survey.facts)?;
    let kept = copy(house, &source, heard).await?;
    file(house, &source, label, kind, survey, None, kept).await
}

fn damaged(what: &str) -> anyhow::Error {
    Advised::new(
        format!("the file is damaged: {what}"),
        "copy it again from where it came; if that is all there is, --salvage takes the readable part",
    )
    .into()
}

/// Copies the file into the vault. What was looked over and what is kept must be the same bytes.
async fn copy(house: &OpenHouse, source: &Source, heard: Heard) -> anyhow::Result<Kept> {
    refuse_full_disk(house, source.bytes)?;
    let mut reader = source.reader(heard)?;
    let vault = house.vault.clone();
    let kept = tokio::task::spawn_blocking(move || vault.put(&mut reader)).await??;
    source.refuse_change()?;
    Ok(kept)
}

/// Copies what can be read of a damaged tape, nothing encoded again, and takes that in.
async fn salvage(house: &OpenHouse, source: &Source, label: &Label, heard: Heard) -> anyhow::Result<TakenIn> {
    refuse_full_disk(house, source.bytes.saturating_mul(2))?;
    let folder = tempfile::Builder::new()
        .prefix("salvage-")
        .tempdir_in(house.scratch())
        .context("a folder for the salvage cannot be made")?;
    let saved_at = folder.path().join("saved");
    let saved = house
        .engine()
        .await?
        .salvage(&source.path, &saved_at, &Watch::none())
        .await?;
    source.refuse_change()?;
    let kind = label.kind.unwrap_or_else(|| classify(&saved.survey.facts));
    kind.check(&saved.survey.facts)?;
    heard(source.bytes, source.bytes);
    let vault = house.vault.clone();
    let kept = tokio::task::spawn_blocking(move || vault.adopt(&saved_at)).await??;
    let notes = if saved.notes.is_empty() {
        "Taken with --salvage; nothing was found missing.".into()
    } else {
        saved.notes.join(" ")
    };
    file(house, source, label, kind, saved.survey, Some(notes), kept).await
}

async fn file(
    house: &OpenHouse,
    source: &Source,
    label: &Label,
    kind: AssetKind,
    survey: Survey,
    salvage: Option<String>,
    kept: Kept,
) -> anyhow::Result<TakenIn> {
    let asset = Asset {
        id: AssetId::random(),
        kind,
        digest: kept.digest,
        bytes: kept.bytes,
        file_name: source.name.clone(),
        survey,
        provenance: label.provenance.clone(),
        added: house.clock.now(),
        salvage,
    };
    let filed = house.catalogue.put_asset(&asset).await?;
    Ok(TakenIn {
        known: filed.id != asset.id,
        asset: filed,
    })
}

fn refuse_full_disk(house: &OpenHouse, needed: u64) -> anyhow::Result<()> {
    let free = store::disk::free_bytes(house.vault.folder())?;
    let keep = house.config.work.keep_free;
    if needed.saturating_add(keep) <= free {
        return Ok(());
    }
    let text = house::encode::size_text;
    Err(Advised::new(
        format!(
            "the disk is too full: the file needs {}, {} are free and {} are to stay free",
            text(needed),
            text(free),
            text(keep)
        ),
        "free some space (`marquee gc` removes what no title needs), or lower work.keep_free in marquee.toml",
    )
    .into())
}
