//! The rules of a title's tree: what may be a part of what, whose releases open what has no film, scenes in their order.

use std::collections::BTreeSet;

use super::{PartKind, Scene, Shape, Title, slug};
use crate::id::TitleId;

/// More parts than any title has.
const MOST_PARTS: usize = 500;

/// What is wrong with a title and its parts together, each in a sentence that names the part.
pub fn faults(title: &Title, parts: &[Title]) -> Vec<(usize, String)> {
    let mut faults = Vec::new();
    let mut names = BTreeSet::new();
    let mut numbers = BTreeSet::new();
    if parts.len() > MOST_PARTS {
        faults.push((MOST_PARTS, format!("a title has {MOST_PARTS} parts at the most")));
    }
    for (at, part) in parts.iter().enumerate() {
        let Some(place) = &part.part else {
            faults.push((at, format!("'{}' is not a part of anything", part.name)));
            continue;
        };
        let mut fault = |sentence: String| faults.push((at, sentence));
        if title.part.is_some() {
            fault("a part belongs to a title that is no part itself".into());
        }
        if place.name.is_empty() || slug(&place.name) != place.name {
            fault(format!(
                "'{}' cannot end an address: small letters, digits and single hyphens",
                place.name
            ));
        } else if !names.insert(&place.name) {
            fault(format!("the part '{}' is there twice", place.name));
        }
        if let Some(sentence) = misplaced(title.shape, place.kind) {
            fault(sentence.into());
        }
        if let PartKind::Extra { .. } | PartKind::Edition = place.kind {
            continue;
        }
        if !numbers.insert(place.kind.to_string()) {
            fault(format!("{} is there twice", place.kind));
        }
    }
    let has = |wanted: fn(PartKind) -> bool| {
        let mut kinds = parts.iter().filter_map(|part| part.part.as_ref());
        kinds.any(|part| wanted(part.kind))
    };
    if has(|kind| matches!(kind, PartKind::Track { .. })) && !has(|kind| kind == PartKind::Album) {
        faults.push((0, "tracks belong to an album, and the title has none".into()));
    }
    faults
}

/// The titles with whose releases one opens that has no film of its own: a series with all its parts, an album with its
/// tracks, a notebook with the film or the episodes that it goes with. Empty for whatever can have a film.
pub fn shown_with(title: &Title, all: &[Title]) -> Vec<TitleId> {
    let parts = |of: &TitleId, wanted: &dyn Fn(PartKind) -> bool| -> Vec<TitleId> {
        let own = all.iter().filter(|other| {
            let part = other.part.as_ref().filter(|part| part.of == *of);
            part.is_some_and(|part| part.kind.has_film() && wanted(part.kind))
        });
        own.map(|part| part.id.clone()).collect()
    };
    let is_series = |id: &TitleId| {
        let mut titles = all.iter();
        titles.any(|other| other.id == *id && other.shape == Shape::Series)
    };
    match &title.part {
        None if title.shape == Shape::Series => parts(&title.id, &|_| true),
        Some(part) if part.kind == PartKind::Album => {
            parts(&part.of, &|kind| matches!(kind, PartKind::Track { .. }))
        }
        Some(part) if part.kind.has_film() => Vec::new(),
        Some(part) if is_series(&part.of) => {
            parts(&part.of, &|kind| matches!(kind, PartKind::Episode { .. }))
        }
        Some(part) => vec![part.of.clone()],
        None => Vec::new(),
    }
}

/// Why no part of this kind can be in a title of this shape.
fn misplaced(shape: Shape, kind: PartKind) -> Option<&'static str> {
    match (shape, kind) {
        (Shape::Film, PartKind::Episode { .. }) => Some("only a series has episodes: shape = \"series\""),
        (Shape::Series, PartKind::Edition) => {
            Some("a series has no editions: its episodes are what is shown")
        }
        (_, PartKind::Episode { season: 0, .. } | PartKind::Episode { number: 0, .. }) => {
            Some("an episode has a season and a number, both from 1")
        }
        (_, PartKind::Track { number: 0 }) => Some("tracks are numbered from 1"),
        _ => None,
    }
}

/// Why scenes cannot be found by their names; each with its place in the list.
pub(super) fn scene_faults(scenes: &[Scene]) -> Vec<(usize, String)> {
    let mut names = BTreeSet::new();
    let mut before = None;
    let mut faults = Vec::new();
    for (at, scene) in scenes.iter().enumerate() {
        if !names.insert(&scene.name) {
            faults.push((at, format!("the scene '{}' is there twice", scene.name)));
        }
        if before.is_some_and(|before| before >= scene.at_ms) {
            faults.push((
                at,
                format!(
                    "the scene '{}' does not begin after the one before it",
                    scene.name
                ),
            ));
        }
        before = Some(scene.at_ms);
    }
    faults
}

