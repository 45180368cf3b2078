use serde::{Deserialize, Serialize};

use super::AssetKind;
use crate::id::{AssetId, JobId, TitleId, UploadId};
use crate::language;
use crate::team::Actor;
use crate::{Digest, HouseError, Instant};

/// A file on its way into the archive.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Upload {
    pub id: UploadId,
    /// Bytes that it has when it is whole.
    pub length: u64,
    pub label: UploadLabel,
    /// What its sender wrote about it, told back as it came (tus `Upload-Metadata`).
    pub metadata: String,
    pub by: Actor,
    pub state: UploadState,
    /// Of all its bytes, as soon as that is known.
    pub digest: Option<Digest>,
    /// The step that looks it over and takes it in.
    pub job: Option<JobId>,
    pub asset: Option<AssetId>,
    /// The title that is drafted of it.
    pub title: Option<TitleId>,
    /// Why it is refused, or what else is to be said about it.
    pub sentence: Option<String>,
    /// It is damaged, and the part of it that can be read may be taken.
    pub salvageable: bool,
    pub made: Instant,
    /// When something of it came the last time.
    pub touched: Instant,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum UploadState {
    /// Not whole yet.
    Receiving,
    /// Whole; looked over and taken in next.
    Arrived,
    /// In the archive.
    TakenIn,
    /// Not taken in; the sentence says why.
    Refused,
}

impl UploadState {
    pub const ALL: [Self; 4] = [Self::Receiving, Self::Arrived, Self::TakenIn, Self::Refused];

    /// As in the database and in JSON.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Receiving => "receiving",
            Self::Arrived => "arrived",
            Self::TakenIn => "taken_in",
            Self::Refused => "refused",
        }
    }
}

impl std::str::FromStr for UploadState {
    type Err = HouseError;

    fn from_str(text: &str) -> Result<Self, HouseError> {
        Self::ALL
            .into_iter()
            .find(|state| state.as_str() == text)
            .ok_or_else(|| HouseError::Unreadable {
                given: text.into(),
                expected: "an upload's state: receiving, arrived, taken_in, refused",
            })
    }
}

/// What whoever sends a file says about it.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct UploadLabel {
    /// For people, never for building paths.
    pub file_name: String,
    /// `None`: told from what is in the file.
    pub kind: Option<AssetKind>,
    /// Of its sound or its subtitles (BCP 47).
    pub language: Option<String>,
    /// The name of the title that is to be made of it.
    pub title: Option<String>,
    /// Draft the title and encode it as soon as the film is in.
    pub draft: bool,
}

const LONGEST_NAME: usize = 255;
const LONGEST_TITLE: usize = 200;

impl UploadLabel {
    /// Reads the pairs that came with the upload: `filename`, `kind`, `language`, `title`, `publish` ("draft"). Others
    /// are the sender's own business.
    ///
    /// # Errors
    /// A sentence for a kind, a language or a wish that is none.
    pub fn of_pairs<'a>(pairs: impl IntoIterator<Item = (&'a str, &'a str)>) -> Result<Self, HouseError> {
        let mut label = Self::default();
        for (key, value) in pairs {
            let value = value.trim();
            match key {
                "filename" | "name" if label.file_name.is_empty() => label.file_name = shown_name(value),
                "kind" if !value.is_empty() => label.kind = Some(value.parse()?),
                "language" if !value.is_empty() => label.language = Some(known_language(value)?),
                "title" if !value.is_empty() => label.title = Some(title_name(value)?),
                "publish" if !value.is_empty() => label.draft = wishes_draft(value)?,
                _ => {}
            }
        }
        if label.file_name.is_empty() {
            label.file_name = "unnamed".into();
        }
        if label.draft && label.title.is_none() {
            return Err(HouseError::Refused(
                "A draft needs a name: give 'title' with 'publish'.".into(),
            ));
        }
        Ok(label)
    }
}

/// A file's name as people may be shown it: whatever it holds, it does not move the words around it, nor hide its own
/// ending.
pub fn shown_name(given: &str) -> String {
    let steers = |c: char| {
        c.is_control() || matches!(c, '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}' | '\u{feff}')
    };
    let name: String = given.chars().filter(|c| !steers(*c)).take(LONGEST_NAME).collect();
    name.trim().to_owned()
}

