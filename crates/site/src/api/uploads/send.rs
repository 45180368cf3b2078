use std::sync::Arc;

use axum::extract::{Request, State};
use axum::http::{HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use house::archive::{Upload, UploadState};

use super::description::{ChecksumSaid, MethodMeant, PartAnswered, Spoken};
use super::headers::{
    EXPIRES, OFFSET, RESUMABLE, SPOKEN, checksum, expect_version, expires, is_part, number,
};
use super::receive::{Part, receive};
use super::record::known;
use super::refusal::Refusal;
use super::remove::remove;
use crate::caching::NEVER;
use crate::path::Named;
use crate::site::Site;
use crate::team::Member;

/// Send the next bytes
#[utoipa::path(patch, path = "/api/v1/uploads/{id}", tag = "uploads",
    params(("id" = String, Path), Spoken, ChecksumSaid,
        ("Upload-Offset" = u64, Header, description = "Where this part begins")),
    request_body(content = String, content_type = "application/offset+octet-stream"),
    responses(PartAnswered))]
pub(crate) async fn send(
    State(site): State<Arc<Site>>,
    _member: Member,
    Named(id): Named<String>,
    request: Request,
) -> Result<Response, Refusal> {
    let (parts, body) = request.into_parts();
    expect_version(&parts.headers)?;
    if !is_part(&parts.headers) {
        return Err(Refusal::new(
            StatusCode::UNSUPPORTED_MEDIA_TYPE,
            "Send the bytes as 'application/offset+octet-stream'.",
        ));
    }
    let from = number(&parts.headers, &OFFSET)?.ok_or_else(|| {
        Refusal::new(
            StatusCode::BAD_REQUEST,
            "Say where this part begins: 'Upload-Offset'.",
        )
    })?;
    let checksum = checksum(&parts.headers)?;
    let upload = known(&site, &id).await?.ok_or_else(Refusal::not_found)?;
    match upload.state {
        UploadState::Receiving => {}
        // Nothing more belongs to a whole one; asking for that is answered as it is.
        UploadState::Arrived | UploadState::TakenIn if from == upload.length => {
            return Ok(sent(&site, &upload, from));
        }
        UploadState::Arrived | UploadState::TakenIn => {
            return Err(Refusal::new(
                StatusCode::CONFLICT,
                "This upload is whole already.",
            ));
        }
        UploadState::Refused => {
            let sentence = upload
                .sentence
                .unwrap_or_else(|| "This file is not taken.".into());
            return Err(Refusal::new(StatusCode::GONE, sentence));
        }
    }
    let remaining = upload.length.saturating_sub(from);
    if let Some(coming) = number(&parts.headers, &header::CONTENT_LENGTH)? {
        if coming > remaining {
            return Err(Refusal::new(
                StatusCode::PAYLOAD_TOO_LARGE,
                "More bytes come than the upload was said to have.",
            ));
        }
        let room = site.dock.room()?;
        if coming > room {
            return Err(Refusal::no_room(coming, room));
        }
    }
    let part = Part {
        upload: upload.clone(),
        from,
        checksum,
    };
    let offset = receive(Arc::clone(&site), part, body).await?;
    Ok(sent(&site, &upload, offset))
}

fn sent(site: &Site, upload: &Upload, offset: u64) -> Response {
    let mut response = StatusCode::NO_CONTENT.into_response();
    let headers = response.headers_mut();
    headers.insert(RESUMABLE, SPOKEN);
    headers.insert(header::CACHE_CONTROL, NEVER);
    headers.insert(OFFSET, HeaderValue::from(offset));
    let now = Upload {
        touched: site.clock.now(),
        ..upload.clone()
    };
    if offset < upload.length
        && let Some(expires) = expires(site, &now)
    {
        headers.insert(EXPIRES, expires);
    }
    response
}

/// PATCH or DELETE, where what stands between lets no other method through
#[utoipa::path(post, path = "/api/v1/uploads/{id}", tag = "uploads",
    params(("id" = String, Path), Spoken, ChecksumSaid, MethodMeant,
        ("Upload-Offset" = Option<u64>, Header, description = "Where this part begins")),
    request_body(content = Option<String>, content_type = "application/offset+octet-stream"),
    responses(PartAnswered, (status = 405, description = "No method is meant that an upload takes")))]
pub(crate) async fn or_override(
    site: State<Arc<Site>>,
    member: Member,
    id: Named<String>,
    request: Request,
) -> Result<Response, Refusal> {
    let meant = request.headers().get("x-http-method-override");
    match meant.and_then(|method| method.to_str().ok()) {
        Some("PATCH") => send(site, member, id, request).await,
        Some("DELETE") => remove(site, member, id, request.into_parts().0.headers).await,
        _ => Err(Refusal::new(
            StatusCode::METHOD_NOT_ALLOWED,
            "An upload takes HEAD, PATCH and DELETE.",
        )),
    }
}
