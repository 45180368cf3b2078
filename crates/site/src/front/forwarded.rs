//! What proxies say of a request: a list that grows to the right, each proxy adding who it was asked by.

use std::net::{IpAddr, SocketAddr};

use axum::http::{HeaderMap, HeaderName};

pub(super) const X_FORWARDED_FOR: HeaderName = HeaderName::from_static("x-forwarded-for");
pub(super) const X_FORWARDED_PROTO: HeaderName = HeaderName::from_static("x-forwarded-proto");

/// One proxy's word.
#[derive(Debug, Default, PartialEq, Eq)]
pub(super) struct Hop {
    /// Who asked it; `None` when it said something that is no address ("unknown", "_hidden").
    pub(super) address: Option<IpAddr>,
    pub(super) secure: Option<bool>,
}

/// Every hop of `X-Forwarded-For`, the nearest last. `X-Forwarded-Proto` is one word, or as many as there are hops.
pub(super) fn by_x_forwarded(headers: &HeaderMap) -> Vec<Hop> {
    let mut hops: Vec<Hop> = items(headers, &X_FORWARDED_FOR)
        .map(|item| Hop {
            address: address(item),
            secure: None,
        })
        .collect();
    let schemes: Vec<bool> = items(headers, &X_FORWARDED_PROTO).map(is_https).collect();
    if let ([only], Some(nearest)) = (schemes.as_slice(), hops.last_mut()) {
        nearest.secure = Some(*only);
    } else {
        for (hop, secure) in hops.iter_mut().rev().zip(schemes.iter().rev()) {
            hop.secure = Some(*secure);
        }
    }
    hops
}

/// Every hop of `Forwarded` (RFC 7239, clause 4), the nearest last.
pub(super) fn by_forwarded(headers: &HeaderMap) -> Vec<Hop> {
    let elements = items(headers, &axum::http::header::FORWARDED);
    elements
        .map(|element| {
            let mut hop = Hop::default();
            for pair in element.split(';') {
                let Some((name, value)) = pair.split_once('=') else {
                    continue;
                };
                let value = value.trim().trim_matches('"');
                match name.trim().to_ascii_lowercase().as_str() {
                    "for" => hop.address = address(value),
                    "proto" => hop.secure = Some(is_https(value)),
                    _ => {}
                }
            }
            hop
        })
        .collect()
}

/// The list's items in order, over all lines of the header. A line that is no text ends the list: what came before it
/// cannot be told from forgery.
fn items<'a>(headers: &'a HeaderMap, name: &'a HeaderName) -> impl Iterator<Item = &'a str> {
    let lines: Vec<&str> = headers
        .get_all(name)
        .into_iter()
        .map(|line| line.to_str().unwrap_or("unknown"))
        .collect();
    lines.into_iter().flat_map(|line| line.split(',')).map(str::trim)
}

fn is_https(scheme: &str) -> bool {
    scheme.eq_ignore_ascii_case("https")
}

/// "192.0.2.1", "192.0.2.1:80", "2001:db8::1", "[2001:db8::1]", "[2001:db8::1]:80".
fn address(text: &str) -> Option<IpAddr> {
    let bare = text
        .strip_prefix('[')
        .and_then(|rest| rest.strip_suffix(']'))
        .unwrap_or(text);
    let parsed = bare.parse::<IpAddr>();
    let parsed = parsed.or_else(|_| text.parse::<SocketAddr>().map(|socket| socket.ip()));
    parsed.ok().map(|address| address.to_canonical())
}

#[cfg(test)]
mod tests {
    use axum::http::HeaderValue;

    use super::*;

    fn headers(lines: &[(&'static str, &'static str)]) -> HeaderMap {
        let lines = lines
            .iter()
            .map(|(name, value)| (HeaderName::from_static(name), HeaderValue::from_static(value)));
        lines.collect()
    }

    fn addresses(hops: &[Hop]) -> Vec<String> {
        let text = |hop: &Hop| hop.address.map_or_else(|| "-".into(), |a| a.to_string());
        hops.iter().map(text).collect()
    }

    #[test]
    fn every_form_of_an_address_is_read() {
        let said = headers(&[
            ("x-forwarded-for", "192.0.2.1, 192.0.2.2:4711 ,[2001:db8::1]:80"),
            (
                "x-forwarded-for",
                "2001:db8::2,[2001:db8::3],unknown,::ffff:192.0.2.9,",
            ),
        ]);
        let hops = by_x_forwarded(&said);
        assert_eq!(
            addresses(&hops),
            [
                "192.0.2.1",
                "192.0.2.2",
                "2001:db8::1",
                "2001:db8::2",
                "2001:db8::3",
                "-",
                "192.0.2.9",
                "-"
            ]
        );
    }

    #[test]
    fn forwarded_is_read_as_its_standard_writes_it() {
        let said = headers(&[(
            "forwarded",
            "for=192.0.2.60;proto=http;by=203.0.113.43, FOR=\"[2001:db8:cafe::17]:4711\" ; Proto=HTTPS, for=_hidden",
        )]);
        let hops = by_forwarded(&said);
        assert_eq!(addresses(&hops), ["192.0.2.60", "2001:db8:cafe::17", "-"]);
        let secure: Vec<_> = hops.iter().map(|hop| hop.secure).collect();
        assert_eq!(secure, [Some(false), Some(true), None]);
    }

    #[test]
    fn one_scheme_is_the_nearest_hops_and_many_go_in_step() {
        let secure = |lines: &[(&'static str, &'static str)]| -> Vec<Option<bool>> {
            by_x_forwarded(&headers(lines))
                .iter()
                .map(|hop| hop.secure)
                .collect()
        };
        let two = ("x-forwarded-for", "192.0.2.1, 192.0.2.2");
        assert_eq!(secure(&[two, ("x-forwarded-proto", "https")]), [None, Some(true)]);
        assert_eq!(
            secure(&[two, ("x-forwarded-proto", "http, https")]),
            [Some(false), Some(true)]
        );
        assert_eq!(secure(&[two]), [None, None]);
    }
}
