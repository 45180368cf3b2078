//! What a director does by hand, over the API of a real server: poster, subtitles, another encode in the same place.

use serde_json::{Value, json};

use crate::stage::{Stage, until};
use crate::uploads::{Answer, Sender};

const FILM: &str =
    "-f lavfi -i testsrc2=size=320x180:rate=25:duration=6 -f lavfi -i sine=duration=6 -c:v libx264 -c:a aac";
const LINES: &str =
    "1\n00:00:01,000 --> 00:00:02,000\nHelo.\n\n2\n00:00:03,000 --> 00:00:04,000\nWho is ther?\n";

struct Desk<'a> {
    sender: &'a Sender,
    title: String,
}

impl Desk<'_> {
    fn ask(&self, method: &str, path: &str, body: &Value) -> Answer {
        let path = format!("/api/v1/titles/{}{path}", self.title);
        let body = if body.is_null() {
            String::new()
        } else {
            body.to_string()
        };
        self.sender.ask(
            method,
            &path,
            "Content-Type: application/json\r\n",
            body.as_bytes(),
        )
    }

    fn done(&self, method: &str, path: &str, body: &Value) -> Value {
        let answer = self.ask(method, path, body);
        assert!(
            (200..300).contains(&answer.status),
            "{method} {path}: {}",
            answer.body
        );
        serde_json::from_str(&answer.body).unwrap_or(Value::Null)
    }

    fn list(&self, path: &str) -> Vec<Value> {
        self.done("GET", path, &Value::Null)["items"]
            .as_array()
            .unwrap()
            .clone()
    }
}

fn wait_for_job(stage: &Stage, id: &Value) {
    until("a job is done", || {
        let job = stage.jobs().into_iter().find(|job| job["id"] == *id)?;
        assert_ne!(job["state"], "failed", "{job}");
        (job["state"] == "done").then_some(())
    });
}

#[test]
fn poster_subtitles_and_another_encode_by_hand() {
    let stage = Stage::new();
    let film = stage.film("film.mp4", FILM);
    stage.done(&[
        "publish",
        &film,
        "--title",
        "The Lantern",
        "--effort",
        "quick",
        "--wait",
    ]);
    let listing = stage.json(&["ls", "titles"]);
    let server = stage.serve(&[]);
    let sender = Sender::new(&stage, &server);
    let desk = Desk {
        sender: &sender,
        title: listing["titles"][0]["id"].as_str().unwrap().to_owned(),
    };

    // A frame as the poster, and it stays when the film is encoded anew.
    let picked = desk.done("POST", "/pictures", &json!({ "role": "poster", "at_ms": 2_000 }));
    wait_for_job(&stage, &picked["job"]);
    let poster = |desk: &Desk<'_>| {
        let pictures = desk.list("/pictures");
        let mut posters = pictures.iter().filter(|picture| picture["role"] == "poster");
        let poster = posters.next().unwrap()["key"].clone();
        assert!(posters.next().is_none());
        poster
    };
    let chosen = poster(&desk);
    assert_eq!(
        desk.ask("POST", "/pictures", &json!({ "role": "poster", "at_ms": 9_000 }))
            .status,
        409
    );

    // Subtitles: a file, then corrected by two people at once.
    let srt = sender.ending(&sender.whole(LINES.as_bytes(), &[("filename", "film.en.srt")]));
    let added = desk.done("POST", "/subtitles", &json!({ "asset": srt["asset"] }));
    wait_for_job(&stage, &added["job"]);
    let text = desk.list("/subtitles").remove(0);
    assert_eq!(text["language"], "en");
    let path = format!("/subtitles/{}", text["id"].as_str().unwrap());
    let seen = desk.done("GET", &path, &Value::Null);
    let correction = |at: usize, words: &str| {
        let was = &seen["lines"][at];
        let mut now = was.clone();
        now["text"] = words.into();
        json!({ "changes": [{ "was": was, "now": now }] })
    };
    desk.done("PATCH", &path, &correction(0, "Hello."));
    let both = desk.done("PATCH", &path, &correction(1, "Who is <i>there</i>?"));
    assert_eq!(both["lines"][0]["text"], "Hello.");
    assert_eq!(both["lines"][1]["text"], "Who is <i>there</i>?");
    let late = desk.ask("PATCH", &path, &correction(0, "Hullo."));
    assert_eq!(late.status, 412);
    let problem: Value = serde_json::from_str(&late.body).unwrap();
    assert_eq!(problem["current"]["lines"][0]["text"], "Hello.");
    let flagged = desk.done("PATCH", &path, &json!({ "language": "de", "forced": true }));
    assert_eq!(
        (&flagged["language"], &flagged["forced"]),
        (&json!("de"), &json!(true))
    );
    let nothing = json!({ "changes": [{ "now": { "start_ms": 5_000, "end_ms": 4_000, "text": "x" } }] });
    assert_eq!(desk.ask("PATCH", &path, &nothing).status, 409);

    // Another encode takes the place of the first; the address stays.
    let shown = |desk: &Desk<'_>| {
        let masters = desk.list("/masters");
        masters.iter().find(|master| master["is_shown"] == true).unwrap()["revision"].clone()
    };
    let page = crate::visitor::get(&server.site, "/title/the-lantern/watch");
    assert_eq!(shown(&desk), 1);
    let masters = desk.list("/masters");
    let replaced = json!({ "asset": masters[0]["asset"], "effort": "normal" });
    desk.done("POST", "/masters", &replaced);
    until("the new film is in the place of the old", || {
        (shown(&desk) == 2).then_some(())
    });
    let again = crate::visitor::get(&server.site, "/title/the-lantern/watch");
    assert_eq!((page.status, again.status), (200, 200));
    assert_eq!(poster(&desk), chosen);
    let texts = desk.list("/subtitles");
    assert_eq!(texts.len(), 1);
    let path = format!("/subtitles/{}", texts[0]["id"].as_str().unwrap());
    let lines = desk.done("GET", &path, &Value::Null);
    assert_eq!(lines["lines"][1]["text"], "Who is <i>there</i>?");
}
