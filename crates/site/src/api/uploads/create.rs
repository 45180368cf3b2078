use std::sync::Arc;

use axum::body::Body;
use axum::extract::{Request, State};
use axum::http::{HeaderMap, HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use house::archive::{Upload, UploadLabel, UploadState};
use house::id::{TitleId, UploadId};
use http_body::Body as _;

use super::description::{ChecksumSaid, Spoken};
use super::headers::{
    CONCAT, DEFER_LENGTH, EXPIRES, LENGTH, OFFSET, RESUMABLE, SPOKEN, checksum, expect_version, expires,
    is_part, number,
};
use super::metadata::Metadata;
use super::receive::{Part, arrived, receive};
use super::refusal::Refusal;
use crate::caching::NEVER;
use crate::site::Site;
use crate::team::Member;

/// Begin an upload; its first bytes may come along
#[utoipa::path(post, path = "/api/v1/uploads", tag = "uploads",
    params(Spoken, ChecksumSaid,
        ("Upload-Length" = u64, Header, description = "Bytes that the file has"),
        ("Upload-Metadata" = Option<String>, Header,
            description = "Keys, each with its value in Base64: filename, kind, language, title, publish (draft, or no)")),
    request_body(content = Option<String>, content_type = "application/offset+octet-stream",
        description = "The first bytes; any other type counts as none"),
    responses(
        (status = 201, headers(
            ("Location" = String, description = "Where the upload is"),
            ("Tus-Resumable" = String),
            ("Upload-Offset" = u64, description = "How far it is, when bytes came along"),
            ("Upload-Expires" = String, description = "When it is removed if nothing more of it comes"))),
        (status = 400), (status = 412, description = "Another version of tus"),
        (status = 413, description = "Larger than this house takes, or more bytes than were said"),
        (status = 415, description = "The first bytes are no film's, sound's, picture's or text's"),
        (status = 423, description = "The line was cut; ask where the upload stands"),
        (status = 460, description = "Checksum Mismatch"), (status = 507)))]
pub(crate) async fn create(
    State(site): State<Arc<Site>>,
    member: Member,
    request: Request,
) -> Result<Response, Refusal> {
    let (parts, body) = request.into_parts();
    expect_version(&parts.headers)?;
    let upload = begun(&site, &member, &parts.headers)?;
    site.catalogue.put_upload(&upload).await?;
    site.dock.make_place(&upload.id).await?;
    let offset = first_bytes(&site, &upload, &parts.headers, body).await?;
    let mut response = StatusCode::CREATED.into_response();
    let headers = response.headers_mut();
    headers.insert(RESUMABLE, SPOKEN);
    headers.insert(header::CACHE_CONTROL, NEVER);
    if let Ok(place) = HeaderValue::from_str(&format!("/api/v1/uploads/{}", upload.id)) {
        headers.insert(header::LOCATION, place);
    }
    if let Some(offset) = offset {
        headers.insert(OFFSET, HeaderValue::from(offset));
    }
    if let Some(expires) = expires(&site, &upload) {
        headers.insert(EXPIRES, expires);
    }
    Ok(response)
}

fn begun(site: &Site, member: &Member, headers: &HeaderMap) -> Result<Upload, Refusal> {
    let length = length(headers)?;
    let text = house::encode::size_text;
    let largest = site.settings.uploads.largest;
    if length > largest {
        let sentence = format!(
            "This file has {}; {} is the most that this house takes.",
            text(length),
            text(largest)
        );
        return Err(Refusal::new(StatusCode::PAYLOAD_TOO_LARGE, sentence));
    }
    let room = site.dock.room()?;
    if length > room {
        return Err(Refusal::no_room(length, room));
    }
    let metadata = Metadata::of(headers)?;
    let pairs = metadata
        .pairs
        .iter()
        .map(|(key, value)| (key.as_str(), value.as_str()));
    let label = UploadLabel::of_pairs(pairs)
        .map_err(|error| Refusal::new(StatusCode::BAD_REQUEST, error.to_string()))?;
    let now = site.clock.now();
    Ok(Upload {
        id: UploadId::random(),
        length,
        // Chosen now, so that a draft that is begun twice is one title.
        title: label.draft.then(TitleId::random),
        label,
        metadata: metadata.written,
        by: member.actor.clone(),
        state: UploadState::Receiving,
        digest: None,
        job: None,
        asset: None,
        sentence: None,
        salvageable: false,
        made: now,
        touched: now,
    })
}

fn length(headers: &HeaderMap) -> Result<u64, Refusal> {
    if headers.contains_key(DEFER_LENGTH) || headers.contains_key(CONCAT) {
        return Err(Refusal::new(
            StatusCode::BAD_REQUEST,
            "Uploads of unknown length, or of parts that are put together, are not taken: say 'Upload-Length'.",
        ));
    }
    number(headers, &LENGTH)?.ok_or_else(|| {
        Refusal::new(
            StatusCode::BAD_REQUEST,
            "Say how many bytes the file has: 'Upload-Length'.",
        )
    })
}

/// Bytes that come with the creation; answers how far the upload then is, `None` when none came.
async fn first_bytes(
    site: &Arc<Site>,
    upload: &Upload,
    headers: &HeaderMap,
    body: Body,
) -> Result<Option<u64>, Refusal> {
    if is_part(headers) && !body.is_end_stream() {
        let part = Part {
            upload: upload.clone(),
            from: 0,
            checksum: checksum(headers)?,
        };
        // The upload is there, whatever became of the bytes: where it stands is asked for as ever.
        return match receive(Arc::clone(site), part, body).await {
            Ok(offset) => Ok(Some(offset)),
            Err(refusal) if refusal.status().is_client_error() => Err(refusal),
            Err(_) => Ok(Some(site.dock.glance(&upload.id))),
        };
    }
    if upload.length == 0 {
        let berth = site.dock.claim(&upload.id, None, None).await?;
        let settled = berth.settle().await?;
        arrived(site, upload, &settled).await?;
    }
    Ok(None)
}
