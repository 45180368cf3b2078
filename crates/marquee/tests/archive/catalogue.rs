//! The catalogue's commands as a user runs them: taking things in, finding them again, and what is refused.

use std::fs;
use std::os::unix::fs::PermissionsExt;
use std::path::{Path, PathBuf};

use crate::house_on_disk::{House, marquee};
use serde_json::Value;

const SUBTITLES: &str = "1\n00:00:01,000 --> 00:00:02,000\nGood evening.\n";

fn subtitles(house: &House, name: &str) -> PathBuf {
    house.file(name, SUBTITLES.as_bytes())
}

#[test]
fn a_new_house_is_empty_and_whole() {
    let house = House::new();
    let listing: Value = house.json(&["ls"]);
    assert_eq!(listing["titles"], serde_json::json!([]));
    assert_eq!(listing["assets"], serde_json::json!([]));
    let findings = house.json(&["fsck"]);
    assert_eq!(findings["objects"], 0);
    assert!(house.run(&["ls"]).said.contains("Nothing is here yet"));
}

#[test]
fn a_login_link_leads_to_the_studio_and_each_is_another() {
    let house = House::new();
    let first = house.run(&["login"]).id();
    let second = house.run(&["login"]).id();
    assert!(
        first.starts_with("http://127.0.0.1:8080/studio/enter/"),
        "{first}"
    );
    assert_ne!(first, second);
    house.configure("[site]\naddress = \"https://films.example.org/\"\n");
    let public = house.json(&["login"])["login"].as_str().unwrap().to_owned();
    assert!(
        public.starts_with("https://films.example.org/studio/enter/"),
        "{public}"
    );
}

#[test]
fn what_is_handed_in_is_filed_with_what_is_said_about_it() {
    let house = House::new();
    let file = subtitles(&house, "evening.de.srt");
    let options = [
        "add",
        "--person",
        "Jane Doe",
        "--person",
        "John Roe",
        "--place",
        "Leipzig",
        "--date",
        "1974~",
        "--rights",
        "CC BY 4.0",
        "--notes",
        "found in the attic",
        "--title",
        "Evening",
        file.to_str().unwrap(),
    ];
    let id = house.run(&options).id();
    let asset = house.json(&["show", &id]);
    assert_eq!(asset["kind"], "subtitles");
    assert_eq!(asset["file_name"], "evening.de.srt");
    assert_eq!(asset["bytes"], SUBTITLES.len());
    assert_eq!(
        asset["provenance"]["people"],
        serde_json::json!(["Jane Doe", "John Roe"])
    );
    assert_eq!(asset["provenance"]["date"], "1974~");
    let shown = house.run(&["show", &id]).wrote;
    for line in ["Jane Doe", "Leipzig", "CC BY 4.0", "found in the attic"] {
        assert!(shown.contains(line), "{shown}");
    }
    assert!(house.run(&["ls"]).wrote.contains("Evening"));
    assert_eq!(
        house.json(&["ls", "assets", "--kind", "film"])["assets"],
        serde_json::json!([])
    );
    assert_eq!(
        fs::read_to_string(&file).unwrap(),
        SUBTITLES,
        "the file itself stays"
    );
}

#[test]
fn the_same_bytes_twice_are_one_asset() {
    let house = House::new();
    let (first, second) = (subtitles(&house, "a.srt"), subtitles(&house, "b.srt"));
    let id = house.run(&["add", first.to_str().unwrap()]).id();
    let again = house.run(&["add", second.to_str().unwrap()]);
    assert_eq!(again.id(), id);
    assert!(again.said.contains("already in the archive"), "{}", again.said);
    assert_eq!(house.json(&["ls"])["assets"].as_array().unwrap().len(), 1);
}

#[test]
fn a_folder_is_walked_without_hidden_files_and_links() {
    let house = House::new();
    let folder = house.outside("tapes");
    fs::create_dir_all(folder.join("b/.cache")).unwrap();
    let text = |words: &str| SUBTITLES.replace("Good evening.", words);
    fs::write(folder.join("b/two.srt"), text("two")).unwrap();
    fs::write(folder.join("a.vtt"), "WEBVTT\n\n00:01.000 --> 00:02.000\none\n").unwrap();
    fs::write(folder.join(".hidden.srt"), text("hidden")).unwrap();
    fs::write(folder.join("b/.cache/three.srt"), text("three")).unwrap();
    std::os::unix::fs::symlink("/etc/passwd", folder.join("link.srt")).unwrap();
    let ids = house.run(&["add", folder.to_str().unwrap()]).wrote;
    assert_eq!(ids.lines().count(), 2, "{ids}");
    let listing = house.json(&["ls"]);
    let names: Vec<&str> = listing["assets"]
        .as_array()
        .unwrap()
        .iter()
        .map(|a| a["file_name"].as_str().unwrap())
        .collect();
    assert_eq!(names, ["a.vtt", "two.srt"]);
}

