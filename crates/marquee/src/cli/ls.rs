use clap::{Args, ValueEnum};
use house::archive::{Asset, AssetKind};
use house::encode::size_text;
use house::release::{Release, Title};
use serde::Serialize;

use super::add::one_of_kinds;
use super::table::Table;
use super::{Front, facts};
use crate::open_house::OpenHouse;

/// List the titles and what is in the archive
#[derive(Debug, Args)]
pub struct Ls {
    /// Only these
    #[arg(value_enum)]
    what: Option<What>,
    /// Only assets of this kind
    #[arg(long, value_parser = one_of_kinds(), value_name = "KIND")]
    kind: Option<AssetKind>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum What {
    Titles,
    Assets,
}

#[derive(Serialize)]
struct Listing {
    #[serde(skip_serializing_if = "Option::is_none")]
    titles: Option<Vec<ListedTitle>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    assets: Option<Vec<Asset>>,
}

#[derive(Serialize)]
struct ListedTitle {
    #[serde(flatten)]
    title: Title,
    state: &'static str,
    release: Option<Release>,
}

impl Ls {
    pub async fn run(self, front: &Front) -> anyhow::Result<()> {
        let house = front.open_house().await?;
        let wants_titles = self.what != Some(What::Assets) && self.kind.is_none();
        let wants_assets = self.what != Some(What::Titles);
        let titles = if wants_titles {
            Some(listed_titles(&house).await?)
        } else {
            None
        };
        let assets = if wants_assets {
            Some(house.catalogue.assets(self.kind).await?)
        } else {
            None
        };
        let listing = Listing { titles, assets };
        if front.terminal.is_json() {
            return front.terminal.out_json(&listing);
        }
        listing.print(front)
    }
}

async fn listed_titles(house: &OpenHouse) -> anyhow::Result<Vec<ListedTitle>> {
    let mut listed = Vec::new();
    for title in house.catalogue.titles().await? {
        let release = house.catalogue.release_of(&title.id).await?;
        listed.push(ListedTitle {
            state: state(release.as_ref(), house.clock.now()),
            title,
            release,
        });
    }
    Ok(listed)
}

/// How a title stands, in one word.
pub(super) fn state(release: Option<&Release>, now: house::Instant) -> &'static str {
    match release {
        None => "no release",
        Some(release) if release.withdrawn.is_some() => "withdrawn",
        Some(release) if release.is_open(now) => "open",
        Some(release) if release.opens.is_none() => "draft",
        Some(release) if release.closes.is_some_and(|closes| closes <= now) => "closed",
        Some(_) => "opens later",
    }
}

impl Listing {
    fn print(&self, front: &Front) -> anyhow::Result<()> {
        let mut titles = Table::new(&["TITLE", "STATE", "ADDRESS", "NAME"]);
        for listed in self.titles.iter().flatten() {
            let title = &listed.title;
            titles.row([
                title.id.to_string(),
                listed.state.into(),
                format!("/title/{}", title.slug),
                title.name.clone(),
            ]);
        }
        let mut assets = Table::new(&["ASSET", "KIND", "SIZE", "NAME", "WHAT IS IN IT"]);
        for asset in self.assets.iter().flatten() {
            assets.row([
                asset.id.to_string(),
                asset.kind.as_str().into(),
                size_text(asset.bytes),
                asset
                    .provenance
                    .title
                    .clone()
                    .unwrap_or_else(|| asset.file_name.clone()),
                facts::of_media(&asset.survey.facts).join(", "),
            ]);
        }
        let tables: Vec<&Table> = [&titles, &assets]
            .into_iter()
            .filter(|table| !table.is_empty())
            .collect();
        if tables.is_empty() {
            front
                .terminal
                .say("Nothing is here yet; `marquee add FILE` takes the first film in.");
        }
        for (at, table) in tables.iter().enumerate() {
            if at > 0 {
                front.terminal.out("")?;
            }
            table.print(&front.terminal)?;
        }
        Ok(())
    }
}
