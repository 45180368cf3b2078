use std::sync::Arc;

use axum::extract::State;
use house::archive::{Upload, UploadState};
use house::id::{AssetId, JobId, TitleId, UploadId};
use serde::{Deserialize, Serialize};
use store::StoreError;
use utoipa::{IntoParams, ToSchema};

use super::headers::expiry;
use crate::api::{Page, Query, Told, When, one_of, page};
use crate::path::Named;
use crate::problem::Problem;
use crate::site::Site;
use crate::team::Member;

/// An upload as it stands.
#[derive(Serialize, ToSchema)]
pub(crate) struct UploadRecord {
    id: String,
    file_name: String,
    /// As its sender says; null: told from what is in the file.
    #[schema(required)]
    kind: Option<&'static str>,
    #[schema(required)]
    language: Option<String>,
    /// The name of the title that is drafted of it.
    #[schema(required)]
    title_name: Option<String>,
    #[schema(required)]
    title: Option<String>,
    length: u64,
    /// Bytes that have come.
    offset: u64,
    /// Somebody is sending it now.
    is_sending: bool,
    #[schema(schema_with = one_of::upload_state)]
    state: &'static str,
    /// Why it is refused, or what else is to be said.
    #[schema(required)]
    sentence: Option<String>,
    /// Its readable part may be taken: `POST /api/v1/uploads/{id}/salvage`.
    salvageable: bool,
    #[schema(required)]
    asset: Option<String>,
    /// The step that takes it in.
    #[schema(required)]
    job: Option<String>,
    /// "account:ID", "token:ID" or "program".
    by: String,
    made: When,
    touched: When,
    /// When it is removed if nothing more of it comes.
    expires: When,
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
            expires: expiry(site, &upload).into(),
            id: upload.id.to_string(),
            file_name: upload.label.file_name,
            kind: upload.label.kind.map(house::archive::AssetKind::as_str),
            language: upload.label.language,
            title_name: upload.label.title,
            title: upload.title.as_ref().map(TitleId::to_string),
            length: upload.length,
            state: upload.state.as_str(),
            sentence: upload.sentence,
            salvageable: upload.salvageable,
            asset: upload.asset.as_ref().map(AssetId::to_string),
            job: upload.job.as_ref().map(JobId::to_string),
            by: upload.by.to_string(),
            made: upload.made.into(),
            touched: upload.touched.into(),
        }
    }
}

/// One upload
#[utoipa::path(get, path = "/api/v1/uploads/{id}", tag = "uploads", params(("id" = String, Path)),
    responses((status = 200, body = UploadRecord), (status = 404)))]
pub(crate) async fn show(
    State(site): State<Arc<Site>>,
    Named(id): Named<UploadId>,
) -> Result<Told<UploadRecord>, Problem> {
    one(&site, &id).await
}

/// Take the readable part of a damaged file
#[utoipa::path(post, path = "/api/v1/uploads/{id}/salvage", tag = "uploads", params(("id" = String, Path)),
    responses((status = 200, body = UploadRecord), (status = 404)))]
pub(crate) async fn salvage(
    State(site): State<Arc<Site>>,
    member: Member,
    Named(id): Named<UploadId>,
) -> Result<Told<UploadRecord>, Problem> {
    one(&site, &id).await?;
    site.workroom.salvage(member.actor, id.clone()).await?;
    one(&site, &id).await
}

/// Which uploads to list.
#[derive(Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub(crate) struct UploadsAsked {
    #[param(minimum = 1, maximum = 200)]
    limit: Option<u32>,
    cursor: Option<String>,
    #[param(schema_with = one_of::upload_state)]
    state: Option<UploadState>,
}

/// Uploads, newest first
#[utoipa::path(get, path = "/api/v1/uploads", tag = "uploads", params(UploadsAsked),
    responses((status = 200, body = Page<UploadRecord>)))]
pub(crate) async fn list(
    State(site): State<Arc<Site>>,
    Query(asked): Query<UploadsAsked>,
) -> Result<Told<Page<UploadRecord>>, Problem> {
    let limit = page::limit(asked.limit)?;
    let after = page::after::<(i64, String)>(asked.cursor.as_deref())?;
    let found = site
        .catalogue
        .uploads_page(asked.state, after.as_ref(), limit + 1);
    let found = found.await?.into_iter().map(|upload| {
        let place = (upload.made.micros(), upload.id.to_string());
        (place, UploadRecord::of(&site, upload))
    });
    Ok(Told(Page::of(found.collect(), limit)))
}

async fn one(site: &Site, id: &UploadId) -> Result<Told<UploadRecord>, Problem> {
    let upload = site.catalogue.upload_by_id(id).await?.ok_or(Problem::NotFound)?;
    Ok(Told(UploadRecord::of(site, upload)))
}

/// `None` also for what is no id at all.
pub(super) async fn known(site: &Site, id: &str) -> Result<Option<Upload>, StoreError> {
    match id.parse::<UploadId>() {
        Ok(id) => site.catalogue.upload_by_id(&id).await,
        Err(_) => Ok(None),
    }
}
