use std::sync::Arc;

use axum::extract::State;
use axum::http::{HeaderMap, StatusCode};
use axum::response::{IntoResponse, Response};
use house::archive::UploadState;

use super::headers::{RESUMABLE, SPOKEN, expect_version};
use super::record::known;
use super::refusal::Refusal;
use crate::path::Named;
use crate::site::Site;
use crate::team::Member;

/// `DELETE /api/v1/uploads/{id}`: ends it; what is in the archive stays there.
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
