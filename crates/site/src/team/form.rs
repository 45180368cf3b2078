use axum::extract::{FromRequest, Request};
use serde::de::DeserializeOwned;

use crate::problem::Problem;

/// The fields of a page's form. A form that cannot be read is answered with the house's own page.
pub(crate) struct Form<T>(pub(crate) T);

impl<S, T> FromRequest<S> for Form<T>
where
    S: Send + Sync,
    T: DeserializeOwned + Default,
{
    type Rejection = Problem;

    async fn from_request(request: Request, state: &S) -> Result<Self, Problem> {
        // A button alone sends no fields, and some clients then no type either.
        if request.headers().get(axum::http::header::CONTENT_TYPE).is_none() {
            return Ok(Self(T::default()));
        }
        let form = axum::Form::<T>::from_request(request, state).await;
        form.map(|axum::Form(fields)| Self(fields))
            .map_err(|error| Problem::Unreadable(error.body_text()))
    }
}
