use serde::{Deserialize, Serialize};

use crate::analyse::Line;
use crate::id::AssetId;
use crate::{HouseError, Instant, language};

/// Lines of one transcript; a talk of a day has some 20,000.
pub const MOST_LINES: usize = 100_000;

/// What is said or written on an asset, from one source and in one language. A new one takes the place of the earlier
/// one of the same source and language.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Transcript {
    pub asset: AssetId,
    pub source: TranscriptSource,
    /// BCP 47; "und" when it is not known.
    pub language: String,
    /// Which program and model made it, or the name of the file that was brought in.
    pub engine: Option<String>,
    pub made: Instant,
    /// Does each line know its own time? If not, each one spans the whole asset, and they are in the text's order.
    pub timed: bool,
    /// By start.
    pub lines: Vec<Line>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum TranscriptSource {
    /// Brought in by somebody.
    Imported,
    /// Heard by the house.
    Whisper,
    /// Read in the picture.
    Ocr,
    /// Read on a page.
    Notebook,
}

impl TranscriptSource {
    pub const ALL: [Self; 4] = [Self::Imported, Self::Whisper, Self::Ocr, Self::Notebook];

    /// As written in commands, the database and JSON.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Imported => "imported",
            Self::Whisper => "whisper",
            Self::Ocr => "ocr",
            Self::Notebook => "notebook",
        }
    }

    /// Said, rather than seen?
    pub fn is_said(self) -> bool {
        matches!(self, Self::Imported | Self::Whisper)
    }
}

impl std::str::FromStr for TranscriptSource {
    type Err = HouseError;

    fn from_str(text: &str) -> Result<Self, HouseError> {
        Self::ALL
            .into_iter()
            .find(|source| source.as_str() == text)
            .ok_or_else(|| HouseError::Unreadable {
                given: text.into(),
                expected: "where a transcript comes from: imported, whisper, ocr, notebook",
            })
    }
}

/// Which transcripts of an asset are read and searched: what a person brought in stands for what the house heard in
/// the same language (or in one that nobody named); what is seen stands beside. The said ones come first, timed before
/// untimed.
pub fn shown(mut transcripts: Vec<Transcript>) -> Vec<Transcript> {
    let brought: Vec<String> = transcripts
        .iter()
        .filter(|one| one.source == TranscriptSource::Imported && one.timed)
        .map(|one| one.language.clone())
        .collect();
    let is_double = |heard: &Transcript| {
        let same = |brought: &String| {
            brought == language::UNKNOWN || heard.language == language::UNKNOWN || *brought == heard.language
        };
        heard.source == TranscriptSource::Whisper && brought.iter().any(same)
    };
    transcripts.retain(|one| !is_double(one));
    transcripts.sort_by(|one, other| {
        let key = |one: &Transcript| {
            (
                !one.source.is_said(),
                !one.timed,
                one.source,
                one.language.clone(),
            )
        };
        key(one).cmp(&key(other))
    });
    transcripts
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(source: TranscriptSource, language: &str, timed: bool) -> Transcript {
        Transcript {
            asset: AssetId::random(),
            source,
            language: language.into(),
            engine: None,
            made: Instant::from_micros(1),
            timed,
            lines: vec![],
        }
    }

    #[test]
    fn what_a_person_brought_in_stands_for_what_was_heard() {
        use TranscriptSource::{Imported, Ocr, Whisper};
        let shown = shown(vec![
            of(Ocr, "und", true),
            of(Whisper, "en", true),
            of(Whisper, "sv", true),
            of(Imported, "en", true),
            of(Imported, "de", false),
        ]);
        let kept: Vec<_> = shown
            .iter()
            .map(|one| (one.source, one.language.as_str()))
            .collect();
        assert_eq!(
            kept,
            [(Imported, "en"), (Whisper, "sv"), (Imported, "de"), (Ocr, "und")]
        );
    }
}
