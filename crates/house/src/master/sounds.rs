//! What is heard: every sound of the file, in the shapes that every browser plays.

use media::facts::{SoundStream, Survey};
use media::time::MediaTime;

use super::conform::{is_seekable, timing_of};
use super::{SoundConform, span};
use crate::language;

/// All sounds that can be read; exactly one of them, if there are any, is the default.
pub(super) fn conform(survey: &Survey, start: MediaTime, notes: &mut Vec<String>) -> Vec<SoundConform> {
    let streams = &survey.facts.sounds;
    let readable: Vec<&SoundStream> = streams.iter().filter(|stream| is_readable(stream)).collect();
    for left_out in streams.iter().filter(|stream| !is_readable(stream)) {
        notes.push(format!(
            "Sound stream {} ({}) cannot be read and is left out.",
            left_out.index, left_out.codec
        ));
    }
    if streams.is_empty() {
        notes.push("The film is silent.".into());
    }
    let default = readable.iter().position(|stream| stream.default).unwrap_or(0);
    readable
        .iter()
        .enumerate()
        .map(|(at, stream)| SoundConform {
            stream: stream.index,
            channels: channels(stream, at + 1, notes),
            sample_rate: sample_rate(stream, at + 1, notes),
            offset: span::since(span::start(stream.start, timing_of(survey, stream.index)), start),
            language: stream
                .language
                .as_deref()
                .map_or(language::UNKNOWN.into(), language::tag),
            title: stream.title.clone().filter(|title| !title.trim().is_empty()),
            default: at == default,
        })
        .collect()
}

/// Presentation time in the file of a stream's first played sample, where the file's index leads to any other: from
/// there on such a file may be sought.
#[must_use]
pub fn sought_from(survey: &Survey, stream: u32) -> Option<MediaTime> {
    let sound = survey.facts.sounds.iter().find(|sound| sound.index == stream)?;
    // The place of a time can be reckoned: samples of one size each, or numbered frames.
    let is_reckoned = match survey.facts.container.as_str() {
        "wav" | "w64" | "aiff" => sound.codec.starts_with("pcm_"),
        container => container == "flac",
    };
    let is_sought = is_seekable(survey) || is_reckoned && !survey.truncated;
    is_sought.then(|| span::start(sound.start, timing_of(survey, stream)))
}

/// When each sound that can be read starts in the file.
pub(super) fn starts(survey: &Survey) -> impl Iterator<Item = MediaTime> {
    let readable = survey.facts.sounds.iter().filter(|stream| is_readable(stream));
    readable.map(|stream| span::start(stream.start, timing_of(survey, stream.index)))
}

fn is_readable(stream: &SoundStream) -> bool {
    stream.channels > 0 && stream.sample_rate > 0 && !matches!(stream.codec.as_str(), "" | "none" | "unknown")
}

/// Mono, stereo and 5.1 are kept; anything else goes to the next of them that loses least.
fn channels(stream: &SoundStream, number: usize, notes: &mut Vec<String>) -> u16 {
    let (channels, word) = match stream.channels {
        kept @ (1 | 2 | 6) => return kept,
        3 => (2, "stereo"),
        _ => (6, "5.1"),
    };
    let layout = stream
        .layout
        .clone()
        .unwrap_or_else(|| format!("{} channels", stream.channels));
    notes.push(format!("Sound {number} ({layout}) is heard as {word}."));
    channels
}

/// 32, 44.1 and 48 kHz are kept, because they play everywhere; others go to the family that divides evenly.
fn sample_rate(stream: &SoundStream, number: usize, notes: &mut Vec<String>) -> u32 {
    let rate = match stream.sample_rate {
        kept @ (32_000 | 44_100 | 48_000) => return kept,
        other if other % 11_025 == 0 => 44_100,
        _ => 48_000,
    };
    notes.push(format!(
        "Sound {number} has {} samples a second; it is encoded with {rate}.",
        stream.sample_rate
    ));
    rate
}
