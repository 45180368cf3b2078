use engine::{DecodeRequest, EngineError, TextExtract, Watch};
use media::time::MediaTime;

use crate::stage::{real_film, stage};

#[tokio::test]
async fn the_readable_part_of_a_tape_is_saved() {
    let stage = stage().await;
    let source =
        "-f lavfi -i testsrc2=s=192x108:r=25:d=6 -f lavfi -i sine=d=6 -c:v libx264 -preset ultrafast -g 25";
    for (name, more, container) in [
        ("tape.mov", "-movflags +faststart -c:a aac", "mov"),
        ("tape.mkv", "-c:a aac", "matroska"),
        ("tape.ts", "-c:a mp2", "mpegts"),
        ("tape.avi", "-c:a mp3", "matroska"),
    ] {
        let whole = stage.make(name, &format!("{source} {more}"));
        let bytes = stage.bytes(&whole);
        let cut = stage.path(&format!("cut-{name}"));
        std::fs::write(&cut, &bytes[..bytes.len() / 2]).unwrap();
        let saved = stage.path(&format!("saved-{name}"));
        let told = stage.engine.salvage(&cut, &saved, &Watch::none()).await.unwrap();
        assert!(!told.survey.truncated, "{name}: {:?}", told.survey);
        assert!(told.survey.facts.container.contains(container), "{name}");
        let packets = told.survey.timings[0].packets;
        assert!((40..120).contains(&packets), "{name}: {packets}");
        assert!(told.notes[0].contains("could be saved"), "{:?}", told.notes);
        let request = DecodeRequest {
            file: saved,
            container: told.survey.facts.container.clone(),
            stream: 0,
        };
        let decoded = stage.engine.decode(&request, &Watch::none()).await.unwrap();
        assert_eq!(decoded.errors, Vec::<String>::new(), "{name}");
        assert_eq!(decoded.frames(), packets, "{name}");
    }
}

#[tokio::test]
async fn a_tape_without_an_index_is_refused() {
    let stage = stage().await;
    let whole = stage.make(
        "tape.mp4",
        "-f lavfi -i testsrc2=s=192x108:r=25:d=2 -c:v libx264 -preset ultrafast",
    );
    let bytes = stage.bytes(&whole);
    let cut = stage.path("cut.mp4");
    std::fs::write(&cut, &bytes[..bytes.len() / 2]).unwrap();
    let told = stage
        .engine
        .salvage(&cut, &stage.path("out.mov"), &Watch::none())
        .await;
    assert!(matches!(told, Err(EngineError::Refused { .. })), "{told:?}");
}

#[tokio::test]
async fn damage_inside_is_told_by_decoding() {
    let stage = stage().await;
    let film = stage.make(
        "film.mp4",
        "-f lavfi -i testsrc2=s=192x108:r=25:d=2 -c:v libx264 -preset ultrafast",
    );
    let request = |file: &std::path::Path| DecodeRequest {
        file: file.into(),
        container: "mov".into(),
        stream: 0,
    };
    let good = stage
        .engine
        .decode(&request(&film), &Watch::none())
        .await
        .unwrap();
    assert_eq!((good.frames(), good.samples, good.errors.len()), (50, 0, 0));
    let again = stage
        .engine
        .decode(&request(&film), &Watch::none())
        .await
        .unwrap();
    assert_eq!(good, again);
    let mut bytes = stage.bytes(&film);
    let middle = bytes.len() / 2;
    bytes[middle..middle + 6000].fill(0xa5);
    let damaged = stage.path("damaged.mp4");
    std::fs::write(&damaged, bytes).unwrap();
    let bad = stage
        .engine
        .decode(&request(&damaged), &Watch::none())
        .await
        .unwrap();
    assert!(!bad.errors.is_empty());
    assert_ne!(bad.digest, good.digest);
}

#[tokio::test]
async fn sound_is_counted_in_samples() {
    let stage = stage().await;
    let film = stage.make("tone.wav", "-f lavfi -i sine=d=1.5:r=44100");
    let request = DecodeRequest {
        file: film,
        container: "wav".into(),
        stream: 0,
    };
    let decoded = stage.engine.decode(&request, &Watch::none()).await.unwrap();
    assert_eq!(decoded.samples, 66_150);
    assert_eq!(decoded.timescale, (1, 44_100));
}

#[tokio::test]
async fn text_inside_a_film_becomes_webvtt() {
    let stage = stage().await;
    let lines = stage.path("lines.srt");
    std::fs::write(
        &lines,
        "1\n00:00:01,500 --> 00:00:02,000\nBonjour\n\n2\n00:00:03,000 --> 00:00:04,000\nAdieu\n",
    )
    .unwrap();
    let film = stage.make(
        "film.mkv",
        &format!(
            "-f lavfi -i testsrc2=s=64x36:r=25:d=5 -i {} -c:v libx264 -preset ultrafast -c:s srt",
            lines.display()
        ),
    );
    let out = stage.path("text.vtt");
    let mut request = TextExtract {
        source: film,
        container: "matroska".into(),
        stream: 1,
        start: MediaTime::ZERO,
    };
    stage
        .engine
        .extract_text(&request, &out, &Watch::none())
        .await
        .unwrap();
    let text = String::from_utf8(stage.bytes(&out)).unwrap();
    assert!(text.starts_with("WEBVTT"), "{text}");
    assert!(text.contains("00:01.500 --> 00:02.000\nBonjour"), "{text}");
    request.start = MediaTime::from_millis(500);
    stage
        .engine
        .extract_text(&request, &out, &Watch::none())
        .await
        .unwrap();
    let text = String::from_utf8(stage.bytes(&out)).unwrap();
    assert!(text.contains("00:01.000 --> 00:01.500\nBonjour"), "{text}");
}

#[tokio::test]
async fn text_of_a_film_that_others_made() {
    let Some(film) = real_film("nasa_13013.mp4") else {
        return;
    };
    let stage = stage().await;
    let out = stage.path("text.vtt");
    let request = TextExtract {
        source: film,
        container: "mov".into(),
        stream: 2,
        start: MediaTime::ZERO,
    };
    stage
        .engine
        .extract_text(&request, &out, &Watch::none())
        .await
        .unwrap();
    let text = String::from_utf8(stage.bytes(&out)).unwrap();
    assert!(text.matches("-->").count() > 2, "{text}");
}
