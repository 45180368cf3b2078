//! The house kept and brought back: backups while it works, drills, upgrades, titles that move to another house.

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use serde_json::Value;

use crate::stage::{Server, Stage, until};
use crate::visitor::get;

const FILM: &str = "-f lavfi -i testsrc2=s=512x288:r=12:d=5 -f lavfi -i sine=frequency=330:sample_rate=48000:d=5 \
    -c:v libx264 -preset ultrafast -c:a aac -ac 2 -metadata:s:a:0 language=eng";
const FRAMES: usize = 60;

fn text(path: &Path) -> String {
    path.display().to_string()
}

/// A house with one open title, a film of five seconds with subtitles.
fn stage_with_film(wait: bool) -> Stage {
    let stage = Stage::new();
    let film = stage.film("film.mp4", FILM);
    let subtitles = stage.path("film.de.srt");
    fs::write(&subtitles, "1\n00:00:01,000 --> 00:00:02,500\nGuten Abend.\n").unwrap();
    let subtitles = text(&subtitles);
    let mut publish = vec![
        "publish",
        &film,
        "--title",
        "First Light",
        "--subtitles",
        &subtitles,
    ];
    publish.extend([
        "--synopsis",
        "A test.",
        "--credit",
        "Director: Jane Doe",
        "--effort",
        "quick",
    ]);
    if wait {
        publish.push("--wait");
    }
    stage.done(&publish);
    stage
}

/// Digests of everything in a vault.
fn objects(vault: &Path) -> BTreeSet<String> {
    let mut found = BTreeSet::new();
    let mut folders = vec![vault.to_owned()];
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir(folder).unwrap().flatten() {
            match entry.file_type().unwrap().is_dir() {
                true => folders.push(entry.path()),
                false => {
                    let name = entry.file_name().into_string().unwrap();
                    found.extend((name.len() == 64).then_some(name));
                }
            }
        }
    }
    found
}

fn elsewhere(stage: &Stage, house: &Path, arguments: &[&str]) -> std::process::Output {
    let mut command = stage.command(arguments);
    command.env("MARQUEE_HOUSE", house).output().unwrap()
}

fn done_elsewhere(stage: &Stage, house: &Path, arguments: &[&str]) -> String {
    let output = elsewhere(stage, house, arguments);
    let said = String::from_utf8_lossy(&output.stderr).into_owned();
    assert!(output.status.success(), "marquee {arguments:?}: {said}");
    String::from_utf8(output.stdout).unwrap()
}

fn is_done(stage: &Stage) -> bool {
    stage.jobs().iter().all(|job| job["state"] == "done")
}

#[test]
fn a_house_is_kept_while_it_encodes_and_comes_back() {
    let stage = stage_with_film(false);
    let backup = text(&stage.path("backup"));
    let server = stage.serve(&[]);
    until("something is being encoded", || {
        stage
            .jobs()
            .iter()
            .any(|job| job["state"] == "running")
            .then_some(())
    });
    assert_eq!(stage.done(&["backup", &backup, "--quiet"]).trim(), "1");
    until("all is made", || is_done(&stage).then_some(()));
    let second = stage.json(&["backup", &backup]);
    assert_eq!(
        (&second["generation"], &second["missing"]),
        (&2.into(), &Value::Array(vec![]))
    );
    assert!(server.end().0);

    // As it was in the middle of the work: what ran waits, and goes on to the same end.
    let early = stage.path("early");
    done_elsewhere(
        &stage,
        &early,
        &["restore", &backup, &text(&early), "--generation", "1"],
    );
    let jobs: Value =
        serde_json::from_str(&done_elsewhere(&stage, &early, &["jobs", "--all", "--json"])).unwrap();
    assert!(
        jobs.as_array()
            .unwrap()
            .iter()
            .all(|job| job["state"] != "running")
    );
    done_elsewhere(
        &stage,
        &early,
        &["encode", "first-light", "--effort", "quick", "--wait"],
    );
    done_elsewhere(&stage, &early, &["check", "first-light", "--quick"]);
    assert!(objects(&early.join("vault")).is_superset(&needed(&stage, &early)));
    assert_eq!(needed(&stage, &early), needed(&stage, &stage.house()));

    let drilled = stage.json(&["drill", &backup]);
    assert_eq!(drilled["titles"][0]["passed"], true, "{drilled}");
    assert_eq!(drilled["damage"], Value::Array(vec![]));
    let left: Vec<_> = fs::read_dir(Path::new(&backup).join("drills")).unwrap().collect();
    assert!(left.is_empty(), "{left:?}");

    damage(&stage, Path::new(&backup));
}

/// What viewers of the title are shown: digests of its renditions.
fn needed(stage: &Stage, house: &Path) -> BTreeSet<String> {
    let shown = done_elsewhere(stage, house, &["show", "first-light", "--json"]);
    let shown: Value = serde_json::from_str(&shown).unwrap();
    let mut found = BTreeSet::new();
    let mut values = vec![&shown["masters"][0]["renditions"]];
    while let Some(value) = values.pop() {
        match value {
            Value::Array(more) => values.extend(more),
            Value::Object(fields) => {
                found.extend(fields.get("digest").and_then(Value::as_str).map(str::to_owned));
                values.extend(fields.values());
            }
            _ => {}
        }
    }
    assert!(found.len() >= 4, "{shown}");
    found
}

