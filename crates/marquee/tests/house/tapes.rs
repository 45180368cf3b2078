//! What the house finds out about tapes: from the file to what the commands say of it.

use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::time::Duration;

use serde_json::Value;

use crate::stage::Stage;

/// Three scenes of two seconds, one of black; a tone for four seconds, then none.
const TAPE: &str = "-f lavfi -i testsrc2=s=320x180:r=25,hflip,hue=h=140 -f lavfi -i testsrc2=s=320x180:r=25 \
    -f lavfi -i gradients=s=320x180:r=25:c0=red:c1=yellow:seed=7:speed=0.002 -f lavfi -i color=black:s=320x180:r=25 \
    -f lavfi -i sine=frequency=330:sample_rate=48000:d=4 -filter_complex \
    [0]trim=end_frame=50,format=yuv420p[a];[1]trim=end_frame=50,format=yuv420p[b];\
    [2]trim=end_frame=50,format=yuv420p[c];[3]trim=end_frame=25,format=yuv420p[d];[a][b][c][d]concat=n=4[v] \
    -map [v] -map 4 -af apad=whole_dur=7 -c:v libx264 -preset veryfast -crf 18 -c:a flac";

fn add(stage: &Stage, file: &str) -> String {
    let is_song = [".wav", ".aiff"].iter().any(|end| file.ends_with(end));
    let kind = if is_song { "music" } else { "footage" };
    stage.done(&["add", file, "--kind", kind]).trim().to_owned()
}

fn analysed(stage: &Stage, file: &str) -> String {
    let asset = add(stage, file);
    stage.done(&["analyse", &asset, "--wait"]);
    asset
}

fn kinds(listing: &Value) -> Vec<&str> {
    let findings = listing["findings"].as_array().unwrap();
    findings
        .iter()
        .map(|finding| finding["kind"].as_str().unwrap())
        .collect()
}

#[test]
fn shots_and_sounds_of_a_tape_are_told() {
    let stage = Stage::new();
    let asset = add(&stage, &stage.film("tape.mkv", TAPE));
    let before = stage.refused(&["shots", &asset]);
    assert!(
        before.contains("was not gone through yet") && before.contains("marquee analyse"),
        "{before}"
    );

    stage.done(&["analyse", &asset, "--wait"]);
    let shots = stage.json(&["shots", &asset]);
    let cuts: Vec<_> = shots["shots"]
        .as_array()
        .unwrap()
        .iter()
        .map(|shot| {
            (
                shot["first_frame"].as_u64().unwrap(),
                shot["frames"].as_u64().unwrap(),
                shot["transition_in"].as_str().unwrap(),
            )
        })
        .collect();
    assert_eq!(cuts[..3], [(0, 50, "start"), (50, 50, "cut"), (100, 50, "cut")]);
    assert_eq!(cuts.iter().map(|(_, frames, _)| frames).sum::<u64>(), 175);
    assert_eq!(shots["shots"][1]["start_s"], 2.0);
    assert_eq!(kinds(&shots), ["black"]);
    let sound = stage.json(&["sound", &asset]);
    let spans = sound["spans"].as_array().unwrap();
    let silence = spans.iter().find(|span| span["class"] == "silence").unwrap();
    assert!(
        (silence["start_s"].as_f64().unwrap() - 4.0).abs() < 0.2,
        "{silence}"
    );
    assert!(sound["loudness"]["integrated_lufs"].as_f64().unwrap() < -10.0);

    // Known is known: nothing is done again.
    let ended = |jobs: &[Value]| jobs.iter().map(|job| job["ended"].clone()).collect::<Vec<_>>();
    let first = ended(&stage.jobs());
    stage.done(&["analyse", "--all", "--wait"]);
    assert_eq!(ended(&stage.jobs()), first);

    // Another copy of the same, in another shape.
    let copy = stage.film(
        "copy.mp4",
        &format!(
            "-i {} -vf scale=256:144 -c:v libx264 -crf 30 -c:a aac",
            stage.path("tape.mkv").display()
        ),
    );
    let copy = analysed(&stage, &copy);
    let duplicates = stage.json(&["show", &copy])["near_duplicates"].clone();
    assert_eq!(duplicates[0]["other"], *asset, "{duplicates}");
    stage.done(&["fsck"]);
}

