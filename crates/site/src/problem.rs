use std::sync::Arc;

use axum::http::{HeaderMap, HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use serde::Serialize;
use serde_json::Value;
use store::StoreError;

use crate::caching::NEVER;
use crate::workroom::WorkError;

/// Why a request is not answered with what it asked for. Machines get RFC 9457's JSON, people the house's page. What
/// everybody may be answered says no more than the kind, so that a hidden title and one that never was look alike; the
/// kinds with a sentence are for members.
#[derive(Debug, Clone, thiserror::Error)]
#[non_exhaustive]
pub(crate) enum Problem {
    #[error("there is nothing here")]
    NotFound,
    /// A login link that was used, has run out, or never was.
    #[error("the login link does not open anything")]
    StaleLink,
    #[error("this address does not take that method")]
    WrongMethod,
    #[error("the request came from another site")]
    ForeignOrigin,
    #[error("this is for members of the team: log in, or send a token")]
    NotLoggedIn,
    /// Of an account that is there, or is not: nobody is told which.
    #[error("e-mail and password do not fit together")]
    WrongPassword,
    #[error("your role, or the token's scope, does not allow this")]
    NotAllowed,
    /// The request cannot be read at all.
    #[error("{0}")]
    Unreadable(String),
    /// A field of the request is not what it should be.
    #[error("{sentence}")]
    Invalid {
        /// As it is called in the request.
        field: Option<String>,
        sentence: String,
    },
    /// It cannot be done as things stand.
    #[error("{0}")]
    Refused(String),
    /// `If-Match` is missing.
    #[error("say which version you change: send its ETag as If-Match")]
    NeedsVersion,
    /// The record was changed since it was read.
    #[error("it was changed meanwhile; the record as it is now is in 'current'")]
    Changed {
        current: Arc<Value>,
        /// Of the current record.
        etag: String,
    },
    #[error("the body is larger than {limit} bytes")]
    TooLarge { limit: usize },
    #[error("send {0}")]
    WrongType(&'static str),
    /// Come back later.
    #[error("too many requests; try again in {seconds} seconds")]
    TooOften { seconds: u64 },
    #[error("the disk is full: free some space and try again; nothing was changed")]
    DiskFull,
    /// Ours to mend; the text is for the log only.
    #[error("{0}")]
    Internal(Arc<str>),
}

impl Problem {
    pub(crate) fn internal(error: impl std::fmt::Display) -> Self {
        Self::Internal(error.to_string().into())
    }

    /// A field of the request that is not what it should be, and the sentence that says why.
    pub(crate) fn invalid(field: impl Into<String>, sentence: impl std::fmt::Display) -> Self {
        Self::Invalid {
            field: Some(field.into()),
            sentence: sentence.to_string(),
        }
    }

    /// `Retry-After`, where trying again helps.
    pub(crate) fn say_when(&self, headers: &mut HeaderMap) {
        if let Self::TooOften { seconds } = self {
            headers.insert(header::RETRY_AFTER, HeaderValue::from(*seconds));
        }
    }

    pub(crate) fn status(&self) -> StatusCode {
        match self {
            Self::NotFound => StatusCode::NOT_FOUND,
            Self::StaleLink => StatusCode::GONE,
            Self::WrongMethod => StatusCode::METHOD_NOT_ALLOWED,
            Self::ForeignOrigin | Self::NotAllowed => StatusCode::FORBIDDEN,
            Self::NotLoggedIn | Self::WrongPassword => StatusCode::UNAUTHORIZED,
            Self::Unreadable(_) => StatusCode::BAD_REQUEST,
            Self::Invalid { .. } => StatusCode::UNPROCESSABLE_ENTITY,
            Self::Refused(_) => StatusCode::CONFLICT,
            Self::NeedsVersion => StatusCode::PRECONDITION_REQUIRED,
            Self::Changed { .. } => StatusCode::PRECONDITION_FAILED,
            Self::TooLarge { .. } => StatusCode::PAYLOAD_TOO_LARGE,
            Self::WrongType(_) => StatusCode::UNSUPPORTED_MEDIA_TYPE,
            Self::TooOften { .. } => StatusCode::TOO_MANY_REQUESTS,
            Self::DiskFull => StatusCode::INSUFFICIENT_STORAGE,
            Self::Internal(_) => StatusCode::INTERNAL_SERVER_ERROR,
        }
    }

    /// What a program may branch on; `about:blank` where the status says everything (RFC 9457, 4.2.1).
    fn kind(&self) -> &'static str {
        match self {
            Self::ForeignOrigin => "urn:marquee:problem:foreign-origin",
            Self::Invalid { .. } => "urn:marquee:problem:invalid",
            Self::Refused(_) => "urn:marquee:problem:refused",
            Self::NeedsVersion => "urn:marquee:problem:needs-version",
            Self::Changed { .. } => "urn:marquee:problem:changed",
            Self::DiskFull => "urn:marquee:problem:disk-full",
            _ => "about:blank",
        }
    }

    /// The sentence that is sent along: none of what everybody may be answered.
    fn detail(&self) -> Option<String> {
        match self {
            Self::NotFound | Self::StaleLink | Self::WrongMethod | Self::Internal(_) => None,
            told => Some(told.to_string()),
        }
    }

    fn field(&self) -> Option<&str> {
        match self {
            Self::Invalid { field, .. } => field.as_deref(),
            _ => None,
        }
    }
}

impl From<house::release::Refusal> for Problem {
    fn from(_: house::release::Refusal) -> Self {
        Self::NotFound
    }
}

impl From<askama::Error> for Problem {
    fn from(error: askama::Error) -> Self {
        Self::internal(error)
    }
}

impl From<StoreError> for Problem {
    fn from(error: StoreError) -> Self {
        match error {
            StoreError::Refused(sentence) => Self::Refused(sentence),
            StoreError::DiskFull(_) => Self::DiskFull,
            error => Self::internal(error),
        }
    }
}

impl From<WorkError> for Problem {
    fn from(error: WorkError) -> Self {
        match error {
            WorkError::Refused(sentence) => Self::Refused(sentence),
            WorkError::Broken(sentence) => Self::internal(sentence),
        }
    }
}

/// RFC 9457's members, and two of ours.
#[derive(Serialize)]
struct Written<'a> {
    r#type: &'a str,
    title: &'a str,
    status: u16,
    #[serde(skip_serializing_if = "Option::is_none")]
    detail: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    field: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    current: Option<&'a Value>,
}

