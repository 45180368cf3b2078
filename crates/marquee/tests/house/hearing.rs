//! What is said on tapes, heard by the house: with the feature `asr` by a real model, without it in a sentence.

use crate::stage::Stage;

/// Names a model in the house's configuration.
fn configure(stage: &Stage, model: &str) {
    let path = stage.house().join("marquee.toml");
    let text = std::fs::read_to_string(&path).unwrap();
    std::fs::write(
        &path,
        text.replace("[speech]\n", &format!("[speech]\nmodel = \"{model}\"\n")),
    )
    .unwrap();
}

fn words_finding(stage: &Stage) -> serde_json::Value {
    let findings = stage.json(&["doctor"]);
    let found = findings
        .as_array()
        .unwrap()
        .iter()
        .find(|one| one["part"] == "words");
    found.unwrap().clone()
}

#[test]
fn words_of_a_house_without_a_model_are_brought_in() {
    let stage = Stage::new();
    assert_eq!(words_finding(&stage)["health"], "good");
    let tape = stage.film(
        "tape.flac",
        "-f lavfi -i sine=frequency=330:sample_rate=16000:d=2",
    );
    let asset = stage
        .done(&["add", &tape, "--kind", "interview"])
        .trim()
        .to_owned();
    let said = stage.refused(&["words", &asset, "--hear"]);
    assert!(
        said.contains("no model that hears words") && said.contains("[speech]"),
        "{said}"
    );

    // A folder that is none, or a program that cannot: said, and all else is still found out.
    configure(&stage, "nowhere");
    let finding = words_finding(&stage);
    assert_eq!(finding["health"], "weak", "{finding}");
    let said = stage.refused(&["words", &asset, "--hear"]);
    let expected = if cfg!(feature = "asr") {
        "nowhere: is no folder"
    } else {
        "built without the part"
    };
    assert!(
        said.contains(expected) && finding["found"].as_str().unwrap().contains(expected),
        "{said}"
    );
    stage.done(&["analyse", &asset, "--wait"]);
    assert!(!stage.json(&["sound", &asset])["spans"].is_null());
}

#[cfg(feature = "asr")]
#[test]
fn words_of_a_tape_are_heard_and_corrections_stay() {
    let speech = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("../../.engine/speech");
    let speech = speech
        .canonicalize()
        .expect("`scripts/setup-speech` fetches a model");
    let stage = Stage::new();
    configure(&stage, speech.join("tiny.en").to_str().unwrap());
    assert!(
        words_finding(&stage)["found"]
            .as_str()
            .unwrap()
            .contains("whisper tiny.en")
    );

    // A picture that begins before its sound: two seconds, a sentence, four seconds, another.
    let wave = |sentence| {
        speech.join(format!(
            "librivox/sense_and_sensibility_01_austen_64kb-{sentence}.wav"
        ))
    };
    let film = stage.film(
        "tape.mkv",
        &format!(
            "-f lavfi -i testsrc2=s=160x90:r=25:d=14 -i {} -i {} -filter_complex \
             [1]adelay=2000,apad=whole_dur=9[a];[2]apad=whole_dur=5[b];[a][b]concat=n=2:v=0:a=1[s] \
             -map 0:v -map [s] -c:v libx264 -preset ultrafast -c:a flac -ar 48000 -shortest",
            wave("0880").display(),
            wave("0930").display(),
        ),
    );
    let asset = stage
        .done(&["add", &film, "--kind", "interview"])
        .trim()
        .to_owned();
    stage.done(&["analyse", &asset, "--wait"]);
    let words = stage.json(&["words", &asset]);
    assert_eq!(
        (&words["source"], &words["language"]),
        (&"whisper".into(), &"en".into())
    );
    let said: Vec<_> = words["lines"]
        .as_array()
        .unwrap()
        .iter()
        .flat_map(|line| line["words"].as_array().unwrap())
        .collect();
    let texts: Vec<&str> = said.iter().map(|word| word["text"].as_str().unwrap()).collect();
    assert_eq!(
        texts.join(" "),
        "He was not an ill-disposed young man. He might even have been made amiable himself."
    );
    for (word, start) in [(0, 2.21), (6, 4.33), (7, 9.21), (14, 11.27)] {
        let given = said[word]["start_s"].as_f64().unwrap();
        assert!(
            (given - start).abs() < 0.4,
            "{}: {given}, not {start}",
            said[word]
        );
    }
    assert!(stage.done(&["search", "amiable"]).contains("amiable"));

    // Known is known, and a correction outlives another hearing.
    let steps = stage.jobs().len();
    stage.done(&[
        "words",
        &asset,
        "--correct",
        "0:02",
        "He was no ill-disposed young man.",
    ]);
    stage.done(&["words", &asset, "--hear", "--wait"]);
    assert_eq!(stage.jobs().len(), steps);
    let config = stage.house().join("marquee.toml");
    let text = std::fs::read_to_string(&config).unwrap();
    std::fs::write(
        &config,
        text.replace("[speech]\n", "[speech]\nlanguage = \"en\"\n"),
    )
    .unwrap();
    stage.done(&["words", &asset, "--hear", "--wait"]);
    assert!(stage.jobs().len() > steps, "told the language, it listens again");
    let words = stage.json(&["words", &asset]);
    assert_eq!(words["lines"][0]["text"], "He was no ill-disposed young man.");
    stage.done(&["fsck"]);
}
