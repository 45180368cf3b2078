//! From the text to a sheet, or to all that is wrong with it.

use toml::de::DeTable;

use super::archive::Archive;
use super::keys::Keys;
use super::mistake::{Found, Mistakes};
use super::people::{pages, people, scenes};
use super::{Described, Sheet};
use crate::archive::Edtf;
use crate::id::TitleId;
use crate::release::words::{as_edtf, as_language, check_address};
use crate::release::{
    About, Country, ExtraKind, Material, Part, PartKind, Shape, StillFrom, Title, Words, faults, slug,
};
use crate::{HouseError, Instant};

/// Longer than any sheet that somebody wrote.
const LONGEST: usize = 4 << 20;

/// # Errors
/// Every mistake of the text at its line and column; of a text that is no TOML, those that make it none.
pub fn read(text: &str, archive: Archive<'_>) -> Result<Sheet, Mistakes> {
    let mut found = Found::new(text);
    if text.len() > LONGEST {
        found.add(0, "a sheet has 4 MB at the most");
        return found.into_result(()).and(Err(Mistakes(Vec::new())));
    }
    let (table, errors) = DeTable::parse_recoverable(text);
    if !errors.is_empty() {
        for error in &errors {
            let place = error.span().map_or(0, |span| span.start);
            found.add(place, format!("this is not TOML: {}", error.message()));
        }
        return found.into_result(()).and(Err(Mistakes(Vec::new())));
    }
    let mut keys = Keys::new(table.get_ref(), 0, "a sheet");
    let mut reader = Reader {
        found,
        archive,
        parts: Vec::new(),
        shape: Shape::Film,
        owner: TitleId::random(),
    };
    let sheet = reader.sheet(&mut keys);
    keys.finish(&mut reader.found);
    reader.found.into_result(sheet)
}

struct Reader<'a> {
    found: Found<'a>,
    archive: Archive<'a>,
    parts: Vec<Described>,
    shape: Shape,
    /// Stands for the title until it is known which one is meant.
    owner: TitleId,
}

/// What may be said of a title besides its texts.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Has {
    Film,
    Pages,
    /// An album, a series: what it shows is its parts'.
    Parts,
}

