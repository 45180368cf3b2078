//! The team's cookie: the secret of a session, for this site only and out of reach of scripts (RFC 6265bis).

use axum::http::{HeaderMap, HeaderValue, header};

use store::Secret;

use crate::SiteSettings;
use crate::problem::Problem;

/// Days for which a session holds.
const SESSION_DAYS: i64 = 30;
pub(crate) const SESSION_MILLIS: i64 = SESSION_DAYS * 24 * 60 * 60 * 1_000;

/// Over TLS the name itself makes browsers insist on `Secure`, `Path=/` and no `Domain`.
fn name(settings: &SiteSettings) -> &'static str {
    if settings.is_secure() {
        "__Host-marquee-team"
    } else {
        "marquee-team"
    }
}

pub(super) fn read<'a>(settings: &SiteSettings, headers: &'a HeaderMap) -> Option<&'a str> {
    value_of(name(settings), headers)
}

/// The value of the cookie with this name.
pub(super) fn value_of<'a>(name: &str, headers: &'a HeaderMap) -> Option<&'a str> {
    let lines = headers.get_all(header::COOKIE).into_iter();
    lines
        .filter_map(|line| line.to_str().ok())
        .flat_map(|line| line.split(';'))
        .filter_map(|pair| pair.trim().split_once('='))
        .find(|(key, value)| *key == name && !value.is_empty())
        .map(|(_, value)| value)
}

/// # Errors
/// None that a session's secret can cause.
pub(crate) fn given_to(settings: &SiteSettings, session: &Secret) -> Result<HeaderValue, Problem> {
    let cookie = given(settings, &session.0);
    cookie.ok_or_else(|| Problem::internal("the session's secret is no cookie"))
}

fn given(settings: &SiteSettings, session: &str) -> Option<HeaderValue> {
    written(settings, name(settings), session, SESSION_DAYS * 24 * 60 * 60)
}

pub(crate) fn taken_back(settings: &SiteSettings) -> Option<HeaderValue> {
    written(settings, name(settings), "", 0)
}

pub(super) fn written(settings: &SiteSettings, name: &str, value: &str, max_age: i64) -> Option<HeaderValue> {
    let secure = if settings.is_secure() { "; Secure" } else { "" };
    let cookie = format!("{name}={value}; Path=/; Max-Age={max_age}; HttpOnly; SameSite=Lax{secure}");
    HeaderValue::from_str(&cookie).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_cookie_is_found_among_others() {
        let settings = SiteSettings::default();
        let headers =
            |value: &'static str| HeaderMap::from_iter([(header::COOKIE, HeaderValue::from_static(value))]);
        assert_eq!(
            read(&settings, &headers("a=b; marquee-team=secret; c=d")),
            Some("secret")
        );
        assert_eq!(read(&settings, &headers("marquee-team=")), None);
        assert_eq!(read(&settings, &headers("x-marquee-team=secret")), None);
    }

    #[test]
    fn over_tls_the_cookie_travels_over_nothing_else() {
        let settings = SiteSettings {
            address: "https://films.example".into(),
            ..SiteSettings::default()
        };
        let cookie = given(&settings, "secret").unwrap();
        let cookie = cookie.to_str().unwrap();
        assert!(
            cookie.starts_with("__Host-marquee-team=secret; Path=/;"),
            "{cookie}"
        );
        assert!(cookie.contains("HttpOnly") && cookie.contains("SameSite=Lax") && cookie.contains("Secure"));
        let plain = given(&SiteSettings::default(), "secret").unwrap();
        assert!(!plain.to_str().unwrap().contains("Secure"));
    }
}
