//! Which part of a resource a request is answered with: preconditions and ranges (RFC 9110, 13 and 14).

use std::ops::Range;

use axum::http::{HeaderMap, HeaderValue, Method, header};

use crate::caching::IfNoneMatch;

#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Part {
    Whole,
    /// 206
    Range(Range<u64>),
    /// 416
    Unsatisfiable,
    /// 304
    NotModified,
    /// 412
    Mismatch,
}

/// `etag` is strong; `len` is the whole resource's. A request for several ranges is answered with the whole, as the
/// standard allows: no player asks for them.
pub(super) fn part_for(method: &Method, headers: &HeaderMap, etag: &HeaderValue, len: u64) -> Part {
    if let Some(asked) = headers.get(header::IF_MATCH)
        && !is_listed(asked, etag)
    {
        return Part::Mismatch;
    }
    if IfNoneMatch::of(headers).is_some_and(|asked| asked.names(etag)) {
        return Part::NotModified;
    }
    let Some(range) = headers.get(header::RANGE).filter(|_| method == Method::GET) else {
        return Part::Whole;
    };
    // A date never matches: there is no Last-Modified.
    if headers.get(header::IF_RANGE).is_some_and(|asked| asked != etag) {
        return Part::Whole;
    }
    range.to_str().map_or(Part::Whole, |range| read(range, len))
}

/// By the strong comparison: `If-Match`.
fn is_listed(asked: &HeaderValue, etag: &HeaderValue) -> bool {
    let Ok(asked) = asked.to_str() else { return false };
    asked.trim() == "*"
        || asked
            .split(',')
            .any(|tag| tag.trim().as_bytes() == etag.as_bytes())
}

/// `bytes=first-last`, `bytes=first-`, `bytes=-suffix`. What is not of this form is as if it were not there.
fn read(range: &str, len: u64) -> Part {
    let Some((unit, set)) = range.split_once('=') else {
        return Part::Whole;
    };
    if !unit.trim().eq_ignore_ascii_case("bytes") || set.contains(',') {
        return Part::Whole;
    }
    let Some((first, last)) = set.trim().split_once('-') else {
        return Part::Whole;
    };
    match (number(first), number(last)) {
        (Number::Is(first), Number::Is(last)) if first <= last => within(first, last.saturating_add(1), len),
        (Number::Is(first), Number::Absent) => within(first, len, len),
        (Number::Absent, Number::Is(0)) => Part::Unsatisfiable,
        (Number::Absent, Number::Is(suffix)) => within(len.saturating_sub(suffix), len, len),
        _ => Part::Whole,
    }
}

fn within(start: u64, end: u64, len: u64) -> Part {
    if start >= len {
        return Part::Unsatisfiable;
    }
    Part::Range(start..end.min(len))
}

enum Number {
    Is(u64),
    Absent,
    Wrong,
}

/// Digits only; a number past 64 bits is past the end of everything.
fn number(text: &str) -> Number {
    let text = text.trim();
    match text {
        "" => Number::Absent,
        digits if digits.bytes().all(|byte| byte.is_ascii_digit()) => {
            Number::Is(digits.parse().unwrap_or(u64::MAX))
        }
        _ => Number::Wrong,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn ask(headers: &[(header::HeaderName, &'static str)]) -> Part {
        let headers = headers
            .iter()
            .map(|(name, value)| (name.clone(), HeaderValue::from_static(value)))
            .collect();
        part_for(&Method::GET, &headers, &HeaderValue::from_static("\"a\""), 100)
    }

    fn range(value: &'static str) -> Part {
        ask(&[(header::RANGE, value)])
    }

    #[test]
    fn a_single_range_is_read_in_its_three_forms() {
        assert_eq!(range("bytes=0-9"), Part::Range(0..10));
        assert_eq!(range("bytes=90-"), Part::Range(90..100));
        assert_eq!(range("bytes=-10"), Part::Range(90..100));
        assert_eq!(range("bytes=-1000"), Part::Range(0..100));
        assert_eq!(range("bytes=50-99999999999999999999999"), Part::Range(50..100));
        assert_eq!(range("Bytes= 5-5 "), Part::Range(5..6));
    }

    #[test]
    fn a_range_past_the_end_cannot_be_met() {
        assert_eq!(range("bytes=100-"), Part::Unsatisfiable);
        assert_eq!(range("bytes=100-200"), Part::Unsatisfiable);
        assert_eq!(range("bytes=-0"), Part::Unsatisfiable);
    }

    #[test]
    fn what_is_no_range_is_ignored() {
        for text in [
            "bytes",
            "bytes=",
            "bytes=-",
            "bytes=9-0",
            "bytes=a-b",
            "lines=1-2",
            "bytes=+1-2",
            "bytes=0-1,5-6",
        ] {
            assert_eq!(range(text), Part::Whole, "{text}");
        }
        let headers = HeaderMap::from_iter([(header::RANGE, HeaderValue::from_static("bytes=0-9"))]);
        let head = part_for(&Method::HEAD, &headers, &HeaderValue::from_static("\"a\""), 100);
        assert_eq!(head, Part::Whole);
    }

    #[test]
    fn conditions_come_before_the_range() {
        assert_eq!(ask(&[(header::IF_NONE_MATCH, "\"a\"")]), Part::NotModified);
        assert_eq!(
            ask(&[(header::IF_NONE_MATCH, "W/\"a\""), (header::RANGE, "bytes=0-1")]),
            Part::NotModified
        );
        assert_eq!(
            ask(&[(header::IF_NONE_MATCH, "\"b\""), (header::RANGE, "bytes=0-1")]),
            Part::Range(0..2)
        );
        assert_eq!(ask(&[(header::IF_MATCH, "\"b\"")]), Part::Mismatch);
        assert_eq!(ask(&[(header::IF_MATCH, "\"b\", \"a\"")]), Part::Whole);
        assert_eq!(
            ask(&[(header::IF_RANGE, "\"a\""), (header::RANGE, "bytes=0-1")]),
            Part::Range(0..2)
        );
        assert_eq!(
            ask(&[(header::IF_RANGE, "\"b\""), (header::RANGE, "bytes=0-1")]),
            Part::Whole
        );
        assert_eq!(
            ask(&[(header::IF_RANGE, "W/\"a\""), (header::RANGE, "bytes=0-1")]),
            Part::Whole
        );
        assert_eq!(
            ask(&[
                (header::IF_RANGE, "Sun, 22 Nov 2026 08:00:00 GMT"),
                (header::RANGE, "bytes=0-1")
            ]),
            Part::Whole
        );
    }
}
