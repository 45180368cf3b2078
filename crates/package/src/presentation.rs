use media::segments::SegmentTable;
use media::time::{FrameRate, MediaTime};

use crate::seal::Sealed;
use crate::timeline;

/// What a release shows now: every checked rendition of its master. Borrowed, so that it is made anew for each answer
/// from the records at hand.
#[derive(Debug, Clone, Default)]
pub struct Presentation<'a> {
    /// In any order.
    pub pictures: Vec<PictureTrack<'a>>,
    pub sounds: Vec<SoundTrack<'a>>,
    pub texts: Vec<TextTrack<'a>>,
    pub laid: Laid,
    /// The resources are sealed, and the tables are those of the sealed renditions.
    pub sealed: Option<Sealed<'a>>,
}

/// How a player reaches a rendition's bytes.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum Laid {
    /// Asked for resource by resource, as the site serves them.
    #[default]
    Served,
    /// Byte ranges of `KEY/film.mp4`, a whole file that lies beside the texts: any player plays them from a folder.
    InFiles,
}

#[derive(Debug, Clone, Copy)]
pub struct PictureTrack<'a> {
    /// The rendition's name in addresses.
    pub key: &'a str,
    /// RFC 6381.
    pub codec: &'a str,
    pub width: u32,
    pub height: u32,
    pub rate: FrameRate,
    pub table: &'a SegmentTable,
}

#[derive(Debug, Clone, Copy)]
pub struct SoundTrack<'a> {
    pub key: &'a str,
    /// RFC 6381.
    pub codec: &'a str,
    pub channels: u16,
    pub sample_rate: u32,
    /// BCP 47; "und" when unknown.
    pub language: &'a str,
    /// What the listener chooses by: "Deutsch", "Director's commentary". Encodes of the same sound in several channel
    /// counts have the same language and name.
    pub name: &'a str,
    pub default: bool,
    pub table: &'a SegmentTable,
}

#[derive(Debug, Clone, Copy)]
pub struct TextTrack<'a> {
    pub key: &'a str,
    /// BCP 47; "und" when unknown.
    pub language: &'a str,
    pub name: &'a str,
    pub default: bool,
    /// Only what must be read by everybody: signs, foreign speech.
    pub forced: bool,
    /// For who cannot hear: also says what sounds.
    pub hearing_impaired: bool,
    /// Size of the WebVTT file.
    pub bytes: u64,
    /// Length of the film.
    pub duration: MediaTime,
}

impl<'a> Presentation<'a> {
    pub(crate) fn tables(&self) -> impl Iterator<Item = &'a SegmentTable> + '_ {
        let pictures = self.pictures.iter().map(|track| track.table);
        pictures.chain(self.sounds.iter().map(|track| track.table))
    }

    /// Pictures from the smallest to the largest.
    pub(crate) fn pictures_by_size(&self) -> Vec<&PictureTrack<'a>> {
        let mut pictures: Vec<_> = self.pictures.iter().collect();
        pictures.sort_by_key(|track| {
            (
                u64::from(track.width) * u64::from(track.height),
                track.table.file_len(),
            )
        });
        pictures
    }

    /// Microseconds that the film lasts: as long as its picture, or its longest sound where there is no picture.
    pub(crate) fn length(&self) -> u64 {
        let micros = |table: &SegmentTable| timeline::micros(timeline::end(table), table.timescale);
        let pictures = self.pictures.iter().map(|track| micros(track.table)).max();
        let sounds = || self.sounds.iter().map(|track| micros(track.table)).max();
        pictures.or_else(sounds).unwrap_or(0)
    }
}

#[cfg(test)]
pub(crate) mod tests {
    use media::segments::Segment;
    use media::time::Timescale;

    use super::*;
    use crate::seal::KeyId;

    pub(crate) const SEALED: Sealed<'static> = Sealed {
        key: KeyId::new([7; 16]),
        keys: "/keys/r",
        media: "/media/r",
    };

    /// A table of segments given as (duration, bytes).
    pub(crate) fn table(timescale: u32, priming: u64, segments: &[(u64, u64)]) -> SegmentTable {
        let mut next = (800, 0);
        let segments = segments
            .iter()
            .map(|&(duration, len)| {
                let segment = Segment {
                    offset: next.0,
                    len,
                    start: next.1,
                    duration,
                    samples: 96,
                    first_sample: u32::try_from(len / 10).unwrap(),
                };
                next = (next.0 + len, next.1 + duration);
                segment
            })
            .collect();
        SegmentTable {
            timescale: Timescale::new(timescale).unwrap(),
            init_len: 800,
            priming,
            segments,
        }
    }

    pub(crate) fn picture<'a>(
        key: &'a str,
        width: u32,
        height: u32,
        table: &'a SegmentTable,
    ) -> PictureTrack<'a> {
        PictureTrack {
            key,
            codec: "avc1.64001f",
            width,
            height,
            rate: FrameRate::new(24_000, 1_001).unwrap(),
            table,
        }
    }

    pub(crate) fn sound<'a>(
        key: &'a str,
        channels: u16,
        language: &'a str,
        name: &'a str,
        table: &'a SegmentTable,
    ) -> SoundTrack<'a> {
        SoundTrack {
            key,
            codec: "mp4a.40.2",
            channels,
            sample_rate: table.timescale.get(),
            language,
            name,
            default: false,
            table,
        }
    }

    pub(crate) fn text<'a>(key: &'a str, language: &'a str, name: &'a str) -> TextTrack<'a> {
        TextTrack {
            key,
            language,
            name,
            default: false,
            forced: false,
            hearing_impaired: false,
            bytes: 400,
            duration: MediaTime::from_millis(10_010),
        }
    }

    /// Two pictures of 10.01 s, English in stereo and 5.1, a German stereo, three texts.
    pub(crate) struct Film {
        pub(crate) small: SegmentTable,
        pub(crate) large: SegmentTable,
        pub(crate) stereo: SegmentTable,
        pub(crate) surround: SegmentTable,
    }

    impl Film {
        pub(crate) fn new() -> Self {
            let sound = |bytes| {
                table(
                    48_000,
                    1_024,
                    &[(193_536, bytes), (192_512, bytes), (95_232, bytes / 2)],
                )
            };
            let picture = |bytes| {
                table(
                    24_000,
                    0,
                    &[(96_096, bytes), (96_096, bytes * 3 / 2), (48_048, bytes / 4)],
                )
            };
            Self {
                small: picture(200_000),
                large: picture(2_000_000),
                stereo: sound(64_000),
                surround: sound(192_000),
            }
        }

        pub(crate) fn presentation(&self) -> Presentation<'_> {
            Presentation {
                pictures: vec![
                    picture("pb", 1_280, 720, &self.large),
                    picture("pa", 640, 360, &self.small),
                ],
                sounds: vec![
                    SoundTrack {
                        default: true,
                        ..sound("s2", 2, "en", "English", &self.stereo)
                    },
                    sound("s6", 6, "en", "English", &self.surround),
                    sound("sd", 2, "de", "Deutsch", &self.stereo),
                ],
                texts: vec![
                    text("te", "en", "English"),
                    TextTrack {
                        hearing_impaired: true,
                        ..text("th", "en", "English (SDH)")
                    },
                    TextTrack {
                        forced: true,
                        ..text("tf", "en", "English (signs)")
                    },
                ],
                laid: Laid::Served,
                sealed: None,
            }
        }
    }
}
