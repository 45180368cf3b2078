use std::borrow::Cow;

use house::encode::{Rendition, Track};
use media::segments::SegmentTable;
use media::time::MediaTime;
use package::seal::{Scheme, Sort, sealed_table};
use package::{PictureTrack, Presentation, SoundTrack, TextTrack};

use crate::tracks;

/// Renditions as the packaging room wants them, with the keys that stand in addresses and the names that viewers
/// choose by.
pub struct Tracks<'a> {
    renditions: Vec<Named<'a>>,
    duration: MediaTime,
}

struct Named<'a> {
    key: Cow<'a, str>,
    name: String,
    rendition: &'a Rendition,
    table: Option<Cow<'a, SegmentTable>>,
}

impl<'a> Tracks<'a> {
    /// Under their own keys.
    pub fn of(renditions: &'a [Rendition]) -> Self {
        let own = |rendition: &'a Rendition| (Cow::Borrowed(rendition.key.as_str()), rendition);
        Self::under(renditions.iter().map(own))
    }

    /// Under keys that somebody gives them.
    pub fn under(renditions: impl IntoIterator<Item = (Cow<'a, str>, &'a Rendition)>) -> Self {
        let renditions: Vec<_> = renditions
            .into_iter()
            .map(|(key, rendition)| Named {
                key,
                name: tracks::name(&rendition.track),
                rendition,
                table: rendition.segments.as_deref().map(Cow::Borrowed),
            })
            .collect();
        let running = tracks::running_time(renditions.iter().map(|named| named.rendition));
        Self {
            duration: running.unwrap_or(MediaTime::ZERO),
            renditions,
        }
    }

    /// The same, sealed. Until the night nothing is called by a name that somebody gave it: that may tell of the film.
    #[must_use]
    pub fn sealed(mut self, scheme: Scheme, named: bool) -> Self {
        for own in &mut self.renditions {
            let sort = match own.rendition.track {
                Track::Picture { .. } => Sort::Picture,
                Track::Sound { .. } => Sort::Sound,
                Track::Text { .. } => Sort::Text,
            };
            own.table = own
                .table
                .as_deref()
                .map(|table| Cow::Owned(sealed_table(scheme, sort, table)));
            if !named {
                own.name = tracks::plain_name(&own.rendition.track);
            }
        }
        self
    }

    pub fn presentation(&self) -> Presentation<'_> {
        let mut film = Presentation::default();
        for Named {
            key,
            name,
            rendition,
            table,
        } in &self.renditions
        {
            match (&rendition.track, table.as_deref()) {
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
