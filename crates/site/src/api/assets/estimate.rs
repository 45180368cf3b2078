use std::sync::Arc;

use axum::extract::State;
use house::id::AssetId;
use serde::Serialize;
use utoipa::ToSchema;

use super::record::found;
use crate::api::Told;
use crate::path::Named;
use crate::problem::Problem;
use crate::site::Site;

/// What encoding an asset would take.
#[derive(Serialize, ToSchema)]
pub(crate) struct EstimateRecord {
    /// Seconds on this machine when nothing else runs.
    seconds: u64,
    /// Bytes of the finished renditions.
    bytes: u64,
    /// Bytes needed besides while encodes run.
    scratch_bytes: u64,
    /// What is done to the film, in sentences.
    notes: Vec<String>,
}

/// What encoding an asset would take
#[utoipa::path(get, path = "/api/v1/assets/{id}/estimate", tag = "assets", params(("id" = String, Path)),
    responses((status = 200, body = EstimateRecord), (status = 404),
        (status = 409, description = "It is no film that can be shown")))]
pub(crate) async fn estimate(
    State(site): State<Arc<Site>>,
    Named(id): Named<AssetId>,
) -> Result<Told<EstimateRecord>, Problem> {
    found(&site, &id).await?;
    let (estimate, notes) = site.workroom.estimate(id).await?;
    Ok(Told(EstimateRecord {
        seconds: estimate.time.as_secs(),
        bytes: estimate.bytes,
        scratch_bytes: estimate.scratch,
        notes,
    }))
}
