use std::sync::Arc;

use axum::extract::{Query, State};
use house::archive::{AssetKind, Upload, UploadState};
use house::id::{AssetId, JobId, TitleId, UploadId};
use house::team::Actor;
use serde::{Deserialize, Serialize};
use store::StoreError;

use super::headers::expiry;
use crate::api::Told;
use crate::path::Named;
use crate::problem::Problem;
use crate::site::Site;
use crate::team::Member;

/// An upload as it stands.
#[derive(Debug, Serialize)]
pub(crate) struct UploadRecord {
    id: UploadId,
    file_name: String,
    kind: Option<AssetKind>,
    language: Option<String>,
    /// The name of the title that is drafted of it.
    title_name: Option<String>,
    title: Option<TitleId>,
    length: u64,
    /// Bytes that have come.
    offset: u64,
    /// Somebody is sending it now.
    is_sending: bool,
    state: UploadState,
    /// Why it is refused, or what else is to be said.
    sentence: Option<String>,
    /// Its readable part may be taken: `POST /api/v1/uploads/{id}/salvage`.
    salvageable: bool,
    asset: Option<AssetId>,
    job: Option<JobId>,
    by: Actor,
    made: String,
    touched: String,
    /// When it is removed if nothing more of it comes.
    expires: String,
}

impl UploadRecord {
    pub(super) fn of(site: &Site, upload: Upload) -> Self {
        let offset = match upload.state {
            UploadState::Arrived | UploadState::TakenIn => upload.length,
            UploadState::Receiving => site.dock.glance(&upload.id),
            UploadState::Refused => 0,
        };
        Self {
            offset,
            is_sending: site.dock.is_taken(&upload.id),
            expires: expiry(site, &upload).to_string(),
            id: upload.id,
            file_name: upload.label.file_name,
            kind: upload.label.kind,
            language: upload.label.language,
            title_name: upload.label.title,
            title: upload.title,
            length: upload.length,
            state: upload.state,
            sentence: upload.sentence,
            salvageable: upload.salvageable,
            asset: upload.asset,
            job: upload.job,
            by: upload.by,
            made: upload.made.to_string(),
            touched: upload.touched.to_string(),
        }
    }
}

/// `GET /api/v1/uploads/{id}`
pub(crate) async fn show(
    State(site): State<Arc<Site>>,
    Named(id): Named<String>,
) -> Result<Told<UploadRecord>, Problem> {
    let upload = find(&site, &id).await?;
    Ok(Told(UploadRecord::of(&site, upload)))
}

/// `POST /api/v1/uploads/{id}/salvage`: takes the readable part of a damaged file.
pub(crate) async fn salvage(
    State(site): State<Arc<Site>>,
    member: Member,
    Named(id): Named<String>,
) -> Result<Told<UploadRecord>, Problem> {
    let upload = find(&site, &id).await?;
    site.workroom.salvage(member.actor, upload.id.clone()).await?;
    let upload = find(&site, &id).await?;
    Ok(Told(UploadRecord::of(&site, upload)))
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Wanted {
    state: Option<UploadState>,
}

#[derive(Debug, Serialize)]
pub(crate) struct Uploads {
    items: Vec<UploadRecord>,
    /// There is no next page: uploads go after some days.
    next: Option<String>,
}

/// `GET /api/v1/uploads`: newest first.
pub(crate) async fn list(
    State(site): State<Arc<Site>>,
    Query(wanted): Query<Wanted>,
) -> Result<Told<Uploads>, Problem> {
    let uploads = site.catalogue.uploads(wanted.state).await?;
    let items = uploads
        .into_iter()
        .map(|upload| UploadRecord::of(&site, upload))
        .collect();
    Ok(Told(Uploads { items, next: None }))
}

async fn find(site: &Site, id: &str) -> Result<Upload, Problem> {
    known(site, id).await?.ok_or(Problem::NotFound)
}

/// `None` also for what is no id at all.
pub(super) async fn known(site: &Site, id: &str) -> Result<Option<Upload>, StoreError> {
    match id.parse::<UploadId>() {
        Ok(id) => site.catalogue.upload_by_id(&id).await,
        Err(_) => Ok(None),
    }
}
