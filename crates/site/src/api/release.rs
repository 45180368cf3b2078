use std::sync::Arc;

use axum::extract::State;
use axum::response::Response;
use house::HouseError;
use house::id::TitleId;
use house::release::{Country, Finding, Release, Report};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::patch::present;
use super::{Body, IfMatch, Page, Told, Versioned, When, one_of, titles};
use crate::path::Named;
use crate::problem::Problem;
use crate::site::Site;
use crate::team::Member;
use crate::workroom::{Announcing, Opening};

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
    /// While something is missing: when it is to open.
    #[schema(required)]
    intends: Option<When>,
    /// From when on its waiting room is public; null: never.
    #[schema(required)]
    announced: Option<When>,
    /// Countries in which it opens (ISO 3166-1 alpha-2); none: everywhere.
    territories: Vec<String>,
    /// In which the team thinks of the night (IANA).
    #[schema(required)]
    zone: Option<String>,
    #[schema(required)]
    overruled: Option<OverruledRecord>,
    #[schema(schema_with = one_of::release_states)]
    state: &'static str,
    version: u64,
}

/// Who scheduled it although the board was not green.
#[derive(Serialize, ToSchema)]
pub(crate) struct OverruledRecord {
    name: String,
    reason: String,
    at: When,
}

/// When to open.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct OpeningAsked {
    /// Left out or null: now.
    opens: Option<When>,
    closes: Option<When>,
    /// Countries in which it opens; left out: those in which the title may be shown.
    territories: Option<Vec<String>>,
    /// From when on the public is told of it; null: never; left out: as it is.
    #[serde(default, deserialize_with = "present")]
    #[schema(value_type = Option<When>)]
    announced: Option<Option<When>>,
    /// In which the instants were thought of (IANA).
    zone: Option<String>,
    /// While something is missing the instant is only intended, and settled once all has passed.
    #[serde(default)]
    when_ready: bool,
    /// Why the board is overruled.
    overrule: Option<String>,
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
        passed: false,
        territories: asked.territories.map(countries).transpose()?,
        announced: match asked.announced {
            None => Announcing::AsItIs,
            Some(None) => Announcing::Never,
            Some(Some(When(at))) => Announcing::From(at),
        },
        zone: asked.zone,
        when_ready: asked.when_ready,
        overruled: asked.overrule.map(|reason| (member.account.name.clone(), reason)),
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

fn countries(codes: Vec<String>) -> Result<Vec<Country>, Problem> {
    let read = |code: String| {
        code.parse()
            .map_err(|wrong: HouseError| Problem::invalid("territories", wrong))
    };
    codes.into_iter().map(read).collect()
}

/// Everything that a title's night needs
#[derive(Serialize, ToSchema)]
pub(crate) struct BoardRecord {
    ready: bool,
    lines: Vec<BoardLineRecord>,
}

#[derive(Serialize, ToSchema)]
pub(crate) struct BoardLineRecord {
    /// "Picture 1280 x 720", "Poster".
    what: String,
    /// "green", "note" or "red".
    #[schema(schema_with = one_of::lights)]
    light: &'static str,
    /// What was found, or why it is not green.
    says: String,
}

/// What a title's night needs, and what of it is missing
#[utoipa::path(get, path = "/api/v1/titles/{id}/board", tag = "releases", params(("id" = String, Path)),
    responses((status = 200, body = BoardRecord), (status = 404)))]
pub(crate) async fn board(
    State(site): State<Arc<Site>>,
    Named(id): Named<TitleId>,
) -> Result<Told<BoardRecord>, Problem> {
    titles::found(&site, &id).await?;
    let board = site.workroom.board(id).await?;
    Ok(Told(BoardRecord {
        ready: board.is_ready(),
        lines: board
            .lines
            .into_iter()
            .map(|line| BoardLineRecord {
                what: line.what,
                light: line.light.name(),
                says: line.says,
            })
            .collect(),
    }))
}

async fn versioned(site: &Site, release: &Release) -> Result<Versioned<ReleaseRecord>, Problem> {
    let version = site.catalogue.release_version(&release.id).await?;
    let record = ReleaseRecord {
        id: release.id.to_string(),
        opens: release.opens.map(When),
        closes: release.closes.map(When),
        withdrawn: release.withdrawn.map(When),
        intends: release.plan.intends.map(When),
        announced: release.plan.announced.map(When),
        territories: release.territories.iter().map(ToString::to_string).collect(),
        zone: release.plan.zone.clone(),
        overruled: release.plan.overruled.as_ref().map(|overruled| OverruledRecord {
            name: overruled.name.clone(),
            reason: overruled.reason.clone(),
            at: When(overruled.at),
        }),
        state: release.state(site.clock.now(), false).name(),
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
