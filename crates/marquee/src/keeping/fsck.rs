//! The whole vault hashed again: what is damaged or missing, and what that is for.

use std::collections::{BTreeMap, BTreeSet};

use house::Digest;
use house::release::label;
use indicatif::ProgressBar;
use serde::Serialize;
use store::StoreError;

use crate::open_house::OpenHouse;

#[derive(Debug, Default, Serialize)]
pub struct Findings {
    pub objects: usize,
    pub bytes: u64,
    pub damage: Vec<Damage>,
    /// Objects that no record needs any more; `marquee gc` removes them.
    pub unneeded: usize,
}

#[derive(Debug, Serialize)]
pub struct Damage {
    pub digest: Digest,
    pub what: String,
    /// What the object is for: "film.mp4 (asset ...)".
    pub needed_for: Vec<String>,
}

/// Reads every byte that the house keeps; `bar` is told of each.
///
/// # Errors
/// When the catalogue or the vault's folder cannot be read; what is wrong with an object is a finding.
pub async fn examine(house: &OpenHouse, bar: impl FnOnce(u64) -> ProgressBar) -> anyhow::Result<Findings> {
    let uses = uses(house).await?;
    let needed = house.catalogue.needed_objects().await?;
    let vault = house.vault.clone();
    let objects = tokio::task::spawn_blocking(move || vault.objects()).await??;
    let present: BTreeSet<Digest> = objects.iter().map(|(digest, _)| *digest).collect();
    let bytes = objects.iter().map(|(_, bytes)| bytes).sum();
    let bar = bar(bytes);
    let mut findings = Findings {
        objects: objects.len(),
        bytes,
        unneeded: present.difference(&needed).count(),
        ..Findings::default()
    };
    let mut damaged = |digest: Digest, what: String| {
        let needed_for = uses.get(&digest).cloned().unwrap_or_default();
        findings.damage.push(Damage {
            digest,
            what,
            needed_for,
        });
    };
    for (digest, bytes) in objects {
        let vault = house.vault.clone();
        match tokio::task::spawn_blocking(move || vault.verify(&digest)).await? {
            Ok(_) => {}
            Err(StoreError::DamagedObject { what, .. }) => damaged(digest, what),
            // Removed by a gc while the vault was being read: nothing needed it.
            Err(StoreError::MissingObject(_)) if !needed.contains(&digest) => {}
            Err(StoreError::MissingObject(_)) => damaged(digest, "missing".into()),
            Err(StoreError::Io { source, .. }) => damaged(digest, format!("cannot be read: {source}")),
            Err(error) => return Err(error.into()),
        }
        bar.inc(bytes);
    }
    for digest in needed.difference(&present) {
        damaged(*digest, "missing".into());
    }
    bar.finish_and_clear();
    Ok(findings)
}

/// What each object is for, in words.
async fn uses(house: &OpenHouse) -> anyhow::Result<BTreeMap<Digest, Vec<String>>> {
    let mut uses: BTreeMap<Digest, Vec<String>> = BTreeMap::new();
    for asset in house.catalogue.assets(None).await? {
        uses.entry(asset.digest)
            .or_default()
            .push(format!("{} (asset {})", asset.file_name, asset.id));
    }
    for title in house.catalogue.titles().await? {
        for picture in &title.pictures {
            uses.entry(picture.digest)
                .or_default()
                .push(format!("a picture of '{}'", title.name));
        }
        for master in house.catalogue.masters_of(&title.id).await? {
            for rendition in house.catalogue.renditions_of(&master.id).await? {
                let what = format!("{} of '{}'", label(&rendition.track), title.name);
                uses.entry(rendition.digest).or_default().push(what);
            }
        }
    }
    Ok(uses)
}
