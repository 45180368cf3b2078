use std::sync::Arc;

use axum::extract::State;
use axum::http::StatusCode;
use house::id::{LineId, TitleId};
use house::release::{Release, Showing};
use serde::{Deserialize, Serialize};
use store::SpokenLine;
use utoipa::ToSchema;

use super::{Body, Told, When};
use crate::path::Named;
use crate::problem::Problem;
use crate::site::Site;
use crate::team::Member;

/// The last lines that the team is shown.
const LINES: u32 = 500;

/// A title's showing: everybody sees the same second of it.
#[derive(Serialize, ToSchema)]
pub(crate) struct ShowingRecord {
    /// Its own instant; null: with the opening.
    #[schema(required)]
    begins: Option<When>,
    /// Nobody may say anything in it.
    quiet: bool,
    /// What was said and not taken away, oldest first.
    lines: Vec<LineRecord>,
}

#[derive(Serialize, ToSchema)]
pub(crate) struct LineRecord {
    id: String,
    said: When,
    /// The name that somebody chose.
    by: String,
    text: String,
    /// The same for all lines of this showing that came from one place, and good for nothing else.
    #[schema(required)]
    speaker: Option<String>,
    /// The speaker may say nothing more.
    hushed: bool,
}

/// How the title is to be seen together.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct ShowingAsked {
    /// Left out or null: with the opening.
    begins: Option<When>,
    #[serde(default)]
    quiet: bool,
}

/// A title's showing, and what was said in it
#[utoipa::path(get, path = "/api/v1/titles/{id}/showing", tag = "night", params(("id" = String, Path)),
    responses((status = 200, body = ShowingRecord), (status = 404)))]
pub(crate) async fn show(
    State(site): State<Arc<Site>>,
    Named(id): Named<TitleId>,
) -> Result<Told<ShowingRecord>, Problem> {
    let release = standing(&site, &id).await?;
    record(&site, &release).await
}

/// Have a title seen together, change when, or close and open its chat
#[utoipa::path(put, path = "/api/v1/titles/{id}/showing", tag = "night", params(("id" = String, Path)),
    request_body = ShowingAsked, responses((status = 200, body = ShowingRecord), (status = 404)))]
pub(crate) async fn plan(
    State(site): State<Arc<Site>>,
    member: Member,
    Named(id): Named<TitleId>,
    Body(asked): Body<ShowingAsked>,
) -> Result<Told<ShowingRecord>, Problem> {
    let release = standing(&site, &id).await?;
    let showing = Showing {
        begins: asked.begins.map(|When(at)| at),
        quiet: asked.quiet,
    };
    let catalogue = &site.catalogue;
    let release = catalogue
        .put_showing(&member.actor, &release, Some(showing))
        .await?;
    record(&site, &release).await
}

/// Have a title seen by everybody alone
#[utoipa::path(delete, path = "/api/v1/titles/{id}/showing", tag = "night", params(("id" = String, Path)),
    responses((status = 204), (status = 404)))]
pub(crate) async fn call_off(
    State(site): State<Arc<Site>>,
    member: Member,
    Named(id): Named<TitleId>,
) -> Result<StatusCode, Problem> {
    let release = standing(&site, &id).await?;
    site.catalogue.put_showing(&member.actor, &release, None).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// Take away what somebody said, for everybody
#[utoipa::path(delete, path = "/api/v1/titles/{id}/showing/lines/{line}", tag = "night",
    params(("id" = String, Path), ("line" = String, Path)), responses((status = 204), (status = 404)))]
pub(crate) async fn unsay(
    State(site): State<Arc<Site>>,
    Named((id, line)): Named<(TitleId, LineId)>,
) -> Result<StatusCode, Problem> {
    match site.catalogue.unsay(&id, &line).await? {
        true => Ok(StatusCode::NO_CONTENT),
        false => Err(Problem::NotFound),
    }
}

/// Let somebody say nothing more in a showing
#[utoipa::path(put, path = "/api/v1/titles/{id}/showing/hushed/{speaker}", tag = "night",
    params(("id" = String, Path), ("speaker" = String, Path)), responses((status = 204), (status = 404)))]
pub(crate) async fn hush(
    State(site): State<Arc<Site>>,
    Named((id, speaker)): Named<(TitleId, String)>,
) -> Result<StatusCode, Problem> {
    match site.catalogue.hush(&id, &speaker).await? {
        true => Ok(StatusCode::NO_CONTENT),
        false => Err(Problem::NotFound),
    }
}

/// Let somebody speak in a showing again
#[utoipa::path(delete, path = "/api/v1/titles/{id}/showing/hushed/{speaker}", tag = "night",
    params(("id" = String, Path), ("speaker" = String, Path)), responses((status = 204), (status = 404)))]
pub(crate) async fn unhush(
    State(site): State<Arc<Site>>,
    Named((id, speaker)): Named<(TitleId, String)>,
) -> Result<StatusCode, Problem> {
    match site.catalogue.unhush(&id, &speaker).await? {
        true => Ok(StatusCode::NO_CONTENT),
        false => Err(Problem::NotFound),
    }
}

async fn standing(site: &Site, id: &TitleId) -> Result<Release, Problem> {
    let release = site.catalogue.release_of(id).await?;
    release
        .filter(|release| release.withdrawn.is_none())
        .ok_or(Problem::NotFound)
}

async fn record(site: &Site, release: &Release) -> Result<Told<ShowingRecord>, Problem> {
    let showing = release.plan.showing.as_ref().ok_or(Problem::NotFound)?;
    let lines = site.catalogue.spoken_lines(&release.title, LINES).await?;
    let lines = lines.into_iter().map(
        |SpokenLine {
             line,
             speaker,
             hushed,
         }| LineRecord {
            id: line.id.to_string(),
            said: line.said.into(),
            by: line.by,
            text: line.text,
            speaker,
            hushed,
        },
    );
    Ok(Told(ShowingRecord {
        begins: showing.begins.map(When),
        quiet: showing.quiet,
        lines: lines.collect(),
    }))
}