/// A backup that lies: the damaged object is named, nothing is brought back, and what is whole is when asked for.
fn damage(stage: &Stage, backup: &Path) {
    let object = objects(&backup.join("objects")).into_iter().next().unwrap();
    let place = backup
        .join("objects")
        .join(&object[..2])
        .join(&object[2..4])
        .join(&object);
    fs::remove_file(&place).unwrap();
    fs::write(&place, "something else").unwrap();
    let (from, to) = (text(backup), stage.path("damaged"));
    let said = stage.refused(&["restore", &from, &text(&to)]);
    assert!(
        said.contains(&object) && said.contains("nothing was brought back"),
        "{said}"
    );
    assert!(!to.exists());
    stage.done(&["restore", &from, &text(&to), "--despite-damage"]);
    let said = stage.refused(&["drill", &from]);
    assert!(said.contains("would not bring the whole house back"), "{said}");
    let mended = stage.json(&["backup", &from, "--thorough"]);
    assert_eq!(mended["copied_objects"], 1);
}

#[test]
fn a_backup_that_is_killed_leaves_the_last_one_as_it_was() {
    let stage = stage_with_film(true);
    let backup = text(&stage.path("backup"));
    stage.done(&["backup", &backup]);
    for delay in [0, 5, 10, 20, 40, 80] {
        let mut child = stage
            .command(&["backup", &backup, "--thorough"])
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .spawn()
            .unwrap();
        std::thread::sleep(std::time::Duration::from_millis(delay));
        let _ = child.kill();
        child.wait().unwrap();
    }
    let house = stage.path("back");
    stage.done(&["restore", &backup, &text(&house), "--generation", "1"]);
    done_elsewhere(&stage, &house, &["fsck"]);
    stage.done(&["backup", &backup]);
    stage.done(&["drill", &backup]);
}

#[test]
fn what_cannot_be_kept_or_brought_back_is_said_in_a_sentence() {
    let stage = Stage::new();
    let (house, backup) = (text(&stage.house()), text(&stage.path("backup")));
    let said = stage.refused(&["backup", &text(&stage.house().join("backup"))]);
    assert!(said.contains("lies in the house's own folder"), "{said}");
    let said = stage.refused(&[
        "restore",
        &text(&stage.path("nowhere")),
        &text(&stage.path("new")),
    ]);
    assert!(said.contains("there is no backup in"), "{said}");
    stage.done(&["backup", &backup]);
    let said = stage.refused(&["restore", &backup, &house]);
    assert!(said.contains("holds a house; nothing was changed"), "{said}");
    let said = stage.refused(&["restore", &backup, &text(&stage.path("new")), "--generation", "9"]);
    assert!(said.contains("there is no generation 9"), "{said}");
    let listed = stage.json(&["backup", &backup, "--list"]);
    assert_eq!(listed[0]["generation"], 1);
    let said = stage.run(&["upgrade", "--dry-run"]);
    assert!(String::from_utf8_lossy(&said.stderr).contains("is up to date"));
}

fn other_house(stage: &Stage, name: &str) -> PathBuf {
    let house = stage.path(name);
    stage.done(&["init", &text(&house), "--name", "Test"]);
    house
}

fn serve_elsewhere(stage: &Stage, house: &Path) -> Server {
    stage.serve_house(house, &["--no-work"])
}

/// The page without what is this house's own: keys in addresses.
fn page(site: &str, path: &str) -> String {
    let answer = get(site, path);
    assert_eq!(answer.status, 200, "{path}");
    let is_id = |word: &str| word.len() == 24 && word.bytes().all(|b| matches!(b, b'a'..=b'z' | b'2'..=b'7'));
    let text = answer.text().replace(site, "");
    let words = text.split_inclusive(|c: char| !c.is_ascii_alphanumeric());
    let plain = |word: &str| {
        let (head, tail) = word.split_at(word.trim_end_matches(|c: char| !c.is_ascii_alphanumeric()).len());
        if is_id(head) {
            format!("KEY{tail}")
        } else {
            word.to_owned()
        }
    };
    words.map(plain).collect()
}

#[test]
fn a_title_moves_to_another_house_and_is_the_same_there() {
    let stage = stage_with_film(true);
    with_a_moment(&stage);
    let bag = stage.path("first-light");
    stage.done(&["export", "first-light", &text(&bag)]);
    plays(&stage, &bag);
    reference_tool_agrees(&stage, &bag);

    let other = other_house(&stage, "other");
    done_elsewhere(&stage, &other, &["import", &text(&bag), "--release"]);
    assert_eq!(needed(&stage, &other), needed(&stage, &stage.house()));
    let (here, there) = (
        serve_elsewhere(&stage, &stage.house()),
        serve_elsewhere(&stage, &other),
    );
    for path in ["/title/first-light", "/title/first-light/watch"] {
        let (here, there) = (page(&here.site, path), page(&there.site, path));
        assert!(here.contains("The bars turn"), "{path} leads to the moment");
        assert_eq!(here, there, "{path}");
    }
    let again = elsewhere(&stage, &other, &["import", &text(&bag)]);
    let said = String::from_utf8_lossy(&again.stderr).into_owned();
    assert!(said.contains("is in this house already"), "{said}");

    hostile(&stage, &bag);
}

