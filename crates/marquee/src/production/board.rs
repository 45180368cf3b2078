use house::encode::ladder_for;
use house::release::{Board, Night, Release, Report, Title};

use crate::clock::GateClock;
use crate::open_house::OpenHouse;

/// The readiness board of a title's night, of the release as it is or as it is about to be.
pub async fn board_of(house: &OpenHouse, title: &Title, release: Option<&Release>) -> anyhow::Result<Board> {
    let catalogue = &house.catalogue;
    let kept = catalogue.release_of(&title.id).await?;
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
        release: release.or(kept.as_ref()),
        master,
        ladder: ladder.as_ref(),
        renditions: &renditions,
        reports: &reports,
        knows_countries: house.config.territories.is_known(),
        lacking: &lacking(house).await?,
    }))
}

/// What the house itself lacks for a night.
async fn lacking(house: &OpenHouse) -> anyhow::Result<Vec<(String, String)>> {
    let clock = GateClock::of(&house.catalogue).await?;
    let said = clock.disagreement().sentence();
    Ok(said
        .map(|sentence| ("Clock".to_owned(), sentence))
        .into_iter()
        .collect())
}
