//! Taking in films as they come, whole and damaged, with the real engine.

use std::fs;
use std::path::Path;

use crate::house_on_disk::House;
use engine::{Engine, EngineConfig, PictureEncode, Reading, Watch};
use house::master::{ConformOptions, conform};

/// The engine that set-up fetched; without one these tests say so and end.
async fn engine() -> Option<Engine> {
    let config = EngineConfig {
        cell: Some(env!("CARGO_BIN_EXE_marquee").into()),
        ..EngineConfig::default()
    };
    match Engine::find(&config).await {
        Ok(engine) => Some(engine),
        Err(missing) => {
            println!("left out: {missing}");
            None
        }
    }
}

/// A film of six seconds whose parts can be read one by one: fragmented MP4, picture only.
async fn fragmented(engine: &Engine, folder: &Path) -> std::path::PathBuf {
    let whole = folder.join("sync.mov");
    engine
        .generate_sync_film(6, &whole, &Watch::none())
        .await
        .unwrap();
    let survey = engine.survey(&whole).await.unwrap();
    let sheet = conform(&survey, &ConformOptions::default()).unwrap();
    let picture = sheet.picture().unwrap();
    let request = PictureEncode {
        reading: Reading {
            source: whole,
            container: survey.facts.container.clone(),
            stream: picture.stream,
            rate: picture.rate,
            start: picture.start,
            source_frames: picture.source_frames,
            seekable: picture.seekable,
            rotation: picture.rotation,
            deinterlace: picture.deinterlace,
            tone_map: picture.tone_map,
        },
        first_frame: 0,
        frames: picture.frames,
        width: picture.width,
        height: picture.height,
        crf: 30,
        max_rate: 1_000_000,
        buffer: 2_000_000,
        profile: "main".into(),
        preset: "ultrafast".into(),
        gop_frames: 25,
        threads: 1,
    };
    let tape = folder.join("tape.mp4");
    engine
        .encode_picture(&request, &tape, &Watch::none())
        .await
        .unwrap();
    tape
}

#[tokio::test]
async fn a_film_is_told_from_what_is_in_it() {
    let Some(engine) = engine().await else { return };
    let house = House::new();
    let film = house.outside("a film without a true name.bin");
    engine.generate_sync_film(2, &film, &Watch::none()).await.unwrap();
    let film = film.to_str().unwrap();
    let id = house.run(&["add", film]).id();
    let asset = house.json(&["show", &id]);
    assert_eq!(asset["kind"], "film");
    assert_eq!(asset["survey"]["facts"]["pictures"][0]["width"], 320);
    assert!(
        house
            .run(&["ls"])
            .wrote
            .contains("320 x 180, 25 fps, 0:02, stereo")
    );
    let wrong = house.attempt(&["add", "--kind", "photo", film]);
    assert!(
        wrong.said.contains("needs a still picture") && wrong.said.contains("looks like 'film'"),
        "{}",
        wrong.said
    );
}

#[tokio::test]
async fn a_damaged_tape_is_refused_and_its_readable_part_taken_when_asked() {
    let Some(engine) = engine().await else { return };
    let house = House::new();
    let tape = fragmented(&engine, house.outside("").as_path()).await;
    let bytes = fs::read(&tape).unwrap();
    fs::write(&tape, &bytes[..bytes.len() * 2 / 3]).unwrap();
    let tape = tape.to_str().unwrap();
    let refused = house.attempt(&["add", tape]);
    assert_eq!(refused.code, 1);
    assert!(
        refused.said.contains("damaged") && refused.said.contains("--salvage"),
        "{}",
        refused.said
    );
    let id = house.run(&["add", "--salvage", tape]).id();
    let asset = house.json(&["show", &id]);
    assert!(
        asset["salvage"].as_str().unwrap().contains("could be saved"),
        "{}",
        asset["salvage"]
    );
    assert_eq!(asset["survey"]["truncated"], false);
    assert_eq!(
        fs::read_dir(house.folder.join("scratch")).unwrap().count(),
        0,
        "nothing half-done stays"
    );
    assert_eq!(house.json(&["ls"])["assets"].as_array().unwrap().len(), 1);
}

#[tokio::test]
async fn what_only_looks_like_a_film_is_refused() {
    let Some(_engine) = engine().await else { return };
    let house = House::new();
    for (name, bytes) in [
        (
            "letter.mp4",
            &b"Dear Jane, the tapes are in the attic. Yours, John."[..],
        ),
        ("list.m3u8", b"#EXTM3U\n#EXTINF:4,\n/etc/passwd\n#EXT-X-ENDLIST\n"),
        ("list.txt", b"ffconcat version 1.0\nfile /etc/passwd\n"),
        ("zeros.mov", &[0; 4_096]),
    ] {
        let file = house.file(name, bytes);
        let attempt = house.attempt(&["add", "--salvage", file.to_str().unwrap()]);
        assert_eq!(attempt.code, 1, "{name}");
        assert!(attempt.said.contains(name), "{}", attempt.said);
        assert!(!attempt.said.contains("root:"), "{}", attempt.said);
    }
    assert_eq!(house.json(&["ls"])["assets"], serde_json::json!([]));
}
