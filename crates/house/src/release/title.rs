use serde::{Deserialize, Serialize};

use crate::id::{PictureKey, TitleId};
use crate::{Digest, Instant};

/// What the audience knows: the film's name and what its page says.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Title {
    pub id: TitleId,
    /// Last part of the page's address; made from the name, unique in the house, kept when the name changes.
    pub slug: String,
    pub name: String,
    /// One line under the name.
    pub tagline: Option<String>,
    pub synopsis: Option<String>,
    pub credits: Vec<Credit>,
    /// Year or EDTF date of the film.
    pub year: Option<String>,
    /// "CC BY 3.0", with its address where there is one.
    pub licence: Option<String>,
    pub licence_url: Option<String>,
    /// The line that a licence asks to be shown, and where it points to.
    pub attribution: Option<String>,
    pub source_url: Option<String>,
    #[serde(default)]
    pub about: About,
    pub pictures: Vec<Picture>,
    /// `#rrggbb` from the title's own still, clamped to contrast on the dark ground.
    pub accent: Option<String>,
    pub made: Instant,
}

impl Title {
    /// A title of which nothing but its name is said yet.
    pub fn new(id: TitleId, slug: String, name: String, made: Instant) -> Self {
        Self {
            id,
            slug,
            name,
            tagline: None,
            synopsis: None,
            credits: Vec::new(),
            year: None,
            licence: None,
            licence_url: None,
            attribution: None,
            source_url: None,
            about: About::default(),
            pictures: Vec::new(),
            accent: None,
            made,
        }
    }
}

/// What else a page says about a film.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct About {
    /// Day or year of the first showing, in EDTF.
    pub first_shown: Option<String>,
    /// Languages that are spoken in it, as BCP 47 tags.
    pub languages: Vec<String>,
    /// What somebody may want to know before watching: "Flashing lights".
    pub advisories: Vec<String>,
    pub tags: Vec<String>,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Credit {
    /// "Director", "Music".
    pub role: String,
    pub name: String,
}

/// A picture of a title in the vault (JPEG).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Picture {
    pub key: PictureKey,
    pub role: PictureRole,
    pub digest: Digest,
    pub bytes: u64,
    pub width: u32,
    pub height: u32,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum PictureRole {
    Poster,
    /// A frame that somebody chose.
    Still,
    /// A sheet of stills for the seek bar: `columns` x `rows` tiles, the first showing `first_ms`, one every `every_ms`.
    SeekSheet {
        number: u32,
        columns: u32,
        rows: u32,
        tile_width: u32,
        tile_height: u32,
        first_ms: i64,
        every_ms: i64,
        tiles: u32,
    },
}
