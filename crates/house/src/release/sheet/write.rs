//! What is kept as a sheet: keys in a fixed order, so that the same is always written the same.

use super::Kept;
use super::archive::Archive;
use super::compare::difference;
use super::read::read;
use super::said::moment;
use crate::release::{PartKind, Shape, StillFrom, Title};

/// The sheet of a title: the text that was applied last, as long as what is kept still is what it says, else one that is
/// written anew.
pub fn export(kept: &Kept, archive: Archive<'_>) -> String {
    let still_says = |text: &&String| {
        let Ok(sheet) = read(text, archive) else {
            return false;
        };
        let now = kept.title.made;
        difference(&sheet, Some(kept), &|_| None, archive, (text, now)).is_ok_and(|found| found.is_empty())
    };
    match kept.sheet.as_ref().filter(still_says) {
        Some(text) => text.clone(),
        None => write(kept, archive),
    }
}

/// The sheet of a title. Read again, it changes nothing.
pub fn write(kept: &Kept, archive: Archive<'_>) -> String {
    let mut sheet = Text {
        text: String::new(),
        archive,
        kept,
    };
    let title = &kept.title;
    sheet.line("slug", &title.slug);
    if title.shape == Shape::Series {
        sheet.line("shape", title.shape.as_str());
    }
    sheet.described(title);
    sheet.tables(title, "");
    for part in kinds(kept, |kind| kind == PartKind::Edition) {
        sheet.part(part, "[[editions]]", "editions.");
    }
    sheet.seasons();
    for part in kinds(kept, |kind| matches!(kind, PartKind::Extra { .. })) {
        sheet.part(part, "[[extras]]", "extras.");
    }
    for part in kinds(kept, |kind| kind == PartKind::Album) {
        sheet.part(part, "[album]", "album.");
    }
    for part in kinds(kept, |kind| matches!(kind, PartKind::Track { .. })) {
        sheet.part(part, "[[album.tracks]]", "album.tracks.");
    }
    sheet.text
}

fn kinds(kept: &Kept, wanted: impl Fn(PartKind) -> bool) -> impl Iterator<Item = &Title> {
    let is_wanted = move |title: &&Title| title.part.as_ref().is_some_and(|part| wanted(part.kind));
    kept.parts.iter().filter(is_wanted)
}

struct Text<'a> {
    text: String,
    archive: Archive<'a>,
    kept: &'a Kept,
}

impl Text<'_> {
    fn seasons(&mut self) {
        let kept = self.kept;
        let mut under = None;
        for part in kinds(kept, |kind| matches!(kind, PartKind::Episode { .. })) {
            let Some(PartKind::Episode { season, number: _ }) = part.part.as_ref().map(|part| part.kind)
            else {
                continue;
            };
            if under != Some(season) {
                self.head("[[seasons]]");
                self.bare("number", season);
                under = Some(season);
            }
            self.part(part, "[[seasons.episodes]]", "seasons.episodes.");
        }
    }

    fn part(&mut self, title: &Title, head: &str, path: &str) {
        let Some(part) = &title.part else { return };
        self.head(head);
        match part.kind {
            PartKind::Episode { number, .. } | PartKind::Track { number } => self.bare("number", number),
            PartKind::Extra { kind } => self.line("kind", kind.as_str()),
            PartKind::Edition | PartKind::Album => {}
        }
        if part.kind.part_name(&title.name) != part.name {
            self.line("part", &part.name);
        }
        self.described(title);
        self.tables(title, path);
    }

    /// Everything that is one line.
    fn described(&mut self, title: &Title) {
        let about = &title.about;
        self.line("title", &title.name);
        self.maybe("tagline", title.tagline.as_deref());
        self.maybe("synopsis", title.synopsis.as_deref());
        self.maybe("year", title.year.as_deref());
        self.maybe("first_shown", about.first_shown.as_deref());
        self.maybe("era", about.era.as_deref());
        self.maybe("edition", about.edition.as_deref());
        self.list("languages", &about.languages);
        self.list("advisories", &about.advisories);
        self.list("tags", &about.tags);
        let codes: Vec<String> = about.territories.iter().map(ToString::to_string).collect();
        self.list("territories", &codes);
        self.maybe("licence", title.licence.as_deref());
        self.maybe("licence_url", title.licence_url.as_deref());
        self.maybe("attribution", title.attribution.as_deref());
        self.maybe("source_url", title.source_url.as_deref());
        if let Some(film) = self.kept.films.get(&title.id) {
            let name = self.archive.name_of(film);
            self.line("film", &name);
        }
        match title.material.still.as_ref().map(|still| &still.from) {
            Some(StillFrom::Photo(photo)) => {
                let name = self.archive.name_of(photo);
                self.line("still", &name);
            }
            Some(StillFrom::Frame { at_ms }) => self.line("still_at", &moment(*at_ms)),
            None => {}
        }
    }

    /// Everything that is a table of its own.
    fn tables(&mut self, title: &Title, path: &str) {
        for credit in &title.credits {
            self.head(&format!("[[{path}people]]"));
            self.line("role", &credit.role);
            self.line("name", &credit.name);
        }
        for scene in &title.about.scenes {
            self.head(&format!("[[{path}scenes]]"));
            self.line("name", &scene.name);
            self.line("at", &moment(scene.at_ms));
        }
        for page in &title.material.pages {
            self.head(&format!("[[{path}pages]]"));
            let name = self.archive.name_of(&page.photo);
            self.line("photo", &name);
            self.maybe("caption", page.caption.as_deref());
        }
    }

    fn head(&mut self, head: &str) {
        self.text.push('\n');
        self.text.push_str(head);
        self.text.push('\n');
    }

    fn bare(&mut self, key: &str, value: impl std::fmt::Display) {
        self.text.push_str(&format!("{key} = {value}\n"));
    }

    fn line(&mut self, key: &str, text: &str) {
        self.bare(key, quoted(text));
    }

    fn maybe(&mut self, key: &str, text: Option<&str>) {
        if let Some(text) = text {
            self.line(key, text);
        }
    }

    fn list(&mut self, key: &str, texts: &[String]) {
        if !texts.is_empty() {
            let quoted: Vec<String> = texts.iter().map(|text| quoted(text)).collect();
            self.bare(key, format!("[{}]", quoted.join(", ")));
        }
    }
}

/// A TOML string; with line breaks in it, one of several lines.
fn quoted(text: &str) -> String {
    let several = text.contains('\n');
    let mut quoted = String::from(if several { "\"\"\"\n" } else { "\"" });
    for letter in text.chars() {
        match letter {
            '"' => quoted.push_str("\\\""),
            '\\' => quoted.push_str("\\\\"),
            '\n' => quoted.push('\n'),
            '\t' => quoted.push_str("\\t"),
            letter if letter.is_control() => quoted.push_str(&format!("\\u{:04X}", u32::from(letter))),
            letter => quoted.push(letter),
        }
    }
    quoted.push_str(if several { "\"\"\"" } else { "\"" });
    quoted
}
