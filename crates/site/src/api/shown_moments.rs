use std::sync::Arc;

use axum::extract::State;
use axum::http::StatusCode;
use house::id::TitleId;
use house::release::ShownMoment;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::{Body, Page, Queued, Told, titles};
use crate::media::picture_address;
use crate::path::Named;
use crate::problem::Problem;
use crate::site::Site;
use crate::team::Member;

/// How many are shown when nothing is said, and at most.
const SHOWN: usize = 10;
const MOST: usize = 20;

/// A moment that a title's page leads to. Times are the film's.
#[derive(Serialize, ToSchema)]
pub(crate) struct ShownMomentRecord {
    start_s: f64,
    end_s: f64,
    kind: &'static str,
    name: String,
    /// A JPEG; null where nothing is seen.
    #[schema(required)]
    still: Option<String>,
}

impl From<ShownMoment> for ShownMomentRecord {
    fn from(moment: ShownMoment) -> Self {
        Self {
            start_s: moment.span.start.seconds_number(),
            end_s: moment.span.end.seconds_number(),
            kind: moment.kind.as_str(),
            name: moment.name,
            still: moment.still.as_ref().map(picture_address),
        }
    }
}

#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct ShowThem {
    /// The best so many of the film's; ten when nothing is said.
    #[schema(minimum = 1, maximum = 20)]
    count: Option<usize>,
}

/// The moments that a title's page leads to
#[utoipa::path(get, path = "/api/v1/titles/{id}/moments", tag = "titles", params(("id" = String, Path)),
    responses((status = 200, body = Page<ShownMomentRecord>), (status = 404)))]
pub(crate) async fn list(
    State(site): State<Arc<Site>>,
    Named(id): Named<TitleId>,
) -> Result<Told<Page<ShownMomentRecord>>, Problem> {
    let (title, _) = titles::found(&site, &id).await?;
    let shown = title.moments.map_or_else(Vec::new, |shown| shown.list);
    let records = shown.into_iter().map(ShownMomentRecord::from);
    Ok(Told(Page::whole(records.collect())))
}

/// Put the best moments of a title's film on its page, in the place of those before
#[utoipa::path(put, path = "/api/v1/titles/{id}/moments", tag = "titles", params(("id" = String, Path)),
    request_body = ShowThem, responses((status = 202, body = Queued), (status = 404),
        (status = 409, description = "Its film was not gone through yet, or nothing stands out in it")))]
pub(crate) async fn show(
    State(site): State<Arc<Site>>,
    member: Member,
    Named(id): Named<TitleId>,
    Body(asked): Body<ShowThem>,
) -> Result<(StatusCode, Told<Queued>), Problem> {
    titles::found(&site, &id).await?;
    let count = asked.count.unwrap_or(SHOWN);
    if !(1..=MOST).contains(&count) {
        return Err(Problem::invalid("count", format!("between 1 and {MOST}")));
    }
    let job = site.workroom.show_moments(member.actor, id, count).await?;
    Ok((StatusCode::ACCEPTED, Told(job.into())))
}

/// Take the moments from a title's page
#[utoipa::path(delete, path = "/api/v1/titles/{id}/moments", tag = "titles", params(("id" = String, Path)),
    responses((status = 204), (status = 404)))]
pub(crate) async fn hide(
    State(site): State<Arc<Site>>,
    member: Member,
    Named(id): Named<TitleId>,
) -> Result<StatusCode, Problem> {
    titles::found(&site, &id).await?;
    site.catalogue.hide_moments(&member.actor, &id).await?;
    Ok(StatusCode::NO_CONTENT)
}
