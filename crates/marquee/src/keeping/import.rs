//! A title from another house, filed here. The bag is not believed: every byte is verified, the film is looked over
//! and read by this house's own rules, and what viewers would be shown is checked anew.

use std::path::Path;
use std::sync::Arc;

use anyhow::Context;
use house::archive::{Asset, AssetKind};
use house::encode::{Rendition, Stage};
use house::id::{AssetId, RenditionId, RenditionKey, TitleId};
use house::language;
use house::master::{ConformSheet, Master, TextSource};
use house::release::{Material, Picture, PictureRole, Report, ShownMoments, Title, free_slug, slug};
use house::team::Actor;
use house::{Digest, Instant};
use indicatif::ProgressBar;
use serde::{Deserialize, Serialize};
use store::{Bag, StoreError};

use super::checks::{
    checked_language, checked_moments, checked_picture, checked_text, checked_track, is_colour, refused,
};
use super::exported::{Exported, FORM, RECORD};
use crate::cli::problem::Advised;
use crate::intake::refuse_full_disk;
use crate::jobs::examine::Depth;
use crate::open_house::OpenHouse;
use crate::production::{Wishes, check_master, conform_film, make_master};

/// Of each kind; a title has some dozens.
const MOST_RECORDS: usize = 2_000;

#[derive(Debug, Serialize)]
pub struct Arrived {
    pub title: Title,
    /// The last part of its address in the house that it comes from.
    pub slug_there: String,
    pub renditions: usize,
    /// It may be released.
    pub passed: bool,
    /// When its page opened in the house that it comes from.
    pub opened_there: Option<Instant>,
}

#[derive(Deserialize)]
struct FormOnly {
    form: u32,
}

/// # Errors
/// A sentence when the bag is damaged, incomplete, newer, or made to deceive; then nothing was filed.
pub async fn import(house: &OpenHouse, folder: &Path, bar: &ProgressBar) -> anyhow::Result<Arrived> {
    house.engine().await?;
    let bag = verified(house, folder, bar).await?;
    let exported = read(&bag)?;
    let brought = Brought::of(&bag, exported)?;
    // Before anything is filed: a title whose texts cannot be shown, or that is here already, leaves nothing behind.
    let title = new_title(house, &brought).await?;
    let sheet = brought.put_film(house).await?;
    brought.put_objects(house).await?;
    brought.file(house, title, sheet).await
}

/// The bag, read whole and compared with its lists.
async fn verified(house: &OpenHouse, folder: &Path, bar: &ProgressBar) -> anyhow::Result<Arc<Bag>> {
    let place = folder.to_owned();
    let bag = Arc::new(tokio::task::spawn_blocking(move || Bag::open(&place)).await??);
    refuse_full_disk(house, bag.bytes())?;
    bar.set_length(bag.bytes());
    let (own, heard) = (Arc::clone(&bag), bar.clone());
    tokio::task::spawn_blocking(move || own.verify(&|bytes| heard.inc(bytes))).await??;
    Ok(bag)
}

fn read(bag: &Bag) -> anyhow::Result<Exported> {
    let text = bag
        .read_text(RECORD)
        .context("the bag was not made by `marquee export`")?;
    let form: FormOnly = serde_json::from_str(&text).context("its title.json cannot be read")?;
    if form.form > FORM {
        return Err(Advised::new(
            format!(
                "the bag was made by a newer Marquee (form {}, this program knows {FORM})",
                form.form
            ),
            "use that newer Marquee here too",
        )
        .into());
    }
    serde_json::from_str(&text).context("its title.json cannot be read")
}

/// What a bag brought, looked over.
struct Brought {
    bag: Arc<Bag>,
    exported: Exported,
    moments: Option<(ShownMoments, Vec<Picture>)>,
}

impl Brought {
    fn of(bag: &Arc<Bag>, mut exported: Exported) -> anyhow::Result<Self> {
        let counts = [
            exported.assets.len(),
            exported.renditions.len(),
            exported.pictures.len(),
            exported.title.pictures.len(),
            exported.title.credits.len(),
            exported
                .title
                .moments
                .as_ref()
                .map_or(0, |moments| moments.list.len()),
            exported.master.sheet.texts.len(),
        ];
        if counts.into_iter().any(|count| count > MOST_RECORDS) {
            return Err(refused("title.json lists more than any title has"));
        }
        if exported.pictures.len() != exported.title.pictures.len() {
            return Err(refused("title.json lists other pictures than files of pictures"));
        }
        exported.title = exported.title.checked()?;
        for made in &mut exported.renditions {
            made.rendition.track = checked_track(&made.rendition.track)?;
        }
        Ok(Self {
            bag: Arc::clone(bag),
            moments: checked_moments(&exported.title, &exported.master)?,
            exported,
        })
    }

    /// Looks the film over, as if it were handed in here, and decides how it is read. Files nothing but its bytes.
    async fn put_film(&self, house: &OpenHouse) -> anyhow::Result<(Asset, ConformSheet)> {
        let master = &self.exported.master;
        let own = self
            .exported
            .assets
            .iter()
            .find(|own| own.asset.digest == master.source);
        let own = own.ok_or_else(|| refused("the film that its master reads is not in it"))?;
        self.put(house, &own.file, &own.asset.digest).await?;
        let survey = house
            .engine()
            .await?
            .survey(&house.vault.path_of(&master.source))
            .await?;
        own.asset.kind.check(&survey.facts)?;
        let film = Asset {
            id: AssetId::random(),
            survey,
            added: house.clock.now(),
            ..own.asset.clone()
        };
        let sheet = self.read_film(&film)?;
        Ok((film, sheet))
    }