#[cfg(test)]
mod tests {
    use super::super::{ExtraKind, Part};
    use super::*;
    use crate::Instant;

    fn title(name: &str, part: Option<(&Title, PartKind)>) -> Title {
        let mut title = Title::new(
            TitleId::random(),
            slug(name),
            name.into(),
            Instant::from_micros(0),
        );
        title.part = part.map(|(of, kind)| Part {
            of: of.id.clone(),
            name: kind.part_name(name),
            place: 0,
            kind,
        });
        title
    }

    fn said(title: &Title, parts: &[Title]) -> Vec<String> {
        faults(title, parts).into_iter().map(|(_, said)| said).collect()
    }

    #[test]
    fn a_series_has_numbered_episodes_and_no_editions() {
        let mut series = title("Night Train", None);
        series.shape = Shape::Series;
        let episode = |number| {
            let kind = PartKind::Episode { season: 1, number };
            title("Arrival", Some((&series, kind)))
        };
        assert!(said(&series, &[episode(1), episode(2)]).is_empty());
        assert_eq!(
            said(&series, &[episode(1), episode(1)]),
            [
                "the part 's1e1' is there twice",
                "season 1, episode 1 is there twice"
            ]
        );
        assert_eq!(said(&series, &[episode(0)]).len(), 1);
        assert_eq!(
            said(&series, &[title("Long", Some((&series, PartKind::Edition)))]).len(),
            1
        );
        let film = title("Night Train", None);
        assert!(said(&film, &[episode(1)])[0].contains("only a series"));
    }

    #[test]
    fn a_part_belongs_to_a_title_that_is_no_part() {
        let film = title("Night Train", None);
        let trailer = title(
            "Trailer",
            Some((
                &film,
                PartKind::Extra {
                    kind: ExtraKind::Trailer,
                },
            )),
        );
        let inner = title(
            "Making of",
            Some((
                &trailer,
                PartKind::Extra {
                    kind: ExtraKind::Interview,
                },
            )),
        );
        assert!(said(&film, std::slice::from_ref(&trailer)).is_empty());
        assert!(said(&trailer, &[inner])[0].contains("no part itself"));
    }

    #[test]
    fn tracks_are_of_an_album() {
        let film = title("Night Train", None);
        let track = title("Rails", Some((&film, PartKind::Track { number: 1 })));
        let album = title("Songs", Some((&film, PartKind::Album)));
        assert!(said(&film, std::slice::from_ref(&track))[0].contains("album"));
        assert!(said(&film, &[album.clone(), track]).is_empty());
        assert_eq!(said(&film, &[album.clone(), album]).len(), 2);
    }

    #[test]
    fn what_has_no_film_opens_with_what_has() {
        let mut series = title("Lines", None);
        series.shape = Shape::Series;
        let part = |name: &str, kind| title(name, Some((&series, kind)));
        let episode = part("North", PartKind::Episode { season: 1, number: 1 });
        let trailer = part(
            "Trailer",
            PartKind::Extra {
                kind: ExtraKind::Trailer,
            },
        );
        let book = part(
            "Book",
            PartKind::Extra {
                kind: ExtraKind::Notebook,
            },
        );
        let album = part("Songs", PartKind::Album);
        let track = part("Rails", PartKind::Track { number: 1 });
        let all = [&series, &episode, &trailer, &book, &album, &track].map(Clone::clone);
        let with = |title: &Title| shown_with(title, &all);
        assert_eq!(
            with(&series),
            [&episode, &trailer, &track].map(|part| part.id.clone())
        );
        assert_eq!(with(&book), std::slice::from_ref(&episode.id));
        assert_eq!(with(&album), std::slice::from_ref(&track.id));
        assert!(with(&episode).is_empty());
        let film = title("Night Train", None);
        let pages = title(
            "Book",
            Some((
                &film,
                PartKind::Extra {
                    kind: ExtraKind::Notebook,
                },
            )),
        );
        assert_eq!(
            shown_with(&pages, &[film.clone(), pages.clone()]),
            std::slice::from_ref(&film.id)
        );
        assert!(shown_with(&film, &[film.clone(), pages]).is_empty());
    }

    #[test]
    fn scenes_follow_each_other() {
        let scene = |name: &str, at_ms| Scene {
            name: name.into(),
            at_ms,
        };
        assert!(scene_faults(&[scene("a", 0), scene("b", 1)]).is_empty());
        assert_eq!(scene_faults(&[scene("a", 1), scene("a", 1)]).len(), 2);
    }
}
