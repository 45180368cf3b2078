//! The rules of the routes, held before any handler is reached.

use std::sync::Arc;

use axum::extract::{MatchedPath, Request, State};
use axum::http::Method;
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};

use super::sessions::Carried;
use super::{Rule, Sessions, origin};
use crate::problem::Problem;
use crate::site::Site;

/// The rules of one route.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Rules {
    pub(crate) read: Rule,
    pub(crate) write: Rule,
}

/// Layer of every route that is not for everybody: puts the [`super::Member`] into the request, or refuses it.
pub(crate) async fn enforce(
    State((site, rules)): State<(Arc<Site>, Rules)>,
    mut request: Request,
    next: Next,
) -> Response {
    match held(&site, rules, &mut request).await {
        Ok(()) => next.run(request).await,
        Err(problem) => problem.into_response(),
    }
}

async fn held(site: &Site, rules: Rules, request: &mut Request) -> Result<(), Problem> {
    let reads = matches!(*request.method(), Method::GET | Method::HEAD | Method::OPTIONS);
    let rule = if reads { rules.read } else { rules.write };
    // A form of another site brings the browser's cookie along, but no token: that is not the browser's to send.
    let by_token = matches!(Carried::by(site, request.headers()), Some(Carried::Token(_)));
    if !reads && !by_token {
        origin::refuse_other_sites(site, request.headers())?;
    }
    let Rule::Team(right) = rule else { return Ok(()) };
    let member = Sessions::member(site, request.headers()).await;
    let member = member.map_err(Problem::internal)?.ok_or(Problem::NotLoggedIn)?;
    member.must(right)?;
    let account = member.account.id.to_string();
    let route = request.extensions().get::<MatchedPath>().map(MatchedPath::as_str);
    site.limits.count_account(&account, request.method(), route)?;
    request.extensions_mut().insert(member);
    Ok(())
}
