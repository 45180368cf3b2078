use std::net::IpAddr;

use axum::http::HeaderMap;
use house::release::Country;

use super::forwarded::{Hop, X_FORWARDED_FOR, X_FORWARDED_PROTO, by_forwarded, by_x_forwarded};
use super::trust::{ProxyHeader, Trust};

/// Who asks, as far as the house can know; every request that came over a connection carries it as an extension.
/// Whatever limits or logs by address reads it, and never a header.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Visitor {
    /// The connection's other end, or whom a trusted proxy names.
    pub address: IpAddr,
    /// The visitor's own connection is TLS: here, or at a trusted proxy.
    pub secure: bool,
    /// Where the visitor is, when the house can say it.
    pub country: Option<Country>,
}

impl Visitor {
    /// What is known of a request that came from `peer`. The headers in which proxies speak are taken out, so that
    /// nothing further in can believe them.
    pub(super) fn of(peer: IpAddr, tls: bool, headers: &mut HeaderMap, trust: &Trust) -> Self {
        let visitor = Self::told(peer, tls, headers, trust);
        for name in [
            &X_FORWARDED_FOR,
            &X_FORWARDED_PROTO,
            &axum::http::header::FORWARDED,
        ] {
            headers.remove(name);
        }
        visitor
    }

    /// From the nearest hop outwards, for as long as it was a trusted proxy that spoke.
    fn told(peer: IpAddr, tls: bool, headers: &HeaderMap, trust: &Trust) -> Self {
        let mut visitor = Self {
            address: peer.to_canonical(),
            secure: tls,
            country: None,
        };
        if !trust.has(visitor.address) {
            return visitor;
        }
        let hops: Vec<Hop> = match trust.header {
            ProxyHeader::XForwardedFor => by_x_forwarded(headers),
            ProxyHeader::Forwarded => by_forwarded(headers),
        };
        for hop in hops.iter().rev() {
            if let Some(secure) = hop.secure {
                visitor.secure = secure;
            }
            match hop.address {
                Some(address) => visitor.address = address,
                // The proxy would not say: the proxy it is.
                None => break,
            }
            if !trust.has(visitor.address) {
                break;
            }
        }
        visitor
    }
}

#[cfg(test)]
mod tests {
    use axum::http::{HeaderName, HeaderValue};

    use super::*;

    fn trust(proxies: &[&str], header: ProxyHeader) -> Trust {
        Trust {
            proxies: proxies.iter().map(|net| net.parse().unwrap()).collect(),
            header,
        }
    }

    fn visitor(peer: &str, trust: &Trust, lines: &[(&'static str, &'static str)]) -> (String, bool) {
        let lines = lines
            .iter()
            .map(|(name, value)| (HeaderName::from_static(name), HeaderValue::from_static(value)));
        let mut headers: HeaderMap = lines.collect();
        let visitor = Visitor::of(peer.parse().unwrap(), false, &mut headers, trust);
        assert!(headers.is_empty(), "{headers:?}");
        (visitor.address.to_string(), visitor.secure)
    }

    const CHAIN: (&str, &str) = ("x-forwarded-for", "198.51.100.7, 203.0.113.9, 10.0.0.2");

    #[test]
    fn nobody_is_believed_unless_it_is_configured() {
        let nobody = Trust::default();
        let said = [
            CHAIN,
            ("x-forwarded-proto", "https"),
            ("forwarded", "for=192.0.2.1"),
        ];
        assert_eq!(visitor("127.0.0.1", &nobody, &said), ("127.0.0.1".into(), false));
        let others = trust(&["10.0.0.0/8"], ProxyHeader::XForwardedFor);
        assert_eq!(visitor("127.0.0.1", &others, &said), ("127.0.0.1".into(), false));
    }

    #[test]
    fn the_visitor_is_the_first_who_is_no_proxy_of_ours() {
        let ours = trust(&["127.0.0.1/32", "10.0.0.0/8"], ProxyHeader::XForwardedFor);
        // What stands to the left of it is the visitor's own invention.
        assert_eq!(visitor("127.0.0.1", &ours, &[CHAIN]).0, "203.0.113.9");
        let near = trust(&["127.0.0.1/32"], ProxyHeader::XForwardedFor);
        assert_eq!(visitor("127.0.0.1", &near, &[CHAIN]).0, "10.0.0.2");
        assert_eq!(visitor("::ffff:127.0.0.1", &near, &[CHAIN]).0, "10.0.0.2");
        let said = [("x-forwarded-for", "10.0.0.3"), ("x-forwarded-proto", "https")];
        assert_eq!(visitor("127.0.0.1", &ours, &said), ("10.0.0.3".into(), true));
    }

    #[test]
    fn only_the_configured_header_counts() {
        let said = [CHAIN, ("forwarded", "for=192.0.2.1;proto=https")];
        let by_standard = trust(&["127.0.0.1/32"], ProxyHeader::Forwarded);
        assert_eq!(
            visitor("127.0.0.1", &by_standard, &said),
            ("192.0.2.1".into(), true)
        );
        let by_custom = trust(&["127.0.0.1/32"], ProxyHeader::XForwardedFor);
        assert_eq!(
            visitor("127.0.0.1", &by_custom, &said),
            ("10.0.0.2".into(), false)
        );
    }

    #[test]
    fn a_proxy_that_does_not_say_is_the_visitor() {
        let ours = trust(&["127.0.0.1/32"], ProxyHeader::XForwardedFor);
        for line in ["unknown", "", "203.0.113.9, _hidden"] {
            let line: &'static str = line;
            assert_eq!(
                visitor("127.0.0.1", &ours, &[("x-forwarded-for", line)]).0,
                "127.0.0.1"
            );
        }
        assert_eq!(visitor("127.0.0.1", &ours, &[]).0, "127.0.0.1");
    }
}
