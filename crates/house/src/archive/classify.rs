//! What an incoming file most likely is, when the one who hands it in does not say.

use media::facts::MediaFacts;

use super::AssetKind;

/// By what is in the file, never by its name: moving picture, sound alone, a still, or only text.
pub fn classify(facts: &MediaFacts) -> AssetKind {
    let moving = facts.pictures.iter().any(|picture| !picture.attached_picture);
    if facts.still {
        AssetKind::Photo
    } else if moving {
        AssetKind::Film
    } else if facts.sounds.is_empty() && !facts.texts.is_empty() {
        AssetKind::Subtitles
    } else {
        AssetKind::Music
    }
}
