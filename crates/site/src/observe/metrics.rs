use std::sync::Arc;

use axum::extract::State;
use axum::http::header;
use axum::response::{IntoResponse, Response};

use super::exposition::{CONTENT_TYPE, exposition};
use crate::problem::Problem;
use crate::site::Site;

/// `GET /metrics`: for whoever manages the house, by a token of that scope. This machine's own Prometheus is told on
/// another address (`observe.metrics`).
pub(crate) async fn metrics(State(site): State<Arc<Site>>) -> Result<Response, Problem> {
    let queue = site.catalogue.queue_figures().await.map_err(Problem::internal)?;
    let text = exposition(&site.observatory, &queue, site.clock.now());
    Ok(([(header::CONTENT_TYPE, CONTENT_TYPE)], text).into_response())
}
