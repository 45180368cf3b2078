//! A title brought to what its sheet says: the catalogue in one transaction, then the work that follows from it.

use house::encode::Effort;
use house::id::TitleId;
use house::release::sheet::{Act, Step};
use house::release::{ChosenStill, PictureRole, StillFrom, Title};
use house::team::Actor;
use store::{ComparedSheet, JobFilter};

use super::{order_encodes, order_pages, pick_frame, pick_photo, replace_film};
use crate::open_house::OpenHouse;

/// What came of applying a sheet.
#[derive(Debug, Clone)]
pub struct AppliedSheet {
    pub title: TitleId,
    /// Steps that were queued for films.
    pub jobs: usize,
    /// What could not be ordered, each in a sentence; the rest is done.
    pub left: Vec<String>,
}

/// Applies a sheet that was compared. Killed between the catalogue and the work, the same sheet applied again orders what
/// is missing: films are compared with masters, and pictures that are made already are not made again.
///
/// # Errors
/// [`store::StoreError::Stale`] when the title was changed since it was compared; nothing is changed then.
pub async fn apply_sheet(
    house: &OpenHouse,
    actor: &Actor,
    compared: &ComparedSheet,
    effort: Effort,
) -> anyhow::Result<AppliedSheet> {
    let ComparedSheet {
        before,
        difference,
        text,
    } = compared;
    if !compared.changes_nothing() {
        house
            .catalogue
            .apply_sheet(actor, before.as_ref(), difference, Some(text))
            .await?;
    }
    let mut applied = AppliedSheet {
        title: difference.title.clone(),
        jobs: 0,
        left: Vec::new(),
    };
    for step in difference.steps.iter().filter(|step| step.act != Act::Remove) {
        match give_film(house, actor, step, effort).await {
            Ok(jobs) => applied.jobs += jobs,
            Err(error) => applied
                .left
                .push(format!("'{}' has no new film: {error:#}", step.title.name)),
        }
    }
    if let Some(tree) = house.catalogue.tree(&difference.title).await? {
        for title in tree.parts.iter().chain([&tree.title]) {
            if let Err(error) = order_pictures(house, actor, title).await {
                applied
                    .left
                    .push(format!("pictures of '{}': {error:#}", title.name));
            }
            match order_missing(house, title, effort).await {
                Ok(jobs) => applied.jobs += jobs,
                Err(error) => applied
                    .left
                    .push(format!("'{}' is not encoded: {error:#}", title.name)),
            }
        }
    }
    Ok(applied)
}

async fn give_film(house: &OpenHouse, actor: &Actor, step: &Step, effort: Effort) -> anyhow::Result<usize> {
    let Some(film) = &step.film else { return Ok(0) };
    let asset = house.catalogue.asset_by_id(film).await?;
    let asset = asset.ok_or_else(|| anyhow::anyhow!("its film is not in the archive any more"))?;
    let (_, ordered) = replace_film(house, actor, &step.title, &asset, effort).await?;
    Ok(ordered.jobs.len() - ordered.done)
}

/// Encodes of a film of which nothing is made or under way: an earlier sheet was cut off before it ordered them.
async fn order_missing(house: &OpenHouse, title: &Title, effort: Effort) -> anyhow::Result<usize> {
    let Some(master) = house.catalogue.masters_of(&title.id).await?.into_iter().next() else {
        return Ok(0);
    };
    let filter = JobFilter {
        title: Some(title.id.clone()),
        ..JobFilter::default()
    };
    let is_begun = !house.catalogue.renditions_of(&master.id).await?.is_empty()
        || !house.catalogue.queue().jobs(&filter).await?.is_empty();
    if is_begun {
        return Ok(0);
    }
    Ok(order_encodes(house, &master, effort, None).await?.jobs.len())
}

async fn order_pictures(house: &OpenHouse, actor: &Actor, title: &Title) -> anyhow::Result<()> {
    if let Some(ChosenStill { from, asked }) = &title.material.still {
        let role = PictureRole::Poster;
        match from {
            StillFrom::Photo(photo) => {
                if let Some(asset) = house.catalogue.asset_by_id(photo).await? {
                    pick_photo(house, actor, title, role, &asset, *asked).await?;
                }
            }
            StillFrom::Frame { at_ms } => {
                let at_ms = i64::try_from(*at_ms).unwrap_or(i64::MAX);
                pick_frame(house, actor, title, role, at_ms, *asked).await?;
            }
        }
    }
    order_pages(house, title).await
}
