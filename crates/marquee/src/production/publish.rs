use house::Digest;
use house::id::TitleId;
use house::release::{Title, free_slug, slug};
use house::team::Actor;

use crate::cli::problem::Advised;
use crate::cli::title::TitleTexts;
use crate::open_house::OpenHouse;

/// The title of that name if it is this very film's, else a new one. So a publishing that was interrupted goes on
/// where it was, and two films never share a page by accident.
///
/// # Errors
/// A sentence when another film has the name.
pub async fn find_or_make_title(
    house: &OpenHouse,
    name: &str,
    texts: TitleTexts,
    source: &Digest,
) -> anyhow::Result<Title> {
    let titles = house.catalogue.titles().await?;
    if let Some(same) = titles.iter().find(|title| title.name == name.trim()) {
        refuse_other_film(house, same, source).await?;
        let mut title = same.clone();
        texts.put_into(&mut title);
        let title = title.checked()?;
        if title != *same {
            house.catalogue.update_title(&title).await?;
        }
        return Ok(title);
    }
    make_title(house, name, texts).await
}

/// Files a new title under a free address made from its name.
///
/// # Errors
/// A sentence when one of its texts cannot be shown.
pub async fn make_title(house: &OpenHouse, name: &str, texts: TitleTexts) -> anyhow::Result<Title> {
    make_with_id(house, &Actor::Program, TitleId::random(), name, texts).await
}

/// Files a new title, as somebody's doing, under an id that was chosen before.
///
/// # Errors
/// A sentence when the name cannot be shown.
pub async fn make_title_as(
    house: &OpenHouse,
    actor: &Actor,
    id: TitleId,
    name: &str,
) -> anyhow::Result<Title> {
    make_with_id(house, actor, id, name, TitleTexts::default()).await
}

async fn make_with_id(
    house: &OpenHouse,
    actor: &Actor,
    id: TitleId,
    name: &str,
    texts: TitleTexts,
) -> anyhow::Result<Title> {
    let taken = house.catalogue.slugs().await?;
    let slug = free_slug(&slug(name), |slug| taken.iter().any(|other| other == slug));
    let mut title = Title::new(id, slug, name.to_owned(), house.clock.now());
    texts.put_into(&mut title);
    let title = title.checked()?;
    house.catalogue.put_title_by(actor, &title).await?;
    Ok(title)
}

async fn refuse_other_film(house: &OpenHouse, title: &Title, source: &Digest) -> anyhow::Result<()> {
    let masters = house.catalogue.masters_of(&title.id).await?;
    if masters.first().is_none_or(|newest| newest.source == *source) {
        return Ok(());
    }
    Err(Advised::new(
        format!("there is a title '{}' already, made of another film", title.name),
        format!(
            "choose another --title, or give that one a new master: `marquee master {} ASSET`",
            title.slug
        ),
    )
    .into())
}

/// Where visitors find the title's page.
pub fn page_address(house: &OpenHouse, title: &Title) -> String {
    format!("{}/title/{}", house.config.public_address(), title.slug)
}
