//! The cookie of a personal link: its secret, for this site only and out of reach of scripts.

use axum::http::HeaderMap;

use super::cookie;
use crate::SiteSettings;

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
