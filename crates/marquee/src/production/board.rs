use house::encode::ladder_for;
use house::release::{Board, Night, Release, Report, Title, needs_tls};

use crate::clock::GateClock;
use crate::open_house::OpenHouse;

/// The readiness board of a title's night, of the release as it is or as it is about to be; with the parts that open in
/// nights of their own.
pub async fn board_of(house: &OpenHouse, title: &Title, release: Option<&Release>) -> anyhow::Result<Board> {
    let kept = match release {
        Some(_) => None,
        None => house.catalogue.release_of(&title.id).await?,
    };
    let clock = GateClock::of(&house.catalogue).await?.disagreement().sentence();
    let mut board = own_board(house, title, release.or(kept.as_ref()), clock.as_deref()).await?;
    for part in house.catalogue.parts_of(&title.id).await? {
        let release = house.catalogue.release_of(&part.id).await?;
        let has_night = release.as_ref().is_some_and(|release| release.night().is_some());
        if let Some(place) = part.part.as_ref().filter(|_| has_night) {
            // The clock is the house's: one line says it.
            let own = own_board(house, &part, release.as_ref(), None).await?;
            board.add_part(&place.name, own);
        }
    }
    Ok(board)
}

async fn own_board(
    house: &OpenHouse,
    title: &Title,
    release: Option<&Release>,
    clock: Option<&str>,
) -> anyhow::Result<Board> {
    let catalogue = &house.catalogue;
    let masters = catalogue.masters_of(&title.id).await?;
    let master = masters.first();
    let (mut renditions, mut reports) = (Vec::new(), Vec::new());
    if let Some(master) = master {
        renditions = catalogue.renditions_of(&master.id).await?;
        for (_, report) in catalogue.reports_of(&master.id).await? {
            reports.push(serde_json::from_value::<Report>(report)?);
        }
    }
    let ladder = master.map(|master| ladder_for(&master.sheet));
    Ok(Board::of(&Night {
        title,
        release,
        master,
        ladder: ladder.as_ref(),
        renditions: &renditions,
        reports: &reports,
        knows_countries: house.config.territories.is_known(),
        lacking: &lacking(house, release, clock),
    }))
}

/// What the house itself lacks for a night.
fn lacking(house: &OpenHouse, release: Option<&Release>, clock: Option<&str>) -> Vec<(String, String)> {
    let is_sealed = release.is_some_and(|release| release.plan.sealed);
    let keys = is_sealed
        .then(|| needs_tls(&house.config.public_address()))
        .flatten();
    let said = [("Clock", clock.map(str::to_owned)), ("Keys", keys)];
    said.into_iter()
        .filter_map(|(what, says)| Some((what.to_owned(), says?)))
        .collect()
}
