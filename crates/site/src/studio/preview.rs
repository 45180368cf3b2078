use std::sync::Arc;

use axum::extract::State;
use axum::response::Response;
use house::id::TitleId;
use house::release::Viewer;

use crate::pages;
use crate::path::Named;
use crate::problem::Problem;
use crate::site::Site;

/// `GET /studio/titles/{id}/preview`: the title's own page, made by what makes it for the public.
pub(crate) async fn preview(
    State(site): State<Arc<Site>>,
    Named(id): Named<String>,
) -> Result<Response, Problem> {
    let id: TitleId = id.parse().map_err(|_| Problem::NotFound)?;
    let title = site.catalogue.title_by_id(&id).await.map_err(Problem::internal)?;
    let title = title.ok_or(Problem::NotFound)?;
    let admission = site.gate.admit_slug(&Viewer::Team, &title.slug)?;
    pages::title_of(&site, &admission, pages::Shown::Preview)
}
