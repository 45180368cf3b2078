use house::Instant;
use house::encode::ladder_for;
use house::master::Master;
use house::release::{Country, Release, Title, may_release};
use house::team::Actor;

use super::newest_master;
use crate::cli::problem::Advised;
use crate::open_house::OpenHouse;

/// The release by which the master will be shown. A title that is on the site already stays there as it is: its
/// release goes on showing the master that it shows until [`release_now`] changes it.
pub async fn draft_release(
    house: &OpenHouse,
    actor: &Actor,
    title: &Title,
    master: &Master,
) -> anyhow::Result<Release> {
    let (release, is_new) = standing_or_draft(house, title, master).await?;
    if is_new {
        house.catalogue.put_release_by(actor, &release).await?;
    }
    Ok(release)
}

/// The release, and whether it is yet to be filed.
async fn standing_or_draft(
    house: &OpenHouse,
    title: &Title,
    master: &Master,
) -> anyhow::Result<(Release, bool)> {
    let standing = house.catalogue.release_of(&title.id).await?;
    let release = match standing.filter(|release| release.withdrawn.is_none()) {
        Some(release) if release.opens.is_some() || release.master == master.id => {
            return Ok((release, false));
        }
        Some(draft) => Release {
            master: master.id.clone(),
            ..draft
        },
        None => Release {
            territories: territories(house, title).await?,
            ..Release::draft(title.id.clone(), master.id.clone())
        },
    };
    Ok((release, true))
}

/// Where a title may be shown: a part of which nothing is said, where the title that it belongs to may.
async fn territories(house: &OpenHouse, title: &Title) -> anyhow::Result<Vec<Country>> {
    let own = title.about.territories.clone();
    let Some(part) = title.part.as_ref().filter(|_| own.is_empty()) else {
        return Ok(own);
    };
    let whole = house.catalogue.title_by_id(&part.of).await?;
    Ok(whole.map(|whole| whole.about.territories).unwrap_or_default())
}

/// Opens the title's newest master to everybody, now or at an instant.
///
/// # Errors
/// A sentence that says what has not passed the check.
pub async fn release_now(
    house: &OpenHouse,
    actor: &Actor,
    title: &Title,
    opens: Option<Instant>,
    closes: Option<Instant>,
) -> anyhow::Result<Release> {
    let master = newest_master(house, title).await?;
    let renditions = house.catalogue.renditions_of(&master.id).await?;
    let ladder = ladder_for(&master.sheet);
    may_release(&renditions, ladder.sounds.len(), master.sheet.texts.len())
        .map_err(|why| cannot(title, &why.to_string()))?;
    let (mut release, _) = standing_or_draft(house, title, &master).await?;
    release.master = master.id;
    release.opens = Some(opens.unwrap_or_else(|| house.clock.now()));
    release.closes = closes;
    if release.closes.is_some() && release.closes <= release.opens {
        return Err(Advised::new(
            "the release would close before it opens",
            "give a later --closes, or none",
        )
        .into());
    }
    house.catalogue.put_release_by(actor, &release).await?;
    Ok(release)
}

/// Takes a title off the site; its films stay in the house.
///
/// # Errors
/// A sentence when there is nothing to withdraw.
pub async fn withdraw(house: &OpenHouse, actor: &Actor, title: &Title) -> anyhow::Result<()> {
    let release = house.catalogue.release_of(&title.id).await?;
    let Some(release) = release.filter(|release| release.withdrawn.is_none()) else {
        return Err(Advised::new(
            format!("'{}' is not released", title.name),
            "there is nothing to withdraw; nobody outside the team sees it",
        )
        .into());
    };
    Ok(house.catalogue.withdraw_release_by(actor, &release.id).await?)
}

fn cannot(title: &Title, why: &str) -> anyhow::Error {
    Advised::new(
        format!("'{}' cannot be released: {why}", title.name),
        format!(
            "`marquee jobs` shows what is under way, `marquee check {}` what is wrong",
            title.slug
        ),
    )
    .into()
}
