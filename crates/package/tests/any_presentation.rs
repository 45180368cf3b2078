//! Whatever the records hold, what is written parses, and says as many tracks as there are.

#![allow(clippy::unwrap_used, reason = "helpers of tests may unwrap as tests do")]

use media::segments::{Segment, SegmentTable};
use media::time::{FrameRate, MediaTime, Timescale};
use package::{PictureTrack, Presentation, SoundTrack, TextTrack, dash, hls};
use proptest::prelude::*;

/// Small and huge numbers alike.
fn number() -> impl Strategy<Value = u64> {
    prop_oneof![0..10_000_000_u64, any::<u64>()]
}

fn table() -> impl Strategy<Value = SegmentTable> {
    let segment = (number(), number(), number(), number(), any::<u32>(), any::<u32>());
    let segments = prop::collection::vec(segment, 0..5);
    (1..=u32::MAX, number(), segments).prop_map(|(timescale, priming, segments)| SegmentTable {
        timescale: Timescale::new(timescale).unwrap(),
        init_len: 800,
        priming,
        segments: segments
            .into_iter()
            .map(|(offset, len, start, duration, samples, first_sample)| Segment {
                offset,
                len,
                start,
                duration,
                samples,
                first_sample,
            })
            .collect(),
    })
}

/// A table, and words that people may have typed.
fn track() -> impl Strategy<Value = (SegmentTable, String, String)> {
    (table(), any::<String>(), any::<String>())
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(200))]

    #[test]
    fn what_is_written_parses(
        pictures in prop::collection::vec((track(), any::<u32>(), any::<u32>(), 1..=u32::MAX), 0..3),
        sounds in prop::collection::vec((track(), 0..9_u16), 0..3),
        texts in prop::collection::vec((any::<String>(), any::<String>(), any::<i64>(), any::<u64>()), 0..3),
    ) {
        let keys: Vec<String> = (0..3).map(|n| format!("key{n}")).collect();
        let presentation = Presentation {
            pictures: pictures.iter().zip(&keys).map(|(((table, codec, _), width, height, rate), key)| PictureTrack {
                key,
                codec,
                width: *width,
                height: *height,
                rate: FrameRate::new(*rate, 1_001).unwrap(),
                table,
            }).collect(),
            sounds: sounds.iter().zip(&keys).map(|(((table, name, language), channels), key)| SoundTrack {
                key,
                codec: "mp4a.40.2",
                channels: *channels,
                sample_rate: 48_000,
                language,
                name,
                default: *channels == 2,
                table,
            }).collect(),
            texts: texts.iter().zip(&keys).map(|((language, name, duration, bytes), key)| TextTrack {
                key,
                language,
                name,
                default: *bytes % 2 == 0,
                forced: *bytes % 3 == 0,
                hearing_impaired: *bytes % 5 == 0,
                bytes: *bytes,
                duration: MediaTime::from_micros(*duration),
            }).collect(),
            laid: package::Laid::Served,
            sealed: (sounds.len() % 2 == 1).then_some(package::seal::Sealed {
                key: package::seal::KeyId::new([7; 16]),
                keys: "/keys/r",
                media: "/media/r",
            }),
        };
        let multivariant = hls::multivariant(&presentation);
        let parsed = m3u8_rs::parse_master_playlist_res(multivariant.as_bytes());
        prop_assert!(parsed.is_ok(), "{multivariant}");
        let plain = multivariant.lines().filter(|line| !line.starts_with('#')).count();
        let variants = multivariant.lines().filter(|line| line.starts_with("#EXT-X-STREAM-INF:")).count();
        prop_assert_eq!(plain, variants);

        let manifest = dash::manifest(&presentation);
        let mpd = dash_mpd_core::parse(&manifest);
        prop_assert!(mpd.is_ok(), "{manifest}");
        let representations = mpd.unwrap().periods[0].adaptations.iter().map(|set| set.representations.len()).sum::<usize>();
        prop_assert_eq!(representations, pictures.len() + sounds.len() + texts.len());

        for key in &keys {
            for text in [hls::playlist(&presentation, key), hls::iframe_playlist(&presentation, key)].into_iter().flatten() {
                prop_assert!(m3u8_rs::parse_media_playlist_res(text.as_bytes()).is_ok(), "{text}");
            }
        }
    }
}
