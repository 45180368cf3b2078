use crate::HouseError;

/// A form that moments are written in.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum ExportFormat {
    /// Chapters for players (W3C WebVTT, kind "chapters").
    Webvtt,
    /// Chapters for ffmpeg, which writes them into files.
    Ffmetadata,
    /// Chapters as YouTube reads them in a description.
    Youtube,
    /// Events and locators of an edit decision list (CMX 3600).
    Edl,
    /// Markers on an OpenTimelineIO timeline.
    Otio,
    /// For spreadsheets (RFC 4180).
    Csv,
}

impl ExportFormat {
    pub const ALL: [Self; 6] = [
        Self::Webvtt,
        Self::Ffmetadata,
        Self::Youtube,
        Self::Edl,
        Self::Otio,
        Self::Csv,
    ];

    /// As written in commands.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Webvtt => "webvtt",
            Self::Ffmetadata => "ffmetadata",
            Self::Youtube => "youtube",
            Self::Edl => "edl",
            Self::Otio => "otio",
            Self::Csv => "csv",
        }
    }
}

impl std::str::FromStr for ExportFormat {
    type Err = HouseError;

    fn from_str(text: &str) -> Result<Self, HouseError> {
        Self::ALL
            .into_iter()
            .find(|format| format.as_str() == text)
            .ok_or_else(|| HouseError::Unreadable {
                given: text.into(),
                expected: "a form of export: webvtt, ffmetadata, youtube, edl, otio, csv",
            })
    }
}
