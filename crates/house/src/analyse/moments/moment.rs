use media::time::FrameNo;
use serde::{Deserialize, Serialize};

use super::super::Span;
use crate::HouseError;

/// A span of a tape that is worth showing.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Moment {
    pub span: Span,
    pub kind: MomentKind,
    /// Made of its words where it has some.
    pub title: String,
    /// 0 to 1000, comparable between kinds.
    pub score: u16,
    /// In words, with the figures behind them; the weightiest first.
    pub reasons: Vec<String>,
    /// The frame that shows it; `None` without a picture.
    pub still: Option<FrameNo>,
    /// An editor wants it, whatever is found.
    pub pinned: bool,
    /// The title is an editor's.
    pub renamed: bool,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum MomentKind {
    PerformancePeak,
    /// A crowd rises, applauds, or is heard alone.
    Crowd,
    Quote,
    /// The film is another one from here on: it goes black, another sound or light begins.
    TurningPoint,
    Quiet,
    Montage,
    /// Of a speaker, or of a name that comes back.
    FirstAppearance,
    /// Pictures that come from elsewhere: in black and white, in another shape, or known from another tape.
    ArchiveFind,
}

impl MomentKind {
    pub const ALL: [Self; 8] = [
        Self::PerformancePeak,
        Self::Crowd,
        Self::Quote,
        Self::TurningPoint,
        Self::Quiet,
        Self::Montage,
        Self::FirstAppearance,
        Self::ArchiveFind,
    ];

    /// As written in commands, the database and JSON.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::PerformancePeak => "performance-peak",
            Self::Crowd => "crowd",
            Self::Quote => "quote",
            Self::TurningPoint => "turning-point",
            Self::Quiet => "quiet",
            Self::Montage => "montage",
            Self::FirstAppearance => "first-appearance",
            Self::ArchiveFind => "archive-find",
        }
    }

    /// Microseconds that a moment of this kind lasts at least and at most, where the film lets it. A sentence is whole
    /// however short it is.
    pub(super) fn lengths(self) -> (i64, i64) {
        match self {
            Self::Quote => (1_200_000, 20_000_000),
            Self::Quiet | Self::TurningPoint => (3_000_000, 45_000_000),
            _ => (4_000_000, 45_000_000),
        }
    }
}

impl std::str::FromStr for MomentKind {
    type Err = HouseError;

    fn from_str(text: &str) -> Result<Self, HouseError> {
        let wanted = text.replace([' ', '_'], "-");
        Self::ALL
            .into_iter()
            .find(|kind| kind.as_str() == wanted)
            .ok_or_else(|| HouseError::Unreadable {
                given: text.into(),
                expected: "a kind of moment: performance-peak, crowd, quote, turning-point, quiet, montage, \
                           first-appearance, archive-find",
            })
    }
}
