use std::sync::Arc;

use axum::http::{HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};

use crate::caching::NEVER;

/// Why a request is not answered with what it asked for. Machines get RFC 9457's JSON, people the house's page; neither
/// says more than the kind, so that a hidden title and one that never was look alike.
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
    /// Ours to mend; the text is for the log only.
    #[error("{0}")]
    Internal(Arc<str>),
}

impl Problem {
    pub(crate) fn internal(error: impl std::fmt::Display) -> Self {
        Self::Internal(error.to_string().into())
    }

    pub(crate) fn status(&self) -> StatusCode {
        match self {
            Self::NotFound => StatusCode::NOT_FOUND,
            Self::StaleLink => StatusCode::GONE,
            Self::WrongMethod => StatusCode::METHOD_NOT_ALLOWED,
            Self::ForeignOrigin => StatusCode::FORBIDDEN,
            Self::Internal(_) => StatusCode::INTERNAL_SERVER_ERROR,
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

impl IntoResponse for Problem {
    fn into_response(self) -> Response {
        if let Self::Internal(reason) = &self {
            tracing::error!(%reason, "a request failed");
        }
        let status = self.status();
        let title = status.canonical_reason().unwrap_or("Problem");
        let body = format!(
            r#"{{"type":"about:blank","title":"{title}","status":{}}}"#,
            status.as_u16()
        );
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
        // The pages' layer puts the house's page in place of the JSON.
        response.extensions_mut().insert(self);
        response
    }
}
