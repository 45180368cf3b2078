use std::sync::Arc;

use askama::Template;
use axum::extract::State;
use axum::http::request::Parts;
use axum::response::Response;
use house::encode::{Rendition, Track};
use house::id::RenditionKey;
use house::release::PictureRole;
use package::address::{self, Resource};

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
    /// The manifest of the page's own player.
    player_dash: String,
    /// With what the player begins: addresses that it asks for while it is still on its way.
    first: String,
    stills: Option<String>,
    /// Under which the browser remembers how far it was watched.
    resume_key: &'a str,
}

/// `GET /title/{slug}/watch`
pub(crate) async fn watch(
    State(site): State<Arc<Site>>,
    Named(slug): Named<String>,
    parts: Parts,
) -> Result<Response, Problem> {
    let admission = viewer::admit_slug(&site, &parts, &slug).await?;
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
        player_dash: media(address::PLAYER_MANIFEST),
        first: first_of(admission.renditions())
            .flat_map(|key| {
                [Resource::Init, Resource::Segment(1)].map(|file| media(&format!("{key}/{file}")))
            })
            .collect::<Vec<_>>()
            .join(" "),
        stills: has_stills.then(|| media(address::STILLS)),
        resume_key: title.id.as_str(),
        film,
    })
}

/// The renditions that the player begins with: the picture that is here soonest, and the sound that is heard unless
/// the viewer chooses another.
fn first_of(renditions: &[Rendition]) -> impl Iterator<Item = &RenditionKey> {
    let with_table = || renditions.iter().filter_map(|r| Some((r, r.segments.as_ref()?)));
    let picture = with_table()
        .filter(|(rendition, _)| matches!(rendition.track, Track::Picture { .. }))
        .min_by_key(|(_, table)| table.peak_bandwidth());
    let is_default = |track: &Track| matches!(track, Track::Sound { default: true, .. });
    let sounds = || with_table().filter(|(rendition, _)| matches!(rendition.track, Track::Sound { .. }));
    let sound = sounds()
        .find(|(rendition, _)| is_default(&rendition.track))
        .or_else(|| sounds().next());
    [picture, sound]
        .into_iter()
        .flatten()
        .map(|(rendition, _)| &rendition.key)
}
