use house::release::{Purpose, Release, Title};
use house::team::Actor;
use package::address;
use package::seal::Scheme;
use serde::Serialize;
use store::KeyRing;

use crate::cli::problem::Advised;
use crate::open_house::OpenHouse;

/// A release, and where its film lies sealed.
#[derive(Debug, Serialize)]
pub struct SealedRelease {
    pub release: Release,
    /// Manifests for who fills a cache: DASH and HLS. Empty while the release has no instant, or is not sealed.
    pub manifests: Vec<String>,
}

/// Whether the title's film is to be handed out sealed ahead of its night. A release that gets an instant later keeps
/// what was decided here. Keys that this house cannot open (it was restored without its `house.key`) are replaced.
///
/// # Errors
/// A sentence when there is no release to decide of, or `house.key` cannot be used.
pub async fn seal(
    house: &OpenHouse,
    actor: &Actor,
    title: &Title,
    sealed: bool,
) -> anyhow::Result<SealedRelease> {
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
        house
            .catalogue
            .renew_lost_keys(&release.id, &house.folder)
            .await?;
    }
    Ok(SealedRelease {
        manifests: manifests(house, &release).await?,
        release,
    })
}

async fn manifests(house: &OpenHouse, release: &Release) -> anyhow::Result<Vec<String>> {
    let keys = KeyRing::new(std::sync::Arc::clone(&house.clock));
    keys.renew(&house.catalogue, &house.folder, [release]).await?;
    let Some(key) = keys.name(&release.id, Purpose::Public) else {
        return Ok(Vec::new());
    };
    let folder = format!("{}/sealed/{}/{key}", house.config.public_address(), release.key);
    let dash = format!("{folder}/{}/{}", Scheme::Cbcs.as_str(), address::MANIFEST);
    let hls = format!("{folder}/{}/{}", Scheme::Aes128.as_str(), address::MULTIVARIANT);
    Ok(vec![dash, hls])
}
