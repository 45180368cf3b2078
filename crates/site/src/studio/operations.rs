use std::sync::Arc;

use askama::Template;
use axum::extract::State;
use axum::response::Response;

use super::Desk;
use crate::pages::{Frame, page};
use crate::problem::Problem;
use crate::site::Site;
use crate::team::Member;

#[derive(Template)]
#[template(path = "studio/operations.html")]
struct Operations<'a> {
    frame: Frame<'a>,
    studio: Desk,
}

/// `GET /studio/operations`
pub(crate) async fn operations(State(site): State<Arc<Site>>, member: Member) -> Result<Response, Problem> {
    page(&Operations {
        frame: site.frame(),
        studio: Desk::of(&member, "/studio/operations"),
    })
}
