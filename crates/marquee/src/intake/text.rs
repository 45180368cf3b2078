//! Files of letters: subtitles, and written things that are kept as they are. Told by what is in them.

use anyhow::Context;
use house::archive::AssetKind;
use media::facts::{MediaFacts, Survey, TextStream};

use super::Source;
use crate::cli::problem::Advised;

/// No subtitle file comes near this; anything larger is something else.
const LARGEST: u64 = 4 << 20;

/// A survey of the file if it is text; `None` leaves it to the engine. Its name counts only for what is said when it
/// cannot be read.
pub(super) fn read(source: &Source, kind: Option<AssetKind>) -> anyhow::Result<Option<Survey>> {
    let is_written = matches!(
        kind,
        Some(AssetKind::Lyrics | AssetKind::Letter | AssetKind::Notebook)
    );
    let is_subtitles = kind == Some(AssetKind::Subtitles) || (kind.is_none() && has_subtitle_name(source));
    if source.bytes > LARGEST {
        if is_subtitles {
            return Err(
                Advised::new("it is too large for a text", "subtitles are SRT or WebVTT files").into(),
            );
        }
        return Ok(None);
    }
    let content = std::fs::read(&source.path).context("it cannot be read")?;
    if is_written {
        return Ok(is_letters(&content).then(|| survey("text")));
    }
    match media::text::read_subtitles(&content) {
        Ok(read) if !read.cues.is_empty() => Ok(Some(survey(if content_is_webvtt(&content) {
            "webvtt"
        } else {
            "subrip"
        }))),
        Ok(_) if is_subtitles => {
            Err(Advised::new("there are no subtitles in it", "hand in an SRT or WebVTT file").into())
        }
        Err(error) if is_subtitles => Err(anyhow::Error::new(error).context("its subtitles cannot be read")),
        _ => Ok(None),
    }
}

fn has_subtitle_name(source: &Source) -> bool {
    let ending = source.name.rsplit_once('.').map_or("", |(_, ending)| ending);
    ["srt", "vtt"]
        .iter()
        .any(|known| ending.eq_ignore_ascii_case(known))
}

/// UTF-8 without what no text holds. A scan of a letter is left to the engine.
fn is_letters(content: &[u8]) -> bool {
    let odd = |letter: char| letter.is_control() && !matches!(letter, '\n' | '\r' | '\t' | '\u{c}');
    std::str::from_utf8(content).is_ok_and(|text| !text.chars().any(odd))
}

fn content_is_webvtt(content: &[u8]) -> bool {
    let content = content.strip_prefix(b"\xef\xbb\xbf").unwrap_or(content);
    content.starts_with(b"WEBVTT")
}

fn survey(codec: &str) -> Survey {
    let text = TextStream {
        index: 0,
        codec: codec.into(),
        language: None,
        title: None,
        default: false,
        forced: false,
        hearing_impaired: false,
        bitmap: false,
    };
    Survey {
        facts: MediaFacts {
            container: codec.into(),
            duration: None,
            bit_rate: None,
            pictures: Vec::new(),
            sounds: Vec::new(),
            texts: vec![text],
            still: false,
        },
        timings: Vec::new(),
        complaints: Vec::new(),
        truncated: false,
    }
}