    /// By this house's own rules; of the sheet that came only what people had chosen is heeded.
    fn read_film(&self, film: &Asset) -> anyhow::Result<ConformSheet> {
        let came = &self.exported.master.sheet;
        let subtitles = came
            .texts
            .iter()
            .filter(|text| matches!(text.source, TextSource::File(_)))
            .map(checked_text)
            .collect::<anyhow::Result<_>>()?;
        let wishes = Wishes {
            picture: came.picture().map(|picture| picture.stream),
            subtitles,
            language: None,
        };
        let mut sheet = conform_film(film, wishes)?;
        for (own, came) in sheet.sounds.iter_mut().zip(&came.sounds) {
            if own.language == language::UNKNOWN && own.stream == came.stream {
                own.language = checked_language(&came.language)?;
            }
        }
        if (sheet.rate(), sheet.frames()) != (came.rate(), came.frames()) {
            return Err(Advised::new(
                "this house reads the film otherwise than the house that it comes from, so its renditions would not fit",
                "publish the film itself: it lies in data/film",
            )
            .into());
        }
        Ok(sheet)
    }

    /// All but the film, which was put before.
    async fn put_objects(&self, house: &OpenHouse) -> anyhow::Result<()> {
        for (path, digest) in self.exported.objects() {
            if digest != self.exported.master.source {
                self.put(house, &path, &digest).await?;
            }
        }
        Ok(())
    }

    /// Compared once more while it is copied: the bag may have been changed since it was verified.
    async fn put(&self, house: &OpenHouse, path: &str, digest: &Digest) -> anyhow::Result<()> {
        let (bag, vault) = (Arc::clone(&self.bag), house.vault.clone());
        let (path, digest) = (path.to_owned(), *digest);
        let put = tokio::task::spawn_blocking(move || {
            let mut file = bag.open_file(&path)?;
            vault.put_copy(&mut file, &digest).map_err(|error| match error {
                StoreError::DamagedObject { .. } => StoreError::Refused(format!(
                    "the bag is refused: 'data/{path}' has other bytes than its title.json says"
                )),
                other => other,
            })
        });
        put.await??;
        Ok(())
    }

    async fn file(
        &self,
        house: &OpenHouse,
        title: Title,
        (film, sheet): (Asset, ConformSheet),
    ) -> anyhow::Result<Arrived> {
        let film = house.catalogue.put_asset(&film).await?;
        for own in self
            .exported
            .assets
            .iter()
            .filter(|own| own.asset.kind == AssetKind::Subtitles)
        {
            let asset = Asset {
                id: AssetId::random(),
                added: house.clock.now(),
                ..own.asset.clone()
            };
            house.catalogue.put_asset(&asset).await?;
        }
        house.catalogue.put_title(&title).await?;
        let master = make_master(house, &title, &film, sheet).await?;
        if let Some((moments, pictures)) = &self.moments {
            let moments = ShownMoments {
                master: master.id.clone(),
                ..moments.clone()
            };
            let catalogue = &house.catalogue;
            catalogue
                .show_moments(&Actor::Program, &title.id, &moments, pictures)
                .await?;
        }
        for own in &self.exported.renditions {
            house
                .catalogue
                .put_rendition(&rendition(house, &own.rendition, &master))
                .await?;
        }
        let reports = check_master(house, &master, Depth::Whole, |_| {}).await?;
        Ok(Arrived {
            slug_there: self.exported.title.slug.clone(),
            renditions: self.exported.renditions.len(),
            passed: reports.iter().all(Report::passed),
            opened_there: self.exported.release.as_ref().and_then(|release| release.opens),
            title,
        })
    }
}

/// Ids and keys are this house's own; a bag cannot choose an address.
fn rendition(house: &OpenHouse, came: &Rendition, master: &Master) -> Rendition {
    Rendition {
        id: RenditionId::random(),
        key: RenditionKey::random(),
        master: master.id.clone(),
        stage: Stage::Made,
        made: house.clock.now(),
        ..came.clone()
    }
}

async fn new_title(house: &OpenHouse, brought: &Brought) -> anyhow::Result<Title> {
    let came = &brought.exported.title;
    let titles = house.catalogue.titles().await?;
    for same in titles.iter().filter(|title| title.name == came.name) {
        let masters = house.catalogue.masters_of(&same.id).await?;
        if masters
            .iter()
            .any(|master| master.source == brought.exported.master.source)
        {
            return Err(Advised::new(
                format!(
                    "'{}' is in this house already, at /title/{}",
                    same.name, same.slug
                ),
                "nothing was changed",
            )
            .into());
        }
    }
    let wanted = if slug(&came.slug) == came.slug {
        came.slug.clone()
    } else {
        slug(&came.name)
    };
    let pictures = came
        .pictures
        .iter()
        .filter(|picture| picture.role != PictureRole::Moment)
        .map(checked_picture)
        .collect::<anyhow::Result<_>>()?;
    Ok(Title {
        id: TitleId::random(),
        slug: free_slug(&wanted, |slug| titles.iter().any(|title| title.slug == slug)),
        accent: came.accent.clone().filter(|accent| is_colour(accent)),
        pictures,
        // Shown when the master whose time line they are on is here.
        moments: None,
        // What it was part of, and what its pictures were made of, is of the other house.
        part: None,
        material: Material::default(),
        made: house.clock.now(),
        ..came.clone()
    })
}
