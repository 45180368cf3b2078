use std::str::FromStr;

use axum::http::{HeaderMap, HeaderName, HeaderValue, StatusCode, header};
use house::Instant;
use house::archive::Upload;
use store::dock::{Algorithm, Checksum};

use super::refusal::Refusal;
use crate::site::Site;

pub(super) const RESUMABLE: HeaderName = HeaderName::from_static("tus-resumable");
pub(super) const VERSION: HeaderName = HeaderName::from_static("tus-version");
pub(super) const EXTENSION: HeaderName = HeaderName::from_static("tus-extension");
pub(super) const MAX_SIZE: HeaderName = HeaderName::from_static("tus-max-size");
pub(super) const ALGORITHMS: HeaderName = HeaderName::from_static("tus-checksum-algorithm");
pub(super) const OFFSET: HeaderName = HeaderName::from_static("upload-offset");
pub(super) const LENGTH: HeaderName = HeaderName::from_static("upload-length");
pub(super) const DEFER_LENGTH: HeaderName = HeaderName::from_static("upload-defer-length");
pub(super) const METADATA: HeaderName = HeaderName::from_static("upload-metadata");
pub(super) const EXPIRES: HeaderName = HeaderName::from_static("upload-expires");
pub(super) const CHECKSUM: HeaderName = HeaderName::from_static("upload-checksum");
pub(super) const CONCAT: HeaderName = HeaderName::from_static("upload-concat");

/// The one version that is spoken.
pub(super) const SPOKEN: HeaderValue = HeaderValue::from_static("1.0.0");
const PART: &str = "application/offset+octet-stream";

/// Every request but OPTIONS names the version that it speaks.
pub(super) fn expect_version(headers: &HeaderMap) -> Result<(), Refusal> {
    if headers.get(RESUMABLE) == Some(&SPOKEN) {
        return Ok(());
    }
    Err(Refusal::new(
        StatusCode::PRECONDITION_FAILED,
        "Uploads speak tus 1.0.0: send 'Tus-Resumable: 1.0.0'.",
    ))
}

pub(super) fn is_part(headers: &HeaderMap) -> bool {
    let kind = headers
        .get(header::CONTENT_TYPE)
        .and_then(|kind| kind.to_str().ok());
    kind.and_then(|kind| kind.split(';').next())
        .is_some_and(|kind| kind.trim().eq_ignore_ascii_case(PART))
}

/// A whole number that is no less than 0; `None` when the header is not there.
pub(super) fn number(headers: &HeaderMap, name: &HeaderName) -> Result<Option<u64>, Refusal> {
    let Some(value) = headers.get(name) else {
        return Ok(None);
    };
    let digits = value.to_str().ok().filter(|text| {
        let is_number = !text.is_empty() && text.bytes().all(|letter| letter.is_ascii_digit());
        is_number && headers.get_all(name).iter().count() == 1
    });
    let number = digits.and_then(|digits| digits.parse().ok());
    // What a 64-bit column holds.
    match number.filter(|number| i64::try_from(*number).is_ok()) {
        Some(number) => Ok(Some(number)),
        None => Err(Refusal::new(
            StatusCode::BAD_REQUEST,
            format!("The header '{name}' is no number of bytes."),
        )),
    }
}

/// "sha1 BASE64": by which the part that comes is checked.
pub(super) fn checksum(headers: &HeaderMap) -> Result<Option<Checksum>, Refusal> {
    let Some(value) = headers.get(CHECKSUM) else {
        return Ok(None);
    };
    let refused = |why: &str| {
        let sentence = format!("The header 'Upload-Checksum' {why}.");
        Refusal::new(StatusCode::BAD_REQUEST, sentence)
    };
    let text = value.to_str().map_err(|_| refused("cannot be read"))?;
    let (name, value) = text
        .trim()
        .split_once(' ')
        .ok_or_else(|| refused("needs an algorithm and a value"))?;
    let algorithm = Algorithm::from_str(name)
        .map_err(|_| refused("names an algorithm that is not known; sha1, sha256 and blake3 are"))?;
    let value = data_encoding::BASE64
        .decode(value.trim().as_bytes())
        .map_err(|_| refused("has a value that is not in Base64"))?;
    Ok(Some(Checksum { algorithm, value }))
}

/// When it is removed if nothing more of it comes: RFC 9110's date. `None` once it is whole.
pub(super) fn expires(site: &Site, upload: &Upload) -> Option<HeaderValue> {
    let at = expiry(site, upload);
    let date = jiff::Timestamp::from_microsecond(at.micros()).ok()?;
    HeaderValue::from_str(&date.strftime("%a, %d %b %Y %H:%M:%S GMT").to_string()).ok()
}

pub(super) fn expiry(site: &Site, upload: &Upload) -> Instant {
    upload.touched.plus_millis(site.settings.uploads.keep_ms)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn with(name: HeaderName, value: &'static str) -> HeaderMap {
        HeaderMap::from_iter([(name, HeaderValue::from_static(value))])
    }

    #[test]
    fn numbers_are_plain_digits() {
        assert_eq!(number(&with(OFFSET, "0"), &OFFSET).unwrap(), Some(0));
        assert_eq!(number(&HeaderMap::new(), &OFFSET).unwrap(), None);
        for wrong in ["", "-1", "+1", "1.5", "0x10", " 1", "99999999999999999999"] {
            assert!(number(&with(OFFSET, wrong), &OFFSET).is_err(), "{wrong}");
        }
    }

    #[test]
    fn checksums_are_read() {
        let read = checksum(&with(CHECKSUM, "sha1 Kq5sNclPz7QV2+lfQIuc6R7oRu0="))
            .unwrap()
            .unwrap();
        assert_eq!((read.algorithm, read.value.len()), (Algorithm::Sha1, 20));
        for wrong in ["sha1", "md5 Kq5sNclPz7QV2+lfQIuc6Q==", "sha1 ???", ""] {
            assert!(checksum(&with(CHECKSUM, wrong)).is_err(), "{wrong}");
        }
    }

    #[test]
    fn parts_are_known_by_their_type() {
        assert!(is_part(&with(
            header::CONTENT_TYPE,
            "application/offset+octet-stream"
        )));
        assert!(!is_part(&with(header::CONTENT_TYPE, "application/octet-stream")));
        assert!(!is_part(&HeaderMap::new()));
    }
}
