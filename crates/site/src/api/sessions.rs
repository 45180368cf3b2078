use std::sync::Arc;

use axum::extract::State;
use axum::http::StatusCode;
use house::id::SessionId;
use serde::Serialize;
use utoipa::ToSchema;

use super::{Page, Told, When};
use crate::path::Named;
use crate::problem::Problem;
use crate::site::Site;
use crate::team::Member;

/// A browser that one is logged in with.
#[derive(Serialize, ToSchema)]
pub(crate) struct SessionLine {
    id: String,
    /// What the browser calls itself.
    browser: String,
    made: When,
    /// To within minutes.
    seen: When,
    expires: When,
    /// It is the one that asks.
    this: bool,
}

/// One's own sessions
#[utoipa::path(get, path = "/api/v1/sessions", tag = "session",
    responses((status = 200, body = Page<SessionLine>)))]
pub(crate) async fn list(
    State(site): State<Arc<Site>>,
    member: Member,
) -> Result<Told<Page<SessionLine>>, Problem> {
    let sessions = site.catalogue.team().sessions_of(&member.account.id).await?;
    let line = |session: store::Session| SessionLine {
        this: member.session.as_ref() == Some(&session.id),
        id: session.id.to_string(),
        browser: session.browser,
        made: session.made.into(),
        seen: session.seen.into(),
        expires: session.expires.into(),
    };
    Ok(Told(Page::whole(sessions.into_iter().map(line).collect())))
}

/// End one of one's own sessions
#[utoipa::path(delete, path = "/api/v1/sessions/{id}", tag = "session", params(("id" = String, Path)),
    responses((status = 204), (status = 404)))]
pub(crate) async fn end(
    State(site): State<Arc<Site>>,
    member: Member,
    Named(id): Named<SessionId>,
) -> Result<StatusCode, Problem> {
    member.must_be_a_person()?;
    let ended = site
        .catalogue
        .team()
        .end_session(&member.actor, &member.account.id, &id)
        .await?;
    site.sessions.forget_all();
    if ended {
        Ok(StatusCode::NO_CONTENT)
    } else {
        Err(Problem::NotFound)
    }
}
