use std::sync::Arc;

use axum::extract::{Extension, State};
use axum::http::{HeaderMap, StatusCode, header};
use axum::response::{IntoResponse, Response};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::{Body, Told, one_of};
use crate::caching::Never;
use crate::front::Visitor;
use crate::problem::Problem;
use crate::site::Site;
use crate::team::{self, Member, cookie};

/// Who one is in the house.
#[derive(Serialize, ToSchema)]
pub(crate) struct SessionRecord {
    account: String,
    name: String,
    email: String,
    #[schema(schema_with = one_of::role)]
    role: &'static str,
    /// The browser's session; null for a token.
    #[schema(required)]
    session: Option<String>,
    /// What the token allows; null for a browser, which may what the role may.
    #[schema(required)]
    scopes: Option<Vec<&'static str>>,
}

/// Who one is in the house
#[utoipa::path(get, path = "/api/v1/session", tag = "session", responses((status = 200, body = SessionRecord)))]
pub(crate) async fn show(member: Member) -> Told<SessionRecord> {
    Told(SessionRecord {
        account: member.account.id.to_string(),
        name: member.account.name.clone(),
        email: member.account.email.to_string(),
        role: member.account.role.as_str(),
        session: member.session.as_ref().map(ToString::to_string),
        scopes: member
            .scopes
            .map(|scopes| scopes.iter().map(|scope| scope.as_str()).collect()),
    })
}

/// How to log in.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct NewSession {
    email: String,
    password: String,
}

/// Log in; the session is in the cookie
#[utoipa::path(post, path = "/api/v1/session", tag = "session", request_body = NewSession,
    responses((status = 204), (status = 401, description = "E-mail and password do not fit together")))]
pub(crate) async fn open(
    State(site): State<Arc<Site>>,
    visitor: Option<Extension<Visitor>>,
    headers: HeaderMap,
    Body(given): Body<NewSession>,
) -> Result<Response, Problem> {
    let visitor = visitor.as_deref();
    let session = team::try_password(&site, visitor, &headers, &given.email, &given.password).await?;
    let cookie = cookie::given_to(&site.settings, &session)?;
    Ok((StatusCode::NO_CONTENT, Never, [(header::SET_COOKIE, cookie)]).into_response())
}

/// Log out
#[utoipa::path(delete, path = "/api/v1/session", tag = "session", responses((status = 204)))]
pub(crate) async fn close(State(site): State<Arc<Site>>, headers: HeaderMap) -> Result<Response, Problem> {
    team::end_session(&site, &headers).await?;
    let cookie = cookie::taken_back(&site.settings);
    let cookie = cookie.ok_or_else(|| Problem::internal("an empty cookie is no cookie"))?;
    Ok((StatusCode::NO_CONTENT, Never, [(header::SET_COOKIE, cookie)]).into_response())
}
