use house::Instant;
use house::encode::ladder_for;
use house::master::Master;
use house::release::{Board, Country, Overruled, Release, SaidInstant, Title, may_release};
use house::team::Actor;
use site::{Announcing, Opening};

use super::{board_of, newest_master};
use crate::cli::problem::Advised;
use crate::open_house::OpenHouse;

/// The release by which the master will be shown. A title that is on the site already stays there as it is: its
/// release goes on showing the master that it shows until [`open_release`] changes it.
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

/// Opens the title's newest master to its audience: now, at an instant, or at an instant once everything has passed.
///
/// # Errors
/// A sentence that says what has not passed the check, what the board lacks, or what is wrong with the instants.
pub async fn open_release(
    house: &OpenHouse,
    actor: &Actor,
    title: &Title,
    opening: Opening,
) -> anyhow::Result<Release> {
    let now = house.clock.now();
    refuse_odd_instants(&opening, now)?;
    let master = newest_master(house, title).await?;
    let (mut release, _) = standing_or_draft(house, title, &master).await?;
    release.master = master.id.clone();
    release.territories = match opening.territories {
        Some(territories) => territories,
        None => territories(house, title).await?,
    };
    release.closes = opening.closes;
    release.plan.zone = opening.zone;
    match opening.announced {
        Announcing::AsItIs => {}
        Announcing::From(at) => release.plan.announced = Some(at),
        Announcing::Never => release.plan.announced = None,
    }
    release.plan.overruled = opening.overruled.map(|(name, reason)| Overruled {
        name,
        reason,
        at: now,
    });
    release.plan.intends = None;
    let opens = opening.opens.unwrap_or(now);
    if opens > now {
        // The night is ahead: whatever was seen open before belongs to another one.
        release.opened = None;
        let board = board_of(house, title, Some(&release)).await?;
        release.opens = match board.is_ready() || release.plan.overruled.is_some() {
            true => Some(opens),
            false if opening.when_ready => {
                release.plan.intends = Some(opens);
                None
            }
            false => return Err(not_ready(title, &board)),
        };
    } else {
        refuse_unchecked(house, title, &master).await?;
        release.opens = Some(opens);
    }
    house.catalogue.put_release_by(actor, &release).await?;
    Ok(release)
}

fn refuse_odd_instants(opening: &Opening, now: Instant) -> anyhow::Result<()> {
    let opens = opening.opens.unwrap_or(now);
    if opens < now && !opening.passed {
        return Err(Advised::new(
            format!(
                "{} has passed already",
                SaidInstant::tell(opens, opening.zone.as_deref())
            ),
            "give a later instant, or --now to open it at once",
        )
        .into());
    }
    if opening.closes.is_some_and(|closes| closes <= opens) {
        return Err(Advised::new(
            "the release would close before it opens",
            "give a later --closes, or none",
        )
        .into());
    }
    Ok(())
}

/// What opens at once may still get its larger pictures.
async fn refuse_unchecked(house: &OpenHouse, title: &Title, master: &Master) -> anyhow::Result<()> {
    let renditions = house.catalogue.renditions_of(&master.id).await?;
    let ladder = ladder_for(&master.sheet);
    may_release(&renditions, &ladder, master.sheet.texts.len()).map_err(|why| {
        Advised::new(
            format!("'{}' cannot be released: {why}", title.name),
            format!(
                "`marquee jobs` shows what is under way, `marquee check {}` what is wrong",
                title.slug
            ),
        )
        .into()
    })
}

fn not_ready(title: &Title, board: &Board) -> anyhow::Error {
    let red: Vec<_> = board
        .red()
        .map(|line| format!("{}: {}", line.what, line.says))
        .collect();
    Advised::new(
        format!("'{}' is not ready for its night: {}", title.name, red.join("; ")),
        format!(
            "`marquee release board {}` shows everything; --when-ready settles the instant by itself when all is there, \
             --overrule NAME --reason WHY settles it as it is",
            title.slug
        ),
    )
    .into()
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
