use std::sync::Arc;

use askama::Template;
use axum::extract::State;
use axum::http::request::Parts;
use axum::response::Response;
use house::encode::Track;
use house::language::own_name;
use house::release::{Admission, PartKind, PassKind, Refusal, Shape, Title, Viewer};

use super::moments::{self, MomentCard};
use super::notebook::{Leaf, leaves};
use super::parts::{Card, Group, Tree, kicker};
use super::{Film, Frame, Poster, page};
use crate::path::Named;
use crate::problem::Problem;
use crate::site::Site;
use crate::words::RunningTime;
use crate::{linked_data, night};
use crate::{tracks, viewer, words};

#[derive(Template)]
#[template(path = "title.html")]
struct TitlePage<'a> {
    frame: Frame<'a>,
    film: Film<'a>,
    description: String,
    linked_data: String,
    /// The team looks at what the public does not see yet.
    preview: Option<Curtain>,
    opening: Option<String>,
    /// The film is being seen together.
    showing: bool,
    /// The title that this is part of.
    whole: Option<&'a Title>,
    /// "Season 1, episode 2".
    kicker: Option<String>,
    door: Option<Door>,
    /// Higher qualities are still being made.
    unfinished: bool,
    trailers: Vec<Card<'a>>,
    editions: Vec<Card<'a>>,
    seasons: Vec<Group<'a>>,
    extras: Vec<Group<'a>>,
    album: Option<Card<'a>>,
    tracks: Vec<Card<'a>>,
    /// The page of an album or a track: its cover stands as a sleeve, and its tracks come first.
    sleeve: Option<Cover>,
    leaves: Vec<Leaf<'a>>,
    moments: Vec<MomentCard<'a>>,
    moments_heading: String,
    synopsis: Vec<&'a str>,
    sounds: Vec<TrackLine>,
    texts: Vec<TrackLine>,
    credits: Vec<CreditLine<'a>>,
    /// Lines such as "First shown: 1974-06-01".
    facts: Vec<FactLine>,
    rights: Option<Rights<'a>>,
}

struct Curtain {
    sentence: String,
    /// The title's page in Studio, for the team.
    desk: Option<String>,
}

/// The one amber button.
struct Door {
    address: String,
    words: String,
    plays: bool,
}

struct Cover {
    picture: Option<Poster>,
    /// An album's: how many tracks can be heard, and for how long.
    plays: Option<(usize, RunningTime)>,
}

struct TrackLine {
    name: String,
    note: Option<&'static str>,
}

struct FactLine {
    label: &'static str,
    words: Vec<String>,
}

struct CreditLine<'a> {
    role: &'a str,
    names: Vec<&'a str>,
}

struct Rights<'a> {
    licence: Option<&'a str>,
    licence_address: Option<&'a str>,
    attribution: Option<&'a str>,
    source: Option<&'a str>,
}

/// Whether the team looks at a page as it stands, or as the public will see it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Shown {
    AsItStands,
    Preview,
}

/// `GET /title/{slug}`
pub(crate) async fn title(
    State(site): State<Arc<Site>>,
    Named(slug): Named<String>,
    parts: Parts,
) -> Result<Response, Problem> {
    let admission = match viewer::admit_slug(&site, &parts, &slug).await {
        Ok(admission) => admission,
        Err(Refusal) => {
            let announced = viewer::announced(&site, &parts, &slug).ok_or(Problem::NotFound)?;
            return night::waiting_room(&site, &announced);
        }
    };
    title_of(&site, &admission, Shown::AsItStands)
}