/// One on the title's page, with a picture.
fn with_a_moment(stage: &Stage) {
    stage.done(&["analyse", "--all", "--wait"]);
    let moment = ["moments", "first-light", "--add", "1-2.5"];
    stage.done(&[&moment[..], &["--title", "The bars turn"]].concat());
    stage.done(&["moments", "first-light", "--show", "--top", "1"]);
}

/// The playlist in the folder plays, frame for frame.
fn plays(stage: &Stage, bag: &Path) {
    let playlist = bag.join("data/renditions/film.m3u8");
    let decoded = Command::new(&stage.ffmpeg)
        .args(["-v", "error", "-xerror", "-i"])
        .arg(&playlist)
        .args(["-map", "0:v:0", "-f", "framemd5", "-"])
        .output()
        .unwrap();
    assert!(
        decoded.status.success(),
        "{}",
        String::from_utf8_lossy(&decoded.stderr)
    );
    let list = String::from_utf8(decoded.stdout).unwrap();
    assert_eq!(list.lines().filter(|line| !line.starts_with('#')).count(), FRAMES);
}

/// The Library of Congress's own program, where Python can fetch it.
fn reference_tool_agrees(stage: &Stage, bag: &Path) {
    let tools = stage.path("venv");
    let run = |program: &Path, arguments: &[&str]| {
        let mut command = Command::new(program);
        command
            .args(arguments)
            .stdin(Stdio::null())
            .output()
            .is_ok_and(|output| output.status.success())
    };
    let python = tools.join("bin/python3");
    let pip = [
        "-m",
        "pip",
        "install",
        "--quiet",
        "--disable-pip-version-check",
        "bagit==1.9.0",
        "setuptools<81",
    ];
    if !run(Path::new("python3"), &["-m", "venv", &text(&tools)]) || !run(&python, &pip) {
        println!("left out: the reference bagit is not at hand");
        return;
    }
    assert!(
        run(&python, &["-m", "bagit", "--validate", &text(bag)]),
        "the reference bagit refuses the bag"
    );
}

/// Nothing of a bag that lies is filed.
fn hostile(stage: &Stage, bag: &Path) {
    let house = other_house(stage, "wary");
    let refuse = |why: &str| {
        let output = elsewhere(stage, &house, &["import", &text(bag)]);
        let said = String::from_utf8_lossy(&output.stderr).into_owned();
        assert!(!output.status.success() && said.contains(why), "{why}: {said}");
        assert_eq!(objects(&house.join("vault")), BTreeSet::new(), "{why}");
        assert_eq!(
            done_elsewhere(stage, &house, &["ls", "--json"])
                .matches("slug")
                .count(),
            0
        );
    };
    let film = bag.join("data/film/film.mp4");
    let whole = fs::read(&film).unwrap();
    fs::write(&film, "another film").unwrap();
    refuse("has other bytes than the bag lists");
    fs::remove_file(&film).unwrap();
    refuse("is missing");
    std::os::unix::fs::symlink("/etc/hostname", &film).unwrap();
    refuse("is a link");
    fs::remove_file(&film).unwrap();
    fs::write(&film, whole).unwrap();
    let told = retold(bag, |text| text.replace("The bars turn", "             "));
    refuse("no name that can be shown");
    retold(bag, |_| told.replace("\"value\": 2500000", "\"value\": 9500000"));
    refuse("outside the film");
    retold(bag, |_| told.clone());
    let list = bag.join("manifest-sha512.txt");
    let lines = fs::read_to_string(&list).unwrap();
    fs::write(&list, format!("{lines}{:0128}  data/../../x\n", 0)).unwrap();
    refuse("out of the bag");
}

/// Changes the record to one as long, and makes the lists agree with that. Answers what it said.
fn retold(bag: &Path, change: impl Fn(&str) -> String) -> String {
    let record = bag.join("data/title.json");
    let sum = |algorithm: &str| {
        let output = Command::new(format!("{algorithm}sum"))
            .arg(&record)
            .output()
            .unwrap();
        let text = String::from_utf8(output.stdout).unwrap();
        text.split_whitespace().next().unwrap().to_owned()
    };
    let before = ["sha256", "sha512"].map(sum);
    let told = fs::read_to_string(&record).unwrap();
    let changed = change(&told);
    assert_eq!(changed.len(), told.len());
    fs::write(&record, changed).unwrap();
    for (algorithm, before) in ["sha256", "sha512"].into_iter().zip(before) {
        let _ = fs::remove_file(bag.join(format!("tagmanifest-{algorithm}.txt")));
        let list = bag.join(format!("manifest-{algorithm}.txt"));
        if let Ok(lines) = fs::read_to_string(&list) {
            fs::write(&list, lines.replace(&before, &sum(algorithm))).unwrap();
        }
    }
    told
}
