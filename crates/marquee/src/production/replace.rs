//! A film in the place of another: a better encode, or a new transfer.

use house::archive::Asset;
use house::encode::{Effort, Stage, Track};
use house::master::{ConformSheet, Master, TextConform, TextSource};
use house::release::{Release, Title};
use house::team::Actor;

use super::{Ordered, Wishes, conform_film, draft_release, new_master, order_encodes_for};
use crate::jobs::plan::Ending;
use crate::open_house::OpenHouse;

/// Makes a new master of a title and queues its encodes. When the title is on the site, its release shows the new master
/// as soon as every rendition of it has passed its check, under the same address; until then, and for whoever is in the
/// middle of it, the one before. Subtitles that the title has, corrected or not, come along.
///
/// # Errors
/// A sentence when the film cannot be shown.
pub async fn replace_film(
    house: &OpenHouse,
    actor: &Actor,
    title: &Title,
    asset: &Asset,
    effort: Effort,
) -> anyhow::Result<(Master, Ordered)> {
    let earlier = house.catalogue.masters_of(&title.id).await?;
    let mut sheet = conform_film(asset, Wishes::default())?;
    if let Some(before) = earlier.first() {
        bring_texts(house, before, &mut sheet).await?;
    }
    let release = house.catalogue.release_of(&title.id).await?;
    let shown = release.filter(Release::is_released);
    let master = new_master(house, title, asset, sheet, &earlier).await?;
    let ordered = match &shown {
        Some(release) => {
            let ending = Ending::Replace(&release.id, actor);
            order_encodes_for(house, &master, effort, ending).await?
        }
        None => {
            draft_release(house, actor, title, &master).await?;
            order_encodes_for(house, &master, effort, Ending::Nothing).await?
        }
    };
    Ok((master, ordered))
}

/// What the title's subtitles say now, as files of the new master; its film's own only where there were none.
async fn bring_texts(house: &OpenHouse, before: &Master, sheet: &mut ConformSheet) -> anyhow::Result<()> {
    let mut texts = Vec::new();
    for rendition in house.catalogue.renditions_of(&before.id).await? {
        if rendition.stage != Stage::Checked {
            continue;
        }
        if let Track::Text {
            language,
            title,
            forced,
            hearing_impaired,
            default,
        } = rendition.track
        {
            texts.push(TextConform {
                source: TextSource::File(rendition.digest),
                language,
                title,
                forced,
                hearing_impaired,
                default,
            });
        }
    }
    if !texts.is_empty() {
        sheet.texts = texts;
    }
    Ok(())
}
