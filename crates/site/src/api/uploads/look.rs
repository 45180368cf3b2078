use std::sync::Arc;

use axum::extract::State;
use axum::http::{HeaderMap, HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use house::archive::UploadState;
use store::dock::{Algorithm, Settled};

use super::description::Spoken;
use super::headers::{
    ALGORITHMS, EXPIRES, EXTENSION, LENGTH, MAX_SIZE, METADATA, OFFSET, RESUMABLE, SPOKEN, VERSION,
    expect_version, expires,
};
use super::receive::arrived;
use super::record::known;
use super::refusal::Refusal;
use crate::caching::NEVER;
use crate::path::Named;
use crate::site::Site;
use crate::team::Member;

const EXTENSIONS: &str = "creation,creation-with-upload,checksum,termination,expiration";

/// What of the protocol is spoken
#[utoipa::path(options, path = "/api/v1/uploads", tag = "uploads", responses((status = 204, headers(
    ("Tus-Resumable" = String), ("Tus-Version" = String), ("Tus-Extension" = String), ("Tus-Max-Size" = u64),
    ("Tus-Checksum-Algorithm" = String)))))]
pub(crate) async fn abilities(State(site): State<Arc<Site>>) -> Response {
    spoken(&site)
}

/// What of the protocol is spoken
#[utoipa::path(options, path = "/api/v1/uploads/{id}", tag = "uploads", params(("id" = String, Path)),
    responses((status = 204, headers(
    ("Tus-Resumable" = String), ("Tus-Version" = String), ("Tus-Extension" = String), ("Tus-Max-Size" = u64),
    ("Tus-Checksum-Algorithm" = String)))))]
pub(crate) async fn abilities_of_one(State(site): State<Arc<Site>>) -> Response {
    spoken(&site)
}

fn spoken(site: &Site) -> Response {
    let mut response = StatusCode::NO_CONTENT.into_response();
    let headers = response.headers_mut();
    headers.insert(RESUMABLE, SPOKEN);
    headers.insert(VERSION, SPOKEN);
    headers.insert(EXTENSION, HeaderValue::from_static(EXTENSIONS));
    headers.insert(MAX_SIZE, HeaderValue::from(site.settings.uploads.largest));
    let algorithms = Algorithm::ALL.map(Algorithm::as_str).join(",");
    if let Ok(algorithms) = HeaderValue::from_str(&algorithms) {
        headers.insert(ALGORITHMS, algorithms);
    }
    headers.insert(header::CACHE_CONTROL, NEVER);
    response
}

/// How far an upload is
#[utoipa::path(head, path = "/api/v1/uploads/{id}", tag = "uploads", params(("id" = String, Path), Spoken),
    responses(
        (status = 200, headers(
            ("Tus-Resumable" = String), ("Upload-Offset" = u64), ("Upload-Length" = u64),
            ("Upload-Metadata" = String, description = "As it came, when any came"),
            ("Upload-Expires" = String, description = "While it is not whole"))),
        (status = 404), (status = 410, description = "This file is not taken"),
        (status = 412, description = "Another version of tus"), (status = 423, description = "Somebody is sending it")))]
pub(crate) async fn look(
    State(site): State<Arc<Site>>,
    _member: Member,
    Named(id): Named<String>,
    headers: HeaderMap,
) -> Result<Response, Refusal> {
    expect_version(&headers)?;
    let upload = known(&site, &id).await?.ok_or_else(Refusal::not_found)?;
    let offset = match upload.state {
        UploadState::Arrived | UploadState::TakenIn => upload.length,
        UploadState::Refused => return Err(Refusal::new(StatusCode::GONE, "This file is not taken.")),
        UploadState::Receiving => {
            let there = site
                .dock
                .received(&upload.id)
                .await?
                .ok_or_else(Refusal::not_found)?;
            let verified = site.catalogue.upload_verified(&upload.id).await?;
            let offset = verified.map_or(there, |verified| verified.min(there));
            // Whole, but a killed server did not come to say so.
            if offset == upload.length && !site.dock.is_taken(&upload.id) {
                let settled = Settled { offset, digest: None };
                arrived(&site, &upload, &settled).await?;
            }
            offset
        }
    };
    let mut response = StatusCode::OK.into_response();
    let answer = response.headers_mut();
    answer.insert(RESUMABLE, SPOKEN);
    answer.insert(OFFSET, HeaderValue::from(offset));
    answer.insert(LENGTH, HeaderValue::from(upload.length));
    answer.insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
    if !upload.metadata.is_empty()
        && let Ok(metadata) = HeaderValue::from_str(&upload.metadata)
    {
        answer.insert(METADATA, metadata);
    }
    if offset < upload.length
        && let Some(expires) = expires(&site, &upload)
    {
        answer.insert(EXPIRES, expires);
    }
    Ok(response)
}
