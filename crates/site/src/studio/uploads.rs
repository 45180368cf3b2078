use std::sync::Arc;

use askama::Template;
use axum::extract::State;
use axum::response::Response;
use house::archive::{AssetKind, Upload, UploadState};

use super::Desk;
use crate::pages::{Frame, page};
use crate::problem::Problem;
use crate::site::Site;
use crate::team::Member;
use crate::words;

/// A row for each; older ones are in the archive, or gone.
const LISTED: u32 = 100;

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
    let uploads = site.catalogue.unfinished_uploads(LISTED).await;
    let uploads = uploads.map_err(Problem::internal)?;
    let unfinished = uploads.iter().map(|upload| row(&site, upload));
    page(&Uploads {
        frame: site.frame(),
        studio: Desk::of(&member, "/studio/uploads"),
        kinds: AssetKind::ALL.iter().map(|kind| kind.as_str()).collect(),
        unfinished: unfinished.collect(),
    })
}

fn row(site: &Site, upload: &Upload) -> UploadRow {
    let received = match upload.state {
        UploadState::Receiving => site.dock.glance(&upload.id),
        _ => upload.length,
    };
    let (mark, word, otherwise) = match upload.state {
        UploadState::Receiving if site.dock.is_taken(&upload.id) => ("open", "Sending", ""),
        UploadState::Receiving => (
            "soon",
            "Cut off",
            "Drop or choose the same file again: it goes on where it was.",
        ),
        UploadState::Refused => ("wrong", "Refused", ""),
        _ => ("soon", "Looked over", ""),
    };
    UploadRow {
        address: format!("/api/v1/uploads/{}", upload.id),
        name: upload.label.file_name.clone(),
        mark,
        word,
        permille: received
            .saturating_mul(1_000)
            .checked_div(upload.length)
            .unwrap_or(1_000),
        facts: if received == upload.length {
            words::size(upload.length)
        } else {
            format!("{} of {}", words::size(received), words::size(upload.length))
        },
        sentence: upload.sentence.clone().unwrap_or_else(|| otherwise.to_owned()),
    }
}
