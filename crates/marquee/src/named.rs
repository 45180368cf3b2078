//! Finding what a user names: by its id, or by the last part of its page's address.

use house::archive::Asset;
use house::id::{AssetId, TitleId};
use house::release::Title;

use crate::cli::problem::Advised;
use crate::open_house::OpenHouse;

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
