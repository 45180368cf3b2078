use std::sync::Arc;

use askama::Template;
use axum::extract::State;
use axum::response::Response;
use house::archive::AssetKind;

use super::Desk;
use crate::pages::{Frame, page};
use crate::problem::Problem;
use crate::site::Site;
use crate::team::Member;

#[derive(Template)]
#[template(path = "studio/uploads.html")]
struct Uploads<'a> {
    frame: Frame<'a>,
    studio: Desk,
    kinds: Vec<&'static str>,
    unfinished: Vec<UploadRow>,
}

/// An upload that is on its way, was cut off, or was refused.
struct UploadRow {
    /// Where its bytes go.
    address: String,
    name: String,
    mark: &'static str,
    word: &'static str,
    permille: u64,
    facts: String,
    sentence: String,
}

/// `GET /studio/uploads`
pub(crate) async fn uploads(State(site): State<Arc<Site>>, member: Member) -> Result<Response, Problem> {
    page(&Uploads {
        frame: site.frame(),
        studio: Desk::of(&member, "/studio/uploads"),
        kinds: AssetKind::ALL.iter().map(|kind| kind.as_str()).collect(),
        unfinished: Vec::new(),
    })
}
