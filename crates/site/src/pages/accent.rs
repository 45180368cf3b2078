use std::sync::Arc;

use axum::extract::State;
use axum::http::header;
use axum::http::request::Parts;
use axum::response::{IntoResponse, Response};
use house::release::{Refusal, Title};

use crate::caching::Never;
use crate::path::Named;
use crate::problem::Problem;
use crate::site::Site;
use crate::viewer;

/// The title's own colour, when it is one: `#rrggbb` and nothing else ever gets into a style sheet.
pub(super) fn colour(title: &Title) -> Option<&str> {
    plain_colour(title.accent.as_deref()?)
}

pub(crate) fn plain_colour(accent: &str) -> Option<&str> {
    let digits = accent.strip_prefix('#')?;
    let is_plain = digits.len() == 6 && digits.bytes().all(|byte| byte.is_ascii_hexdigit());
    is_plain.then_some(accent)
}

/// `GET /title/{slug}/accent.css`: a file of its own, because the content security policy lets no style stand in a page.
pub(crate) async fn accent(
    State(site): State<Arc<Site>>,
    Named(slug): Named<String>,
    parts: Parts,
) -> Result<Response, Problem> {
    let accent = match viewer::admit_slug(&site, &parts, &slug).await {
        Ok(admission) => colour(admission.title()).map(str::to_owned),
        Err(Refusal) => viewer::announced(&site, &parts, &slug)
            .and_then(|announced| announced.accent().and_then(plain_colour).map(str::to_owned)),
    };
    let accent = accent.ok_or(Problem::NotFound)?;
    let style = format!(":root{{--accent:{accent}}}\n");
    Ok((Never, [(header::CONTENT_TYPE, "text/css; charset=utf-8")], style).into_response())
}
