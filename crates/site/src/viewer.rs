//! Who asks, and what the gate says to that. The public's answer comes first: a team member gets the same bytes as
//! everybody of what is open, and the cookie is looked at only for what is not.

use axum::http::HeaderMap;
use house::id::{PictureKey, ReleaseKey};
use house::release::{Admission, Refusal, Viewer};

use crate::site::Site;
use crate::team::Sessions;

pub(crate) async fn admit_slug(site: &Site, headers: &HeaderMap, slug: &str) -> Result<Admission, Refusal> {
    match site.gate.admit_slug(Viewer::Public, slug) {
        Err(Refusal) => site.gate.admit_slug(Sessions::viewer(site, headers).await?, slug),
        admitted => admitted,
    }
}

pub(crate) async fn admit_release(
    site: &Site,
    headers: &HeaderMap,
    key: &ReleaseKey,
) -> Result<Admission, Refusal> {
    match site.gate.admit_release(Viewer::Public, key) {
        Err(Refusal) => site
            .gate
            .admit_release(Sessions::viewer(site, headers).await?, key),
        admitted => admitted,
    }
}

pub(crate) async fn admit_picture(
    site: &Site,
    headers: &HeaderMap,
    key: &PictureKey,
) -> Result<Admission, Refusal> {
    match site.gate.admit_picture(Viewer::Public, key) {
        Err(Refusal) => site
            .gate
            .admit_picture(Sessions::viewer(site, headers).await?, key),
        admitted => admitted,
    }
}
