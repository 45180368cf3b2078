use house::archive::{Asset, AssetKind};
use house::encode::ladder_for;
use house::id::MasterId;
use house::language;
use house::master::{ConformOptions, ConformSheet, Master, TextConform, conform};
use house::release::Title;

use crate::cli::problem::Advised;
use crate::open_house::OpenHouse;

/// What may be said about how a film is read.
#[derive(Debug, Clone, Default)]
pub struct Wishes {
    /// Stream index of the picture, when the file has several.
    pub picture: Option<u32>,
    pub subtitles: Vec<TextConform>,
    /// For sounds that do not say theirs (BCP 47).
    pub language: Option<String>,
}

/// Makes a title's master of a finished film, by reference. The same film read the same way is the same master.
///
/// # Errors
/// When the catalogue cannot be written.
pub async fn make_master(
    house: &OpenHouse,
    title: &Title,
    asset: &Asset,
    sheet: ConformSheet,
) -> anyhow::Result<Master> {
    let earlier = house.catalogue.masters_of(&title.id).await?;
    if let Some(newest) = earlier.first()
        && newest.source == asset.digest
        && newest.sheet == sheet
    {
        return Ok(newest.clone());
    }
    new_master(house, title, asset, sheet, &earlier).await
}

/// Makes a new revision, even of the same film read the same way. `earlier`: the title's masters, newest first.
///
/// # Errors
/// When the catalogue cannot be written.
pub async fn new_master(
    house: &OpenHouse,
    title: &Title,
    asset: &Asset,
    sheet: ConformSheet,
    earlier: &[Master],
) -> anyhow::Result<Master> {
    let ladder = ladder_for(&sheet);
    let planned = ladder.pictures.len() + ladder.sounds.len() + sheet.texts.len();
    let master = Master {
        id: MasterId::random(),
        title: title.id.clone(),
        asset: asset.id.clone(),
        source: asset.digest,
        revision: earlier.first().map_or(1, |newest| newest.revision + 1),
        sheet,
        made: house.clock.now(),
    };
    house.catalogue.put_master(&master, planned).await?;
    Ok(master)
}

/// The master that the title's next release shows.
///
/// # Errors
/// A sentence when the title has none.
pub async fn newest_master(house: &OpenHouse, title: &Title) -> anyhow::Result<Master> {
    let masters = house.catalogue.masters_of(&title.id).await?;
    masters.into_iter().next().ok_or_else(|| {
        Advised::new(
            format!("'{}' has no master yet", title.name),
            format!(
                "make one of a film in the archive: `marquee master {} ASSET`",
                title.slug
            ),
        )
        .into()
    })
}

/// Decides how the film is read.
///
/// # Errors
/// A sentence when the film cannot be shown.
pub fn conform_film(asset: &Asset, wishes: Wishes) -> anyhow::Result<ConformSheet> {
    refuse_other_kinds(asset)?;
    let options = ConformOptions {
        picture: wishes.picture,
        subtitles: wishes.subtitles,
        ..ConformOptions::default()
    };
    let mut sheet = conform(&asset.survey, &options)?;
    if let Some(wished) = wishes.language {
        for sound in &mut sheet.sounds {
            if sound.language == language::UNKNOWN {
                sound.language.clone_from(&wished);
            }
        }
    }
    Ok(sheet)
}

fn refuse_other_kinds(asset: &Asset) -> anyhow::Result<()> {
    match asset.kind {
        AssetKind::Film
        | AssetKind::Footage
        | AssetKind::Interview
        | AssetKind::Concert
        | AssetKind::Music
        | AssetKind::Demo => Ok(()),
        kind => Err(Advised::new(
            format!(
                "'{}' is in the archive as {}, not as a film or a sound",
                asset.file_name,
                kind.as_str()
            ),
            "name an asset with a moving picture or a sound: `marquee ls assets` lists what there is",
        )
        .into()),
    }
}
