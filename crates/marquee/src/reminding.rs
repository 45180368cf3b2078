//! The letters that people asked for before an opening. Whoever is written to is forgotten in the same transaction.

use std::sync::Arc;
use std::time::Duration;

use engine::CancelToken;
use house::id::TitleId;
use site::Letter;

use crate::open_house::OpenHouse;
use crate::production::page_address;

const LOOK_AGAIN: Duration = Duration::from_secs(30);
/// How long before the opening.
const BEFORE_MS: i64 = 60 * 60_000;

/// Writes what is due, until `stop`.
pub async fn remind(house: Arc<OpenHouse>, stop: CancelToken) {
    loop {
        if let Err(error) = look(&house).await {
            tracing::warn!("letters before an opening wait: {error:#}");
        }
        if tokio::time::timeout(LOOK_AGAIN, stop.cancelled()).await.is_ok() {
            return;
        }
    }
}

async fn look(house: &OpenHouse) -> anyhow::Result<()> {
    for title in house.catalogue.reminded_titles().await? {
        look_at(house, &title).await?;
    }
    Ok(())
}

async fn look_at(house: &OpenHouse, id: &TitleId) -> anyhow::Result<()> {
    let release = house.catalogue.release_of(id).await?;
    let planned = release.filter(|release| release.withdrawn.is_none() && release.plan.announced.is_some());
    let (Some(release), Some(title)) = (planned, house.catalogue.title_by_id(id).await?) else {
        // Called off: nobody is written to about it.
        return Ok(house.catalogue.forget_reminders(id).await?);
    };
    let Some(opens) = release.night() else {
        return Ok(());
    };
    if opens.plus_millis(-BEFORE_MS) > house.clock.now() {
        return Ok(());
    }
    let address = page_address(house, &title);
    loop {
        let waiting = house.catalogue.reminders_of(id).await?;
        if waiting.is_empty() {
            return Ok(());
        }
        for reminder in waiting {
            let letter = Letter::reminder(
                &reminder.email,
                &house.config.name,
                &title.name,
                opens,
                release.plan.zone.as_deref(),
                &address,
            )?;
            house
                .catalogue
                .send_reminder(&reminder, &letter.subject, &letter.text)
                .await?;
        }
    }
}