/// The page of whatever was admitted.
pub(crate) fn title_of(site: &Site, admission: &Admission, shown: Shown) -> Result<Response, Problem> {
    let title = admission.title();
    let film = Film::of(admission);
    let tree = Tree::around(site, admission);
    let kind = title.part.as_ref().map(|part| part.kind);
    let stands_alone = kind.is_none();
    let is_sound = matches!(kind, Some(PartKind::Album | PartKind::Track { .. }));
    let seasons = match kind {
        None | Some(PartKind::Episode { .. }) => tree.seasons(),
        _ => Vec::new(),
    };
    let leaves = leaves(title);
    let moments = if film.playable {
        moments::cards(admission)
    } else {
        Vec::new()
    };
    page(&TitlePage {
        whole: tree.whole_of(title),
        kicker: kicker(title),
        door: door(admission, &film, &tree, &leaves),
        trailers: shown_if(stands_alone, tree.trailers()),
        editions: shown_if(
            stands_alone || kind == Some(PartKind::Edition),
            tree.editions(title),
        ),
        extras: if stands_alone { tree.extras() } else { Vec::new() },
        album: tree
            .album()
            .filter(|album| stands_alone || album.slug != title.slug),
        tracks: shown_if(stands_alone || is_sound, tree.tracks()),
        seasons,
        sleeve: (is_sound || film.heard).then(|| Cover {
            picture: Poster::of(title).or_else(|| tree.cover().filter(|_| is_sound)),
            plays: tree.playing_time().filter(|_| kind == Some(PartKind::Album)),
        }),
        leaves,
        frame: site.frame(),
        description: film.description(title.synopsis.as_deref()),
        linked_data: linked_data::movie(&site.settings.address, &film, admission),
        moments_heading: moments::heading(moments.len()),
        moments,
        preview: match shown {
            Shown::Preview => Some("Preview: what follows is exactly what the public will see.".into()),
            Shown::AsItStands => preview(admission),
        }
        .map(|sentence| Curtain {
            sentence,
            desk: matches!(admission.viewer(), Viewer::Team).then(|| format!("/studio/titles/{}", title.id)),
        }),
        opening: opening(admission, shown),
        showing: night::course(site, admission).is_some(),
        unfinished: !film.heard && admission.entry().planned > admission.renditions().len(),
        synopsis: words::paragraphs(title.synopsis.as_deref()),
        sounds: lines(admission, |track| matches!(track, Track::Sound { .. })),
        texts: lines(admission, |track| matches!(track, Track::Text { .. })),
        credits: credits(title),
        facts: facts(title),
        rights: rights(title),
        film,
    })
}

fn shown_if(wanted: bool, cards: Vec<Card<'_>>) -> Vec<Card<'_>> {
    if wanted { cards } else { Vec::new() }
}

/// What the title is opened with: its own film, or where its parts begin.
fn door(admission: &Admission, film: &Film<'_>, tree: &Tree, leaves: &[Leaf<'_>]) -> Option<Door> {
    let title = admission.title();
    let kind = title.part.as_ref().map(|part| part.kind);
    let first = |cards: Vec<Card<'_>>, words: &dyn Fn(&Card<'_>) -> String| {
        let card = cards.into_iter().find(|card| card.opens.is_none())?;
        Some(Door {
            words: words(&card),
            plays: true,
            address: format!("/title/{}/watch", card.slug),
        })
    };
    if film.playable {
        let words = match kind {
            Some(PartKind::Episode { .. }) => "Watch the episode",
            Some(PartKind::Extra { .. }) => "Watch",
            Some(PartKind::Track { .. }) => "Listen",
            _ if film.heard => "Listen",
            _ => "Watch the film",
        };
        return Some(Door {
            address: format!("/title/{}/watch", film.slug),
            words: words.to_owned(),
            plays: true,
        });
    }
    match kind {
        None if title.shape == Shape::Series => {
            let episodes = tree
                .seasons()
                .into_iter()
                .flat_map(|season| season.cards)
                .collect();
            first(episodes, &|card| format!("Begin with {}", card.name))
                .or_else(|| first(tree.tracks(), &|_| "Play the album".to_owned()))
        }
        Some(PartKind::Album) => first(tree.tracks(), &|_| "Play the album".to_owned()),
        _ if !leaves.is_empty() => Some(Door {
            address: "#pages".to_owned(),
            words: "Turn the pages".to_owned(),
            plays: false,
        }),
        _ => None,
    }
}

