use std::sync::Arc;

use axum::extract::{Extension, State};
use axum::http::{HeaderMap, StatusCode, header};
use axum::response::{IntoResponse, Response};
use house::id::{AccountId, SessionId};
use house::team::{Role, Scope};
use serde::{Deserialize, Serialize};

use super::{Body, Told};
use crate::caching::Never;
use crate::front::Visitor;
use crate::problem::Problem;
use crate::site::Site;
use crate::team::{self, Member, cookie};

/// Who one is in the house.
#[derive(Serialize)]
pub(crate) struct SessionRecord {
    account: AccountId,
    name: String,
    email: String,
    role: Role,
    /// The browser's session; not there for a token.
    session: Option<SessionId>,
    /// What the token allows; not there for a browser, which may what the role may.
    scopes: Option<Vec<Scope>>,
}

/// `GET /api/v1/session`
pub(crate) async fn show(member: Member) -> Told<SessionRecord> {
    Told(SessionRecord {
        account: member.account.id.clone(),
        name: member.account.name.clone(),
        email: member.account.email.to_string(),
        role: member.account.role,
        session: member.session,
        scopes: member.scopes,
    })
}

/// How to log in.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct NewSession {
    email: String,
    password: String,
}

/// `POST /api/v1/session`: logs in; the session is in the cookie.
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

/// `DELETE /api/v1/session`: logs out.
pub(crate) async fn close(State(site): State<Arc<Site>>, headers: HeaderMap) -> Result<Response, Problem> {
    team::end_session(&site, &headers).await?;
    let cookie = cookie::taken_back(&site.settings);
    let cookie = cookie.ok_or_else(|| Problem::internal("an empty cookie is no cookie"))?;
    Ok((StatusCode::NO_CONTENT, Never, [(header::SET_COOKIE, cookie)]).into_response())
}
