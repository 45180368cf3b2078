//! A file's way into the archive: looked over, told what it is, hashed into the vault, filed.

mod refusal;
mod source;
mod text;

use std::path::{Path, PathBuf};
use std::sync::Arc;

use anyhow::Context;
use engine::Watch;
use house::Digest;
use house::archive::{Asset, AssetKind, Provenance, classify};
use house::id::AssetId;
use media::facts::Survey;
use store::Kept;

use crate::cli::problem::Advised;
use crate::open_house::OpenHouse;

pub use refusal::{Refusal, verdict};
pub use source::Source;

/// What whoever hands a file in says about it.
#[derive(Debug, Clone, Default)]
pub struct Label {
    /// `None`: told from what is in the file.
    pub kind: Option<AssetKind>,
    /// It is to be shown: what is told from the file is a film, or a sound alone.
    pub shown: bool,
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

/// A file that was looked over and may be taken in.
pub struct Looked {
    pub kind: AssetKind,
    pub survey: Survey,
    /// Of a damaged file: what could be read of it, to be taken in its place.
    pub saved: Option<Saved>,
}

/// The readable part of a damaged tape, in a folder that goes with it.
pub struct Saved {
    pub path: PathBuf,
    pub notes: String,
    _folder: tempfile::TempDir,
}

/// Takes one file in. Whatever happens, the file itself is only read.
///
/// # Errors
/// A sentence for a file that is empty, unreadable, no media, damaged, or not of the kind it is said to be, and for a
/// disk that is too full.
pub async fn take_in(house: &OpenHouse, path: &Path, label: &Label, heard: Heard) -> anyhow::Result<TakenIn> {
    let source = Source::open(path)?;
    let looked = look_over(house, &source, label, &Watch::none()).await?;
    let kept = match &looked.saved {
        Some(saved) => {
            heard(source.bytes, source.bytes);
            let (vault, saved) = (house.vault.clone(), saved.path.clone());
            tokio::task::spawn_blocking(move || vault.adopt(&saved)).await??
        }
        None => copy(house, &source, heard).await?,
    };
    let asset = asset(house, &source, label, looked, kept.digest, kept.bytes);
    let filed = house.catalogue.put_asset(&asset).await?;
    Ok(TakenIn {
        known: filed.id != asset.id,
        asset: filed,
    })
}

/// Looks a file over and decides what it is.
///
/// # Errors
/// [`Refusal`] for a file that is damaged, or not what the house takes; others for what goes wrong besides
/// ([`verdict`] tells them apart).
pub async fn look_over(
    house: &OpenHouse,
    source: &Source,
    label: &Label,
    watch: &Watch,
) -> anyhow::Result<Looked> {
    if let Some(survey) = text::read(source, label.kind)? {
        return looked(label, survey, None);
    }
    let engine = house.engine().await?;
    match engine.survey(&source.path).await {
        Ok(survey) if survey.truncated && label.salvage => salvage(house, source, label, watch).await,
        Ok(survey) if survey.truncated => Err(Refusal::damaged("it ends before its own structure says")),
        Ok(survey) => looked(label, survey, None),
        Err(engine::EngineError::Refused { .. }) if label.salvage => {
            salvage(house, source, label, watch).await
        }
        Err(error) => Err(error.into()),
    }
}

fn looked(label: &Label, survey: Survey, saved: Option<Saved>) -> anyhow::Result<Looked> {
    let kind = label.kind.unwrap_or_else(|| match classify(&survey.facts) {
        other if label.shown && other != AssetKind::Music => AssetKind::Film,
        told => told,
    });
    kind.check(&survey.facts)?;
    Ok(Looked { kind, survey, saved })
}

/// The record of a file that was looked over and is in the vault.
pub fn asset(
    house: &OpenHouse,
    source: &Source,
    label: &Label,
    looked: Looked,
    digest: Digest,
    bytes: u64,
) -> Asset {
    Asset {
        id: AssetId::random(),
        kind: looked.kind,
        digest,
        bytes,
        file_name: source.name.clone(),
        survey: looked.survey,
        provenance: label.provenance.clone(),
        added: house.clock.now(),
        salvage: looked.saved.map(|saved| saved.notes),
    }
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

/// Copies what can be read of a damaged tape, nothing encoded again.
async fn salvage(house: &OpenHouse, source: &Source, label: &Label, watch: &Watch) -> anyhow::Result<Looked> {
    refuse_full_disk(house, source.bytes.saturating_mul(2))?;
    let folder = tempfile::Builder::new()
        .prefix("salvage-")
        .tempdir_in(house.scratch())
        .context("a folder for the salvage cannot be made")?;
    let path = folder.path().join("saved");
    let saved = house.engine().await?.salvage(&source.path, &path, watch).await?;
    source.refuse_change()?;
    let notes = if saved.notes.is_empty() {
        "Taken with --salvage; nothing was found missing.".into()
    } else {
        saved.notes.join(" ")
    };
    let kept = Saved {
        path,
        notes,
        _folder: folder,
    };
    looked(label, saved.survey, Some(kept))
}

pub fn refuse_full_disk(house: &OpenHouse, needed: u64) -> anyhow::Result<()> {
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
