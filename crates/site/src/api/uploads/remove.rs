use std::sync::Arc;

use axum::extract::State;
use axum::http::{HeaderMap, StatusCode};
use axum::response::{IntoResponse, Response};
use house::archive::UploadState;

use super::description::Spoken;
use super::headers::{RESUMABLE, SPOKEN, expect_version};
use super::record::known;
use super::refusal::Refusal;
use crate::path::Named;
use crate::site::Site;
use crate::team::Member;

/// End an upload; what is in the archive stays there
#[utoipa::path(delete, path = "/api/v1/uploads/{id}", tag = "uploads", params(("id" = String, Path), Spoken),
    responses(
        (status = 204, headers(("Tus-Resumable" = String))),
        (status = 404), (status = 409, description = "It is being taken in; wait until that is done"),
        (status = 412, description = "Another version of tus"), (status = 423, description = "Somebody is sending it")))]
pub(crate) async fn remove(
    State(site): State<Arc<Site>>,
    member: Member,
    Named(id): Named<String>,
    headers: HeaderMap,
) -> Result<Response, Refusal> {
    expect_version(&headers)?;
    let upload = known(&site, &id).await?.ok_or_else(Refusal::not_found)?;
    if upload.state == UploadState::Arrived {
        return Err(Refusal::new(
            StatusCode::CONFLICT,
            "This upload is being taken in; wait until that is done.",
        ));
    }
    site.dock.remove(&upload.id).await?;
    site.catalogue.remove_upload(&upload.id, &member.actor).await?;
    Ok((StatusCode::NO_CONTENT, [(RESUMABLE, SPOKEN)]).into_response())
}
