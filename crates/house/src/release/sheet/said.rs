//! What a sheet governs of a title, line by line: for comparing, and for showing what changes.

use super::archive::Archive;
use crate::release::{NotebookPage, Scene, StillFrom, Title};

/// Label and words of a line; lines that say nothing are left out.
pub(super) fn said(title: &Title, archive: Archive<'_>) -> Vec<(&'static str, String)> {
    let about = &title.about;
    let text = |text: &Option<String>| text.clone().unwrap_or_default();
    let people = title
        .credits
        .iter()
        .map(|credit| format!("{}: {}", credit.role, credit.name));
    let codes = about.territories.iter().map(ToString::to_string);
    let mut lines = vec![
        ("title", title.name.clone()),
        ("tagline", text(&title.tagline)),
        ("synopsis", text(&title.synopsis)),
        ("year", text(&title.year)),
        ("first_shown", text(&about.first_shown)),
        ("era", text(&about.era)),
        ("edition", text(&about.edition)),
        ("languages", about.languages.join(", ")),
        ("advisories", about.advisories.join(", ")),
        ("tags", about.tags.join(", ")),
        ("territories", codes.collect::<Vec<_>>().join(", ")),
        ("licence", text(&title.licence)),
        ("licence_url", text(&title.licence_url)),
        ("attribution", text(&title.attribution)),
        ("source_url", text(&title.source_url)),
        ("people", people.collect::<Vec<_>>().join("; ")),
        (
            "scenes",
            about.scenes.iter().map(scene).collect::<Vec<_>>().join("; "),
        ),
        (
            "pages",
            title
                .material
                .pages
                .iter()
                .map(|own| page(own, archive))
                .collect::<Vec<_>>()
                .join("; "),
        ),
    ];
    match &title.part {
        None => lines.insert(1, ("shape", title.shape.as_str().into())),
        Some(part) => {
            lines.insert(1, ("kind", part.kind.to_string()));
            lines.insert(2, ("place", (u64::from(part.place) + 1).to_string()));
        }
    }
    lines.retain(|(_, words)| !words.is_empty());
    lines
}

fn scene(scene: &Scene) -> String {
    format!("{} at {}", scene.name, moment(scene.at_ms))
}

fn page(page: &NotebookPage, archive: Archive<'_>) -> String {
    let name = archive.name_of(&page.photo);
    match &page.caption {
        Some(caption) => format!("{name} ({caption})"),
        None => name,
    }
}

pub(super) fn still(from: &StillFrom, archive: Archive<'_>) -> String {
    match from {
        StillFrom::Photo(id) => archive.name_of(id),
        StillFrom::Frame { at_ms } => format!("the frame at {}", moment(*at_ms)),
    }
}

/// "1:02:03.5"
pub(super) fn moment(ms: u64) -> String {
    let (seconds, ms) = (ms / 1_000, ms % 1_000);
    let (hours, minutes, seconds) = (seconds / 3_600, seconds / 60 % 60, seconds % 60);
    let mut text = format!("{hours}:{minutes:02}:{seconds:02}");
    if ms > 0 {
        text.push_str(format!(".{ms:03}").trim_end_matches('0'));
    }
    text
}
