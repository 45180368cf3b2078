//! The parts of a title as its pages list them: only those that the gate admits, or announces, to who asks.

use house::release::{Admission, Announcement, ExtraKind, Part, PartKind, Shape, Title};

use media::time::MediaTime;

use super::{Film, Poster};
use crate::site::Site;
use crate::tracks;
use crate::words::{Local, RunningTime, opening_words};

/// A title with everything around it that its viewer may know of: all that the views below borrow from.
pub(crate) struct Tree {
    /// What the title is part of, itself when it is no part; `None` while that is not open to this viewer.
    whole: Option<Admission>,
    parts: Vec<Admission>,
    coming: Vec<Announcement>,
}

/// A part as a list shows it.
pub(crate) struct Card<'a> {
    pub(crate) slug: &'a str,
    pub(crate) name: &'a str,
    /// "2", before an episode's or a track's name.
    pub(crate) number: Option<u32>,
    pub(crate) line: Option<String>,
    pub(crate) era: Option<&'a str>,
    pub(crate) running_time: Option<RunningTime>,
    pub(crate) poster: Option<Poster>,
    /// When it opens; it cannot be seen yet.
    pub(crate) opens: Option<String>,
    pub(crate) is_here: bool,
    /// Where a click leads.
    pub(crate) address: String,
}

/// Cards under a heading.
pub(crate) struct Group<'a> {
    pub(crate) id: String,
    pub(crate) heading: String,
    pub(crate) cards: Vec<Card<'a>>,
}

/// An edition for the player: where it is, and where its scenes begin.
#[derive(serde::Serialize)]
pub(crate) struct Edition<'a> {
    pub(crate) name: &'a str,
    pub(crate) address: String,
    pub(crate) here: bool,
    /// Names and milliseconds.
    pub(crate) scenes: Vec<(&'a str, u64)>,
}

/// The scenes of a title's film by name, with the milliseconds at which they begin.
pub(super) fn named_scenes(title: &Title) -> Vec<(&str, u64)> {
    let scenes = title.about.scenes.iter();
    scenes.map(|scene| (scene.name.as_str(), scene.at_ms)).collect()
}

impl Tree {
    /// Seen by whom the title itself was admitted for.
    pub(crate) fn around(site: &Site, admission: &Admission) -> Self {
        let title = admission.title();
        let viewer = admission.viewer();
        let of = title.part.as_ref().map_or(&title.id, |part| &part.of);
        Self {
            whole: match &title.part {
                None => Some(admission.clone()),
                Some(_) => site.gate.admit_title(viewer, of).ok(),
            },
            parts: site.gate.admitted_parts(viewer, of),
            coming: site.gate.announced_parts(viewer, of),
        }
    }

    /// The title that a part belongs to, when it may be named.
    pub(crate) fn whole_of(&self, title: &Title) -> Option<&Title> {
        title.part.as_ref()?;
        self.whole.as_ref().map(Admission::title)
    }

