use axum::Json;
use axum::response::{IntoResponse, Response};
use serde::Serialize;

use crate::caching::Never;

/// A record as JSON, for who asked and kept by nobody.
pub(crate) struct Told<T>(pub(crate) T);

impl<T: Serialize> IntoResponse for Told<T> {
    fn into_response(self) -> Response {
        (Never, Json(self.0)).into_response()
    }
}