impl Reader<'_> {
    fn sheet(&mut self, keys: &mut Keys<'_>) -> Sheet {
        let name = keys.needed(&mut self.found, "slug", |text| {
            if slug(text) == text {
                return Ok(text.to_owned());
            }
            Err(HouseError::Refused(format!(
                "'{text}' cannot be an address: '{}' can",
                slug(text)
            )))
        });
        self.shape = keys
            .parsed(&mut self.found, "shape", str::parse::<Shape>)
            .unwrap_or_default();
        let has = match self.shape {
            Shape::Film => Has::Film,
            Shape::Series => Has::Parts,
        };
        let mut title = self.described(keys, has);
        title.texts.shape = self.shape;
        for mut keys in keys.tables(&mut self.found, "editions", "an edition") {
            self.part(&mut keys, PartKind::Edition);
            keys.finish(&mut self.found);
        }
        for mut season in keys.tables(&mut self.found, "seasons", "a season") {
            self.season(&mut season);
            season.finish(&mut self.found);
        }
        for mut keys in keys.tables(&mut self.found, "extras", "an extra") {
            let kind = keys.needed(&mut self.found, "kind", str::parse::<ExtraKind>);
            // Read on with any kind, so that all other mistakes are found, too.
            let is_known = kind.is_some();
            let kind = kind.unwrap_or(match keys.has("pages") {
                true => ExtraKind::Notebook,
                false => ExtraKind::Trailer,
            });
            self.part(&mut keys, PartKind::Extra { kind });
            keys.finish(&mut self.found);
            if !is_known {
                self.parts.pop();
            }
        }
        if let Some(mut album) = keys.table(&mut self.found, "album", "an album") {
            self.part(&mut album, PartKind::Album);
            for (number, mut keys) in (1..).zip(album.tables(&mut self.found, "tracks", "a track")) {
                let number = keys.number(&mut self.found, "number").unwrap_or(number);
                self.part(&mut keys, PartKind::Track { number });
                keys.finish(&mut self.found);
            }
            album.finish(&mut self.found);
        }
        self.together(&title);
        Sheet {
            slug: name.unwrap_or_default(),
            title,
            parts: std::mem::take(&mut self.parts),
        }
    }

    fn season(&mut self, keys: &mut Keys<'_>) {
        let season = keys.needed_number(&mut self.found, "number");
        for mut keys in keys.tables(&mut self.found, "episodes", "an episode") {
            let number = keys.needed_number(&mut self.found, "number");
            self.part(
                &mut keys,
                PartKind::Episode {
                    season: season.unwrap_or(1),
                    number: number.unwrap_or(1),
                },
            );
            // One without its number is beside no other.
            if season.is_none() || number.is_none() {
                self.parts.pop();
            }
            keys.finish(&mut self.found);
        }
    }

    fn part(&mut self, keys: &mut Keys<'_>, kind: PartKind) {
        let has = match kind {
            PartKind::Album => Has::Parts,
            kind if kind.has_film() => Has::Film,
            _ => Has::Pages,
        };
        let name = keys.text(&mut self.found, "part", |text| {
            if slug(text) == text && !text.is_empty() {
                return Ok(text.to_owned());
            }
            Err(HouseError::Refused(format!(
                "'{text}' cannot end an address: '{}' can",
                slug(text)
            )))
        });
        let mut part = self.described(keys, has);
        part.texts.part = Some(Part {
            of: self.owner.clone(),
            name: name.unwrap_or_else(|| kind.part_name(&part.texts.name)),
            place: u32::try_from(self.parts.len()).unwrap_or(u32::MAX),
            kind,
        });
        self.parts.push(part);
    }

    /// What every title and part may say.
    fn described(&mut self, keys: &mut Keys<'_>, has: Has) -> Described {
        let found = &mut self.found;
        let name = keys.needed(found, "title", |text| Words::Name.check(text));
        let mut texts = Title::new(
            TitleId::random(),
            String::new(),
            name.unwrap_or_default(),
            Instant::from_micros(0),
        );
        let line = |text: &str| Words::Line.check(text);
        texts.tagline = keys.text(found, "tagline", |text| Words::Tagline.check(text));
        texts.synopsis = keys.text(found, "synopsis", |text| Words::Synopsis.check(text));
        texts.year = keys.text(found, "year", |text| as_edtf(text.into()));
        texts.licence = keys.text(found, "licence", line);
        texts.licence_url = keys.text(found, "licence_url", check_address);
        texts.attribution = keys.text(found, "attribution", line);
        texts.source_url = keys.text(found, "source_url", check_address);
        texts.about = About {
            first_shown: keys.text(found, "first_shown", |text| as_edtf(text.into())),
            era: keys.text(found, "era", |text| text.parse::<Edtf>().map(String::from)),
            languages: keys.texts(found, "languages", as_language),
            advisories: keys.texts(found, "advisories", |text| Words::Advisory.check(text)),
            tags: keys.texts(found, "tags", |text| Words::Tag.check(text)),
            territories: keys.texts(found, "territories", str::parse::<Country>),
            edition: None,
            scenes: Vec::new(),
        };
        texts.credits = people(found, keys);
        let archive = self.archive;
        let mut film = None;
        if has == Has::Film {
            film = keys.parsed(found, "film", |name| archive.film(name));
            texts.about.edition = keys.text(found, "edition", |text| Words::Tagline.check(text));
            texts.about.scenes = scenes(found, keys);
        }
        if has == Has::Pages {
            texts.material = Material {
                still: None,
                pages: pages(found, keys, archive),
            };
        }
        let still = still(found, keys, archive, has);
        Described {
            texts,
            film,
            still,
            place: keys.place,
        }
    }

    /// What is wrong with all parts beside each other.
    fn together(&mut self, title: &Described) {
        let parts: Vec<Title> = self.parts.iter().map(|part| part.texts.clone()).collect();
        for (at, sentence) in faults(&title.texts, &parts) {
            let place = self.parts.get(at).map_or(0, |part| part.place);
            self.found.add(place, sentence);
        }
    }
}

/// `still`: a photograph; `still_at`: a frame of its own film.
fn still(found: &mut Found<'_>, keys: &mut Keys<'_>, archive: Archive<'_>, has: Has) -> Option<StillFrom> {
    let photo = keys.parsed(found, "still", |name| archive.photo(name));
    if has != Has::Film {
        return photo.map(StillFrom::Photo);
    }
    if keys.has("still") && keys.has("still_at") {
        let place = keys.place_of("still_at");
        found.add(
            place,
            "its still is a photograph ('still') or a frame of its film ('still_at'), not both",
        );
    }
    let at_ms = keys.moment(found, "still_at");
    photo
        .map(StillFrom::Photo)
        .or(at_ms.map(|at_ms| StillFrom::Frame { at_ms }))
}
