use media::facts::Survey;
use serde::{Deserialize, Serialize};

use super::Provenance;
use crate::id::AssetId;
use crate::{Digest, HouseError, Instant};

/// One archived source. The bytes are in the vault under `digest` and are never modified.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Asset {
    pub id: AssetId,
    pub kind: AssetKind,
    pub digest: Digest,
    pub bytes: u64,
    /// The name that the file had when it was handed in; for people, never for building paths.
    pub file_name: String,
    pub survey: Survey,
    pub provenance: Provenance,
    pub added: Instant,
    /// What was left out of a damaged tape, when it was taken with `--salvage`.
    pub salvage: Option<String>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum AssetKind {
    Film,
    Footage,
    Interview,
    Concert,
    Demo,
    Music,
    Photo,
    Notebook,
    Lyrics,
    Letter,
    Subtitles,
}

impl AssetKind {
    pub const ALL: [Self; 11] = [
        Self::Film,
        Self::Footage,
        Self::Interview,
        Self::Concert,
        Self::Demo,
        Self::Music,
        Self::Photo,
        Self::Notebook,
        Self::Lyrics,
        Self::Letter,
        Self::Subtitles,
    ];

    /// As written in commands, the database and JSON.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Film => "film",
            Self::Footage => "footage",
            Self::Interview => "interview",
            Self::Concert => "concert",
            Self::Demo => "demo",
            Self::Music => "music",
            Self::Photo => "photo",
            Self::Notebook => "notebook",
            Self::Lyrics => "lyrics",
            Self::Letter => "letter",
            Self::Subtitles => "subtitles",
        }
    }
}

impl std::str::FromStr for AssetKind {
    type Err = HouseError;

    fn from_str(text: &str) -> Result<Self, HouseError> {
        Self::ALL.into_iter().find(|kind| kind.as_str() == text).ok_or_else(|| HouseError::Unreadable {
            given: text.into(),
            expected: "a kind: film, footage, interview, concert, demo, music, photo, notebook, lyrics, letter, subtitles",
        })
    }
}
