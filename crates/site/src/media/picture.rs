use std::sync::Arc;

use axum::extract::{Request, State};
use axum::http::HeaderValue;
use axum::response::Response;
use house::id::PictureKey;
use house::release::{Picture, PictureRole, Refusal};

use super::answer::{self, Ask, Resource, Sending};
use crate::caching::Keep;
use crate::path::Named;
use crate::problem::Problem;
use crate::site::Site;
use crate::viewer;

/// Where [`picture`] answers.
pub(crate) fn picture_address(key: &PictureKey) -> String {
    format!("/picture/{key}.jpg")
}

/// `GET /picture/{key}.jpg`: a poster, or a sheet of the seek bar.
pub(crate) async fn picture(
    State(site): State<Arc<Site>>,
    Named(names): Named<String>,
    request: Request,
) -> Response {
    let (parts, _) = request.into_parts();
    let answer = find(&site, names, Ask::of(&parts)).await;
    site.allowed_origins.sign(&parts.headers, answer)
}

async fn find(site: &Site, file: String, ask: Ask<'_>) -> Result<Response, Problem> {
    let key: PictureKey = file
        .strip_suffix(".jpg")
        .and_then(|key| key.parse().ok())
        .ok_or(Problem::NotFound)?;
    let admission = match viewer::admit_picture(site, ask.parts, &key).await {
        Ok(admission) => admission,
        Err(Refusal) => return poster(site, &key, &ask).await,
    };
    let mut pictures = admission.title().pictures.iter();
    let picture = pictures
        .find(|picture| picture.key == key && !matches!(picture.role, PictureRole::Page { .. }))
        .ok_or(Problem::NotFound)?;
    match resource(picture, admission.is_cacheable()).answer(&ask) {
        Sending::Nothing(response) => Ok(response),
        Sending::Bytes(part, response) => {
            let read = site.door.read_picture(&admission, &key, part).await;
            let bytes = read.map_err(answer::refusal)?;
            Ok(response.map(|_| ask.body(bytes)))
        }
    }
}

/// The poster of what is announced.
async fn poster(site: &Site, key: &PictureKey, ask: &Ask<'_>) -> Result<Response, Problem> {
    let announcement = viewer::announced_picture(site, ask.parts, key).ok_or(Problem::NotFound)?;
    let poster = announcement.poster().ok_or(Problem::NotFound)?;
    match resource(poster, false).answer(ask) {
        Sending::Nothing(response) => Ok(response),
        Sending::Bytes(part, response) => {
            let read = site.door.read_poster(&announcement, key, part).await;
            let bytes = read.map_err(answer::refusal)?;
            Ok(response.map(|_| ask.body(bytes)))
        }
    }
}

fn resource(picture: &Picture, for_ever: bool) -> Resource {
    Resource {
        content_type: HeaderValue::from_static("image/jpeg"),
        etag: answer::text(format!("\"{}\"", picture.key)),
        len: picture.bytes,
        keep: if for_ever { Keep::ForEver } else { Keep::Never },
    }
}
