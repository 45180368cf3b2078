//! The moments of a film on its title's page.

use house::release::Title;
use house::team::Actor;
use serde::Serialize;

use crate::cli::Front;
use crate::cli::problem::Advised;
use crate::cli::publish::wait;
use crate::named::{self, Named};
use crate::open_house::OpenHouse;
use crate::production::{Awaited, page_address, show_moments};

#[derive(Serialize)]
struct Shown<'a> {
    title: &'a str,
    moments: usize,
    page: &'a str,
}

/// Waits until they are there: it takes seconds.
pub(super) async fn show(front: &Front, house: &OpenHouse, name: &str, top: usize) -> anyhow::Result<()> {
    let title = title(house, name).await?;
    let (job, moments) = show_moments(house, &Actor::Program, &title, top).await?;
    let awaited = Awaited {
        name: title.name.clone(),
        title: Some(title.id.clone()),
        jobs: vec![job],
    };
    wait(front, house, &[awaited]).await?;
    let page = page_address(house, &title);
    if front.terminal.is_json() {
        return front.terminal.out_json(&Shown {
            title: &title.slug,
            moments,
            page: &page,
        });
    }
    let are = if moments == 1 { "moment is" } else { "moments are" };
    front
        .terminal
        .say(format!("{moments} {are} on the page of '{}': {page}", title.name));
    Ok(())
}

pub(super) async fn hide(front: &Front, house: &OpenHouse, name: &str) -> anyhow::Result<()> {
    let title = title(house, name).await?;
    let sentence = match house.catalogue.hide_moments(&Actor::Program, &title.id).await? {
        true => format!("The page of '{}' shows no moments any more.", title.name),
        false => format!("The page of '{}' shows no moments.", title.name),
    };
    front.terminal.say(sentence);
    Ok(())
}

async fn title(house: &OpenHouse, name: &str) -> anyhow::Result<Title> {
    match named::find(house, name).await? {
        Named::Title(title) => Ok(*title),
        Named::Asset(asset) => Err(Advised::new(
            format!("'{}' is a tape, and only titles have a page", asset.file_name),
            "name a title that is made of it: `marquee ls titles` lists what there is",
        )
        .into()),
    }
}
