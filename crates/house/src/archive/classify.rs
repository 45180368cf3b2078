//! What an incoming file most likely is, and whether it can be what the one who hands it in says it is.

use media::facts::MediaFacts;

use super::AssetKind;
use crate::HouseError;

/// By what is in the file, never by its name: moving picture, sound alone, a still, or only text.
pub fn classify(facts: &MediaFacts) -> AssetKind {
    if facts.still {
        AssetKind::Photo
    } else if is_moving(facts) {
        AssetKind::Film
    } else if facts.sounds.is_empty() && !facts.texts.is_empty() {
        AssetKind::Subtitles
    } else {
        AssetKind::Music
    }
}

impl AssetKind {
    /// Can a file with these facts be of this kind?
    ///
    /// # Errors
    /// [`HouseError::Refused`] with what the kind needs.
    pub fn check(self, facts: &MediaFacts) -> Result<(), HouseError> {
        let needs = match self {
            Self::Film | Self::Footage if !is_moving(facts) => "a moving picture",
            Self::Music | Self::Demo if facts.sounds.is_empty() => "sound",
            Self::Interview | Self::Concert if !is_moving(facts) && facts.sounds.is_empty() => {
                "a moving picture or sound"
            }
            Self::Photo if !facts.still => "a still picture",
            Self::Subtitles if facts.texts.is_empty() => "subtitles (SRT or WebVTT)",
            _ => return Ok(()),
        };
        let (kind, likely) = (self.as_str(), classify(facts).as_str());
        Err(HouseError::Refused(format!(
            "An asset of the kind '{kind}' needs {needs}, which the file does not have. It looks like '{likely}'."
        )))
    }
}

fn is_moving(facts: &MediaFacts) -> bool {
    !facts.still && facts.pictures.iter().any(|picture| !picture.attached_picture)
}