fn known_language(written: &str) -> Result<String, HouseError> {
    let tag = language::tag(written);
    if tag != language::UNKNOWN || written == language::UNKNOWN {
        return Ok(tag);
    }
    Err(HouseError::Unreadable {
        given: written.into(),
        expected: "a language's code: en, de, pt-BR (und when it is not known)",
    })
}

fn title_name(given: &str) -> Result<String, HouseError> {
    let length = given.chars().count();
    if length > LONGEST_TITLE {
        return Err(HouseError::Refused(format!(
            "The title's name has {length} characters; {LONGEST_TITLE} is the most."
        )));
    }
    Ok(given.to_owned())
}

fn wishes_draft(value: &str) -> Result<bool, HouseError> {
    match value {
        "draft" => Ok(true),
        "no" => Ok(false),
        _ => Err(HouseError::Unreadable {
            given: value.into(),
            expected: "what is made of the film: draft, or no",
        }),
    }
}

/// What can be told from a file's first bytes to be no film, sound, picture or text, so that nobody sends all of it only
/// to hear that. `None`: it may be one; the engine says more.
pub fn first_look(head: &[u8]) -> Option<&'static str> {
    const NO_ARCHIVE: &str = "This is an archive of files (ZIP, 7z, RAR, tar or gzip). Unpack it and send the films and sounds that are in it.";
    let begins = |mark: &[u8]| head.starts_with(mark);
    let archives: [&[u8]; 8] = [
        b"PK\x03\x04",
        b"PK\x05\x06",
        b"7z\xbc\xaf\x27\x1c",
        b"Rar!\x1a\x07",
        b"\x1f\x8b",
        b"BZh",
        b"\xfd7zXZ\0",
        b"\x28\xb5\x2f\xfd",
    ];
    if archives.iter().any(|mark| begins(mark)) || head.get(257..262) == Some(b"ustar") {
        return Some(NO_ARCHIVE);
    }
    if begins(b"%PDF-") {
        return Some("This is a PDF. Send the pages of a notebook or a letter as pictures.");
    }
    if begins(b"\x7fELF") || begins(b"MZ") {
        return Some("This is a program, not a film, a sound or a picture.");
    }
    None
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_the_sender_says_is_read() {
        let label = UploadLabel::of_pairs([
            ("filename", "tape.mov"),
            ("filetype", "video/quicktime"),
            ("kind", "interview"),
            ("language", "deu"),
            ("title", "The Lantern"),
            ("publish", "draft"),
        ])
        .unwrap();
        assert_eq!(label.file_name, "tape.mov");
        assert_eq!(label.kind, Some(AssetKind::Interview));
        assert_eq!(label.language.as_deref(), Some("de"));
        assert!(label.draft);
        let label = UploadLabel::of_pairs([]).unwrap();
        assert_eq!((label.file_name.as_str(), label.draft), ("unnamed", false));
    }

    #[test]
    fn what_is_wrong_is_refused_in_a_sentence() {
        for pair in [
            ("kind", "video"),
            ("language", "klingonisch"),
            ("publish", "yes"),
            ("publish", "draft"),
        ] {
            assert!(UploadLabel::of_pairs([pair]).is_err(), "{pair:?}");
        }
    }

    #[test]
    fn a_name_is_shown_but_steers_nothing() {
        assert_eq!(
            shown_name("AC/DC \"live\" <b>🎬</b>.mp4"),
            "AC/DC \"live\" <b>🎬</b>.mp4"
        );
        assert_eq!(shown_name("film\u{202e}4pm.exe\r\n"), "film4pm.exe");
        assert_eq!(shown_name("שלום.mov"), "שלום.mov");
        assert_eq!(shown_name(&"x".repeat(900)).len(), 255);
    }

    #[test]
    fn archives_are_told_from_films_at_once() {
        assert!(first_look(b"PK\x03\x04....").unwrap().contains("Unpack"));
        let mut tar = vec![0; 600];
        tar[257..262].copy_from_slice(b"ustar");
        assert!(first_look(&tar).is_some());
        assert!(first_look(b"%PDF-1.7").unwrap().contains("PDF"));
        for film in [
            b"\0\0\0\x20ftypisom".as_slice(),
            b"\x1a\x45\xdf\xa3",
            b"RIFF\0\0\0\0WAVE",
            b"WEBVTT\n",
            b"",
        ] {
            assert_eq!(first_look(film), None);
        }
    }
}
