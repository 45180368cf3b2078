//! A sound without a picture: a song, a talk, a demo tape. Its time line is counted in samples.

use media::facts::{MediaFacts, PictureStream, Survey, Transfer};
use media::time::{FrameRate, MediaTime};

use super::conform::ConformOptions;
use super::{ConformSheet, PictureConform, Reel, SoundConform, SoundReel, shape, sounds, span, texts};
use crate::HouseError;

/// Something is heard, and nothing moves.
pub(super) fn is_sound_alone(facts: &MediaFacts) -> bool {
    let moves = facts.pictures.iter().any(|picture| !picture.attached_picture);
    !facts.still && !moves && !facts.sounds.is_empty()
}

pub(super) fn conform(
    survey: &Survey,
    options: &ConformOptions,
    mut notes: Vec<String>,
) -> Result<ConformSheet, HouseError> {
    let start = sounds::starts(survey)
        .min_by_key(|start| start.micros())
        .ok_or_else(|| HouseError::Refused("No sound of this file can be read.".into()))?;
    let sounds = sounds::conform(survey, start, &mut notes);
    let length = length(survey, &sounds, start)?;
    if length > options.limits.longest {
        return span::refuse_length(length, options.limits);
    }
    let rate = rate_of(&sounds)?;
    Ok(ConformSheet {
        container: survey.facts.container.clone(),
        reel: Reel::SoundAlone(SoundReel {
            rate,
            frames: span::nearest_frames(rate, length).max(1),
            start,
            cover: cover(&survey.facts, options),
        }),
        sounds,
        texts: texts::conform(survey, &options.subtitles, &mut notes),
        notes,
    })
}

/// As long as the longest of its sounds.
fn length(survey: &Survey, sounds: &[SoundConform], start: MediaTime) -> Result<MediaTime, HouseError> {
    sounds
        .iter()
        .filter_map(|sound| span::sound_length(survey, sound, start))
        .chain(survey.facts.duration.filter(|_| survey.timings.is_empty()))
        .filter(|length| *length > MediaTime::ZERO)
        .max()
        .ok_or_else(|| {
            HouseError::Refused("The file does not say how long its sound lasts; remux it first.".into())
        })
}

/// Of the sound that is heard unless another is chosen: its segments are cut to the sample.
fn rate_of(sounds: &[SoundConform]) -> Result<FrameRate, HouseError> {
    let heard = sounds.iter().find(|sound| sound.default).or(sounds.first());
    Ok(FrameRate::new(heard.map_or(0, |sound| sound.sample_rate), 1)?)
}

/// The first cover in the file that can be a page's picture; a file without one, or with a broken one, is heard all the
/// same.
fn cover(facts: &MediaFacts, options: &ConformOptions) -> Option<PictureConform> {
    let covers = facts.pictures.iter().filter(|picture| picture.attached_picture);
    let fits = |stream: &PictureStream| {
        let shape = shape::shown(stream, options.limits, &mut Vec::new()).ok()?;
        Some(PictureConform {
            stream: stream.index,
            rate: FrameRate::new(25, 1).ok()?,
            frames: 1,
            source_frames: 1,
            start: MediaTime::ZERO,
            width: shape.width,
            height: shape.height,
            rotation: stream.rotation,
            deinterlace: None,
            tone_map: (stream.transfer != Transfer::Sdr).then_some(stream.transfer),
            seekable: false,
        })
    };
    covers.filter_map(fits).next()
}
