use std::sync::Arc;

use axum::Json;
use axum::extract::State;
use axum::http::request::Parts;
use serde::Serialize;
use utoipa::ToSchema;

use crate::site::Site;
use crate::viewer;

/// The house's time.
#[derive(Serialize, ToSchema)]
pub(crate) struct HouseTime {
    /// Microseconds since 1970-01-01T00:00:00Z.
    micros: i64,
}

/// The time by which the house opens
///
/// For pages that count down to an opening, and for films that are seen together: ask several times and take the answer
/// that came back soonest; half of its round trip is how wrong it can be. It is not counted among an address's requests.
#[utoipa::path(get, path = "/api/v1/clock", tag = "night", responses((status = 200, body = HouseTime)))]
pub(crate) async fn clock(State(site): State<Arc<Site>>, parts: Parts) -> Json<HouseTime> {
    let viewer = viewer::guest(&site, &parts).unwrap_or_else(|| viewer::public(&parts));
    Json(HouseTime {
        micros: site.gate.now(&viewer).micros(),
    })
}
