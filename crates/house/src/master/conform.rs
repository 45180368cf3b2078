//! From what a film is to how it is read: every decision that makes all encodes see the same frames and samples.

use media::facts::{PictureStream, Survey, TrackTiming, Transfer};
use media::time::{FrameRate, MediaTime};

use super::{
    ConformSheet, PictureConform, Reel, TextConform, alone, grid, picture, shape, sounds, span, texts,
};
use crate::HouseError;

/// What whoever publishes the film may say about it; the default asks for nothing.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct ConformOptions {
    /// Stream index of the picture to take instead of the one that the house would choose.
    pub picture: Option<u32>,
    /// Subtitle files from the archive, in the order in which menus show them.
    pub subtitles: Vec<TextConform>,
    pub limits: Limits,
}

/// What the house takes at most. The defaults are far above any film and keep a damaged header from asking for
/// years of black.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Limits {
    pub longest: MediaTime,
    /// Pixels on the longer side.
    pub longest_side: u32,
    /// Pixels on the shorter side.
    pub shortest_side: u32,
}

impl Default for Limits {
    fn default() -> Self {
        Self {
            longest: MediaTime::from_millis(24 * 3_600_000),
            longest_side: 16_384,
            shortest_side: 16,
        }
    }
}

/// Draws up the conform sheet of a finished film, or of a sound without a picture.
///
/// # Errors
/// [`HouseError::Refused`] with a sentence when it cannot be shown: nothing that moves or sounds, too short, too long,
/// an absurd size.
pub fn conform(survey: &Survey, options: &ConformOptions) -> Result<ConformSheet, HouseError> {
    let mut notes = Vec::new();
    if options.picture.is_none() && alone::is_sound_alone(&survey.facts) {
        return alone::conform(survey, options, notes);
    }
    let stream = picture::choose(&survey.facts, options.picture, &mut notes)?;
    let timing = timing_of(survey, stream.index);
    let rate = grid::choose(stream, timing, &mut notes)?;
    let shape = shape::shown(stream, options.limits, &mut notes)?;
    let picture_starts = span::start(stream.start, timing);
    let start = span::start_with_sound(rate, picture_starts, sounds::starts(survey), &mut notes);
    let sounds = sounds::conform(survey, start, &mut notes);
    let span = span::measure(survey, stream, rate, start, &sounds, options.limits, &mut notes)?;
    let texts = texts::conform(survey, &options.subtitles, &mut notes);
    note_changes_of_light(stream, &mut notes);
    Ok(ConformSheet {
        container: survey.facts.container.clone(),
        reel: Reel::Picture(PictureConform {
            stream: stream.index,
            rate,
            frames: span.frames,
            source_frames: span.source_frames,
            start,
            width: shape.width,
            height: shape.height,
            rotation: stream.rotation,
            deinterlace: picture::interlaced(stream),
            tone_map: (stream.transfer != Transfer::Sdr).then_some(stream.transfer),
            seekable: is_seekable(survey),
        }),
        sounds,
        texts,
        notes,
    })
}

pub(super) fn timing_of(survey: &Survey, stream: u32) -> Option<&TrackTiming> {
    survey.timings.iter().find(|timing| timing.stream == stream)
}

/// Only containers that keep a table of their samples' times; elsewhere a seek may land anywhere.
pub(super) fn is_seekable(survey: &Survey) -> bool {
    let indexed = survey
        .facts
        .container
        .split(',')
        .any(|name| matches!(name, "mov" | "mp4" | "matroska" | "webm"));
    indexed && !survey.truncated
}

fn note_changes_of_light(stream: &PictureStream, notes: &mut Vec<String>) {
    if picture::interlaced(stream).is_some() {
        notes.push("The picture is interlaced; each frame is made whole from its two fields.".into());
    }
    match stream.transfer {
        Transfer::Pq => {
            notes.push("The picture is HDR (PQ); it is tone-mapped to the standard range.".into())
        }
        Transfer::Hlg => {
            notes.push("The picture is HDR (HLG); it is tone-mapped to the standard range.".into())
        }
        Transfer::Sdr if stream.bit_depth > 8 => notes.push(format!(
            "The picture has {} bits per colour; it is encoded with 8.",
            stream.bit_depth
        )),
        Transfer::Sdr => {}
    }
}

/// "29.97", "25", "12.5": for sentences only.
pub(super) fn rate_text(rate: FrameRate) -> String {
    let thousandths = u64::from(rate.numerator()) * 1_000 / u64::from(rate.denominator());
    let text = format!("{}.{:03}", thousandths / 1_000, thousandths % 1_000);
    text.trim_end_matches('0').trim_end_matches('.').into()
}
