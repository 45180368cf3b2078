//! What viewers choose from, called what they look for. The player's menus and the title page use the same names.

use house::encode::{Rendition, Track};
use house::language::own_name;
use media::time::MediaTime;

/// "Deutsch", or the name that the film gave to the track: "Director’s commentary".
pub(crate) fn name(track: &Track) -> String {
    match track {
        Track::Picture { height, .. } => format!("{height}p"),
        Track::Sound { language, title, .. } => {
            named(title.as_deref(), language).unwrap_or_else(|| "Original sound".into())
        }
        Track::Text { language, title, .. } => {
            named(title.as_deref(), language).unwrap_or_else(|| "Subtitles".into())
        }
    }
}

/// By its language alone, whatever the film calls it.
pub(crate) fn plain_name(track: &Track) -> String {
    match track {
        Track::Sound { language, .. } => named(None, language).unwrap_or_else(|| "Original sound".into()),
        Track::Text { language, .. } => named(None, language).unwrap_or_else(|| "Subtitles".into()),
        picture @ Track::Picture { .. } => name(picture),
    }
}

fn named(title: Option<&str>, language: &str) -> Option<String> {
    let title = title.map(str::trim).filter(|title| !title.is_empty());
    title.map(str::to_owned).or_else(|| own_name(language))
}

/// What else there is to know before choosing it: "5.1", "for the hard of hearing".
pub(crate) fn note(track: &Track) -> Option<&'static str> {
    match track {
        Track::Sound { channels: 1, .. } => Some("mono"),
        Track::Sound { channels: 6, .. } => Some("5.1"),
        Track::Text { forced: true, .. } => Some("signs only"),
        Track::Text {
            hearing_impaired: true,
            ..
        } => Some("for the hard of hearing"),
        _ => None,
    }
}

/// How long the film runs: the longest of what can be played.
pub(crate) fn running_time<'a>(renditions: impl IntoIterator<Item = &'a Rendition>) -> Option<MediaTime> {
    let tables = renditions
        .into_iter()
        .filter_map(|rendition| rendition.segments.as_ref());
    tables.map(|table| table.duration()).max()
}
