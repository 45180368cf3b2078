//! The cookie of a personal link: its secret, for this site only and out of reach of scripts.

use axum::http::{HeaderMap, HeaderValue};

use super::cookie;
use crate::SiteSettings;

/// Longer than any link is worth keeping; the gate looks at the link itself each time.
const DAYS: i64 = 90;

fn name(settings: &SiteSettings) -> &'static str {
    if settings.is_secure() {
        "__Host-marquee-pass"
    } else {
        "marquee-pass"
    }
}

pub(crate) fn read<'a>(settings: &SiteSettings, headers: &'a HeaderMap) -> Option<&'a str> {
    cookie::value_of(name(settings), headers)
}

/// `None` for what can be no secret.
pub(crate) fn given(settings: &SiteSettings, secret: &str) -> Option<HeaderValue> {
    cookie::written(settings, name(settings), secret, DAYS * 24 * 60 * 60)
}