#[test]
fn moments_are_told_decided_about_and_exported() {
    let stage = Stage::new();
    let film = stage.film(
        "night.mkv",
        "-f lavfi -i testsrc2=s=320x180:r=25:d=60 -f lavfi -i sine=frequency=330:sample_rate=48000:d=60 -filter_complex \
         [0]drawbox=t=fill:c=black:enable=between(t\\,40\\,43.99)[v];[1]volume=0:enable=between(t\\,15\\,19)[a] \
         -map [v] -map [a] -c:v libx264 -preset ultrafast -c:a flac",
    );
    let asset = analysed(&stage, &film);
    let listed = |more: &[&str]| {
        let mut arguments = vec!["moments", &asset];
        arguments.extend(more);
        stage.json(&arguments)["moments"].as_array().unwrap().clone()
    };
    let of_kind = |moments: &[Value], kind: &str| moments.iter().find(|one| one["kind"] == kind).cloned();
    let found = listed(&[]);
    let silence = of_kind(&found, "quiet").unwrap();
    let start = silence["start_s"].as_f64().unwrap();
    assert!((start - 15.0).abs() < 0.5, "{silence}");
    let reasons = silence["reasons"].as_array().unwrap();
    assert!(reasons.contains(&"silence for 4 s".into()), "{silence}");
    let black = of_kind(&found, "turning-point").unwrap();
    assert_eq!(
        (black["start_s"].as_f64(), black["end_s"].as_f64()),
        (Some(40.0), Some(44.0))
    );
    assert!(black["still_frame"].is_u64() && black["score"].as_f64().unwrap() < 1.0);

    stage.done(&["moments", &asset, "--reject", &start.to_string()]);
    stage.done(&["moments", &asset, "--rename", "0:40", "The lights go out"]);
    stage.done(&["moments", &asset, "--pin", "0:40"]);
    stage.done(&[
        "moments",
        &asset,
        "--add",
        "0:20-0:25.5",
        "--title",
        "Bars",
        "--kind",
        "montage",
    ]);
    stage.done(&["moments", &asset, "--move", "20", "1"]);
    let decided = listed(&["--top", "2"]);
    let told: Vec<_> = decided
        .iter()
        .map(|one| {
            (
                one["title"].as_str().unwrap(),
                one["end_s"].as_f64().unwrap(),
                one["pinned"] == true,
            )
        })
        .collect();
    assert_eq!(told, [("Bars", 25.5, true), ("The lights go out", 44.0, true)]);
    assert_eq!(of_kind(&listed(&[]), "quiet"), None);
    let refused = stage.refused(&["moments", &asset, "--add", "24-30"]);
    assert!(refused.contains("'Bars' is kept"), "{refused}");
    let refused = stage.refused(&["moments", &asset, "--pin", "3"]);
    assert!(
        refused.contains("no moment of this tape begins at 0:03.0"),
        "{refused}"
    );
    let refused = stage.refused(&["moments", &asset, "--show"]);
    assert!(refused.contains("only titles have a page"), "{refused}");
    stage.done(&["moments", &asset, "--restore", "16"]);
    assert!(of_kind(&listed(&[]), "quiet").is_some());

    let chapters = stage.done(&["moments", &asset, "--export", "webvtt"]);
    assert!(
        chapters.contains("00:00:40.000 --> 00:00:44.000\nThe lights go out"),
        "{chapters}"
    );
    let list = stage.path("night.edl").display().to_string();
    stage.done(&["moments", &asset, "--export", "edl", "--out", &list]);
    let text = std::fs::read_to_string(&list).unwrap();
    assert!(text.contains("00:00:20:00 00:00:25:13"), "{text}");
    let again = stage.refused(&["moments", &asset, "--export", "edl", "--out", &list]);
    assert!(again.contains("cannot be written"), "{again}");
}

