//! A night is planned from the command line: its instant, its board, and what stands against it.

use crate::stage::Stage;

const FILM: &str =
    "-f lavfi -i testsrc2=size=320x180:rate=25:duration=4 -f lavfi -i sine=duration=4 -c:v libx264 -c:a aac";
/// A year after anything here ends.
const NIGHT: &str = "2036-12-20 20:00 America/Toronto";
const NIGHT_UTC: &str = "2036-12-21T01:00:00Z";

fn instant(micros: &serde_json::Value) -> String {
    let at = jiff::Timestamp::from_microsecond(micros.as_i64().unwrap()).unwrap();
    at.to_string()
}

#[test]
fn a_premiere_is_planned_in_one_line() {
    let stage = Stage::new();
    let film = stage.film("night.mp4", FILM);
    let words = [
        "publish",
        &film,
        "--title",
        "Night",
        "--opens",
        "2026-11-01 01:30 America/Toronto",
    ];
    let twice = stage.run(&words);
    let said = String::from_utf8_lossy(&twice.stderr);
    assert_eq!(twice.status.code(), Some(2), "wrong usage");
    assert!(said.contains("comes twice") && said.contains("-04:00"), "{said}");
    let passed = stage.refused(&[
        "publish",
        &film,
        "--title",
        "Night",
        "--opens",
        "2020-01-01 20:00 UTC",
    ]);
    assert!(passed.contains("has passed already"), "{passed}");
    assert!(
        stage.json(&["ls"])["assets"] == serde_json::json!([]),
        "nothing was taken in"
    );

    let page = stage.done(&["publish", &film, "--title", "Night", "--opens", NIGHT, "--wait"]);
    assert!(page.trim().ends_with("/title/night"), "{page}");
    let shown = stage.json(&["show", "night"]);
    let release = &shown["release"];
    assert_eq!(
        instant(&release["opens"]),
        NIGHT_UTC,
        "settled when all had passed"
    );
    assert_eq!(release["plan"]["zone"], "America/Toronto");
    assert!(release["plan"]["announced"].is_i64(), "{release}");

    let board = stage.json(&["release", "board", "night"]);
    let lines = board["lines"].as_array().unwrap();
    assert!(lines.iter().all(|line| line["light"] != "red"), "{board}");
    for what in [
        "Picture 320 x 180",
        "Poster",
        "Page",
        "Credits",
        "Check of all together",
    ] {
        assert!(
            lines.iter().any(|line| line["what"] == what),
            "{what} is on the board: {board}"
        );
    }
    let plain = stage.done(&["release", "board", "night"]);
    assert!(plain.contains("Poster") && plain.contains("green"), "{plain}");
}

#[test]
fn a_night_that_is_not_ready_is_scheduled_by_name_alone() {
    let stage = Stage::new();
    let film = stage.film("night.mp4", FILM);
    stage.done(&["publish", &film, "--title", "Night", "--opens", NIGHT, "--wait"]);
    let plan = |more: &[&str]| {
        let mut words = vec!["release", "plan", "night"];
        words.extend(more);
        words.into_iter().map(str::to_owned).collect::<Vec<_>>()
    };
    let refused = |more: &[&str]| {
        let words = plan(more);
        stage.refused(&words.iter().map(String::as_str).collect::<Vec<_>>())
    };
    let done = |more: &[&str]| {
        let words = plan(more);
        stage.json(&words.iter().map(String::as_str).collect::<Vec<_>>())
    };
    assert!(refused(&["--opens", "2020-01-01 20:00 UTC"]).contains("--now"));
    assert!(refused(&["--opens", NIGHT, "--closes", "2036-12-20 20:00 UTC"]).contains("before it opens"));
    let nowhere = refused(&["--opens", NIGHT, "--territories", "CA,US"]);
    assert!(
        nowhere.contains("Territories") && nowhere.contains("--overrule"),
        "{nowhere}"
    );
    assert_eq!(
        instant(&stage.json(&["show", "night"])["release"]["opens"]),
        NIGHT_UTC
    );

    let waiting = done(&[
        "--opens",
        NIGHT,
        "--territories",
        "CA,US",
        "--when-ready",
        "--announce",
        "never",
    ]);
    assert!(
        waiting["opens"].is_null() && waiting["plan"]["announced"].is_null(),
        "{waiting}"
    );
    assert_eq!(instant(&waiting["plan"]["intends"]), NIGHT_UTC);
    let overruled = done(&[
        "--opens",
        NIGHT,
        "--territories",
        "CA",
        "--overrule",
        "Ana",
        "--reason",
        "the proxy says it from tomorrow",
    ]);
    assert_eq!(overruled["territories"], serde_json::json!(["CA"]));
    assert_eq!(overruled["plan"]["overruled"]["name"], "Ana");
    let open = done(&["--now"]);
    assert!(
        open["opens"].is_i64() && open["territories"] == serde_json::json!([]),
        "{open}"
    );
}

#[test]
fn the_audit_of_a_running_house_finds_no_leak_and_says_so() {
    let stage = Stage::new();
    let configuration = stage.house().join("marquee.toml");
    let mut text = std::fs::read_to_string(&configuration).unwrap();
    text = text
        .replace("# pages = \"1200/min\"", "pages = \"off\"")
        .replace("# writes = \"600/min\"", "writes = \"off\"");
    std::fs::write(&configuration, text).unwrap();
    let film = stage.film("night.mp4", FILM);
    stage.done(&[
        "publish",
        &film,
        "--title",
        "Night of the Harbour",
        "--opens",
        NIGHT,
        "--wait",
    ]);
    let nobody = stage.refused(&[
        "embargo",
        "audit",
        "night-of-the-harbour",
        "--address",
        "http://127.0.0.1:1",
    ]);
    assert!(nobody.contains("does not answer"), "{nobody}");
    let server = stage.serve(&["--no-work"]);
    let audited = stage.json(&[
        "embargo",
        "audit",
        "night-of-the-harbour",
        "--address",
        &server.site,
    ]);
    assert_eq!(audited["leaks"], serde_json::json!([]));
    let lines = audited["lines"].as_array().unwrap();
    let count = |what: &str| lines.iter().map(|line| line[what].as_u64().unwrap()).sum::<u64>();
    assert!(count("asked") > 1_000 && count("nothing") > 1_000, "{audited}");
    assert!(count("announced") > 10, "the waiting room is public: {audited}");
}
