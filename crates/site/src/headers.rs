//! What every answer but the media's says to the browser about itself.

use axum::extract::Request;
use axum::http::{HeaderName, HeaderValue, header};
use axum::middleware::Next;
use axum::response::Response;

use crate::caching::NEVER;
use crate::front::Visitor;

/// Everything comes from this site; no script and no style stands in a page. `blob:` is what a player feeds its video
/// element with.
macro_rules! policy {
    ($frames:literal) => {
        concat!(
            "default-src 'none'; script-src 'self'; style-src 'self'; font-src 'self'; img-src 'self'; media-src 'self' \
             blob:; connect-src 'self'; manifest-src 'self'; form-action 'self'; base-uri 'none'; ",
            $frames
        )
    };
}

/// Whether a page stands within another of this house. A handler puts it into its answer's extensions; a page that says
/// nothing stands alone.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(crate) enum Framing {
    #[default]
    Alone,
    /// Has another page in it.
    Around,
    /// May stand in another page.
    Within,
}

impl Framing {
    /// The content security policy, and the older header (RFC 7034) for browsers that do not know its last rule.
    fn headers(self) -> [(HeaderName, &'static str); 2] {
        let (policy, older) = match self {
            Self::Alone => (policy!("frame-ancestors 'none'"), "DENY"),
            Self::Around => (policy!("frame-src 'self'; frame-ancestors 'none'"), "DENY"),
            Self::Within => (policy!("frame-ancestors 'self'"), "SAMEORIGIN"),
        };
        [
            (header::CONTENT_SECURITY_POLICY, policy),
            (header::X_FRAME_OPTIONS, older),
        ]
    }
}

const HEADERS: [(HeaderName, &str); 6] = [
    (header::X_CONTENT_TYPE_OPTIONS, "nosniff"),
    // An address may name a film that is not open yet: it is told to no other site.
    (header::REFERRER_POLICY, "same-origin"),
    (
        HeaderName::from_static("permissions-policy"),
        "accelerometer=(), camera=(), display-capture=(), geolocation=(), gyroscope=(), magnetometer=(), \
         microphone=(), midi=(), payment=(), usb=(), autoplay=(self), fullscreen=(self), picture-in-picture=(self)",
    ),
    (
        HeaderName::from_static("cross-origin-opener-policy"),
        "same-origin",
    ),
    (
        HeaderName::from_static("cross-origin-resource-policy"),
        "same-origin",
    ),
    (
        HeaderName::from_static("x-permitted-cross-domain-policies"),
        "none",
    ),
];

/// Layer of everything but media: the headers above, and `private, no-store` where a handler said nothing else.
pub(crate) async fn guard(request: Request, next: Next) -> Response {
    // Said on TLS alone (RFC 6797, clause 7.2): here, or at a proxy that is trusted.
    let secure = request
        .extensions()
        .get::<Visitor>()
        .is_some_and(|visitor| visitor.secure);
    let mut response = next.run(request).await;
    let framing = response
        .extensions()
        .get::<Framing>()
        .copied()
        .unwrap_or_default();
    let headers = response.headers_mut();
    for (name, value) in HEADERS.into_iter().chain(framing.headers()) {
        headers.insert(name, HeaderValue::from_static(value));
    }
    headers.entry(header::CACHE_CONTROL).or_insert(NEVER);
    if secure {
        headers.insert(
            header::STRICT_TRANSPORT_SECURITY,
            HeaderValue::from_static("max-age=31536000"),
        );
    }
    response
}
