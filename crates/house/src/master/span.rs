//! When a film starts and how long it lasts, from the times of its packets.

use media::facts::{PictureStream, Survey, TrackTiming};
use media::time::{FrameNo, FrameRate, MediaTime};

use super::SoundConform;
use super::conform::{Limits, timing_of};
use crate::HouseError;

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Span {
    pub(super) frames: u64,
    pub(super) source_frames: u64,
}

/// Coded sound comes in frames of up to 64 ms, so its end is rounded up: so much is no longer sound.
const SOUND_PADDING_MICROS: i64 = 64_000;

/// A sound that starts this much before the picture is missed when it is cut off.
const AUDIBLE_MICROS: i64 = 40_000;

/// So long the first frame is held for a sound that starts before it. Pieces are at least this long, so the held
/// frames are all in the first one.
const LONGEST_HOLD_MICROS: i64 = 10_000_000;

/// What is shown first. A stream's own start leaves out packets that only fill the decoder.
pub(super) fn start(stated: Option<MediaTime>, timing: Option<&TrackTiming>) -> MediaTime {
    let first = timing.map(|timing| timing.first);
    stated.max(first).unwrap_or(MediaTime::ZERO)
}

/// Where the master starts: with the picture, or up to ten seconds before it, on the picture's own grid, when a sound
/// starts earlier. The first frame is held meanwhile.
pub(super) fn start_with_sound(
    rate: FrameRate,
    picture: MediaTime,
    sounds: impl Iterator<Item = MediaTime>,
    notes: &mut Vec<String>,
) -> MediaTime {
    let early = sounds
        .map(|sound| since(picture, sound).micros())
        .max()
        .unwrap_or(0);
    if !(AUDIBLE_MICROS..=LONGEST_HOLD_MICROS).contains(&early) {
        return picture;
    }
    let held = rate.frames_before(MediaTime::from_micros(early));
    let Ok(hold) = rate.time_of(FrameNo(held)) else {
        return picture;
    };
    notes.push(format!(
        "A sound starts {} before the picture; the first frame is held until the picture starts.",
        seconds(early)
    ));
    MediaTime::from_micros(picture.micros().saturating_sub(hold.micros()))
}

/// Counts the frames: those of the picture, and black ones for as long as a sound goes on.
pub(super) fn measure(
    survey: &Survey,
    stream: &PictureStream,
    rate: FrameRate,
    start: MediaTime,
    sounds: &[SoundConform],
    limits: Limits,
    notes: &mut Vec<String>,
) -> Result<Span, HouseError> {
    let length = picture_length(survey, stream, start).ok_or_else(|| {
        HouseError::Refused("The file does not say how long its picture lasts; remux it first.".into())
    })?;
    if length > limits.longest {
        return refuse_length(length, limits);
    }
    let source_frames = nearest_frames(rate, length).max(1);
    let mut frames = source_frames;
    for (number, sound) in (1..).zip(sounds) {
        let Some(end) = sound_length(survey, sound, start) else {
            continue;
        };
        let over = end.micros().saturating_sub(length.micros());
        if end > limits.longest {
            return refuse_length(end, limits);
        }
        if over > SOUND_PADDING_MICROS {
            frames = frames.max(nearest_frames(rate, end));
            notes.push(format!(
                "Sound {number} is {} longer than the picture; it runs over black.",
                seconds(over)
            ));
        } else if over < -SOUND_PADDING_MICROS {
            notes.push(format!(
                "Sound {number} is {} shorter than the picture; the rest is silent.",
                seconds(over)
            ));
        }
        note_start(number, sound, notes);
    }
    Ok(Span {
        frames,
        source_frames,
    })
}

fn note_start(number: usize, sound: &SoundConform, notes: &mut Vec<String>) {
    let offset = sound.offset.micros();
    if offset < -AUDIBLE_MICROS {
        notes.push(format!(
            "Sound {number} starts {} before the picture; what comes before it is left out.",
            seconds(offset)
        ));
    } else if offset > AUDIBLE_MICROS {
        notes.push(format!(
            "Sound {number} starts {} after the picture; silence comes before it.",
            seconds(offset)
        ));
    }
}

fn picture_length(survey: &Survey, stream: &PictureStream, start: MediaTime) -> Option<MediaTime> {
    let measured = timing_of(survey, stream.index).map(|timing| since(timing.end, start));
    let stated = stream.duration.or(survey.facts.duration);
    measured.or(stated).filter(|length| *length > MediaTime::ZERO)
}

/// Where the sound ends on the master's time line.
pub(super) fn sound_length(survey: &Survey, sound: &SoundConform, start: MediaTime) -> Option<MediaTime> {
    if let Some(timing) = timing_of(survey, sound.stream) {
        return Some(since(timing.end, start));
    }
    let stream = survey
        .facts
        .sounds
        .iter()
        .find(|stream| stream.index == sound.stream)?;
    let length = stream.duration?.micros().saturating_add(sound.offset.micros());
    Some(MediaTime::from_micros(length))
}

/// Exact when both share a timescale, else to the microsecond.
pub(super) fn since(end: MediaTime, start: MediaTime) -> MediaTime {
    if end.timescale == start.timescale {
        return MediaTime::new(end.value.saturating_sub(start.value), end.timescale);
    }
    MediaTime::from_micros(end.micros().saturating_sub(start.micros()))
}

/// Times in coarse timescales (milliseconds in Matroska) end a hair before or after the frame's true end.
pub(super) fn nearest_frames(rate: FrameRate, length: MediaTime) -> u64 {
    let numerator = i128::from(length.value) * i128::from(rate.numerator());
    let denominator = i128::from(length.timescale.get()) * i128::from(rate.denominator());
    u64::try_from((numerator * 2 + denominator).div_euclid(denominator * 2)).unwrap_or(0)
}

pub(super) fn refuse_length<T>(length: MediaTime, limits: Limits) -> Result<T, HouseError> {
    Err(HouseError::Refused(format!(
        "The film lasts {} hours by its own times; the house takes up to {}. The file may be damaged: remux it, or cut \
         it into parts.",
        length.micros() / 3_600_000_000,
        limits.longest.micros() / 3_600_000_000
    )))
}

/// "2.50 s", without the sign.
fn seconds(micros: i64) -> String {
    let micros = micros.unsigned_abs();
    format!("{}.{:02} s", micros / 1_000_000, micros % 1_000_000 / 10_000)
}
