use std::sync::Arc;

use askama::Template;
use axum::extract::State;
use axum::http::HeaderMap;
use axum::response::Response;
use house::release::PictureRole;
use package::address;

use super::{Film, Frame, page};
use crate::path::Named;
use crate::problem::Problem;
use crate::site::Site;
use crate::viewer;

#[derive(Template)]
#[template(path = "watch.html")]
struct Watch<'a> {
    frame: Frame<'a>,
    film: Film<'a>,
    hls: String,
    dash: String,
    stills: Option<String>,
    /// Under which the browser remembers how far it was watched.
    resume_key: &'a str,
}

/// `GET /title/{slug}/watch`
pub(crate) async fn watch(
    State(site): State<Arc<Site>>,
    Named(slug): Named<String>,
    headers: HeaderMap,
) -> Result<Response, Problem> {
    let admission = viewer::admit_slug(&site, &headers, &slug).await?;
    let film = Film::of(&admission);
    if !film.playable {
        return Err(Problem::NotFound);
    }
    let title = admission.title();
    let media = |name: &str| format!("/media/{}/{name}", admission.release().key);
    let has_stills = title
        .pictures
        .iter()
        .any(|picture| matches!(picture.role, PictureRole::SeekSheet { .. }));
    page(&Watch {
        frame: site.frame(),
        hls: media(address::MULTIVARIANT),
        dash: media(address::MANIFEST),
        stills: has_stills.then(|| media(address::STILLS)),
        resume_key: title.id.as_str(),
        film,
    })
}
