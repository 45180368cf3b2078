use engine::EngineError;
use media::time::{FrameRate, MediaTime, Timescale};

use crate::stage::{Stage, real_film, stage};

async fn sentence(stage: &Stage, name: &str, bytes: &[u8]) -> String {
    let path = stage.path(name);
    std::fs::write(&path, bytes).unwrap();
    match stage.engine.survey(&path).await {
        Err(EngineError::Refused { sentence }) => sentence,
        other => panic!("{name}: {other:?}"),
    }
}

#[tokio::test]
async fn what_is_no_media_is_refused_in_a_sentence() {
    let stage = stage().await;
    assert!(sentence(&stage, "empty.mp4", b"").await.contains("empty"));
    assert!(
        sentence(&stage, "letter.mp4", b"Dear audience,\nthe film is late.\n")
            .await
            .contains("a text")
    );
    assert!(
        sentence(&stage, "zeros.mov", &[0; 50_000])
            .await
            .contains("zeros")
    );
    let noise: Vec<u8> = (0_u32..200_000)
        .map(|i| (i.wrapping_mul(2_654_435_761) >> 13) as u8)
        .collect();
    assert!(
        sentence(&stage, "noise.mp4", &noise)
            .await
            .contains("could be found")
    );
}

#[tokio::test]
async fn what_names_other_files_is_refused() {
    let stage = stage().await;
    let secret = stage.path("secret.ts");
    std::fs::write(&secret, b"nobody reads this").unwrap();
    let playlist = format!(
        "#EXTM3U\n#EXT-X-TARGETDURATION:1\n#EXTINF:1,\n{}\n",
        secret.display()
    );
    assert!(
        sentence(&stage, "film.mp4", playlist.as_bytes())
            .await
            .contains("playlist")
    );
    let concat = format!("ffconcat version 1.0\nfile {}\n", secret.display());
    assert!(
        sentence(&stage, "film.mov", concat.as_bytes())
            .await
            .contains("list of files")
    );
    // A playlist that hides behind other words is stopped by the list of demuxers.
    let hidden = format!("\n\n#comment\n#EXTM3U\n{}\n", secret.display());
    assert!(!sentence(&stage, "film.mkv", hidden.as_bytes()).await.is_empty());
    let pipe = stage.path("pipe.mp4");
    let made = std::process::Command::new("mkfifo").arg(&pipe).status().unwrap();
    assert!(made.success());
    assert!(matches!(
        stage.engine.survey(&pipe).await,
        Err(EngineError::Refused { .. })
    ));
}

#[tokio::test]
async fn a_film_is_measured_to_the_unit() {
    let stage = stage().await;
    let film = stage.make(
        "film.mkv",
        "-f lavfi -i testsrc2=s=192x108:r=30000/1001:d=3 -f lavfi -i sine=d=2.5:r=44100 -map 0:v -map 1:a \
         -c:v libx264 -preset ultrafast -bf 2 -c:a aac -metadata:s:a:0 language=deu",
    );
    let survey = stage.engine.survey(&film).await.unwrap();
    let picture = &survey.facts.pictures[0];
    assert_eq!(
        (picture.width, picture.height, picture.codec.as_str()),
        (192, 108, "h264")
    );
    assert_eq!(picture.base_rate, FrameRate::new(30_000, 1_001).ok());
    assert_eq!(survey.facts.sounds[0].language.as_deref(), Some("deu"));
    let timing = &survey.timings[0];
    assert_eq!(timing.packets, 90);
    assert_eq!(
        (timing.shortest_step, timing.longest_step),
        (MediaTime::from_millis(33), MediaTime::from_millis(34))
    );
    let sound = &survey.timings[1];
    assert!((sound.end.micros() - 2_500_000).abs() < 25_000, "{sound:?}");
    assert!(sound.first.micros().abs() < 2_000, "{sound:?}");
    assert!(!survey.truncated);
}

#[tokio::test]
async fn cut_off_files_are_told() {
    let stage = stage().await;
    let source = "-f lavfi -i testsrc2=s=192x108:r=25:d=4 -c:v libx264 -preset ultrafast -g 25";
    for (name, more) in [
        ("a.mkv", ""),
        ("front.mp4", "-movflags +faststart"),
        ("a.avi", ""),
    ] {
        let whole = stage.make(name, &format!("{source} {more}"));
        assert!(!stage.engine.survey(&whole).await.unwrap().truncated, "{name}");
        let bytes = stage.bytes(&whole);
        let part = stage.path(&format!("part-{name}"));
        std::fs::write(&part, &bytes[..bytes.len() * 6 / 10]).unwrap();
        assert!(stage.engine.survey(&part).await.unwrap().truncated, "{name}");
    }
    let whole = stage.make("index-last.mp4", source);
    let bytes = stage.bytes(&whole);
    let words = sentence(&stage, "cut.mp4", &bytes[..bytes.len() / 2]).await;
    assert!(words.contains("index"), "{words}");
}

#[tokio::test]
async fn a_still_is_no_film() {
    let stage = stage().await;
    let photo = stage.make("photo.png", "-f lavfi -i testsrc2=s=64x48 -frames:v 1");
    let survey = stage.engine.survey(&photo).await.unwrap();
    assert!(survey.facts.still);
    assert_eq!(survey.facts.pictures[0].width, 64);
}

#[tokio::test]
async fn a_film_of_many_streams() {
    let Some(film) = real_film("nasa_13013.mp4") else {
        return;
    };
    let survey = stage().await.engine.survey(&film).await.unwrap();
    let facts = &survey.facts;
    assert_eq!(
        (facts.pictures.len(), facts.sounds.len(), facts.texts.len()),
        (2, 2, 2)
    );
    assert_eq!(survey.timings.len(), 4);
    assert!(
        survey
            .timings
            .iter()
            .all(|timing| timing.first == MediaTime::ZERO),
        "{:?}",
        survey.timings
    );
}

#[tokio::test]
async fn sounds_begin_when_they_are_first_heard() {
    let stage = stage().await;
    for (name, codec, first) in [
        ("a.ogv", "libvorbis", MediaTime::ZERO),
        ("a.mp4", "aac", MediaTime::ZERO),
        (
            "a.mp3",
            "libmp3lame",
            MediaTime::new(1105, Timescale::new(44_100).unwrap()),
        ),
        ("late.mkv", "flac", MediaTime::from_millis(1_500)),
    ] {
        let late = if name == "late.mkv" { "-itsoffset 1.5" } else { "" };
        let film = stage.make(
            name,
            &format!(
                "-f lavfi -i testsrc2=s=64x36:r=24:d=2 {late} -f lavfi -i sine=d=2 -c:a {codec} {}",
                if name == "a.mp3" { "-vn" } else { "" }
            ),
        );
        let survey = stage.engine.survey(&film).await.unwrap();
        let sound = survey.facts.sounds[0].index;
        let timing = survey
            .timings
            .iter()
            .find(|timing| timing.stream == sound)
            .unwrap();
        assert_eq!(timing.first, first, "{name}");
    }
}
