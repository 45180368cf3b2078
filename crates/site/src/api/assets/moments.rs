use std::sync::Arc;

use axum::extract::State;
use house::analyse::moments::Moment;
use house::id::AssetId;
use media::time::MediaTime;
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};

use super::record::found;
use crate::api::{Page, Query, Told};
use crate::media::still_address;
use crate::moments::moments_of;
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
    let seconds = |time: MediaTime| time.seconds_text().parse().unwrap_or(0.0);
    let still = analysis.picture.as_ref().and_then(|picture| {
        let frame = moment.still?;
        Some(still_address(asset, picture.still_at(frame)?.frame))
    });
    MomentRecord {
        rank,
        start_s: seconds(moment.span.start),
        end_s: seconds(moment.span.end),
        kind: moment.kind.as_str(),
        title: moment.title,
        score: f64::from(moment.score) / 1_000.0,
        reasons: moment.reasons,
        still,
    }
}