#[test]
fn what_is_written_is_read_filed_and_found() {
    const FONT: &str = "/usr/share/fonts/truetype/dejavu/DejaVuSans.ttf";
    let stage = Stage::new();
    let is_there = |program: &str| {
        let asked = std::process::Command::new(program)
            .arg("--version")
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .status();
        asked.is_ok_and(|status| status.success())
    };
    if !is_there("tesseract") || !std::path::Path::new(FONT).exists() {
        let asset = analysed(&stage, &stage.film("tape.mkv", TAPE));
        let refused = stage.refused(&["words", &asset, "--read"]);
        assert!(refused.contains("install"), "{refused}");
        eprintln!("left out without tesseract or a font");
        return;
    }
    let words = |text: &str| format!("drawtext=fontfile={FONT}:fontsize=64:x=90:y=300:text={text}:fontcolor");
    let film = stage.film(
        "captions.mkv",
        &format!(
            "-f lavfi -i color=c=0x203040:s=1280x720:r=25:d=4 -f lavfi -i color=c=0x701818:s=1280x720:r=25:d=4 \
             -filter_complex [0]{}=white[a];[1]{}=white[b];[a][b]concat=n=2[v] -map [v] -c:v libx264 -preset ultrafast",
            words("Harbour"),
            words("Solberg")
        ),
    );
    let asset = add(&stage, &film);
    let refused = stage.refused(&["words", &asset, "--read"]);
    assert!(refused.contains("was not gone through yet"), "{refused}");
    stage.done(&["analyse", &asset, "--wait"]);
    let refused = stage.refused(&["words", &asset, "--read", "--language", "tlh"]);
    assert!(refused.contains("installed for tesseract"), "{refused}");
    let read = stage.json(&["words", &asset, "--read", "--wait"]);
    assert_eq!(read["source"], "ocr");
    let lines = read["lines"].as_array().unwrap();
    let told = |word: &str| {
        let line = lines
            .iter()
            .find(|line| line["text"].as_str().unwrap().contains(word));
        let line = line.unwrap_or_else(|| panic!("no {word} in {read}"));
        (line["start_s"].as_f64().unwrap(), line["end_s"].as_f64().unwrap())
    };
    // A picture every few seconds of a shot is read: a caption's borders are no finer.
    let (first, second) = (told("Harbour"), told("Solberg"));
    assert_eq!((first.0, second.1), (0.0, 8.0), "{read}");
    assert!(first.1 <= second.0 && (2.5..5.5).contains(&second.0), "{read}");
    let found = stage.json(&["search", "solberg"]);
    assert_eq!(found["hits"][0]["start_s"].as_f64(), Some(second.0), "{found}");

    let photo = stage.film(
        "page.png",
        &format!(
            "-f lavfi -i color=white:s=1000x600 -vf {}=black -frames:v 1",
            words("Timetable")
        ),
    );
    let page = stage
        .done(&["add", &photo, "--kind", "notebook"])
        .trim()
        .to_owned();
    let read = stage.json(&["words", &page, "--read", "--wait"]);
    assert_eq!(
        (&read["source"], &read["timed"]),
        (&"notebook".into(), &false.into())
    );
    assert!(
        read["lines"][0]["text"].as_str().unwrap().contains("Timetable"),
        "{read}"
    );
}

#[test]
fn odd_tapes_get_an_answer_or_a_sentence() {
    let stage = Stage::new();
    let silent = stage.film(
        "silent.mp4",
        "-f lavfi -i testsrc2=s=320x180:r=25:d=1 -c:v libx264",
    );
    let silent = analysed(&stage, &silent);
    assert!(stage.refused(&["sound", &silent]).contains("has no sound"));
    let heard = stage.film("heard.wav", "-f lavfi -i sine=d=3");
    let heard = analysed(&stage, &heard);
    assert!(stage.refused(&["shots", &heard]).contains("has no picture"));
    assert!(stage.json(&["sound", &heard])["loudness"]["true_peak_dbtp"].is_number());
    let uneven = stage.film(
        "uneven.mkv",
        "-f lavfi -i testsrc2=s=320x180:r=30:d=4 -vf select='not(mod(n\\,3))+not(mod(n\\,5))' -fps_mode vfr \
         -c:v libx264 -preset ultrafast",
    );
    let uneven = analysed(&stage, &uneven);
    assert_eq!(
        stage.json(&["shots", &uneven])["shots"].as_array().unwrap().len(),
        1
    );
    let photo = stage.film("photo.png", "-f lavfi -i testsrc2=s=320x180 -frames:v 1");
    let photo = stage.done(&["add", &photo, "--kind", "photo"]).trim().to_owned();
    let said = stage.refused(&["analyse", &photo, "--wait"]);
    assert!(said.contains("still picture"), "{said}");
    stage.done(&["analyse", "--all", "--wait"]);
}

#[test]
fn an_unreadable_stretch_is_a_finding() {
    let stage = Stage::new();
    let film = stage.film(
        "film.mp4",
        "-f lavfi -i testsrc2=s=320x180:r=25:d=12 -f lavfi -i sine=d=12 -c:v libx264 -preset ultrafast -g 25 -c:a aac \
         -movflags +faststart",
    );
    let mut bytes = std::fs::read(&film).unwrap();
    let (start, end) = (bytes.len() / 2, bytes.len() / 2 + bytes.len() / 12);
    bytes[start..end].fill(0xa5);
    let damaged = stage.path("damaged.mp4");
    std::fs::write(&damaged, bytes).unwrap();
    let asset = analysed(&stage, &damaged.display().to_string());
    let shots = stage.json(&["shots", &asset]);
    let findings = shots["findings"].as_array().unwrap();
    let hole = findings
        .iter()
        .find(|finding| finding["kind"] == "unreadable")
        .unwrap();
    let (from, to) = (hole["start_s"].as_f64().unwrap(), hole["end_s"].as_f64().unwrap());
    assert!(from > 4.0 && to < 9.0 && to - from > 0.2, "{hole}");
    let frames = shots["shots"]
        .as_array()
        .unwrap()
        .iter()
        .map(|shot| shot["frames"].as_u64().unwrap());
    assert_eq!(frames.sum::<u64>(), 300, "it goes on after the hole");
}