#[test]
fn of_several_files_the_good_ones_are_taken_and_the_bad_ones_named() {
    let house = House::new();
    let (good, empty) = (subtitles(&house, "good.srt"), house.file("empty.srt", b""));
    let both = house.attempt(&["add", good.to_str().unwrap(), empty.to_str().unwrap()]);
    assert_eq!(both.code, 1);
    assert_eq!(both.wrote.lines().count(), 1);
    assert!(
        both.said.contains("empty.srt") && both.said.contains("it is empty"),
        "{}",
        both.said
    );
    assert!(both.said.contains("1 of 2 files"), "{}", both.said);
}

#[test]
fn what_cannot_be_taken_in_is_refused_in_a_sentence() {
    let house = House::new();
    let refused = |file: &Path, words: &[&str]| {
        let attempt = house.attempt(&["add", file.to_str().unwrap()]);
        assert_eq!(attempt.code, 1, "{}", attempt.said);
        assert!(attempt.wrote.is_empty());
        for word in words {
            assert!(attempt.said.contains(word), "{word}: {}", attempt.said);
        }
    };
    refused(
        &house.file("empty.mp4", b""),
        &["empty.mp4", "it is empty", "what to do"],
    );
    refused(
        Path::new("/no/such/film.mp4"),
        &["/no/such/film.mp4", "cannot be opened"],
    );
    refused(&house.file("no.srt", b"this is a letter"), &["no.srt"]);
    refused(Path::new("/dev/null"), &["it is no file"]);
    let empty = house.outside("nothing");
    fs::create_dir(&empty).unwrap();
    refused(&empty, &["there is no file"]);
    assert_eq!(house.json(&["ls"])["assets"], serde_json::json!([]));
}

#[test]
fn wrong_words_are_wrong_usage() {
    let house = House::new();
    let file = subtitles(&house, "a.srt");
    for options in [["--kind", "opera"], ["--date", "yesterday"]] {
        let attempt = house.attempt(&["add", options[0], options[1], file.to_str().unwrap()]);
        assert_eq!(attempt.code, 2, "{}", attempt.said);
        assert!(attempt.said.contains(options[1]), "{}", attempt.said);
    }
    let film = house.attempt(&["add", "--kind", "photo", file.to_str().unwrap()]);
    assert_eq!(film.code, 1);
    assert!(film.said.contains("needs a still picture"), "{}", film.said);
}

#[test]
fn a_titles_page_says_what_was_set_and_its_address_stays() {
    let house = House::new();
    let id = house
        .run(&["title", "new", "Der Große Bär", "--year", "1974"])
        .id();
    let credits = ["--credit", "Director: Jane Doe", "--credit", "Music: John Roe"];
    let words = [
        "title",
        "set",
        "der-grosse-bar",
        "--name",
        "<b>Bär</b>",
        "--synopsis",
        "One.\n\nTwo.",
    ];
    assert_eq!(house.run(&[&words[..], &credits[..]].concat()).id(), id);
    let title = house.json(&["title", "show", &id]);
    assert_eq!(title["name"], "<b>Bär</b>");
    assert_eq!(title["slug"], "der-grosse-bar");
    assert_eq!(title["credits"][1]["name"], "John Roe");
    assert_eq!(title["year"], "1974");
    let shown = house.run(&["show", "/title/der-grosse-bar"]).wrote;
    assert!(
        shown.contains("Jane Doe") && shown.contains("no release"),
        "{shown}"
    );
    house.run(&["title", "set", &id, "--clear", "year", "--clear", "credits"]);
    assert_eq!(house.json(&["title", "show", &id])["year"], Value::Null);
    let second = house.json(&["title", "new", "Der Große Bär"]);
    assert_eq!(second["slug"], "der-grosse-bar-2");
    assert!(
        house
            .run(&["ls", "titles"])
            .wrote
            .contains("/title/der-grosse-bar-2")
    );
}

#[test]
fn words_that_would_break_a_page_are_refused() {
    let house = House::new();
    let id = house.run(&["title", "new", "Bear"]).id();
    for (option, words, said) in [
        ("--name", "  ", "is empty"),
        ("--tagline", "evil \u{202e}txt", "U+202E"),
        ("--licence-url", "javascript:alert(1)", "https://"),
        ("--synopsis", "bell \u{7}", "U+0007"),
    ] {
        let attempt = house.attempt(&["title", "set", &id, option, words]);
        assert_eq!(attempt.code, 1, "{option}");
        assert!(attempt.said.contains(said), "{}", attempt.said);
    }
    let same = house.attempt(&["title", "set", &id, "--name", "Bear"]);
    assert!(same.said.contains("nothing was named"), "{}", same.said);
    assert_eq!(
        house.attempt(&["title", "set", &id, "--credit", "Jane Doe"]).code,
        2
    );
}

