use axum::http::{HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use serde::Serialize;
use store::StoreError;

use super::headers::{RESUMABLE, SPOKEN, VERSION};
use crate::caching::NEVER;

/// "Checksum Mismatch", a status of the protocol's own.
const MISMATCH: u16 = 460;

/// Why a request of the protocol is not done. The sentence is for the person who sends the file: it is shown where it
/// was dropped.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Refusal {
    status: StatusCode,
    sentence: String,
}

#[derive(Serialize)]
struct Written<'a> {
    r#type: &'a str,
    title: &'a str,
    status: u16,
    detail: &'a str,
}

impl Refusal {
    pub(super) fn new(status: StatusCode, sentence: impl Into<String>) -> Self {
        let mut sentence = sentence.into();
        if !sentence.ends_with('.') {
            sentence.push('.');
        }
        Self { status, sentence }
    }

    pub(super) fn not_found() -> Self {
        Self::new(
            StatusCode::NOT_FOUND,
            "There is no such upload: it was removed, or left for too long.",
        )
    }

    pub(super) fn taken() -> Self {
        Self::new(
            StatusCode::LOCKED,
            "Somebody is sending this upload already; it goes on when that ends.",
        )
    }

    pub(super) fn mismatch() -> Self {
        Self::new(
            StatusCode::from_u16(MISMATCH).unwrap_or(StatusCode::BAD_REQUEST),
            "This part came damaged: it has another checksum than was said. Send it again.",
        )
    }

    pub(super) fn no_room(needed: u64, room: u64) -> Self {
        let text = house::encode::size_text;
        Self::new(
            StatusCode::INSUFFICIENT_STORAGE,
            format!(
                "The house's disk is too full: this needs {}, and there is room for {}. What came so far is kept; it can \
                 go on when there is room.",
                text(needed),
                text(room)
            ),
        )
    }

    /// What went wrong where uploads lie. `needed`: bytes that were to come.
    pub(super) fn of_dock(error: StoreError, needed: u64) -> Self {
        match error {
            StoreError::InUse { .. } => Self::taken(),
            StoreError::DiskFull(_) => Self::no_room(needed, 0),
            StoreError::Io { ref source, .. } if source.kind() == std::io::ErrorKind::NotFound => {
                Self::not_found()
            }
            error => {
                tracing::error!(%error, "an upload failed");
                Self::new(
                    StatusCode::INTERNAL_SERVER_ERROR,
                    "Something went wrong in the house; what came so far is kept. Try again.",
                )
            }
        }
    }

    pub(super) fn status(&self) -> StatusCode {
        self.status
    }
}

impl From<StoreError> for Refusal {
    fn from(error: StoreError) -> Self {
        Self::of_dock(error, 0)
    }
}

impl From<Refusal> for Response {
    fn from(refusal: Refusal) -> Self {
        refusal.into_response()
    }
}

impl IntoResponse for Refusal {
    fn into_response(self) -> Response {
        let status = self.status;
        let written = Written {
            r#type: if status.as_u16() == MISMATCH {
                "urn:marquee:problem:checksum-mismatch"
            } else {
                "about:blank"
            },
            title: status.canonical_reason().unwrap_or("Checksum Mismatch"),
            status: status.as_u16(),
            detail: &self.sentence,
        };
        let body = serde_json::to_string(&written).unwrap_or_default();
        let mut response = (
            status,
            [
                (
                    header::CONTENT_TYPE,
                    HeaderValue::from_static("application/problem+json"),
                ),
                (header::CACHE_CONTROL, NEVER),
                (RESUMABLE, SPOKEN),
            ],
            body,
        )
            .into_response();
        match status {
            StatusCode::PRECONDITION_FAILED => {
                response.headers_mut().insert(VERSION, SPOKEN);
            }
            StatusCode::LOCKED => {
                let soon = HeaderValue::from_static("2");
                response.headers_mut().insert(header::RETRY_AFTER, soon);
            }
            _ => {}
        }
        response
    }
}
