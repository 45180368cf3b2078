use engine::{SoundEncode, SoundReading, Watch};
use media::time::MediaTime;

use crate::stage::{Stage, stage};

fn request(stage: &Stage, source: &std::path::Path) -> SoundEncode {
    let _ = stage;
    SoundEncode {
        reading: SoundReading {
            source: source.into(),
            container: "mov".into(),
            stream: 1,
            channels: 2,
            sample_rate: 48_000,
            offset: MediaTime::ZERO,
            length: MediaTime::from_millis(5_000),
            first: None,
        },
        bit_rate: 128_000,
    }
}

/// Mono samples of a file as played.
fn samples(stage: &Stage, path: &std::path::Path) -> Vec<i16> {
    let bytes = stage.ask(path, "-map 0:a:0 -ac 1 -ar 48000 -f s16le");
    bytes
        .chunks_exact(2)
        .map(|pair| i16::from_le_bytes([pair[0], pair[1]]))
        .collect()
}

fn first_loud(samples: &[i16], from: usize) -> usize {
    from + samples[from..]
        .iter()
        .position(|sample| sample.unsigned_abs() > 6_000)
        .unwrap()
}

#[tokio::test]
async fn clicks_stay_where_they_are_or_move_as_told() {
    let stage = stage().await;
    let film = stage.path("sync.mov");
    stage
        .engine
        .generate_sync_film(4, &film, &Watch::none())
        .await
        .unwrap();
    for (offset, click) in [(0_i64, 48_000_usize), (250, 60_000), (-500, 24_000)] {
        let mut request = request(&stage, &film);
        request.reading.offset = MediaTime::from_millis(offset);
        let out = stage.path("sound.mp4");
        stage
            .engine
            .encode_sound(&request, &out, &Watch::none())
            .await
            .unwrap();
        let end = stage.engine.survey(&out).await.unwrap().timings[0].end;
        assert_eq!(end, MediaTime::from_millis(5_000), "{offset}");
        let samples = samples(&stage, &out);
        let found = first_loud(&samples, click - 12_000);
        assert!(found.abs_diff(click) < 240, "{offset}: {found}");
    }
}

#[tokio::test]
async fn channels_become_what_is_asked_and_bytes_are_the_same_again() {
    let stage = stage().await;
    let film = stage.make(
        "film.mkv",
        "-f lavfi -i aevalsrc=0.3*sin(880*t)|0.2*sin(440*t)|0|0|0.1*sin(220*t)|0:c=5.1:s=44100:d=2 -c:a flac",
    );
    for channels in [1_u16, 2, 6] {
        let usual = request(&stage, &film);
        let request = SoundEncode {
            reading: SoundReading {
                container: "matroska".into(),
                stream: 0,
                channels,
                length: MediaTime::from_millis(2_000),
                first: None,
                ..usual.reading
            },
            ..usual
        };
        let (one, two) = (stage.path("one.mp4"), stage.path("two.mp4"));
        stage
            .engine
            .encode_sound(&request, &one, &Watch::none())
            .await
            .unwrap();
        stage
            .engine
            .encode_sound(&request, &two, &Watch::none())
            .await
            .unwrap();
        assert_eq!(stage.bytes(&one), stage.bytes(&two));
        let survey = stage.engine.survey(&one).await.unwrap();
        assert_eq!(survey.facts.sounds[0].channels, channels);
        assert_eq!(survey.timings[0].first, MediaTime::ZERO);
        assert_eq!(survey.timings[0].end, MediaTime::from_millis(2_000));
    }
}
