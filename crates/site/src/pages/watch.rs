use std::sync::Arc;

use askama::Template;
use axum::Extension;
use axum::extract::State;
use axum::http::request::Parts;
use axum::response::{IntoResponse, Response};
use house::encode::{Rendition, Track};
use house::id::RenditionKey;
use house::release::{Admission, PartKind, PassKind, PictureRole, Title, Viewer, needs_tls};
use house::team::Right;
use package::address::{self, Resource};
use package::seal::Scheme;

use super::moments;
use super::parts::{Tree, kicker, named_scenes};
use super::{Film, Frame, Poster, page};
use crate::headers::Framing;
use crate::path::Named;
use crate::problem::Problem;
use crate::site::Site;
use crate::team::Sessions;
use crate::{linked_data, media, night, viewer};

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
    sealed: Option<Sealed>,
    /// For a browser that opens no sealed film.
    plain_dash: String,
    /// Whose personal link shows it: the name stands on the picture.
    made_out_to: Option<&'a str>,
    /// Whoever watches came by a personal link.
    by_link: bool,
    /// What plays on afterwards by itself.
    next: Option<Next>,
    /// The cuts to switch between, as JSON.
    editions: Option<String>,
    /// Moments for the bar, as JSON.
    moments: Option<String>,
    /// Names of the scenes and the milliseconds at which they begin, as JSON.
    scenes: Option<String>,
    linked_data: String,
    /// Under which the browser remembers how far it was watched.
    resume_key: &'a str,
    showing: Option<Together>,
    /// What stands where a film has its picture.
    sleeve: Option<Sleeve<'a>>,
}

/// A sound as one holds it: its cover, and what it is of.
struct Sleeve<'a> {
    cover: Option<Poster>,
    /// The album, or the title that it belongs to.
    of: Option<&'a str>,
    /// "Track 3"
    line: Option<String>,
    /// A track begins at its beginning, wherever it was left.
    is_track: bool,
}

impl<'a> Sleeve<'a> {
    fn of(film: &Film<'_>, tree: &'a Tree, title: &Title) -> Option<Self> {
        if !film.heard {
            return None;
        }
        let is_track = title
            .part
            .as_ref()
            .is_some_and(|part| matches!(part.kind, PartKind::Track { .. }));
        let album = tree.album().filter(|_| is_track).map(|album| album.name);
        Some(Self {
            cover: Poster::of(title).or_else(|| title.part.as_ref().and_then(|_| tree.cover())),
            of: album.or_else(|| tree.whole_of(title).map(|whole| whole.name.as_str())),
            line: kicker(title),
            is_track,
        })
    }
}

/// The film is being seen together, or will be.
struct Together {
    /// Microseconds.
    begins: i64,
    runs: i64,
    live: String,
    /// Whoever looks may take away what others say.
    steward: bool,
}

impl Together {
    async fn of(site: &Site, parts: &Parts, admission: &Admission) -> Option<Self> {
        let course = night::course(site, admission)?;
        let member = Sessions::member(site, &parts.headers).await.ok().flatten();
        Some(Self {
            begins: course.begins.micros(),
            runs: course.runs.micros(),
            live: format!("/title/{}/live", admission.title().slug),
            steward: member.is_some_and(|member| member.may(Right::Edit)),
        })
    }
}

struct Next {
    address: String,
    name: String,
    /// "Season 1, episode 2"
    line: String,
    poster: Option<Poster>,
    /// Seconds until it begins: tracks follow at once.
    pause: u32,
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
    let tree = Tree::around(&site, &admission);
    let switches = tree.switches(title);
    let media = |name: &str| format!("/media/{}/{name}", admission.release().key);
    let sealed = Sealed::of(&site, &admission);
    // With what the player begins lies where its manifest leads.
    let begins = |name: &str| match &sealed {
        Some(sealed) => format!("{}/{name}", sealed.dash_folder),
        None => media(name),
    };
    let has_stills = title
        .pictures
        .iter()
        .any(|picture| matches!(picture.role, PictureRole::SeekSheet { .. }));
    // A trailer plays within the waiting room's page.
    let framing = match &title.part {
        Some(part) if part.kind.is_trailer() => Framing::Within,
        _ => Framing::Alone,
    };
    let page = page(&Watch {
        frame: site.frame(),
        hls: media(address::MULTIVARIANT),
        dash: media(address::MANIFEST),
        player_dash: match &sealed {
            Some(sealed) => sealed.dash.clone(),
            None => media(address::PLAYER_MANIFEST),
        },
        first: first_of(admission.renditions())
            .flat_map(|key| {
                [Resource::Init, Resource::Segment(1)].map(|file| begins(&format!("{key}/{file}")))
            })
            .collect::<Vec<_>>()
            .join(" "),
        stills: has_stills.then(|| media(address::STILLS)),
        plain_dash: media(address::PLAYER_MANIFEST),
        made_out_to: match admission.viewer() {
            Viewer::Guest(pass) if pass.kind == PassKind::Screener => Some(&pass.name),
            _ => None,
        },
        by_link: matches!(admission.viewer(), Viewer::Guest(_)),
        moments: moments::marks(&admission),
        scenes: scenes(title)?,
        linked_data: linked_data::video(&site.settings.address, &film, &admission),
        next: next(&tree, title),
        editions: match switches.as_slice() {
            [] => None,
            editions => Some(serde_json::to_string(editions).map_err(Problem::internal)?),
        },
        resume_key: title.id.as_str(),
        sealed,
        showing: Together::of(&site, &parts, &admission).await,
        sleeve: Sleeve::of(&film, &tree, title),
        film,
    })?;
    Ok((Extension(framing), page).into_response())
}

/// Where the film lies sealed, for the key that this viewer gets.
struct Sealed {
    dash: String,
    dash_folder: String,
    hls: String,
}

impl Sealed {
    /// `None` where no browser would be given a key.
    fn of(site: &Site, admission: &Admission) -> Option<Self> {
        if needs_tls(&site.settings.address).is_some() {
            return None;
        }
        let folder = media::sealed_address(site, admission)?;
        let (dash_folder, hls) = (Scheme::Cbcs.as_str(), Scheme::Aes128.as_str());
        Some(Self {
            dash: format!("{folder}/{dash_folder}/{}", address::MANIFEST),
            dash_folder: format!("{folder}/{dash_folder}"),
            hls: format!("{folder}/{hls}/{}", address::MULTIVARIANT),
        })
    }
}

/// Seconds in which who wants to stay can say so.
const PAUSE: u32 = 10;

fn next(tree: &Tree, title: &Title) -> Option<Next> {
    let (card, kind) = tree.next_after(title)?;
    Some(Next {
        address: format!("/title/{}/watch", card.slug),
        name: card.name.to_owned(),
        line: crate::words::sentence(&kind.to_string())
            .trim_end_matches('.')
            .to_owned(),
        poster: card.poster,
        pause: match kind {
            PartKind::Track { .. } => 0,
            _ => PAUSE,
        },
    })
}

fn scenes(title: &Title) -> Result<Option<String>, Problem> {
    match named_scenes(title) {
        scenes if scenes.is_empty() => Ok(None),
        scenes => serde_json::to_string(&scenes)
            .map(Some)
            .map_err(Problem::internal),
    }
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
