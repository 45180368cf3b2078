//! Subtitles: SubRip and WebVTT in, WebVTT out.

use crate::MediaError;
use crate::time::MediaTime;

/// One subtitle.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Cue {
    pub start: MediaTime,
    pub end: MediaTime,
    /// WebVTT cue settings ("line:0 align:start"); empty for most.
    pub settings: String,
    /// WebVTT cue text: only tags that WebVTT knows, all else escaped; lines end with `\n`.
    pub text: String,
}

/// A subtitle file, read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Subtitles {
    /// By start time.
    pub cues: Vec<Cue>,
    /// The charset that the file was read in, by its WHATWG name: "UTF-8", "windows-1252".
    pub charset: &'static str,
}

/// Reads a SubRip or WebVTT file; which of the two is told from its first line, the charset from its bytes.
///
/// # Errors
/// [`MediaError::Text`] with the line that cannot be read, [`MediaError::Unsupported`] for bytes that are no text or a
/// text that has no cues.
pub fn read_subtitles(_bytes: &[u8]) -> Result<Subtitles, MediaError> {
    Err(MediaError::Unsupported {
        what: "subtitles".into(),
    })
}

/// The cues as a WebVTT file.
pub fn write_webvtt(_cues: &[Cue]) -> String {
    "WEBVTT\n".into()
}
