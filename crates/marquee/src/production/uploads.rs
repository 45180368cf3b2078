//! What becomes of uploads: whole ones are taken in, left ones go.

use anyhow::Context;
use house::archive::{AssetKind, Upload, UploadState};
use house::encode::Effort;
use house::id::{JobId, UploadId};
use house::team::Actor;
use store::{Deed, NewJob, StoreError};

use super::{Wishes, conform_film, draft_release, make_master, make_title_as, order_encodes};
use crate::cli::problem::Advised;
use crate::jobs::Job;
use crate::jobs::draft_title::DraftTitle;
use crate::jobs::take_in::{TakeIn, language_of};
use crate::open_house::OpenHouse;

/// Somebody waits in front of the page for it.
const PRIORITY: i32 = 1_150;

/// Queues the step that takes a whole upload in, and the one that drafts its title if that was wished for.
///
/// # Errors
/// A sentence when there is no such upload, or it cannot be taken in as it stands.
pub async fn order_take_in(house: &OpenHouse, id: &UploadId) -> anyhow::Result<JobId> {
    order(house, id, None).await
}

/// The same for the readable part of a damaged file, as somebody asked for.
///
/// # Errors
/// As [`order_take_in`].
pub async fn order_salvage(house: &OpenHouse, actor: &Actor, id: &UploadId) -> anyhow::Result<JobId> {
    order(house, id, Some(actor)).await
}

async fn order(house: &OpenHouse, id: &UploadId, salvaged_by: Option<&Actor>) -> anyhow::Result<JobId> {
    let salvage = salvaged_by.is_some();
    let upload = find(house, id).await?;
    let may = match upload.state {
        UploadState::Arrived => true,
        UploadState::Refused => salvage && upload.salvageable,
        UploadState::Receiving | UploadState::TakenIn => false,
    };
    if !may {
        let sentence = match upload.state {
            UploadState::Receiving => "this upload is not whole yet",
            UploadState::TakenIn => "this upload is in the archive already",
            _ => "nothing of this file can be read; send it again from where it came",
        };
        return Err(Advised::new(sentence, "`marquee ls assets` lists what there is").into());
    }
    let name = &upload.label.file_name;
    let take_in = TakeIn {
        upload: id.clone(),
        salvage,
    };
    let mut jobs = vec![job(&take_in, format!("take in '{name}'"), &upload, Vec::new())?];
    if upload.title.is_some() {
        let draft = DraftTitle {
            upload: id.clone(),
            salvage,
        };
        let after = vec![jobs[0].id.clone()];
        jobs.push(job(
            &draft,
            format!("draft the title of '{name}'"),
            &upload,
            after,
        )?);
    }
    let queue = house.catalogue.queue();
    let queued = match salvaged_by {
        Some(actor) => {
            let deed = Deed {
                actor,
                action: "upload.salvage",
                kind: "upload",
                id: id.as_str(),
            };
            queue.enqueue_by(&deed, jobs).await?
        }
        None => queue.enqueue(jobs).await?,
    };
    let job = queued.first().context("a step that was queued")?.id().clone();
    house.catalogue.upload_queued(id, &job).await?;
    Ok(job)
}

fn job<J: Job>(job: &J, label: String, upload: &Upload, after: Vec<JobId>) -> anyhow::Result<NewJob> {
    Ok(NewJob {
        id: JobId::random(),
        kind: J::KIND.to_owned(),
        title: upload.title.clone(),
        label,
        params: serde_json::to_value(job)?,
        // Not of the engine: another one would take the same file in.
        key: job.key(&[], "")?,
        after,
        priority: PRIORITY,
        disk: 0,
    })
}

/// Makes title, master and draft release of an upload that was taken in, and queues its encodes.
///
/// # Errors
/// A sentence when it is no film that can be shown.
pub async fn draft_title(house: &OpenHouse, upload: &Upload, effort: Effort) -> anyhow::Result<()> {
    let (Some(id), Some(name), Some(asset)) = (&upload.title, &upload.label.title, &upload.asset) else {
        return Ok(());
    };
    let asset = house.catalogue.asset_by_id(asset).await?;
    let asset = asset.context("the asset is gone")?;
    // Whoever drops files does not know what each is; a photograph among films is no mistake.
    if asset.kind != AssetKind::Film {
        return Ok(());
    }
    let wishes = Wishes {
        language: language_of(upload),
        ..Wishes::default()
    };
    // Before the title is made: a film that cannot be shown leaves no title behind.
    let sheet = conform_film(&asset, wishes)?;
    let title = match house.catalogue.title_by_id(id).await? {
        Some(title) => title,
        None => make_title_as(house, &upload.by, id.clone(), name).await?,
    };
    let master = make_master(house, &title, &asset, sheet).await?;
    draft_release(house, &upload.by, &title, &master).await?;
    order_encodes(house, &master, effort, None).await?;
    Ok(())
}

/// Takes up again what a killed server has left: uploads that are whole and were not queued.
///
/// # Errors
/// When the catalogue or the disk cannot be read.
pub async fn take_up_uploads(house: &OpenHouse) -> anyhow::Result<()> {
    for upload in house.catalogue.uploads(UploadState::Receiving).await? {
        let verified = house.catalogue.upload_verified(&upload.id).await?;
        let there = house.dock.received(&upload.id).await?;
        if verified.is_none() && there == Some(upload.length) {
            house.catalogue.upload_arrived(&upload.id, None).await?;
        }
    }
    for upload in house.catalogue.uploads(UploadState::Arrived).await? {
        order_take_in(house, &upload.id).await?;
    }
    Ok(())
}

/// Removes uploads of which nothing came for `keep_ms`, and files that no upload needs any more. Answers how many
/// uploads went.
///
/// # Errors
/// When the catalogue or the disk cannot be read.
pub async fn clear_dock(house: &OpenHouse, keep_ms: i64) -> anyhow::Result<u64> {
    let mut gone = 0;
    for id in house
        .catalogue
        .uploads_left_since(house.clock.now().plus_millis(-keep_ms))
        .await?
    {
        gone += u64::from(remove_upload(house, &id, &Actor::Program).await?);
    }
    for id in house.dock.uploads().await? {
        let upload = house.catalogue.upload_by_id(&id).await?;
        // A record is made before its file, so a file without one belongs to an upload that was removed.
        if upload.is_none_or(|upload| upload.state == UploadState::TakenIn) {
            remove_file(house, &id).await?;
        }
    }
    Ok(gone)
}

/// Removes an upload, whole or not; what is in the archive stays there. Answers whether there was one.
async fn remove_upload(house: &OpenHouse, id: &UploadId, actor: &Actor) -> anyhow::Result<bool> {
    remove_file(house, id).await?;
    Ok(house.catalogue.remove_upload(id, actor).await?)
}

async fn remove_file(house: &OpenHouse, id: &UploadId) -> anyhow::Result<()> {
    match house.dock.remove(id).await {
        // It is on its way again.
        Err(StoreError::InUse { .. }) => Ok(()),
        removed => Ok(removed?),
    }
}

async fn find(house: &OpenHouse, id: &UploadId) -> anyhow::Result<Upload> {
    let found = house.catalogue.upload_by_id(id).await?;
    found.ok_or_else(|| {
        Advised::new(
            format!("there is no upload {id}"),
            "it was removed, or left for too long",
        )
        .into()
    })
}
