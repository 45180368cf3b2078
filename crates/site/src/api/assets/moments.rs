use std::sync::Arc;

use axum::extract::State;
use house::analyse::moments::Moment;
use house::id::AssetId;
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};

use super::record::found;
use crate::api::{Page, Query, Told};
use crate::moments::{moments_of, still_of};
use crate::path::Named;
use crate::problem::Problem;
use crate::site::Site;

/// How many are asked for when nothing is said.
const TOP: usize = 10;
const MOST: usize = 100;

#[derive(Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub(crate) struct MomentsAsked {
    #[param(minimum = 1, maximum = 100)]
    top: Option<usize>,
}

/// A stretch of a tape that is worth showing, and why.
#[derive(Serialize, ToSchema)]
pub(crate) struct MomentRecord {
    rank: usize,
    start_s: f64,
    end_s: f64,
    kind: &'static str,
    title: String,
    /// 0 to 1.
    score: f64,
    reasons: Vec<String>,
    /// A JPEG, for the team; null without a picture.
    #[schema(required)]
    still: Option<String>,
}

/// The moments of an asset that are worth showing
#[utoipa::path(get, path = "/api/v1/assets/{id}/moments", tag = "assets",
    params(("id" = String, Path), MomentsAsked),
    responses((status = 200, body = Page<MomentRecord>),
        (status = 404, description = "Also before it was gone through")))]
pub(crate) async fn list(
    State(site): State<Arc<Site>>,
    Named(id): Named<AssetId>,
    Query(asked): Query<MomentsAsked>,
) -> Result<Told<Page<MomentRecord>>, Problem> {
    let top = asked.top.unwrap_or(TOP);
    if !(1..=MOST).contains(&top) {
        return Err(Problem::invalid("top", format!("between 1 and {MOST}")));
    }
    let asset = found(&site, &id).await?.record;
    let analysed = site.catalogue.analysed(&id).await?.ok_or(Problem::NotFound)?;
    let analysis = site.tapes.analysis(&site, &analysed).await?;
    let moments = moments_of(&site, &asset, &analysis, top).await?;
    let records = (1..)
        .zip(moments)
        .map(|(rank, moment)| record(&id, &analysis, rank, moment))
        .collect();
    Ok(Told(Page::whole(records)))
}

fn record(asset: &AssetId, analysis: &house::analyse::Analysis, rank: usize, moment: Moment) -> MomentRecord {
    let still = still_of(asset, analysis, &moment);
    MomentRecord {
        rank,
        start_s: moment.span.start.seconds_number(),
        end_s: moment.span.end.seconds_number(),
        kind: moment.kind.as_str(),
        title: moment.title,
        score: f64::from(moment.score) / 1_000.0,
        reasons: moment.reasons,
        still,
    }
}