/// The vault's object that is so long.
fn object_of(stage: &Stage, bytes: u64) -> PathBuf {
    let folders = |path: PathBuf| {
        std::fs::read_dir(path)
            .unwrap()
            .map(|entry| entry.unwrap().path())
    };
    let vault = folders(stage.house().join("vault")).filter(|path| path.is_dir());
    vault
        .flat_map(folders)
        .filter(|path| path.is_dir())
        .flat_map(folders)
        .find(|path| std::fs::metadata(path).unwrap().len() == bytes)
        .unwrap()
}

/// What ffmpeg's own detectors say of a file.
fn detected(stage: &Stage, file: &Path) -> String {
    let output = Command::new(&stage.ffmpeg)
        .args(["-nostdin", "-i"])
        .arg(file)
        .args(["-vf", "blackdetect=d=0.5", "-af", "silencedetect=d=0.5"])
        .args(["-f", "null", "-"])
        .output()
        .unwrap();
    String::from_utf8(output.stderr).unwrap()
}

fn seconds_after(said: &str, word: &str) -> f64 {
    let (_, rest) = said.split_once(word).unwrap();
    let number: String = rest
        .trim_start()
        .chars()
        .take_while(|letter| letter.is_ascii_digit() || *letter == '.')
        .collect();
    number.parse().unwrap()
}

#[test]
fn a_tape_that_no_browser_plays_gets_a_copy_that_all_play() {
    let stage = Stage::new();
    let asset = add(&stage, &stage.film("tape.mkv", TAPE));
    stage.done(&["analyse", &asset, "--wait"]);
    assert_eq!(
        stage.json(&["show", &asset])["copy_bytes"],
        Value::Null,
        "nobody waits for it"
    );
    stage.done(&["analyse", &asset, "--wait", "--copies"]);
    let bytes = stage.json(&["show", &asset])["copy_bytes"].as_u64().unwrap();
    let said = detected(&stage, &object_of(&stage, bytes));
    for expected in [
        "mov,mp4,m4a",
        "Video: h264",
        "yuv420p",
        "Audio: aac",
        "Duration: 00:00:07.0",
        "frame=  175",
    ] {
        assert!(said.contains(expected), "{expected}: {said}");
    }
    // Its seconds are the tape's, of what is seen and of what is heard.
    assert!(
        (seconds_after(&said, "black_start:") - 6.0).abs() < 0.001,
        "{said}"
    );
    assert!(
        (seconds_after(&said, "silence_start:") - 4.0).abs() < 0.03,
        "{said}"
    );
    let jobs = stage.jobs().len();
    stage.done(&["analyse", &asset, "--wait", "--copies"]);
    assert_eq!(stage.jobs().len(), jobs, "there is one already");
    std::fs::remove_file(object_of(&stage, bytes)).unwrap();
    stage.run(&["fsck", "--mend"]);
    stage.done(&["analyse", &asset, "--wait", "--copies"]);
    object_of(&stage, bytes);

    let song = add(&stage, &stage.film("song.aiff", "-f lavfi -i sine=d=3"));
    stage.done(&["analyse", &song, "--wait", "--copies"]);
    assert!(stage.json(&["show", &song])["copy_bytes"].as_u64().is_some());

    let plays = add(
        &stage,
        &stage.film("plays.mp4", &TAPE.replace("-c:a flac", "-c:a aac")),
    );
    stage.done(&["analyse", &plays, "--wait", "--copies"]);
    assert_eq!(stage.json(&["show", &plays])["copy_bytes"], Value::Null);
}

#[test]
fn killed_while_it_looks_it_comes_to_the_same_end() {
    let stage = Stage::new();
    let calm = Stage::new();
    let film = calm.film("tape.mkv", TAPE);
    let expected = calm.json(&["shots", &analysed(&calm, &film)]);
    let asset = add(&stage, &film);
    for kill in 0..6_u64 {
        let mut child = stage
            .command(&["analyse", &asset, "--wait"])
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .spawn()
            .unwrap();
        std::thread::sleep(Duration::from_millis(rand::random_range(0..=60 * (kill + 1))));
        child.kill().unwrap();
        child.wait().unwrap();
    }
    stage.done(&["analyse", &asset, "--wait", "--copies"]);
    assert_eq!(stage.json(&["shots", &asset]), expected);
    let jobs = stage.jobs();
    assert_eq!(
        jobs.len(),
        7,
        "looked over, heard, put together, compared; copied: picture, sound, both"
    );
    assert!(
        jobs.iter()
            .all(|job| job["state"] == "done" && job["attempts"] == 0),
        "{jobs:#?}"
    );
}
