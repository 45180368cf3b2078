//! Which other sites' pages may play the house's films (Fetch standard, CORS protocol). None, unless the house's
//! configuration names them; the answer never depends on what was asked for.

use std::sync::Arc;

use axum::extract::State;
use axum::http::{HeaderMap, HeaderName, HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};

use super::answer::text;
use crate::caching::NEVER;
use crate::problem::Problem;
use crate::site::Site;

const RESOURCE_POLICY: HeaderName = HeaderName::from_static("cross-origin-resource-policy");

/// The allowed origins, ready to be compared with a request's.
#[derive(Debug, Clone, Default)]
pub(crate) struct AllowedOrigins {
    anyone: bool,
    origins: Vec<HeaderValue>,
}

impl AllowedOrigins {
    pub(crate) fn of(origins: &[String]) -> Self {
        Self {
            anyone: origins.iter().any(|origin| origin == "*"),
            origins: origins
                .iter()
                .filter_map(|origin| HeaderValue::from_str(origin.trim_end_matches('/')).ok())
                .collect(),
        }
    }

    fn is_nobody(&self) -> bool {
        self.origins.is_empty()
    }

    fn granted(&self, origin: Option<&HeaderValue>) -> Option<HeaderValue> {
        if self.anyone {
            return Some(HeaderValue::from_static("*"));
        }
        origin.filter(|origin| self.origins.contains(origin)).cloned()
    }

    /// The answer of a media address, be it bytes or a refusal, with what it says to other origins.
    pub(super) fn sign(&self, asked: &HeaderMap, answer: Result<Response, Problem>) -> Response {
        let mut response = answer.into_response();
        self.apply(asked.get(header::ORIGIN), response.headers_mut());
        response
    }

    fn apply(&self, origin: Option<&HeaderValue>, headers: &mut HeaderMap) {
        if self.is_nobody() {
            headers.insert(RESOURCE_POLICY, HeaderValue::from_static("same-origin"));
            return;
        }
        headers.insert(RESOURCE_POLICY, HeaderValue::from_static("cross-origin"));
        if !self.anyone {
            // A cache must not hand one origin's answer to another.
            headers.append(header::VARY, HeaderValue::from_static("origin"));
        }
        if let Some(granted) = self.granted(origin) {
            headers.insert(header::ACCESS_CONTROL_ALLOW_ORIGIN, granted);
            headers.insert(
                header::ACCESS_CONTROL_EXPOSE_HEADERS,
                HeaderValue::from_static("content-length, content-range, etag"),
            );
        }
    }
}

/// `OPTIONS` of a media address.
pub(crate) async fn preflight(State(site): State<Arc<Site>>, headers: HeaderMap) -> Response {
    allow(&site, &headers, "GET, HEAD", "range, if-none-match, if-range")
}

/// `OPTIONS` of where licences are asked for.
pub(crate) async fn preflight_licence(State(site): State<Arc<Site>>, headers: HeaderMap) -> Response {
    allow(&site, &headers, "POST", "content-type")
}

fn allow(site: &Site, headers: &HeaderMap, methods: &'static str, asked_with: &'static str) -> Response {
    let empty = (StatusCode::NO_CONTENT, [(header::CACHE_CONTROL, NEVER)]).into_response();
    let mut response = site.allowed_origins.sign(headers, Ok(empty));
    let answer = response.headers_mut();
    answer.insert(header::ALLOW, text(format!("{methods}, OPTIONS")));
    if site
        .allowed_origins
        .granted(headers.get(header::ORIGIN))
        .is_some()
    {
        answer.insert(
            header::ACCESS_CONTROL_ALLOW_METHODS,
            HeaderValue::from_static(methods),
        );
        answer.insert(
            header::ACCESS_CONTROL_ALLOW_HEADERS,
            HeaderValue::from_static(asked_with),
        );
        answer.insert(header::ACCESS_CONTROL_MAX_AGE, HeaderValue::from_static("86400"));
    }
    response
}
