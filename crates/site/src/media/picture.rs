use std::sync::Arc;

use axum::body::Body;
use axum::extract::State;
use axum::http::{HeaderMap, HeaderValue, Method};
use axum::response::Response;
use house::id::PictureKey;

use super::answer::{self, Ask, Resource, Sending};
use super::body::FilmBody;
use crate::path::Named;
use crate::problem::Problem;
use crate::site::Site;
use crate::viewer;

/// `GET /picture/{key}.jpg`: a poster, or a sheet of the seek bar.
pub(crate) async fn picture(
    State(site): State<Arc<Site>>,
    Named(names): Named<String>,
    method: Method,
    headers: HeaderMap,
) -> Response {
    let ask = Ask {
        method: &method,
        headers: &headers,
    };
    let answer = find(&site, names, ask).await;
    site.allowed_origins.sign(&headers, answer)
}

async fn find(site: &Site, file: String, ask: Ask<'_>) -> Result<Response, Problem> {
    let key: PictureKey = file
        .strip_suffix(".jpg")
        .and_then(|key| key.parse().ok())
        .ok_or(Problem::NotFound)?;
    let admission = viewer::admit_picture(site, ask.headers, &key).await?;
    let mut pictures = admission.title().pictures.iter();
    let picture = pictures
        .find(|picture| picture.key == key)
        .ok_or(Problem::NotFound)?;
    let resource = Resource {
        content_type: HeaderValue::from_static("image/jpeg"),
        etag: answer::text(format!("\"{key}\"")),
        len: picture.bytes,
        for_ever: admission.is_cacheable(),
    };
    match resource.answer(&ask) {
        Sending::Nothing(response) => Ok(response),
        Sending::Bytes(part, response) => {
            let read = site.door.read_picture(&admission, &key, part).await;
            let bytes = read.map_err(answer::refusal)?;
            Ok(response.map(|_| Body::new(FilmBody::new(bytes))))
        }
    }
}