    /// Trailers stand before everything else.
    pub(crate) fn trailers(&self) -> Vec<Card<'_>> {
        self.cards(PartKind::is_trailer)
    }

    /// The cuts of a film, its own first; nothing where there is but one.
    pub(crate) fn editions(&self, here: &Title) -> Vec<Card<'_>> {
        let mut cards: Vec<Card<'_>> = self.own_film().map(Card::of).into_iter().collect();
        cards.extend(self.cards(|kind| kind == PartKind::Edition));
        for card in &mut cards {
            card.is_here = card.slug == here.slug;
        }
        let worth_it = cards.len() > 1;
        if worth_it { cards } else { Vec::new() }
    }

    pub(crate) fn seasons(&self) -> Vec<Group<'_>> {
        let mut groups: Vec<Group<'_>> = Vec::new();
        let mut numbers: Vec<u32> = self
            .kinds()
            .filter_map(|kind| match kind {
                PartKind::Episode { season, .. } => Some(season),
                _ => None,
            })
            .collect();
        numbers.sort_unstable();
        numbers.dedup();
        for season in &numbers {
            let cards =
                self.cards(|kind| matches!(kind, PartKind::Episode { season: of, .. } if of == *season));
            groups.push(Group {
                id: format!("season-{season}"),
                heading: match numbers.len() {
                    1 => "Episodes".to_owned(),
                    _ => format!("Season {season}"),
                },
                cards,
            });
        }
        groups
    }

    /// By kind; trailers are elsewhere.
    pub(crate) fn extras(&self) -> Vec<Group<'_>> {
        let kinds = ExtraKind::ALL
            .into_iter()
            .filter(|kind| *kind != ExtraKind::Trailer);
        kinds
            .map(|kind| {
                let cards = self.cards(|part| part == PartKind::Extra { kind });
                Group {
                    id: kind.as_str().to_owned(),
                    heading: match cards.len() {
                        1 => kind.said(),
                        _ => kind.said_of_many(),
                    }
                    .to_owned(),
                    cards,
                }
            })
            .filter(|group| !group.cards.is_empty())
            .collect()
    }

    pub(crate) fn album(&self) -> Option<Card<'_>> {
        self.cards(|kind| kind == PartKind::Album).into_iter().next()
    }

    /// The cover over a track that has none of its own: the album's, else that of what it is the music of.
    pub(crate) fn cover(&self) -> Option<Poster> {
        let album = self.album().and_then(|album| album.poster);
        album.or_else(|| self.whole.as_ref().and_then(|whole| Poster::of(whole.title())))
    }

    /// How many tracks of the album can be heard, and how long they last together.
    pub(crate) fn playing_time(&self) -> Option<(usize, RunningTime)> {
        let open = || self.admitted(|kind| matches!(kind, PartKind::Track { .. }));
        let times = open().filter_map(|track| tracks::running_time(track.renditions()));
        let (count, micros) = times.fold((0, 0_i64), |(count, sum), time| {
            (count + 1, sum.saturating_add(time.micros()))
        });
        (count > 0).then(|| (count, RunningTime::of(MediaTime::from_micros(micros))))
    }

    pub(crate) fn tracks(&self) -> Vec<Card<'_>> {
        self.cards(|kind| matches!(kind, PartKind::Track { .. }))
    }

    /// What plays after it by itself: the next episode, the next track.
    pub(crate) fn next_after(&self, title: &Title) -> Option<(Card<'_>, PartKind)> {
        let follows = |kind: PartKind| match title.part.as_ref().map(|part| part.kind) {
            Some(PartKind::Episode { .. }) => matches!(kind, PartKind::Episode { .. }),
            Some(PartKind::Track { .. }) => matches!(kind, PartKind::Track { .. }),
            _ => false,
        };
        let mut row = self
            .admitted(follows)
            .skip_while(|own| own.title().id != title.id);
        row.next()?;
        let next = row.find(|own| Film::of(own).playable)?;
        Some((Card::of(next), next.title().part.as_ref()?.kind))
    }

    /// The cuts that the player switches between; empty where there is but one.
    pub(crate) fn switches(&self, here: &Title) -> Vec<Edition<'_>> {
        let is_edition = here
            .part
            .as_ref()
            .is_none_or(|part| part.kind == PartKind::Edition);
        if !is_edition {
            return Vec::new();
        }
        let own = self.own_film().into_iter();
        let editions = own.chain(self.admitted(|kind| kind == PartKind::Edition));
        let editions: Vec<_> = editions
            .filter(|own| Film::of(own).playable)
            .map(|own| {
                let title = own.title();
                Edition {
                    name: title.about.edition.as_deref().unwrap_or(&title.name),
                    address: format!("/title/{}/watch", title.slug),
                    here: title.id == here.id,
                    scenes: named_scenes(title),
                }
            })
            .collect();
        let worth_it = editions.len() > 1;
        if worth_it { editions } else { Vec::new() }
    }

    /// The title's own film among its editions; a series has none.
    fn own_film(&self) -> Option<&Admission> {
        self.whole
            .as_ref()
            .filter(|whole| whole.title().shape == Shape::Film)
    }

    fn kinds(&self) -> impl Iterator<Item = PartKind> {
        let open = self.parts.iter().filter_map(|own| own.title().part.as_ref());
        let coming = self.coming.iter().filter_map(Announcement::part);
        open.chain(coming).map(|part| part.kind)
    }

    fn admitted(&self, wanted: impl Fn(PartKind) -> bool) -> impl Iterator<Item = &Admission> {
        let is_wanted =
            move |own: &&Admission| own.title().part.as_ref().is_some_and(|part| wanted(part.kind));
        self.parts.iter().filter(is_wanted)
    }

    /// What is open and what is announced, in their order.
    fn cards(&self, wanted: impl Fn(PartKind) -> bool) -> Vec<Card<'_>> {
        let mut placed: Vec<(u32, Card<'_>)> = Vec::new();
        for own in self.admitted(&wanted) {
            let place = own.title().part.as_ref().map_or(0, |part| part.place);
            placed.push((place, Card::of(own)));
        }
        for announced in &self.coming {
            if let Some(part) = announced.part().filter(|part| wanted(part.kind)) {
                placed.push((part.place, Card::coming(announced, part)));
            }
        }
        placed.sort_by_key(|(place, _)| *place);
        placed.into_iter().map(|(_, card)| card).collect()
    }
}

impl<'a> Card<'a> {
    fn of(admission: &'a Admission) -> Self {
        let title = admission.title();
        let film = Film::of(admission);
        let kind = title.part.as_ref().map(|part| part.kind);
        // What is short is seen at once; a film has its page.
        let plays = film.playable && matches!(kind, Some(PartKind::Extra { .. } | PartKind::Track { .. }));
        let end = if plays { "/watch" } else { "" };
        let line = match kind {
            Some(PartKind::Edition) | None => title.about.edition.clone(),
            _ => title.tagline.clone(),
        };
        Self {
            address: format!("/title/{}{end}", title.slug),
            slug: &title.slug,
            name: &title.name,
            number: kind.and_then(number),
            line: line.or_else(|| title.synopsis.as_deref().map(|text| opening_words(text, 180))),
            era: title.about.era.as_deref(),
            running_time: film.running_time,
            poster: film.poster,
            opens: None,
            is_here: false,
        }
    }

    fn coming(announced: &'a Announcement, part: &Part) -> Self {
        Self {
            address: format!("/title/{}", announced.slug()),
            slug: announced.slug(),
            name: announced.name(),
            number: number(part.kind),
            line: announced.tagline().map(str::to_owned),
            era: None,
            running_time: None,
            poster: announced.poster().map(Poster::from),
            opens: Some(Local::of(announced.opens(), announced.zone()).sentence()),
            is_here: false,
        }
    }
}

fn number(kind: PartKind) -> Option<u32> {
    match kind {
        PartKind::Episode { number, .. } | PartKind::Track { number } => Some(number),
        _ => None,
    }
}

/// "Season 1, episode 2", over the part's name.
pub(crate) fn kicker(title: &Title) -> Option<String> {
    let kind = title.part.as_ref()?.kind;
    let said = match kind {
        PartKind::Edition => title.about.edition.clone()?,
        PartKind::Album => "Soundtrack".to_owned(),
        kind => kind.to_string(),
    };
    Some(crate::words::sentence(&said).trim_end_matches('.').to_owned())
}
