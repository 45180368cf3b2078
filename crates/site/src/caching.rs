//! Who may keep an answer, and when none needs to be sent again (RFC 9110, 13; RFC 9111).

use std::convert::Infallible;

use axum::http::{HeaderMap, HeaderValue, header};
use axum::response::{IntoResponseParts, ResponseParts};

pub(crate) const FOR_EVER: HeaderValue = HeaderValue::from_static("public, max-age=31536000, immutable");
pub(crate) const NEVER: HeaderValue = HeaderValue::from_static("private, no-store");

/// For how long a cache may keep an answer.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Keep {
    ForEver,
    /// Anybody's cache.
    Seconds(u64),
    Never,
}

impl Keep {
    pub(crate) fn header(self) -> HeaderValue {
        match self {
            Self::ForEver => FOR_EVER,
            Self::Seconds(0) | Self::Never => NEVER,
            Self::Seconds(seconds) => {
                HeaderValue::try_from(format!("public, max-age={seconds}")).unwrap_or(NEVER)
            }
        }
    }
}

/// Bytes that can never change, for everybody.
pub(crate) struct ForEver;

impl IntoResponseParts for ForEver {
    type Error = Infallible;

    fn into_response_parts(self, mut parts: ResponseParts) -> Result<ResponseParts, Infallible> {
        parts.headers_mut().insert(header::CACHE_CONTROL, FOR_EVER);
        Ok(parts)
    }
}

/// Bytes that may be withdrawn, that belong to one viewer, or that are none: nobody keeps them.
pub(crate) struct Never;

impl IntoResponseParts for Never {
    type Error = Infallible;

    fn into_response_parts(self, mut parts: ResponseParts) -> Result<ResponseParts, Infallible> {
        parts.headers_mut().insert(header::CACHE_CONTROL, NEVER);
        Ok(parts)
    }
}

/// The entity tags that a client names as its own copies.
pub(crate) struct IfNoneMatch<'a>(&'a str);

impl<'a> IfNoneMatch<'a> {
    pub(crate) fn of(headers: &'a HeaderMap) -> Option<Self> {
        let value = headers.get(header::IF_NONE_MATCH)?;
        value.to_str().ok().map(Self)
    }

    /// By the weak comparison (RFC 9110, 13.1.2).
    pub(crate) fn names(&self, etag: &HeaderValue) -> bool {
        let opaque = |tag: &'a str| tag.trim().trim_start_matches("W/");
        let Ok(ours) = etag.to_str() else { return false };
        let ours = ours.trim_start_matches("W/");
        self.0.trim() == "*" || self.0.split(',').any(|tag| opaque(tag) == ours)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn names(asked: &'static str, ours: &'static str) -> bool {
        let mut headers = HeaderMap::new();
        headers.insert(header::IF_NONE_MATCH, HeaderValue::from_static(asked));
        IfNoneMatch::of(&headers)
            .unwrap()
            .names(&HeaderValue::from_static(ours))
    }

    #[test]
    fn tags_are_compared_weakly_and_in_lists() {
        assert!(names("\"a\"", "\"a\""));
        assert!(names("\"x\", W/\"a\"", "\"a\""));
        assert!(names("\"a\"", "W/\"a\""));
        assert!(names("*", "\"a\""));
        assert!(!names("\"ab\"", "\"a\""));
        assert!(!names("a", "\"a\""));
    }
}
