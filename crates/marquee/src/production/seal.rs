use house::release::{Release, Title};
use house::team::Actor;

use crate::cli::problem::Advised;
use crate::open_house::OpenHouse;

/// Whether the title's film is to be handed out sealed ahead of its night. A release that gets an instant later keeps
/// what was decided here.
///
/// # Errors
/// A sentence when there is no release to decide of, or its keys cannot be made.
pub async fn seal(house: &OpenHouse, actor: &Actor, title: &Title, sealed: bool) -> anyhow::Result<Release> {
    let release = house.catalogue.release_of(&title.id).await?;
    let Some(mut release) = release.filter(|release| release.withdrawn.is_none()) else {
        return Err(Advised::new(
            format!("'{}' has no release", title.name),
            format!("plan one first: marquee release {} --opens INSTANT", title.slug),
        )
        .into());
    };
    if release.plan.sealed != sealed {
        release.plan.sealed = sealed;
        house.catalogue.put_release_by(actor, &release).await?;
    }
    if sealed {
        // New ones only where there are none that this house can open.
        house
            .catalogue
            .renew_lost_keys(&release.id, &house.folder)
            .await?;
    }
    Ok(release)
}
