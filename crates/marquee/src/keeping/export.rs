//! Everything of a title as a bag of files in open formats.

use std::collections::BTreeSet;
use std::path::Path;

use house::archive::Asset;
use house::master::{Master, TextSource};
use house::release::{PictureRole, Release, Report, Title};
use package::{Laid, Presentation, address, dash, hls};
use serde::Serialize;
use site::Tracks;
use store::BagWriter;

use super::exported::{
    Exported, ExportedAsset, ExportedRendition, FORM, RECORD, asset_path, picture_path, rendition_name,
    rendition_path,
};
use crate::cli::problem::Advised;
use crate::open_house::OpenHouse;
use crate::production::newest_master;

#[derive(Debug, Serialize)]
pub struct Packed {
    pub slug: String,
    pub files: usize,
    pub bytes: u64,
}

/// # Errors
/// A sentence when the folder is not empty, an object is damaged or missing, or the disk is full. What was written
/// until then is no bag yet.
pub async fn export(house: &OpenHouse, title: &Title, folder: &Path) -> anyhow::Result<Packed> {
    let exported = gather(house, title).await?;
    refuse_full(folder, exported.bytes())?;
    let texts = [
        (RECORD.to_owned(), serde_json::to_string_pretty(&exported)?),
        (
            "report.json".into(),
            serde_json::to_string_pretty(&exported.reports)?,
        ),
        ("provenance.json".into(), provenance(&exported)?),
        ("README.txt".into(), readme(&exported)),
    ];
    let players = for_players(&exported);
    let (vault, place) = (house.vault.clone(), folder.to_owned());
    let name = house.config.name.clone();
    tokio::task::spawn_blocking(move || {
        let mut bag = BagWriter::create(&place)?;
        let (mut files, mut bytes) = (0, 0);
        for (path, digest) in exported.objects() {
            bytes += bag.add_object(&path, &vault, &digest)?;
            files += 1;
        }
        for (path, text) in texts.into_iter().chain(players) {
            bag.add_text(&path, &text)?;
            files += 1;
        }
        let title = &exported.title;
        bag.seal(&[
            ("Source-Organization", name),
            ("External-Identifier", title.id.to_string()),
            ("External-Description", title.name.clone()),
            ("Bagging-Date", exported.exported.chars().take(10).collect()),
            ("Bag-Software-Agent", exported.program.clone()),
        ])?;
        Ok(Packed {
            slug: title.slug.clone(),
            files,
            bytes,
        })
    })
    .await?
}

async fn gather(house: &OpenHouse, title: &Title) -> anyhow::Result<Exported> {
    let release = shown_release(house, title).await?;
    let master = match &release {
        Some(release) => house.catalogue.master_by_id(&release.master).await?,
        None => None,
    };
    let master = match master {
        Some(master) => master,
        None => newest_master(house, title).await?,
    };
    let renditions = house.catalogue.renditions_of(&master.id).await?;
    let reports = house.catalogue.reports_of(&master.id).await?;
    Ok(Exported {
        form: FORM,
        program: format!("Marquee {}", env!("CARGO_PKG_VERSION")),
        exported: house.clock.now().to_string(),
        house: house.config.name.clone(),
        title: title.clone(),
        pictures: title.pictures.iter().enumerate().map(picture_path).collect(),
        assets: assets(house, &master).await?,
        renditions: (1..)
            .zip(renditions)
            .map(|(number, rendition)| ExportedRendition {
                file: rendition_path(number, &rendition.track),
                rendition,
            })
            .collect(),
        reports: reports
            .into_iter()
            .map(|(_, report)| serde_json::from_value::<Report>(report))
            .collect::<Result<_, _>>()?,
        release,
        master,
    })
}

async fn shown_release(house: &OpenHouse, title: &Title) -> anyhow::Result<Option<Release>> {
    let release = house.catalogue.release_of(&title.id).await?;
    Ok(release.filter(Release::is_released))
}

