//! Finding what a user names: by its id, or by the last part of its page's address.

use anyhow::Context;
use house::archive::Asset;
use house::id::{AssetId, TitleId};
use house::master::Master;
use house::release::Title;

use crate::cli::problem::Advised;
use crate::open_house::OpenHouse;
use crate::production::newest_master;

pub enum Named {
    Title(Box<Title>),
    Asset(Box<Asset>),
}

/// A title by id or slug, or an asset by id.
///
/// # Errors
/// A sentence when nothing has that name.
pub async fn find(house: &OpenHouse, name: &str) -> anyhow::Result<Named> {
    if let Some(title) = title_or_none(house, name).await? {
        return Ok(Named::Title(Box::new(title)));
    }
    if let Ok(id) = name.parse::<AssetId>()
        && let Some(asset) = house.catalogue.asset_by_id(&id).await?
    {
        return Ok(Named::Asset(Box::new(asset)));
    }
    Err(Advised::new(
        format!("there is no title and no asset '{name}' in this house"),
        "`marquee ls` lists what there is",
    )
    .into())
}

/// An asset by id, or the film of a title.
///
/// # Errors
/// A sentence when nothing has that name.
pub async fn tape(house: &OpenHouse, name: &str) -> anyhow::Result<Asset> {
    match find(house, name).await? {
        Named::Asset(asset) => Ok(*asset),
        Named::Title(title) => {
            let master = newest_master(house, &title).await?;
            film_of(house, &master).await
        }
    }
}

/// The tape that a master was made of.
///
/// # Errors
/// A sentence when it is not in the archive any more.
pub async fn film_of(house: &OpenHouse, master: &Master) -> anyhow::Result<Asset> {
    let asset = house.catalogue.asset_by_id(&master.asset).await?;
    asset.context("the film of this title is not in the archive any more")
}

/// A title by id or slug.
///
/// # Errors
/// A sentence when no title has that name.
pub async fn title(house: &OpenHouse, name: &str) -> anyhow::Result<Title> {
    title_or_none(house, name).await?.ok_or_else(|| {
        let sentence = format!("there is no title '{name}' in this house");
        Advised::new(sentence, "`marquee ls titles` lists what there is").into()
    })
}

/// A part of a title by its name within it.
///
/// # Errors
/// A sentence that lists the parts there are.
pub async fn part(house: &OpenHouse, whole: &Title, name: &str) -> anyhow::Result<Title> {
    let parts = house.catalogue.parts_of(&whole.id).await?;
    let names: Vec<String> = parts
        .iter()
        .filter_map(|title| Some(title.part.as_ref()?.name.clone()))
        .collect();
    let found = names.iter().position(|known| known == name);
    found.and_then(|at| parts.into_iter().nth(at)).ok_or_else(|| {
        let known = match names.as_slice() {
            [] => "it has no parts; `marquee title apply` gives it some".to_owned(),
            names => format!("it has {}", names.join(", ")),
        };
        Advised::new(format!("'{}' has no part '{name}'", whole.name), known).into()
    })
}

/// An asset by id.
///
/// # Errors
/// A sentence when no asset has that id.
pub async fn asset(house: &OpenHouse, name: &str) -> anyhow::Result<Asset> {
    let found = match name.parse::<AssetId>() {
        Ok(id) => house.catalogue.asset_by_id(&id).await?,
        Err(_) => None,
    };
    found.ok_or_else(|| {
        let sentence = format!("there is no asset '{name}' in this house");
        Advised::new(sentence, "`marquee ls assets` lists what there is").into()
    })
}

async fn title_or_none(house: &OpenHouse, name: &str) -> anyhow::Result<Option<Title>> {
    if let Ok(id) = name.parse::<TitleId>()
        && let Some(title) = house.catalogue.title_by_id(&id).await?
    {
        return Ok(Some(title));
    }
    // An address may be pasted whole.
    let slug = name.trim_end_matches('/').rsplit('/').next().unwrap_or(name);
    Ok(house.catalogue.title_by_slug(slug).await?)
}
