use house::encode::{Rendition, Track};
use media::time::MediaTime;
use package::{PictureTrack, Presentation, SoundTrack, TextTrack};

use crate::tracks;

/// The renditions of an admission as the packaging room wants them: borrowed from the gate's table.
pub(super) struct Tracks<'a> {
    /// With the names that viewers choose by.
    renditions: Vec<(&'a Rendition, String)>,
    duration: MediaTime,
}

impl<'a> Tracks<'a> {
    pub(super) fn of(renditions: &'a [Rendition]) -> Self {
        Self {
            renditions: renditions
                .iter()
                .map(|rendition| (rendition, tracks::name(&rendition.track)))
                .collect(),
            duration: tracks::running_time(renditions).unwrap_or(MediaTime::ZERO),
        }
    }

    pub(super) fn presentation(&self) -> Presentation<'_> {
        let mut film = Presentation::default();
        for (rendition, name) in &self.renditions {
            let key = rendition.key.as_str();
            match (&rendition.track, &rendition.segments) {
                (
                    Track::Picture {
                        width,
                        height,
                        rate,
                        codec,
                    },
                    Some(table),
                ) => film.pictures.push(PictureTrack {
                    key,
                    codec: &codec.0,
                    width: *width,
                    height: *height,
                    rate: *rate,
                    table,
                }),
                (
                    Track::Sound {
                        channels,
                        sample_rate,
                        codec,
                        language,
                        default,
                        ..
                    },
                    Some(table),
                ) => film.sounds.push(SoundTrack {
                    key,
                    codec: &codec.0,
                    channels: *channels,
                    sample_rate: *sample_rate,
                    language,
                    name,
                    default: *default,
                    table,
                }),
                (
                    Track::Text {
                        language,
                        forced,
                        hearing_impaired,
                        default,
                        ..
                    },
                    _,
                ) => film.texts.push(TextTrack {
                    key,
                    language,
                    name,
                    default: *default,
                    forced: *forced,
                    hearing_impaired: *hearing_impaired,
                    bytes: rendition.bytes,
                    duration: self.duration,
                }),
                (Track::Picture { .. } | Track::Sound { .. }, None) => {}
            }
        }
        film
    }
}
