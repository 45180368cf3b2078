use std::sync::Arc;

use askama::Template;
use axum::extract::State;
use axum::http::{HeaderMap, HeaderValue, header};
use axum::response::{IntoResponse, Redirect, Response};

use super::cookie;
use crate::caching::Never;
use crate::pages::{Frame, page};
use crate::path::Named;
use crate::problem::Problem;
use crate::site::Site;

const SESSION_MILLIS: i64 = cookie::SESSION_DAYS * 24 * 60 * 60 * 1_000;

#[derive(Template)]
#[template(path = "enter.html")]
struct Enter<'a> {
    frame: Frame<'a>,
}

/// `GET /studio/enter/{token}`: a button, not the act itself: mail programs and chats look at links before people do,
/// and a login link works once.
pub(crate) async fn knock(State(site): State<Arc<Site>>) -> Result<Response, Problem> {
    page(&Enter { frame: site.frame() })
}

/// `POST /studio/enter/{token}`: spends the token.
pub(crate) async fn enter(
    State(site): State<Arc<Site>>,
    Named(token): Named<String>,
    headers: HeaderMap,
) -> Result<Response, Problem> {
    refuse_other_sites(&site, &headers)?;
    let spent = site.catalogue.team().enter(&token, SESSION_MILLIS).await;
    let session = spent.map_err(Problem::internal)?.ok_or(Problem::StaleLink)?;
    let cookie = cookie::given(&site.settings, &session.0);
    let cookie = cookie.ok_or_else(|| Problem::internal("the session's secret is no cookie"))?;
    Ok((Never, [(header::SET_COOKIE, cookie)], Redirect::to("/studio")).into_response())
}

/// `POST /studio/leave`
pub(crate) async fn leave(State(site): State<Arc<Site>>, headers: HeaderMap) -> Result<Response, Problem> {
    refuse_other_sites(&site, &headers)?;
    if let Some(session) = cookie::read(&site.settings, &headers) {
        site.sessions.forget(session);
        let left = site.catalogue.team().leave(session).await;
        left.map_err(Problem::internal)?;
    }
    let cookie = cookie::taken_back(&site.settings);
    let cookie = cookie.ok_or_else(|| Problem::internal("an empty cookie is no cookie"))?;
    Ok((Never, [(header::SET_COOKIE, cookie)], Redirect::to("/")).into_response())
}

/// Only the house's own pages send forms to it. Browsers say where a request comes from (Fetch Metadata; the `Origin`
/// of older ones); what is no browser says nothing and carries no one's cookie.
fn refuse_other_sites(site: &Site, headers: &HeaderMap) -> Result<(), Problem> {
    let own = match headers.get("sec-fetch-site") {
        Some(from) => from == "same-origin" || from == "none",
        None => headers
            .get(header::ORIGIN)
            .is_none_or(|origin| is_own(&site.settings.address, origin)),
    };
    if own { Ok(()) } else { Err(Problem::ForeignOrigin) }
}

fn is_own(address: &str, origin: &HeaderValue) -> bool {
    let end = address
        .find("://")
        .and_then(|scheme| address[scheme + 3..].find('/').map(|path| scheme + 3 + path));
    origin.as_bytes() == &address.as_bytes()[..end.unwrap_or(address.len())]
}
