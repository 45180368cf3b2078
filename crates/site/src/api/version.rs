//! Versions against lost updates: an answer's ETag is the version of the record, a change names it in If-Match
//! (RFC 9110, 13.1.1).

use axum::extract::FromRequestParts;
use axum::http::request::Parts;
use axum::http::{StatusCode, header};
use axum::response::{IntoResponse, Response};
use serde::Serialize;

use super::Told;
use crate::problem::Problem;

/// A record with its version.
pub(crate) struct Versioned<T> {
    pub(crate) version: u64,
    pub(crate) record: T,
}

fn etag(version: u64) -> String {
    format!("\"{version}\"")
}

impl<T: Serialize> IntoResponse for Versioned<T> {
    fn into_response(self) -> Response {
        ([(header::ETAG, etag(self.version))], Told(self.record)).into_response()
    }
}

impl<T: Serialize> Versioned<T> {
    /// A new record and where it is.
    pub(crate) fn created(self, address: &str) -> Response {
        let place = [(header::LOCATION, address.to_owned())];
        (StatusCode::CREATED, place, self).into_response()
    }

    /// The problem of a change to an earlier version.
    pub(crate) fn changed(&self) -> Problem {
        Problem::Changed {
            current: serde_json::to_value(&self.record).unwrap_or_default().into(),
            etag: etag(self.version),
        }
    }
}

/// Which version a request changes.
pub(crate) struct IfMatch(String);

impl IfMatch {
    /// # Errors
    /// [`Problem::Changed`] with the record as it is.
    pub(crate) fn holds<T: Serialize>(&self, now: &Versioned<T>) -> Result<(), Problem> {
        let tags = self.0.split(',').map(str::trim);
        let is_named = |tag: &str| tag == "*" || tag == etag(now.version);
        if tags.into_iter().any(is_named) {
            Ok(())
        } else {
            Err(now.changed())
        }
    }
}

impl<S: Send + Sync> FromRequestParts<S> for IfMatch {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self, Problem> {
        let named = parts.headers.get(header::IF_MATCH).ok_or(Problem::NeedsVersion)?;
        // A tag of other letters is none of ours.
        Ok(Self(named.to_str().unwrap_or_default().to_owned()))
    }
}