impl IntoResponse for Problem {
    fn into_response(self) -> Response {
        if let Self::Internal(reason) = &self {
            tracing::error!(%reason, "a request failed");
        }
        let status = self.status();
        let written = Written {
            r#type: self.kind(),
            title: status.canonical_reason().unwrap_or("Problem"),
            status: status.as_u16(),
            detail: self.detail(),
            field: self.field(),
            current: match &self {
                Self::Changed { current, .. } => Some(current),
                _ => None,
            },
        };
        let body = serde_json::to_string(&written).unwrap_or_default();
        let headers = [
            (
                header::CONTENT_TYPE,
                HeaderValue::from_static("application/problem+json"),
            ),
            (header::CACHE_CONTROL, NEVER),
            (
                header::X_CONTENT_TYPE_OPTIONS,
                HeaderValue::from_static("nosniff"),
            ),
        ];
        let mut response = (status, headers, body).into_response();
        self.say_when(response.headers_mut());
        match &self {
            Self::NotLoggedIn | Self::WrongPassword => {
                let how = HeaderValue::from_static("Bearer realm=\"marquee\"");
                response.headers_mut().insert(header::WWW_AUTHENTICATE, how);
            }
            Self::Changed { etag, .. } => {
                if let Ok(etag) = HeaderValue::from_str(etag) {
                    response.headers_mut().insert(header::ETAG, etag);
                }
            }
            _ => {}
        }
        // The pages' layer puts the house's page in place of the JSON.
        response.extensions_mut().insert(self);
        response
    }
}
