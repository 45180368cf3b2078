use serde::{Deserialize, Serialize};

use super::Span;

/// Something about a tape that whoever cuts or restores it should know.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Finding {
    pub kind: FindingKind,
    /// Where; the whole length when it is the same all over.
    pub span: Span,
    /// What it is, with the figures behind it: "hum at 50 Hz, 41 dB below the programme".
    pub sentence: String,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum FindingKind {
    /// The file could not be decoded here.
    Unreadable,
    Black,
    Frozen,
    ColourBars,
    /// Black bars above and below, or at the sides.
    Letterbox,
    Interlaced,
    BlackAndWhite,
    Hum,
    Clipping,
    DropOut,
    /// Slow changes of pitch, by a tape that did not run evenly.
    Wow,
    DcOffset,
    /// Channels against each other in phase, one that is missing, or twice the same.
    Phase,
}

impl FindingKind {
    pub const ALL: [Self; 13] = [
        Self::Unreadable,
        Self::Black,
        Self::Frozen,
        Self::ColourBars,
        Self::Letterbox,
        Self::Interlaced,
        Self::BlackAndWhite,
        Self::Hum,
        Self::Clipping,
        Self::DropOut,
        Self::Wow,
        Self::DcOffset,
        Self::Phase,
    ];

    /// It is heard and not seen.
    pub fn is_of_sound(self) -> bool {
        matches!(
            self,
            Self::Hum | Self::Clipping | Self::DropOut | Self::Wow | Self::DcOffset | Self::Phase
        )
    }

    /// As written in commands, the database and JSON.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Unreadable => "unreadable",
            Self::Black => "black",
            Self::Frozen => "frozen",
            Self::ColourBars => "colour-bars",
            Self::Letterbox => "letterbox",
            Self::Interlaced => "interlaced",
            Self::BlackAndWhite => "black-and-white",
            Self::Hum => "hum",
            Self::Clipping => "clipping",
            Self::DropOut => "drop-out",
            Self::Wow => "wow",
            Self::DcOffset => "dc-offset",
            Self::Phase => "phase",
        }
    }
}
