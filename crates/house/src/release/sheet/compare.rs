//! A sheet beside what is kept: the steps from one to the other.

use std::collections::BTreeMap;
use std::fmt;

use super::archive::Archive;
use super::mistake::Mistakes;
use super::said::{said, still};
use super::{Described, Sheet};
use crate::Instant;
use crate::id::{AssetId, TitleId};
use crate::release::{ChosenStill, Part, Title};

/// A title as it is kept, with everything that a sheet may say of it.
#[derive(Debug, Clone, PartialEq)]
pub struct Kept {
    pub title: Title,
    /// In the order of their places.
    pub parts: Vec<Title>,
    /// What the newest master of each is made of.
    pub films: BTreeMap<TitleId, AssetId>,
    /// The sheet that was applied last, as it was written.
    pub sheet: Option<String>,
}

/// What applying a sheet does.
#[derive(Debug, Clone, PartialEq)]
pub struct Difference {
    pub title: TitleId,
    pub steps: Vec<Step>,
}

/// What is done with one title.
#[derive(Debug, Clone, PartialEq)]
pub struct Step {
    pub act: Act,
    /// As it will be; of one that is removed, as it was.
    pub title: Title,
    /// The film that it gets.
    pub film: Option<AssetId>,
    /// What is said of it that was not, or otherwise.
    pub lines: Vec<Line>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Act {
    Make,
    /// A title that stood by itself becomes a part.
    Adopt,
    Change,
    /// It is withdrawn and no part any more; what it is made of stays in the house.
    Remove,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Line {
    pub label: &'static str,
    pub before: Option<String>,
    pub after: Option<String>,
}

impl Difference {
    pub fn is_empty(&self) -> bool {
        self.steps.is_empty()
    }
}

/// "+ trailer  Trailer", "~ night-train", "- s1e2  The ferry".
impl fmt::Display for Step {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (sign, what) = match self.act {
            Act::Make => ('+', ""),
            Act::Adopt => ('+', ", a title of this house until now"),
            Act::Change => ('~', ""),
            Act::Remove => ('-', ", withdrawn; it stays in the house as a title by itself"),
        };
        let named = self
            .title
            .part
            .as_ref()
            .map_or(&self.title.slug, |part| &part.name);
        write!(f, "{sign} {named}  {}{what}", self.title.name)
    }
}

/// The steps from what is kept to what the sheet says. `taken` finds the title at an address; `text` is the sheet's, for
/// the places of mistakes.
///
/// # Errors
/// When a part's address belongs to another title, or the sheet's to a part.
pub fn difference(
    sheet: &Sheet,
    kept: Option<&Kept>,
    taken: &dyn Fn(&str) -> Option<Title>,
    archive: Archive<'_>,
    (text, now): (&str, Instant),
) -> Result<Difference, Mistakes> {
    if kept.is_some_and(|kept| kept.title.part.is_some()) {
        let sentence = format!("'{}' is part of a title: its sheet describes it", sheet.slug);
        return Err(Mistakes::one(text, 0, sentence));
    }
    let before = kept.map(|kept| &kept.title);
    let mut title = before.cloned().unwrap_or_else(|| Title {
        slug: sheet.slug.clone(),
        made: now,
        ..sheet.title.texts.clone()
    });
    let id = title.id.clone();
    put(&sheet.title, &mut title, now);
    let film_of = |id: &TitleId| kept.and_then(|kept| kept.films.get(id));
    let mut steps = Vec::new();
    steps.extend(step(before, title, &sheet.title, film_of(&id), archive));

    let mut mistakes = Vec::new();
    for wanted in &sheet.parts {
        let Some(place) = &wanted.texts.part else { continue };
        let part = Part {
            of: id.clone(),
            ..place.clone()
        };
        let slug = format!("{}-{}", sheet.slug, part.name);
        let before = kept.and_then(|kept| kept.parts.iter().find(|own| name_of(own) == Some(&part.name)));
        let stranger = before.is_none().then(|| taken(&slug)).flatten();
        if let Some(stranger) = stranger.as_ref().filter(|stranger| stranger.part.is_some()) {
            let sentence = format!(
                "the address '{slug}' is that of a part of another title, '{}'",
                stranger.name
            );
            mistakes.extend(Mistakes::one(text, wanted.place, sentence).0);
            continue;
        }
        let before = before.or(stranger.as_ref());
        let mut after = before.cloned().unwrap_or_else(|| Title {
            slug,
            made: now,
            ..wanted.texts.clone()
        });
        put(wanted, &mut after, now);
        after.part = Some(part);
        let film = before.and_then(|before| film_of(&before.id));
        let mut step = step(before, after, wanted, film, archive);
        if let Some(step) = step.as_mut().filter(|_| stranger.is_some()) {
            step.act = Act::Adopt;
        }
        steps.extend(step);
    }
    let is_wanted = |own: &&Title| {
        let mut names = sheet.parts.iter().filter_map(|part| name_of(&part.texts));
        names.any(|name| Some(name) == name_of(own))
    };
    let gone = kept.map(|kept| kept.parts.as_slice()).unwrap_or_default();
    steps.extend(gone.iter().filter(|own| !is_wanted(own)).map(|own| Step {
        act: Act::Remove,
        title: own.clone(),
        film: None,
        lines: Vec::new(),
    }));
    if mistakes.is_empty() {
        return Ok(Difference { title: id, steps });
    }
    Err(Mistakes(mistakes))
}

fn name_of(title: &Title) -> Option<&String> {
    title.part.as_ref().map(|part| &part.name)
}

/// Puts everything that a sheet governs into a title; a still that is chosen already is not asked for again.
fn put(wanted: &Described, title: &mut Title, now: Instant) {
    let texts = wanted.texts.clone();
    let material = &mut title.material;
    material.pages = texts.material.pages;
    if let Some(from) = &wanted.still
        && material.still.as_ref().is_none_or(|chosen| chosen.from != *from)
    {
        material.still = Some(ChosenStill {
            from: from.clone(),
            asked: now,
        });
    }
    title.name = texts.name;
    title.tagline = texts.tagline;
    title.synopsis = texts.synopsis;
    title.credits = texts.credits;
    title.year = texts.year;
    title.licence = texts.licence;
    title.licence_url = texts.licence_url;
    title.attribution = texts.attribution;
    title.source_url = texts.source_url;
    title.about = texts.about;
    title.shape = texts.shape;
}

/// What is to be done with one title, if anything.
fn step(
    before: Option<&Title>,
    after: Title,
    wanted: &Described,
    film: Option<&AssetId>,
    archive: Archive<'_>,
) -> Option<Step> {
    let old = before.map(|before| said(before, archive)).unwrap_or_default();
    let new = said(&after, archive);
    let mut lines = lines(&old, &new);
    // Where a new part stands says the list that it is in.
    lines.retain(|line| before.is_some() || line.label != "place");
    let chosen = |title: &Title| {
        title
            .material
            .still
            .as_ref()
            .map(|chosen| still(&chosen.from, archive))
    };
    if let Some(line) = line("still", before.and_then(chosen), chosen(&after)) {
        lines.push(line);
    }
    let wanted_film = wanted.film.as_ref().filter(|wanted| Some(*wanted) != film);
    if let Some(wanted) = wanted_film {
        let name = |id| archive.name_of(id);
        lines.extend(line("film", film.map(name), Some(name(wanted))));
    }
    (!lines.is_empty()).then(|| Step {
        act: before.map_or(Act::Make, |_| Act::Change),
        title: after,
        film: wanted_film.cloned(),
        lines,
    })
}

fn lines(old: &[(&'static str, String)], new: &[(&'static str, String)]) -> Vec<Line> {
    let find = |list: &[(&'static str, String)], label: &str| {
        let found = list.iter().find(|(own, _)| *own == label);
        found.map(|(_, words)| words.clone())
    };
    let gone = old.iter().filter(|(label, _)| find(new, label).is_none());
    let labels = new.iter().chain(gone).map(|(label, _)| *label);
    labels
        .filter_map(|label| line(label, find(old, label), find(new, label)))
        .collect()
}

fn line(label: &'static str, before: Option<String>, after: Option<String>) -> Option<Line> {
    (before != after).then_some(Line { label, before, after })
}
