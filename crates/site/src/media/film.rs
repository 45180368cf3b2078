use std::sync::Arc;

use axum::extract::{Request, State};
use axum::response::Response;
use house::id::ReleaseKey;
use house::release::{Admission, PictureRole};
use package::{address, dash, hls, stills};

use super::answer::Ask;
use super::picture::picture_address;
use super::presentation::Tracks;
use super::texts::Text;
use crate::path::Named;
use crate::problem::Problem;
use crate::site::Site;
use crate::{tracks, viewer};

/// `GET /media/{release}/{file}`: what there is to choose from.
pub(crate) async fn film(
    State(site): State<Arc<Site>>,
    Named(names): Named<(String, String)>,
    request: Request,
) -> Response {
    let (parts, _) = request.into_parts();
    let answer = find(&site, names, Ask::of(&parts)).await;
    site.allowed_origins.sign(&parts.headers, answer)
}

async fn find(site: &Site, (release, file): (String, String), ask: Ask<'_>) -> Result<Response, Problem> {
    let key: ReleaseKey = release.parse().map_err(|_| Problem::NotFound)?;
    let admission = viewer::admit_release(site, ask.parts, &key).await?;
    let text = site
        .texts
        .text(&admission, &file, || make(&admission, &file))
        .ok_or(Problem::NotFound)?;
    Ok(text.answer(&ask))
}

fn make(admission: &Admission, file: &str) -> Option<Text> {
    let tracks = Tracks::of(admission.renditions());
    let film = tracks.presentation();
    let plays = !(film.pictures.is_empty() && film.sounds.is_empty());
    match file {
        address::MULTIVARIANT if plays => Some(Text::new(
            "application/vnd.apple.mpegurl",
            hls::multivariant(&film),
        )),
        address::MANIFEST if plays => Some(Text::new("application/dash+xml", dash::manifest(&film))),
        address::PLAYER_MANIFEST if plays => {
            Some(Text::new("application/dash+xml", dash::player_manifest(&film)))
        }
        address::STILLS => seek_bar(admission),
        _ => None,
    }
}

fn seek_bar(admission: &Admission) -> Option<Text> {
    let duration = tracks::running_time(admission.renditions())?;
    let mut numbered: Vec<_> = admission
        .title()
        .pictures
        .iter()
        .filter_map(|picture| match picture.role {
            PictureRole::SeekSheet { number, .. } => Some((number, picture)),
            PictureRole::Poster | PictureRole::Still | PictureRole::Moment | PictureRole::Page { .. } => None,
        })
        .collect();
    numbered.sort_by_key(|(number, _)| *number);
    let addressed: Vec<_> = numbered
        .iter()
        .map(|(_, picture)| (picture_address(&picture.key), &picture.role))
        .collect();
    let sheets: Vec<_> = addressed
        .iter()
        .filter_map(|(address, role)| sheet(address, role))
        .collect();
    (!sheets.is_empty()).then(|| Text::new("text/vtt", stills::webvtt(&sheets, duration)))
}

fn sheet<'a>(address: &'a str, role: &PictureRole) -> Option<stills::Sheet<'a>> {
    let PictureRole::SeekSheet {
        columns,
        tile_width,
        tile_height,
        first_ms,
        every_ms,
        tiles,
        ..
    } = *role
    else {
        return None;
    };
    Some(stills::Sheet {
        address,
        columns,
        tiles,
        tile_width,
        tile_height,
        first_ms,
        every_ms,
    })
}
