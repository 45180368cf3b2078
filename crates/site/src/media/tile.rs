use std::sync::Arc;

use axum::extract::{Request, State};
use axum::http::HeaderValue;
use axum::response::Response;
use house::id::PictureKey;
use house::release::PictureRole;

use super::answer::{self, Ask, Resource, Sending};
use crate::caching::Keep;
use crate::path::Named;
use crate::problem::Problem;
use crate::site::Site;
use crate::viewer;

/// Where [`tile`] answers.
pub(crate) fn tile_address(key: &PictureKey, level: u32, column: u32, row: u32) -> String {
    format!("/page/{key}/{level}-{column}-{row}.jpg")
}

/// `GET /page/{picture}/{level}-{column}-{row}.jpg`: a square of a notebook's page.
pub(crate) async fn tile(
    State(site): State<Arc<Site>>,
    Named(names): Named<(String, String)>,
    request: Request,
) -> Response {
    let (parts, _) = request.into_parts();
    let answer = find(&site, names, Ask::of(&parts)).await;
    site.allowed_origins.sign(&parts.headers, answer)
}

async fn find(site: &Site, (key, file): (String, String), ask: Ask<'_>) -> Result<Response, Problem> {
    let key: PictureKey = key.parse().map_err(|_| Problem::NotFound)?;
    let [level, column, row] = place(&file).ok_or(Problem::NotFound)?;
    let admission = viewer::admit_picture(site, ask.parts, &key).await?;
    let mut pictures = admission.title().pictures.iter();
    let picture = pictures
        .find(|picture| picture.key == key)
        .ok_or(Problem::NotFound)?;
    let PictureRole::Page { tiles, .. } = &picture.role else {
        return Err(Problem::NotFound);
    };
    let range = tiles
        .range(level, column, row, (picture.width, picture.height))
        .filter(|range| range.end <= picture.bytes)
        .ok_or(Problem::NotFound)?;
    let resource = Resource {
        content_type: HeaderValue::from_static("image/jpeg"),
        etag: answer::text(format!("\"{key}-{level}-{column}-{row}\"")),
        len: range.end - range.start,
        keep: if admission.is_cacheable() {
            Keep::ForEver
        } else {
            Keep::Never
        },
    };
    match resource.answer(&ask) {
        Sending::Nothing(response) => Ok(response),
        Sending::Bytes(part, response) => {
            let part = range.start + part.start..range.start + part.end;
            let read = site.door.read_picture(&admission, &key, part).await;
            let bytes = read.map_err(answer::refusal)?;
            Ok(response.map(|_| ask.body(bytes)))
        }
    }
}

/// "3-0-2.jpg"; one way to write each place.
fn place(file: &str) -> Option<[u32; 3]> {
    let mut numbers = file.strip_suffix(".jpg")?.split('-').map(|text| {
        let number: u32 = text.parse().ok()?;
        (number.to_string() == text).then_some(number)
    });
    let place = [numbers.next()??, numbers.next()??, numbers.next()??];
    numbers.next().is_none().then_some(place)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_tile_has_one_name() {
        assert_eq!(place("3-0-12.jpg"), Some([3, 0, 12]));
        for other in [
            "3-0.jpg",
            "3-0-1-2.jpg",
            "3-0-01.jpg",
            "+3-0-1.jpg",
            "3-0-1",
            "-1-0-1.jpg",
        ] {
            assert_eq!(place(other), None, "{other}");
        }
    }
}