#[test]
fn names_that_nothing_has_are_said() {
    let house = House::new();
    for command in [
        vec!["show", "nobody"],
        vec!["title", "show", "nobody"],
        vec!["title", "set", "nobody", "--year", "1974"],
    ] {
        let attempt = house.attempt(&command);
        assert_eq!(attempt.code, 1);
        assert!(
            attempt.said.contains("'nobody'") && attempt.said.contains("marquee ls"),
            "{}",
            attempt.said
        );
    }
}

#[test]
fn fsck_names_what_is_damaged_and_mends_what_can_be_mended() {
    let house = House::new();
    let file = subtitles(&house, "evening.srt");
    let id = house.run(&["add", file.to_str().unwrap()]).id();
    let object = house.only_object();
    fs::set_permissions(&object, fs::Permissions::from_mode(0o644)).unwrap();
    fs::write(&object, SUBTITLES.replace("evening", "morning")).unwrap();
    let found = house.attempt(&["fsck"]);
    assert_eq!(found.code, 1);
    assert!(
        found.wrote.contains("another digest") && found.wrote.contains("evening.srt"),
        "{}",
        found.wrote
    );
    assert!(
        found.said.contains("1 object of the vault is damaged"),
        "{}",
        found.said
    );
    assert_eq!(house.attempt(&["fsck", "--mend"]).code, 1);
    assert!(house.attempt(&["fsck"]).wrote.contains("missing"));
    assert_eq!(house.run(&["add", file.to_str().unwrap()]).id(), id);
    house.run(&["fsck"]);
}

#[test]
fn gc_removes_only_what_nothing_needs() {
    let house = House::new();
    house.run(&["add", subtitles(&house, "evening.srt").to_str().unwrap()]);
    let kept = house.only_object();
    let digest = "ab".repeat(32);
    let stray = house.folder.join("vault/ab/ab");
    fs::create_dir_all(&stray).unwrap();
    fs::write(stray.join(&digest), b"nobody needs this").unwrap();
    assert_eq!(house.json(&["gc"])["objects"], 0, "too young to be sure");
    let would = house.json(&["gc", "--younger-than", "0", "--dry-run"]);
    assert_eq!((&would["objects"], &would["dry_run"]), (&1.into(), &true.into()));
    assert_eq!(house.json(&["gc", "--younger-than", "0"])["bytes"], 17);
    assert!(kept.exists() && !stray.join(&digest).exists());
    house.run(&["fsck"]);
}

#[test]
fn a_folder_that_is_no_house_and_a_wrong_configuration_are_said() {
    let house = House::new();
    let elsewhere = house.outside("elsewhere");
    fs::create_dir(&elsewhere).unwrap();
    let nowhere = marquee(&["--house", elsewhere.to_str().unwrap(), "ls"]);
    assert_eq!(nowhere.code, 1);
    assert!(
        nowhere.said.contains("there is no house in") && nowhere.said.contains("marquee init"),
        "{}",
        nowhere.said
    );
    house.configure("name = \"x\"\ncolour = \"red\"\n");
    let wrong = house.attempt(&["ls"]);
    assert_eq!(wrong.code, 1);
    assert!(
        wrong.said.contains("line 2") && wrong.said.contains("colour"),
        "{}",
        wrong.said
    );
    let json = house.attempt(&["--json", "ls"]);
    let problem: Value = serde_json::from_str(json.said.trim()).unwrap();
    assert!(problem["error"].as_str().unwrap().contains("colour"));
    assert!(problem["what_to_do"].is_string());
}

#[test]
fn a_file_name_cannot_steer_the_terminal() {
    let house = House::new();
    let file = subtitles(&house, "a\u{1b}[2J\u{202e}.srt");
    let added = house.run(&["add", file.to_str().unwrap()]);
    for text in [
        added.said,
        house.run(&["ls"]).wrote,
        house.run(&["show", added.wrote.trim()]).wrote,
    ] {
        assert!(!text.contains('\u{1b}') && !text.contains('\u{202e}'), "{text:?}");
    }
}

#[test]
fn doctor_answers_without_a_house_and_without_an_engine() {
    let house = House::new();
    let elsewhere = house.outside("elsewhere");
    fs::create_dir(&elsewhere).unwrap();
    house.configure("[engine]\nffmpeg = \"gone/ffmpeg\"\nffprobe = \"gone/ffprobe\"\n");
    let findings = house.attempt(&["--json", "doctor"]);
    assert_eq!(findings.code, 1);
    let findings: Value = serde_json::from_str(&findings.wrote).unwrap();
    let of = |part: &str| {
        findings
            .as_array()
            .unwrap()
            .iter()
            .find(|f| f["part"] == part)
            .unwrap()
            .clone()
    };
    assert_eq!(of("engine")["health"], "missing");
    assert!(!of("engine")["cost"].as_str().unwrap().is_empty());
    assert_eq!(of("catalogue")["health"], "good");
    let text = marquee(&["--house", elsewhere.to_str().unwrap(), "doctor"]).wrote;
    assert!(text.contains("there is no house in"), "{text}");
}
