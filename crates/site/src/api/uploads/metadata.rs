use std::collections::BTreeMap;

use axum::http::{HeaderMap, StatusCode};

use super::headers::METADATA;
use super::refusal::Refusal;

/// What a sender writes about a file, as it came and read.
#[derive(Debug, Default, PartialEq, Eq)]
pub(super) struct Metadata {
    pub(super) written: String,
    pub(super) pairs: BTreeMap<String, String>,
}

impl Metadata {
    /// "filename d29ybGQ=,is_secret": keys, each with a value in Base64 or with none.
    pub(super) fn of(headers: &HeaderMap) -> Result<Self, Refusal> {
        let Some(value) = headers.get(METADATA) else {
            return Ok(Self::default());
        };
        let written = value
            .to_str()
            .map_err(|_| unreadable("holds letters that are not ASCII"))?;
        let mut pairs = BTreeMap::new();
        for pair in written.split(',').map(str::trim) {
            if pair.is_empty() {
                continue;
            }
            let (key, coded) = pair.split_once(' ').unwrap_or((pair, ""));
            let bytes = data_encoding::BASE64
                .decode(coded.trim().as_bytes())
                .map_err(|_| unreadable("has a value that is not in Base64"))?;
            let text = String::from_utf8(bytes).map_err(|_| unreadable("has a value that is not UTF-8"))?;
            if pairs.insert(key.to_owned(), text).is_some() {
                return Err(unreadable("has a key twice"));
            }
        }
        Ok(Self {
            written: written.to_owned(),
            pairs,
        })
    }
}

fn unreadable(why: &str) -> Refusal {
    Refusal::new(
        StatusCode::BAD_REQUEST,
        format!("The header 'Upload-Metadata' {why}."),
    )
}

#[cfg(test)]
mod tests {
    use super::*;
    use axum::http::HeaderValue;

    fn read(written: &'static str) -> Result<Metadata, Refusal> {
        Metadata::of(&HeaderMap::from_iter([(
            METADATA,
            HeaderValue::from_static(written),
        )]))
    }

    #[test]
    fn pairs_are_read_with_and_without_values() {
        let read = read("filename 8J+OrC5tcDQ=,is_secret, kind ZmlsbQ==").unwrap();
        let pairs: Vec<_> = read
            .pairs
            .iter()
            .map(|(key, value)| (key.as_str(), value.as_str()))
            .collect();
        assert_eq!(
            pairs,
            [("filename", "🎬.mp4"), ("is_secret", ""), ("kind", "film")]
        );
    }

    #[test]
    fn what_cannot_be_read_is_refused() {
        for wrong in ["filename ???", "filename /w==", "a YQ==,a YQ=="] {
            assert!(read(wrong).is_err(), "{wrong}");
        }
        assert_eq!(Metadata::of(&HeaderMap::new()).unwrap(), Metadata::default());
    }
}
