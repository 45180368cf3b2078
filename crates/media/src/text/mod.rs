//! Subtitles: SubRip and WebVTT in, WebVTT out.

mod charset;
mod markup;
mod position;
mod stamp;
mod subrip;
mod voices;
mod webvtt;
mod write;

use crate::MediaError;
use crate::time::MediaTime;

pub use voices::{Piece, Voice};
pub use write::write_webvtt;

/// One subtitle.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Cue {
    pub start: MediaTime,
    pub end: MediaTime,
    /// WebVTT cue settings ("line:0 align:left"); empty for most.
    pub settings: String,
    /// WebVTT cue text: only tags that WebVTT knows, all else escaped; lines end with `\n`, none is blank.
    pub text: String,
}

/// A subtitle file, read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Subtitles {
    /// By start time.
    pub cues: Vec<Cue>,
    /// The charset that the file was read in, by its WHATWG name: "UTF-8", "windows-1252".
    pub charset: &'static str,
    /// What was left out, in sentences with the line.
    pub notes: Vec<String>,
}

/// A season's subtitles are under a megabyte; lines are kept apart in memory, and each byte can be one.
const LARGEST: usize = 4 << 20;
const MOST_NOTES: usize = 100;

/// Reads a SubRip or WebVTT file; which of the two is told from its first line, the charset from its bytes.
///
/// Forgiving where a viewer loses nothing (counters, blank lines, commas and points), strict where a cue would be
/// shown at the wrong time.
///
/// # Errors
/// [`MediaError::Text`] with the line that cannot be read, [`MediaError::Unsupported`] for bytes that are no text or a
/// text that has no cues.
pub fn read_subtitles(bytes: &[u8]) -> Result<Subtitles, MediaError> {
    let unsupported = |what: &str| Err(MediaError::Unsupported { what: what.into() });
    if bytes.len() > LARGEST {
        return unsupported("a subtitle file of more than 4 MiB");
    }
    let (text, charset) = charset::decode(bytes)?;
    let lines = lines(&text);
    let first = lines.iter().map(|line| line.trim()).find(|line| !line.is_empty());
    let mut reading = Reading::default();
    match first {
        None => return unsupported("an empty subtitle file"),
        Some(line) if line.eq_ignore_ascii_case("[Script Info]") => {
            return unsupported("ASS subtitles; SubRip and WebVTT are read");
        }
        Some(line) if line.starts_with('{') && line.contains("}{") => {
            return unsupported("MicroDVD subtitles; SubRip and WebVTT are read");
        }
        Some(line) if webvtt::is_header(line) => webvtt::read(&lines, &mut reading)?,
        Some(_) => subrip::read(&lines, &mut reading)?,
    }
    if reading.cues.is_empty() {
        return unsupported("a subtitle file without cues");
    }
    reading.cues.sort_by_key(|cue| cue.start);
    Ok(Subtitles {
        cues: reading.cues,
        charset,
        notes: reading.notes,
    })
}

/// The text of a file in whatever charset, which is told from its bytes; of any length.
///
/// # Errors
/// [`MediaError::Unsupported`] for bytes that are no text.
pub fn read_plain(bytes: &[u8]) -> Result<String, MediaError> {
    charset::decode(bytes).map(|(text, _)| text)
}

/// Is this a SubRip or WebVTT file, rather than a text without times?
pub fn has_times(text: &str) -> bool {
    let lines = lines(text);
    let first = lines.iter().map(|line| line.trim()).find(|line| !line.is_empty());
    first.is_some_and(webvtt::is_header) || lines.iter().any(|line| stamp::read_times(line).is_some())
}

/// What a reader gathers.
#[derive(Debug, Default)]
struct Reading {
    cues: Vec<Cue>,
    notes: Vec<String>,
}

impl Reading {
    /// `line` counts from 1 and is that of the cue's times.
    fn add(&mut self, line: usize, cue: Cue) {
        if cue.text.is_empty() {
            self.note(line, "the cue has no text");
        } else if cue.end <= cue.start {
            self.note(line, "the cue ends before it starts");
        } else {
            self.cues.push(cue);
        }
    }

    fn note(&mut self, line: usize, why: &str) {
        if self.notes.len() < MOST_NOTES {
            self.notes.push(format!("left out, line {line}: {why}"));
        }
    }
}

/// Lines of a text with any of the three line ends.
fn lines(text: &str) -> Vec<&str> {
    let mut lines = Vec::new();
    for line in text.split('\n') {
        let line = line.strip_suffix('\r').unwrap_or(line);
        lines.extend(line.split('\r'));
    }
    lines
}

#[cfg(test)]
mod tests;
