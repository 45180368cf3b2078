use axum::http::Method;

use super::Subject;
use super::fill::Filled;

/// A way to ask.
pub(super) struct Way {
    pub(super) name: &'static str,
    pub(super) method: Method,
    pub(super) headers: Vec<(&'static str, String)>,
}

impl Way {
    pub(super) fn plain() -> Self {
        Self::by("GET", Method::GET)
    }

    fn by(name: &'static str, method: Method) -> Self {
        Self {
            name,
            method,
            headers: Vec::new(),
        }
    }

    fn with(name: &'static str, headers: &[(&'static str, &str)]) -> Self {
        Self {
            name,
            method: Method::GET,
            headers: headers
                .iter()
                .map(|(name, value)| (*name, (*value).to_owned()))
                .collect(),
        }
    }
}

/// The ways of an outsider: other methods, parts, conditions with tags that a copy from before may have, headers in which
/// proxies speak, and secrets that are guessed.
pub(super) fn ways(subject: &Subject, filled: &Filled) -> Vec<Way> {
    let slug = &subject.title.slug;
    let mut all = vec![
        Way::plain(),
        Way::by("HEAD", Method::HEAD),
        Way::by("OPTIONS", Method::OPTIONS),
        Way::by("POST", Method::POST),
        Way::with("Range", &[("range", "bytes=0-1")]),
        Way::with("Range", &[("range", "bytes=-1")]),
        Way::with("conditions", &[("if-none-match", "*")]),
        Way::with("conditions", &[("if-match", "*")]),
        Way::with(
            "conditions",
            &[("if-modified-since", "Sun, 22 Nov 2026 08:00:00 GMT")],
        ),
        Way::with("headers of proxies", &[("host", &format!("{slug}.example"))]),
        Way::with(
            "headers of proxies",
            &[
                ("x-forwarded-host", "127.0.0.1"),
                ("x-forwarded-for", "127.0.0.1"),
            ],
        ),
        Way::with(
            "headers of proxies",
            &[("x-original-url", &filled.path), ("x-rewrite-url", &filled.path)],
        ),
        Way::with("headers of proxies", &[("cf-ipcountry", "CA")]),
        Way::with("another origin", &[("origin", "https://other.example")]),
        Way::with(
            "guessed secrets",
            &[("cookie", "marquee-team=guessed; marquee-pass=guessed")],
        ),
        Way::with("guessed secrets", &[("authorization", "Bearer mq_guessed")]),
        Way::with("another form", &[("accept", "application/json")]),
    ];
    all.extend(old_tags(filled).map(|tag| Way::with("old ETag", &[("if-none-match", &tag)])));
    all
}

/// The tags that the house itself gave, or will give, to what lies at this address.
fn old_tags(filled: &Filled) -> impl Iterator<Item = String> {
    let mut parts = filled.path.rsplit('/');
    let (file, of) = (parts.next().unwrap_or_default(), parts.next().unwrap_or_default());
    let stem = file.strip_suffix(".jpg").unwrap_or(file);
    [format!("\"{of}/{file}\""), format!("\"{stem}\"")].into_iter()
}
