use std::sync::Arc;

use axum::extract::State;
use axum::http::header;
use axum::http::request::Parts;
use axum::response::{IntoResponse, Response};
use house::release::Title;

use crate::caching::Never;
use crate::path::Named;
use crate::problem::Problem;
use crate::site::Site;
use crate::viewer;

/// The title's own colour, when it is one: `#rrggbb` and nothing else ever gets into a style sheet.
pub(super) fn colour(title: &Title) -> Option<&str> {
    let accent = title.accent.as_deref()?;
    let digits = accent.strip_prefix('#')?;
    let plain = digits.len() == 6 && digits.bytes().all(|byte| byte.is_ascii_hexdigit());
    plain.then_some(accent)
}

/// `GET /title/{slug}/accent.css`: a file of its own, because the content security policy lets no style stand in a page.
pub(crate) async fn accent(
    State(site): State<Arc<Site>>,
    Named(slug): Named<String>,
    parts: Parts,
) -> Result<Response, Problem> {
    let admission = viewer::admit_slug(&site, &parts, &slug).await?;
    let accent = colour(admission.title()).ok_or(Problem::NotFound)?;
    let style = format!(":root{{--accent:{accent}}}\n");
    Ok((Never, [(header::CONTENT_TYPE, "text/css; charset=utf-8")], style).into_response())
}