/// The film, and the subtitle files that its master reads.
async fn assets(house: &OpenHouse, master: &Master) -> anyhow::Result<Vec<ExportedAsset>> {
    let texts = master.sheet.texts.iter().filter_map(|text| match text.source {
        TextSource::File(digest) => Some(digest),
        TextSource::Stream(_) => None,
    });
    let mut seen = BTreeSet::new();
    let mut assets = Vec::new();
    for digest in std::iter::once(master.source).chain(texts) {
        if !seen.insert(digest) {
            continue;
        }
        let asset: Asset = house.catalogue.asset_by_digest(&digest).await?.ok_or_else(|| {
            Advised::new(
                format!("the archive has no record of {digest}, which this title is made of"),
                "`marquee fsck` looks the house over",
            )
        })?;
        assets.push(ExportedAsset {
            file: asset_path(assets.len(), &asset),
            asset,
        });
    }
    Ok(assets)
}

/// Playlists and manifest over the renditions' files: the folder plays in any player that knows HLS or DASH.
fn for_players(exported: &Exported) -> Vec<(String, String)> {
    let names: Vec<String> = (1..)
        .zip(&exported.renditions)
        .map(|(number, made)| rendition_name(number, &made.rendition.track))
        .collect();
    let made = exported.renditions.iter().map(|made| &made.rendition);
    let tracks = Tracks::under(names.iter().map(|name| name.as_str().into()).zip(made));
    let film = Presentation {
        laid: Laid::InFiles,
        ..tracks.presentation()
    };
    let mut texts = vec![
        (
            format!("renditions/{}", address::MULTIVARIANT),
            hls::multivariant(&film),
        ),
        (format!("renditions/{}", address::MANIFEST), dash::manifest(&film)),
    ];
    for key in &names {
        if let Some(playlist) = hls::playlist(&film, key) {
            texts.push((format!("renditions/{key}/{}", address::PLAYLIST), playlist));
        }
    }
    texts
}

/// Who handed in what, when, with which rights.
fn provenance(exported: &Exported) -> anyhow::Result<String> {
    let told: Vec<_> = exported
        .assets
        .iter()
        .map(|own| {
            serde_json::json!({
                "file": own.file,
                "came_as": own.asset.file_name,
                "added": own.asset.added.to_string(),
                "blake3": own.asset.digest,
                "bytes": own.asset.bytes,
                "salvage": own.asset.salvage,
                "provenance": own.asset.provenance,
            })
        })
        .collect();
    Ok(serde_json::to_string_pretty(&told)?)
}

fn readme(exported: &Exported) -> String {
    let poster = exported
        .title
        .pictures
        .iter()
        .any(|picture| picture.role == PictureRole::Poster);
    let poster = if poster {
        "pictures/poster.jpg   the poster; the others are stills and sheets for a seek bar\n"
    } else {
        ""
    };
    format!(
        "{name}\n\n\
         Everything that the house '{house}' keeps of this title, in open formats.\n\n\
         film/                 the film as it was handed in, never altered\n\
         subtitles/            subtitle files as they were handed in\n\
         renditions/           what viewers were shown: fragmented MP4 (CMAF) and WebVTT, one folder each\n\
         renditions/film.m3u8  plays them by HLS\n\
         renditions/film.mpd   plays them by MPEG-DASH\n\
         {poster}\
         title.json            what the page says, how the film is read, every rendition with its segments\n\
         report.json           what the check before release found\n\
         provenance.json       who handed in what, when, under which rights\n\n\
         The folder is a BagIt bag (RFC 8493): any archive's tools can verify it. `marquee import` files it in another\n\
         house.\n",
        name = exported.title.name,
        house = exported.house,
    )
}

fn refuse_full(folder: &Path, needed: u64) -> anyhow::Result<()> {
    std::fs::create_dir_all(folder)?;
    let free = store::disk::free_bytes(folder)?;
    if needed <= free {
        return Ok(());
    }
    let text = house::encode::size_text;
    Err(Advised::new(
        format!(
            "the title takes {} and {} are free there",
            text(needed),
            text(free)
        ),
        "free some space, or name a folder on another disk",
    )
    .into())
}
