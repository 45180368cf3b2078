use axum::extract::{FromRequest, Request};
use axum::http::header;
use bytes::Bytes;
use http_body_util::{BodyExt, LengthLimitError, Limited};
use serde::de::DeserializeOwned;

use crate::problem::Problem;

/// Bytes of a request's JSON; texts of a title are the longest that there is.
pub(crate) const LONGEST: usize = 256 * 1_024;

/// A request's JSON as its own type. An unknown key, a missing one and a wrong value are refused by name.
pub(crate) struct Body<T>(pub(crate) T);

impl<S: Send + Sync, T: DeserializeOwned> FromRequest<S> for Body<T> {
    type Rejection = Problem;

    async fn from_request(request: Request, _: &S) -> Result<Self, Problem> {
        let kind = request.headers().get(header::CONTENT_TYPE);
        let kind = kind.and_then(|kind| kind.to_str().ok()).unwrap_or_default();
        let kind = kind.split(';').next().unwrap_or_default().trim();
        if !(kind.eq_ignore_ascii_case("application/json")
            || kind.eq_ignore_ascii_case("application/merge-patch+json"))
        {
            return Err(Problem::WrongType("application/json"));
        }
        read(&whole(request).await?).map(Self)
    }
}

/// The whole body, if it is not longer than JSON may be.
pub(crate) async fn whole(request: Request) -> Result<Bytes, Problem> {
    whole_up_to(LONGEST, request).await
}

/// The whole body, if it is not longer than `limit` bytes.
pub(crate) async fn whole_up_to(limit: usize, request: Request) -> Result<Bytes, Problem> {
    let body = Limited::new(request.into_body(), limit).collect().await;
    match body {
        Ok(body) => Ok(body.to_bytes()),
        Err(error) if error.is::<LengthLimitError>() => Err(Problem::TooLarge { limit }),
        Err(error) => Err(Problem::Unreadable(format!("the body broke off: {error}"))),
    }
}

fn read<T: DeserializeOwned>(bytes: &[u8]) -> Result<T, Problem> {
    let mut reader = serde_json::Deserializer::from_slice(bytes);
    let value = serde_path_to_error::deserialize(&mut reader).map_err(|error| {
        let path = error.path().to_string();
        let inner = error.into_inner();
        match inner.classify() {
            serde_json::error::Category::Data => Problem::Invalid {
                field: named(&inner.to_string()).or_else(|| (path != ".").then_some(path)),
                sentence: inner.to_string(),
            },
            _ => Problem::Unreadable(format!("the body is no JSON: {inner}")),
        }
    })?;
    reader
        .end()
        .map_err(|error| Problem::Unreadable(format!("the body is no JSON: {error}")))?;
    Ok(value)
}

/// The key that serde names: "unknown field `x`", "missing field `x`".
pub(super) fn named(text: &str) -> Option<String> {
    let rest = text
        .strip_prefix("unknown field `")
        .or_else(|| text.strip_prefix("missing field `"))?;
    rest.split('`').next().map(str::to_owned)
}

#[cfg(test)]
mod tests {
    use serde::Deserialize;

    use super::*;

    #[derive(Debug, Deserialize)]
    #[serde(deny_unknown_fields)]
    struct Film {
        #[serde(rename = "name")]
        _name: String,
        #[serde(rename = "year", default)]
        _year: Option<u16>,
    }

    fn refusal(text: &str) -> Problem {
        read::<Film>(text.as_bytes()).unwrap_err()
    }

    #[test]
    fn what_is_wrong_is_named() {
        assert!(read::<Film>(br#"{"name":"x","year":1974}"#).is_ok());
        for (text, wanted) in [
            (r#"{"name":"x","yaer":1}"#, "yaer"),
            (r#"{"year":1}"#, "name"),
            (r#"{"name":"x","year":"soon"}"#, "year"),
        ] {
            let Problem::Invalid { field, .. } = refusal(text) else {
                panic!("{text}")
            };
            assert_eq!(field.as_deref(), Some(wanted), "{text}");
        }
        assert!(matches!(refusal("{"), Problem::Unreadable(_)));
        assert!(matches!(refusal("{\"name\":\"x\"} x"), Problem::Unreadable(_)));
    }
}
