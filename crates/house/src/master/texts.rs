//! What is read: subtitle streams of the film and subtitle files beside it.

use media::facts::{Survey, TextStream};

use super::conform::timing_of;
use super::{TextConform, TextSource};
use crate::language;

/// Text codecs, by the demuxer's names, that the engine can turn into WebVTT.
const READABLE: [&str; 8] = [
    "subrip",
    "srt",
    "webvtt",
    "mov_text",
    "ass",
    "ssa",
    "text",
    "subviewer",
];

/// The film's own texts first, then the files; at most one of them is the default.
pub(super) fn conform(survey: &Survey, files: &[TextConform], notes: &mut Vec<String>) -> Vec<TextConform> {
    let mut texts: Vec<TextConform> = survey
        .facts
        .texts
        .iter()
        .filter(|stream| is_taken(survey, stream, notes))
        .map(|stream| TextConform {
            source: TextSource::Stream(stream.index),
            language: stream
                .language
                .as_deref()
                .map_or(language::UNKNOWN.into(), language::tag),
            title: stream.title.clone().filter(|title| !title.trim().is_empty()),
            forced: stream.forced,
            hearing_impaired: stream.hearing_impaired,
            default: stream.default,
        })
        .chain(files.iter().cloned())
        .collect();
    let mut taken = false;
    for text in &mut texts {
        text.default = text.default && !taken;
        taken |= text.default;
    }
    texts
}

fn is_taken(survey: &Survey, stream: &TextStream, notes: &mut Vec<String>) -> bool {
    let index = stream.index;
    if stream.bitmap {
        notes.push(format!(
            "Subtitle stream {index} ({}) is made of pictures, not letters; it is left out. Bring it as SRT or WebVTT.",
            stream.codec
        ));
        return false;
    }
    if !READABLE.contains(&stream.codec.as_str()) {
        notes.push(format!(
            "Subtitle stream {index} ({}) cannot be read; it is left out. Bring it as SRT or WebVTT.",
            stream.codec
        ));
        return false;
    }
    if timing_of(survey, index).is_some_and(|timing| timing.packets == 0) {
        notes.push(format!("Subtitle stream {index} is empty; it is left out."));
        return false;
    }
    true
}
