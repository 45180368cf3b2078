use std::sync::Arc;

use axum::extract::State;
use axum::response::Response;
use house::id::TitleId;
use house::release::{Finding, Release, Report};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::{Body, IfMatch, Page, Told, Versioned, When, titles};
use crate::path::Named;
use crate::problem::Problem;
use crate::site::Site;
use crate::team::Member;
use crate::workroom::Opening;

/// A title's release: when it opens to whom.
#[derive(Serialize, ToSchema)]
pub(crate) struct ReleaseRecord {
    id: String,
    /// Null while it is drafted.
    #[schema(required)]
    opens: Option<When>,
    #[schema(required)]
    closes: Option<When>,
    #[schema(required)]
    withdrawn: Option<When>,
    version: u64,
}

/// When to open.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct OpeningAsked {
    /// Left out or null: now.
    opens: Option<When>,
    closes: Option<When>,
}

/// The release that a title has
#[utoipa::path(get, path = "/api/v1/titles/{id}/release", tag = "releases", params(("id" = String, Path)),
    responses((status = 200, body = ReleaseRecord), (status = 404)))]
pub(crate) async fn show(
    State(site): State<Arc<Site>>,
    Named(id): Named<TitleId>,
) -> Result<Versioned<ReleaseRecord>, Problem> {
    let release = site.catalogue.release_of(&id).await?.ok_or(Problem::NotFound)?;
    versioned(&site, &release).await
}

/// Open a title to the public, now or at an instant
#[utoipa::path(post, path = "/api/v1/titles/{id}/release", tag = "releases", params(("id" = String, Path)),
    request_body = OpeningAsked, responses((status = 201, body = ReleaseRecord), (status = 404)))]
pub(crate) async fn open(
    State(site): State<Arc<Site>>,
    member: Member,
    Named(id): Named<TitleId>,
    Body(asked): Body<OpeningAsked>,
) -> Result<Response, Problem> {
    titles::found(&site, &id).await?;
    let opening = Opening {
        opens: asked.opens.map(|When(at)| at),
        closes: asked.closes.map(|When(at)| at),
    };
    let release = site.workroom.release(member.actor, id.clone(), opening).await?;
    Ok(versioned(&site, &release)
        .await?
        .created(&format!("/api/v1/titles/{id}/release")))
}

/// Take a title off the site
#[utoipa::path(delete, path = "/api/v1/titles/{id}/release", tag = "releases",
    params(("id" = String, Path), ("If-Match" = Option<String>, Header)),
    responses((status = 200, body = ReleaseRecord), (status = 404)))]
pub(crate) async fn withdraw(
    State(site): State<Arc<Site>>,
    member: Member,
    Named(id): Named<TitleId>,
    if_match: IfMatch,
) -> Result<Versioned<ReleaseRecord>, Problem> {
    let release = site.catalogue.release_of(&id).await?.ok_or(Problem::NotFound)?;
    if_match.holds(&versioned(&site, &release).await?)?;
    let release = site.workroom.withdraw(member.actor, id).await?;
    versioned(&site, &release).await
}

async fn versioned(site: &Site, release: &Release) -> Result<Versioned<ReleaseRecord>, Problem> {
    let version = site.catalogue.release_version(&release.id).await?;
    let record = ReleaseRecord {
        id: release.id.to_string(),
        opens: release.opens.map(When),
        closes: release.closes.map(When),
        withdrawn: release.withdrawn.map(When),
        version,
    };
    Ok(Versioned { version, record })
}

/// What the check found in a part of a title's newest film.
#[derive(Serialize, ToSchema)]
pub(crate) struct ReportRecord {
    /// "rendition ID", or "together".
    subject: String,
    label: String,
    passed: bool,
    findings: Vec<FindingRecord>,
    /// What was found right.
    lines: Vec<String>,
    checked: When,
}

#[derive(Serialize, ToSchema)]
pub(crate) struct FindingRecord {
    /// "segment 12, 00:00:44.000", "init", "end".
    place: String,
    /// Where in the film that is, in milliseconds, when it is at one place.
    #[schema(required)]
    at_ms: Option<u64>,
    sentence: String,
}

/// The check's reports on a title's newest film
#[utoipa::path(get, path = "/api/v1/titles/{id}/report", tag = "releases", params(("id" = String, Path)),
    responses((status = 200, body = Page<ReportRecord>), (status = 404)))]
pub(crate) async fn report(
    State(site): State<Arc<Site>>,
    Named(id): Named<TitleId>,
) -> Result<Told<Page<ReportRecord>>, Problem> {
    titles::found(&site, &id).await?;
    let masters = site.catalogue.masters_of(&id).await?;
    let Some(newest) = masters.first() else {
        return Ok(Told(Page::whole(Vec::new())));
    };
    let mut records = Vec::new();
    for (_, json) in site.catalogue.reports_of(&newest.id).await? {
        let report: Report = serde_json::from_value(json).map_err(Problem::internal)?;
        records.push(ReportRecord {
            subject: report.subject.name(),
            passed: report.passed(),
            findings: report.findings.iter().map(finding).collect(),
            label: report.label,
            lines: report.lines,
            checked: report.checked.into(),
        });
    }
    Ok(Told(Page::whole(records)))
}

fn finding(finding: &Finding) -> FindingRecord {
    FindingRecord {
        at_ms: finding.at_ms(),
        place: finding.place.clone(),
        sentence: finding.sentence.clone(),
    }
}
