//! A title from another house, filed here. The bag is not believed: every byte is verified, the film is looked over
//! and read by this house's own rules, and what viewers would be shown is checked anew.

use std::path::Path;
use std::sync::Arc;

use anyhow::Context;
use house::archive::{Asset, AssetKind};
use house::encode::{Codec, Rendition, Stage, Track};
use house::id::{AssetId, PictureKey, RenditionId, RenditionKey, TitleId};
use house::language;
use house::master::{ConformSheet, Master, TextConform, TextSource};
use house::release::{Material, Picture, PictureRole, Report, Title, Words, free_slug, slug};
use house::{Digest, Instant};
use indicatif::ProgressBar;
use serde::{Deserialize, Serialize};
use store::{Bag, StoreError};

use super::exported::{Exported, FORM, RECORD};
use crate::cli::problem::Advised;
use crate::intake::refuse_full_disk;
use crate::jobs::examine::Depth;
use crate::open_house::OpenHouse;
use crate::production::{Wishes, check_master, conform_film, make_master};

/// Of each kind; a title has some dozens.
const MOST_RECORDS: usize = 2_000;
const LARGEST_SIDE: u32 = 16_384;

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
}

impl Brought {
    fn of(bag: &Arc<Bag>, mut exported: Exported) -> anyhow::Result<Self> {
        let counts = [
            exported.assets.len(),
            exported.renditions.len(),
            exported.pictures.len(),
            exported.title.pictures.len(),
            exported.title.credits.len(),
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
        // They are on the time line of the other house's master, and are found here anew.
        moments: None,
        // What it was part of, and what its pictures were made of, is of the other house.
        part: None,
        material: Material::default(),
        made: house.clock.now(),
        ..came.clone()
    })
}

fn checked_picture(came: &Picture) -> anyhow::Result<Picture> {
    let sides = match came.role {
        // Tiles that lie outside their object are answered as any range that is not there.
        PictureRole::Poster | PictureRole::Still | PictureRole::Moment | PictureRole::Page { .. } => {
            vec![came.width, came.height]
        }
        PictureRole::SeekSheet {
            columns,
            rows,
            tile_width,
            tile_height,
            ..
        } => vec![came.width, came.height, columns, rows, tile_width, tile_height],
    };
    if sides.into_iter().any(|side| side == 0 || side > LARGEST_SIDE) {
        return Err(refused("a picture in title.json has a size that no picture has"));
    }
    Ok(Picture {
        key: PictureKey::random(),
        ..came.clone()
    })
}

/// What is written into playlists and pages.
fn checked_track(track: &Track) -> anyhow::Result<Track> {
    Ok(match track.clone() {
        Track::Picture {
            width,
            height,
            rate,
            codec,
        } => {
            if width == 0 || height == 0 || width.max(height) > LARGEST_SIDE {
                return Err(refused("a picture rendition has a size that no film has"));
            }
            Track::Picture {
                width,
                height,
                rate,
                codec: checked_codec(codec)?,
            }
        }
        Track::Sound {
            channels,
            sample_rate,
            codec,
            language,
            title,
            default,
        } => Track::Sound {
            channels,
            sample_rate,
            codec: checked_codec(codec)?,
            language: checked_language(&language)?,
            title: checked_name(title)?,
            default,
        },
        Track::Text {
            language,
            title,
            forced,
            hearing_impaired,
            default,
        } => Track::Text {
            language: checked_language(&language)?,
            title: checked_name(title)?,
            forced,
            hearing_impaired,
            default,
        },
    })
}

fn checked_text(text: &TextConform) -> anyhow::Result<TextConform> {
    Ok(TextConform {
        language: checked_language(&text.language)?,
        title: checked_name(text.title.clone())?,
        ..text.clone()
    })
}

fn checked_name(title: Option<String>) -> anyhow::Result<Option<String>> {
    Ok(title.map(|title| Words::Line.check(&title)).transpose()?)
}

/// RFC 6381.
fn checked_codec(codec: Codec) -> anyhow::Result<Codec> {
    let plain = codec.0.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'.');
    if plain && (1..=64).contains(&codec.0.len()) {
        return Ok(codec);
    }
    Err(refused("a rendition names a codec that is none"))
}

/// BCP 47.
fn checked_language(tag: &str) -> anyhow::Result<String> {
    let plain = tag.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'-');
    if plain && (2..=35).contains(&tag.len()) {
        return Ok(tag.to_owned());
    }
    Err(refused("a language in title.json is none"))
}

fn is_colour(text: &str) -> bool {
    text.strip_prefix('#')
        .is_some_and(|hex| hex.len() == 6 && hex.bytes().all(|b| b.is_ascii_hexdigit()))
}

fn refused(why: &str) -> anyhow::Error {
    Advised::new(
        format!("the bag is refused: {why}"),
        "ask for it to be exported again where it comes from; nothing was filed",
    )
    .into()
}
