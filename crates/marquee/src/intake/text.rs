//! Files of letters: subtitles, and written things that are kept as they are.

use std::path::Path;

use anyhow::Context;
use house::archive::AssetKind;
use media::facts::{MediaFacts, Survey, TextStream};

use crate::cli::problem::Advised;

/// No subtitle file comes near this; anything larger is something else.
const LARGEST: u64 = 16_000_000;

/// A survey of the file if it is text; `None` leaves it to the engine.
pub(super) fn read(path: &Path, bytes: u64, kind: Option<AssetKind>) -> anyhow::Result<Option<Survey>> {
    let ending = path
        .extension()
        .and_then(|ending| ending.to_str())
        .unwrap_or_default()
        .to_ascii_lowercase();
    let written = matches!(
        kind,
        Some(AssetKind::Lyrics | AssetKind::Letter | AssetKind::Notebook)
    ) && matches!(ending.as_str(), "txt" | "md");
    let subtitles = kind == Some(AssetKind::Subtitles) || matches!(ending.as_str(), "srt" | "vtt");
    if !(subtitles || written) {
        return Ok(None);
    }
    if bytes > LARGEST {
        return Err(Advised::new("it is too large for a text", "subtitles are SRT or WebVTT files").into());
    }
    let content = std::fs::read(path).context("it cannot be read")?;
    if written {
        std::str::from_utf8(&content)
            .map_err(|_| Advised::new("it is no UTF-8 text", "save it as UTF-8, or hand in a scan"))?;
        return Ok(Some(survey("text")));
    }
    let read = media::text::read_subtitles(&content).context("its subtitles cannot be read")?;
    if read.cues.is_empty() {
        return Err(Advised::new("there are no subtitles in it", "hand in an SRT or WebVTT file").into());
    }
    Ok(Some(survey(if content_is_webvtt(&content) {
        "webvtt"
    } else {
        "subrip"
    })))
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
