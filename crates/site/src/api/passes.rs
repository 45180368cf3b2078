use std::sync::Arc;

use axum::extract::State;
use axum::http::StatusCode;
use house::id::{PassId, TitleId};
use house::release::{Pass, PassKind};
use house::team::Account;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::{Body, Page, Told, When, one_of, titles};
use crate::path::Named;
use crate::problem::Problem;
use crate::site::Site;
use crate::team::Member;

/// A personal link to a title before its night.
#[derive(Serialize, ToSchema)]
pub(crate) struct PassRecord {
    id: String,
    #[schema(schema_with = one_of::pass_kinds)]
    kind: &'static str,
    /// Whom it was made out to; a screener's stands on the picture.
    name: String,
    from: When,
    until: When,
    /// How often the film may be begun; null: as often as wanted.
    #[schema(required)]
    views: Option<u32>,
    #[schema(required)]
    revoked: Option<When>,
    /// The link itself: only now. Hand it over by a way that you trust.
    #[schema(required)]
    link: Option<String>,
}

#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct NewPass {
    #[schema(schema_with = one_of::pass_kinds)]
    kind: String,
    name: String,
    /// Left out: now.
    from: Option<When>,
    /// Left out: in fourteen days; a rehearsal's: in one day.
    until: Option<When>,
    /// Of a screener; left out: as often as wanted.
    views: Option<u32>,
    /// Of a rehearsal: in how many seconds from now its night begins; left out: 120.
    begins_in: Option<u32>,
}

/// One use of a link.
#[derive(Serialize, ToSchema)]
pub(crate) struct PassUseRecord {
    at: When,
    /// "entered", "began", "refused".
    what: &'static str,
    /// The part of the network that it came from.
    origin: String,
    browser: String,
}

/// The personal links to a title, newest first
#[utoipa::path(get, path = "/api/v1/titles/{id}/passes", tag = "passes", params(("id" = String, Path)),
    responses((status = 200, body = Page<PassRecord>), (status = 404)))]
pub(crate) async fn list(
    State(site): State<Arc<Site>>,
    Named(id): Named<TitleId>,
) -> Result<Told<Page<PassRecord>>, Problem> {
    titles::found(&site, &id).await?;
    let passes = site.catalogue.passes_of(&id).await?;
    let records = passes.into_iter().map(|pass| record(pass, None));
    Ok(Told(Page::whole(records.collect())))
}

/// Make a personal link: for a screener, or to a rehearsal of the night
#[utoipa::path(post, path = "/api/v1/titles/{id}/passes", tag = "passes", params(("id" = String, Path)),
    request_body = NewPass, responses((status = 201, body = PassRecord), (status = 404)))]
pub(crate) async fn create(
    State(site): State<Arc<Site>>,
    member: Member,
    Named(id): Named<TitleId>,
    Body(new): Body<NewPass>,
) -> Result<(StatusCode, Told<PassRecord>), Problem> {
    titles::found(&site, &id).await?;
    let now = site.clock.now();
    let kind = match new.kind.as_str() {
        "screener" => PassKind::Screener,
        "rehearsal" => rehearsal(&site, &id, new.begins_in).await?,
        _ => {
            return Err(Problem::invalid(
                "kind",
                "a link is for a screener or to a rehearsal",
            ));
        }
    };
    if new.views == Some(0) {
        return Err(Problem::invalid(
            "views",
            "a link that shows nothing is none: say 1 or more",
        ));
    }
    let name = Account::checked_name(&new.name).map_err(|error| Problem::invalid("name", error))?;
    let window = (new.from.map(|When(at)| at), new.until.map(|When(at)| at));
    let pass = Pass::new(id, kind, name, now, window).map_err(|error| Problem::invalid("until", error))?;
    let pass = Pass {
        views: new.views,
        ..pass
    };
    let secret = site.catalogue.put_pass(&member.actor, &pass).await?;
    // Whoever opens it at once finds it.
    site.gate.replace_passes(site.catalogue.passes().await?);
    let link = format!("{}/pass/{}", site.settings.address, secret.0);
    Ok((StatusCode::CREATED, Told(record(pass, Some(link)))))
}

async fn rehearsal(site: &Site, title: &TitleId, begins_in: Option<u32>) -> Result<PassKind, Problem> {
    let release = site.catalogue.release_of(title).await?;
    let night = release.and_then(|release| release.night());
    let night = night.ok_or_else(|| {
        Problem::Refused("there is no night to rehearse: plan when the title opens first".into())
    })?;
    let wait = begins_in.unwrap_or(PassKind::USUAL_WAIT);
    if wait > PassKind::LONGEST_WAIT {
        return Err(Problem::invalid("begins_in", "a rehearsal begins within a day"));
    }
    Ok(PassKind::rehearsal(night, site.clock.now(), wait))
}

/// Revoke a personal link: its holder gets no further segment
#[utoipa::path(delete, path = "/api/v1/passes/{id}", tag = "passes", params(("id" = String, Path)),
    responses((status = 200, body = PassRecord), (status = 404)))]
pub(crate) async fn revoke(
    State(site): State<Arc<Site>>,
    member: Member,
    Named(id): Named<PassId>,
) -> Result<Told<PassRecord>, Problem> {
    site.catalogue.pass_by_id(&id).await?.ok_or(Problem::NotFound)?;
    let pass = site.catalogue.revoke_pass(&member.actor, &id).await?;
    site.gate.put_pass(&pass);
    Ok(Told(record(pass, None)))
}

/// The book of a link's uses, newest first
#[utoipa::path(get, path = "/api/v1/passes/{id}/uses", tag = "passes", params(("id" = String, Path)),
    responses((status = 200, body = Page<PassUseRecord>), (status = 404)))]
pub(crate) async fn uses(
    State(site): State<Arc<Site>>,
    Named(id): Named<PassId>,
) -> Result<Told<Page<PassUseRecord>>, Problem> {
    site.catalogue.pass_by_id(&id).await?.ok_or(Problem::NotFound)?;
    let uses = site.catalogue.pass_uses(&id).await?;
    let records = uses.into_iter().map(|used| PassUseRecord {
        at: used.at.into(),
        what: used.deed.name(),
        origin: used.user.origin,
        browser: used.user.browser,
    });
    Ok(Told(Page::whole(records.collect())))
}

fn record(pass: Pass, link: Option<String>) -> PassRecord {
    PassRecord {
        id: pass.id.to_string(),
        kind: pass.kind.name(),
        name: pass.name,
        from: pass.from.into(),
        until: pass.until.into(),
        views: pass.views,
        revoked: pass.revoked.map(When),
        link,
    }
}