fn preview(admission: &Admission) -> Option<String> {
    let release = admission.release();
    match admission.viewer() {
        Viewer::Public | Viewer::PublicIn(_) => None,
        Viewer::Guest(pass) => Some(match pass.kind {
            PassKind::Screener => format!("For {} only. Please do not pass it on.", pass.name),
            PassKind::Rehearsal { .. } => "A rehearsal. The public sees nothing of it.".into(),
        }),
        Viewer::Team => Some(match release.opens {
            _ if release.withdrawn.is_some() => "Withdrawn. Only the team sees this page.".into(),
            Some(opens) => format!(
                "Opens {}. Until then only the team sees this page.",
                words::date_and_time(opens)
            ),
            None => "A draft. Only the team sees this page.".into(),
        }),
    }
}

fn opening(admission: &Admission, shown: Shown) -> Option<String> {
    let release = admission.release();
    let for_the_team = shown == Shown::AsItStands && *admission.viewer() == Viewer::Team;
    match (release.opens, release.closes) {
        _ if for_the_team => None,
        (_, Some(closes)) => Some(format!("Until {}", words::date(closes))),
        (Some(opens), None) => Some(format!("Showing since {}", words::date(opens))),
        _ => None,
    }
}

/// Several encodes of one sound are one line; the same line is said once.
fn lines(admission: &Admission, wanted: impl Fn(&Track) -> bool) -> Vec<TrackLine> {
    let mut lines: Vec<TrackLine> = Vec::new();
    let tracks = admission.renditions().iter().map(|rendition| &rendition.track);
    for track in tracks.filter(|track| wanted(track)) {
        let (name, note) = (tracks::name(track), tracks::note(track));
        if !lines.iter().any(|line| line.name == name && line.note == note) {
            lines.push(TrackLine { name, note });
        }
    }
    lines
}

/// People with the same role stand together, in the order of their first mention.
fn credits(title: &Title) -> Vec<CreditLine<'_>> {
    let mut lines: Vec<CreditLine<'_>> = Vec::new();
    for credit in &title.credits {
        match lines.iter_mut().find(|line| line.role == credit.role) {
            Some(line) => line.names.push(&credit.name),
            None => lines.push(CreditLine {
                role: &credit.role,
                names: vec![&credit.name],
            }),
        }
    }
    lines
}

fn facts(title: &Title) -> Vec<FactLine> {
    let about = &title.about;
    let spoken = |tag: &String| own_name(tag).unwrap_or_else(|| tag.clone());
    let lines = [
        ("Tells of", about.era.iter().cloned().collect()),
        ("First shown", about.first_shown.iter().cloned().collect()),
        ("Spoken", about.languages.iter().map(spoken).collect()),
        ("Before you watch", about.advisories.clone()),
        ("Tags", about.tags.clone()),
    ];
    let said = lines
        .into_iter()
        .filter(|(_, words): &(_, Vec<String>)| !words.is_empty());
    said.map(|(label, words)| FactLine { label, words }).collect()
}

fn rights(title: &Title) -> Option<Rights<'_>> {
    let rights = Rights {
        licence: title.licence.as_deref(),
        licence_address: title.licence_url.as_deref().filter(|address| is_web(address)),
        attribution: title.attribution.as_deref(),
        source: title.source_url.as_deref().filter(|address| is_web(address)),
    };
    let says_something = rights.licence.is_some() || rights.attribution.is_some() || rights.source.is_some();
    says_something.then_some(rights)
}

/// Never a `javascript:` or the like in a link.
fn is_web(address: &str) -> bool {
    address.starts_with("https://") || address.starts_with("http://")
}
