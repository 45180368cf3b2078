//! The tree of a title. A part (edition, episode, extra, album, track) is a title of its own, with its own address,
//! texts, pictures, masters and releases, that belongs to another; so each opens at its own instant.

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Serialize};

use super::slug;
use crate::HouseError;
use crate::Instant;
use crate::id::{AssetId, TitleId};

/// What a title without a parent is.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Shape {
    /// Has a film of its own, and perhaps further editions of it.
    #[default]
    Film,
    /// Is its episodes.
    Series,
}

/// To which title a part belongs, and as what.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Part {
    pub of: TitleId,
    /// Its name within the title: the end of its address, after the title's own and a hyphen.
    pub name: String,
    /// Its place among the parts of the title.
    pub place: u32,
    pub kind: PartKind,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "is", rename_all = "kebab-case")]
pub enum PartKind {
    /// Another cut of the title's film.
    Edition,
    Episode {
        season: u32,
        number: u32,
    },
    Extra {
        kind: ExtraKind,
    },
    /// The soundtrack; its tracks are parts of the title beside it.
    Album,
    Track {
        number: u32,
    },
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum ExtraKind {
    Trailer,
    BehindTheScenes,
    Interview,
    ConcertClip,
    DemoTape,
    /// Pages to look at closely, and no film.
    Notebook,
}

/// A scene of a film by its name, so that another edition is entered at the same one.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Scene {
    pub name: String,
    /// Where it begins, in milliseconds of the film.
    pub at_ms: u64,
}

/// What of the archive a title's pictures are made of.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Material {
    /// What its poster is made of, if somebody said so.
    pub still: Option<ChosenStill>,
    /// Of a notebook.
    pub pages: Vec<NotebookPage>,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ChosenStill {
    pub from: StillFrom,
    /// When it was asked for: the same still may be chosen again after another.
    pub asked: Instant,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum StillFrom {
    Photo(AssetId),
    /// A frame of the title's own film.
    Frame {
        at_ms: u64,
    },
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct NotebookPage {
    pub photo: AssetId,
    pub caption: Option<String>,
}

impl Shape {
    pub const ALL: [Self; 2] = [Self::Film, Self::Series];

    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Film => "film",
            Self::Series => "series",
        }
    }
}

impl FromStr for Shape {
    type Err = HouseError;

    fn from_str(text: &str) -> Result<Self, HouseError> {
        let known = Self::ALL.into_iter().find(|shape| shape.as_str() == text);
        known.ok_or_else(|| HouseError::Unreadable {
            given: text.into(),
            expected: "film or series",
        })
    }
}

impl ExtraKind {
    /// In the order in which a page shows them.
    pub const ALL: [Self; 6] = [
        Self::Trailer,
        Self::BehindTheScenes,
        Self::Interview,
        Self::ConcertClip,
        Self::DemoTape,
        Self::Notebook,
    ];

    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Trailer => "trailer",
            Self::BehindTheScenes => "behind-the-scenes",
            Self::Interview => "interview",
            Self::ConcertClip => "concert-clip",
            Self::DemoTape => "demo-tape",
            Self::Notebook => "notebook",
        }
    }

    /// "Behind the scenes"
    pub const fn said(self) -> &'static str {
        match self {
            Self::Trailer => "Trailer",
            Self::BehindTheScenes => "Behind the scenes",
            Self::Interview => "Interview",
            Self::ConcertClip => "Concert clip",
            Self::DemoTape => "Demo tape",
            Self::Notebook => "Notebook",
        }
    }

    /// As the heading over all of a kind.
    pub const fn said_of_many(self) -> &'static str {
        match self {
            Self::Trailer => "Trailers",
            Self::BehindTheScenes => "Behind the scenes",
            Self::Interview => "Interviews",
            Self::ConcertClip => "Concert clips",
            Self::DemoTape => "Demo tapes",
            Self::Notebook => "Notebooks",
        }
    }
}

impl FromStr for ExtraKind {
    type Err = HouseError;

    fn from_str(text: &str) -> Result<Self, HouseError> {
        let known = Self::ALL.into_iter().find(|kind| kind.as_str() == text);
        known.ok_or_else(|| HouseError::Unreadable {
            given: text.into(),
            expected: "a kind of extra: trailer, behind-the-scenes, interview, concert-clip, demo-tape, notebook",
        })
    }
}

impl PartKind {
    /// May it have a film (or a sound) of its own? An album is its tracks, a notebook its pages.
    pub const fn has_film(self) -> bool {
        !matches!(
            self,
            Self::Album
                | Self::Extra {
                    kind: ExtraKind::Notebook
                }
        )
    }

    pub const fn is_trailer(self) -> bool {
        matches!(
            self,
            Self::Extra {
                kind: ExtraKind::Trailer
            }
        )
    }

    /// Kinds stand together, in this order, as in a sheet.
    pub const fn rank(self) -> u8 {
        match self {
            Self::Edition => 0,
            Self::Episode { .. } => 1,
            Self::Extra { .. } => 2,
            Self::Album => 3,
            Self::Track { .. } => 4,
        }
    }

    /// The part's name within its title when nobody gave it one.
    pub fn part_name(self, name: &str) -> String {
        match self {
            Self::Edition | Self::Extra { .. } => slug(name),
            Self::Episode { season, number } => format!("s{season}e{number}"),
            Self::Album => "soundtrack".into(),
            Self::Track { number } => format!("track-{number}"),
        }
    }
}

/// "season 1, episode 2", "trailer".
impl fmt::Display for PartKind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Edition => f.write_str("edition"),
            Self::Episode { season, number } => write!(f, "season {season}, episode {number}"),
            Self::Extra { kind } => f.write_str(&kind.said().to_lowercase()),
            Self::Album => f.write_str("album"),
            Self::Track { number } => write!(f, "track {number}"),
        }
    }
}
