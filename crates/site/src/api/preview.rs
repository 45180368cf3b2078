use std::sync::Arc;

use axum::extract::State;
use house::id::TitleId;
use serde::Serialize;
use utoipa::ToSchema;

use super::{Told, titles};
use crate::path::Named;
use crate::problem::Problem;
use crate::site::Site;

/// Where a title can be seen as the public will see it; the team is let in before it opens.
#[derive(Serialize, ToSchema)]
pub(crate) struct Preview {
    /// Address of its page.
    page: String,
    /// Address at which it plays.
    watch: String,
}

/// Where a title can be seen as the public will see it
#[utoipa::path(get, path = "/api/v1/titles/{id}/preview", tag = "titles", params(("id" = String, Path)),
    responses((status = 200, body = Preview), (status = 404),
        (status = 409, description = "The title has no film yet")))]
pub(crate) async fn show(
    State(site): State<Arc<Site>>,
    Named(id): Named<TitleId>,
) -> Result<Told<Preview>, Problem> {
    let (title, _) = titles::found(&site, &id).await?;
    if site.catalogue.release_of(&title.id).await?.is_none() {
        let sentence = "There is nothing to see yet: give the title a film first.";
        return Err(Problem::Refused(sentence.into()));
    }
    Ok(Told(Preview {
        page: format!("/title/{}", title.slug),
        watch: format!("/title/{}/watch", title.slug),
    }))
}
