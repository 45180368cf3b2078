//! Files sent to a real server: cut off, killed, of every kind that people send.

use std::io::{Read, Write};
use std::net::TcpStream;
use std::sync::Arc;
use std::time::Duration;

use house::team::{Actor, Role, Scope};
use house::{Clock, Digest, Instant};
use rustix::process::Signal;
use serde_json::Value;
use store::{Catalogue, NewAccount, NewApiToken};

use crate::stage::{Server, Stage, until};

const PATIENCE: Duration = Duration::from_secs(60);
const FILM: &str = "-f lavfi -i testsrc2=size=320x180:rate=25:duration=6 -f lavfi -i sine=duration=6 -c:v libx264 -b:v 3M -c:a aac";

struct WallClock;

impl Clock for WallClock {
    #[expect(clippy::disallowed_methods, reason = "a test has a clock of its own")]
    fn now(&self) -> Instant {
        Instant::from(jiff::Timestamp::now())
    }
}

/// A program of the team's that sends files.
pub(crate) struct Sender {
    host: String,
    bearer: String,
}

pub(crate) struct Answer {
    pub(crate) status: u16,
    head: String,
    pub(crate) body: String,
}

impl Answer {
    fn header(&self, name: &str) -> Option<&str> {
        let mut lines = self.head.split("\r\n").filter_map(|line| line.split_once(':'));
        lines
            .find(|(key, _)| key.eq_ignore_ascii_case(name))
            .map(|(_, value)| value.trim())
    }
}

impl Sender {
    pub(crate) fn new(stage: &Stage, server: &Server) -> Self {
        let runtime = tokio::runtime::Builder::new_current_thread()
            .enable_all()
            .build()
            .unwrap();
        let bearer = runtime.block_on(async {
            let place = stage.house().join("catalogue.sqlite");
            let catalogue = Catalogue::open(&place, Arc::new(WallClock)).await.unwrap();
            let ada = NewAccount {
                email: "ada@films.example".parse().unwrap(),
                name: "Ada".into(),
                role: Role::Editor,
                password: None,
            };
            let ada = catalogue.team().add_account(&Actor::Program, &ada).await.unwrap();
            let token = NewApiToken {
                account: ada.id,
                name: "test".into(),
                scopes: vec![Scope::Write],
                expires: None,
            };
            let (_, secret) = catalogue.team().make_token(&Actor::Program, token).await.unwrap();
            catalogue.close().await;
            secret.0
        });
        let mut sender = Self {
            host: String::new(),
            bearer,
        };
        sender.turn_to(server);
        sender
    }

    fn turn_to(&mut self, server: &Server) {
        self.host = server.site.strip_prefix("http://").unwrap().to_owned();
    }

    fn open(&self, method: &str, path: &str, headers: &str) -> TcpStream {
        let mut stream = TcpStream::connect(&self.host).unwrap();
        stream.set_read_timeout(Some(PATIENCE)).unwrap();
        write!(
            stream,
            "{method} {path} HTTP/1.1\r\nHost: {}\r\nAuthorization: Bearer {}\r\nTus-Resumable: 1.0.0\r\n\
             Connection: close\r\n{headers}\r\n",
            self.host, self.bearer
        )
        .unwrap();
        stream
    }

    pub(crate) fn ask(&self, method: &str, path: &str, headers: &str, body: &[u8]) -> Answer {
        let headers = format!("{headers}Content-Length: {}\r\n", body.len());
        let mut stream = self.open(method, path, &headers);
        // A refusal may come before the whole body is sent.
        let _ = stream.write_all(body);
        let mut answer = Vec::new();
        stream.read_to_end(&mut answer).unwrap();
        let answer = String::from_utf8(answer).unwrap();
        let (head, body) = answer.split_once("\r\n\r\n").unwrap();
        Answer {
            status: head.split(' ').nth(1).unwrap().parse().unwrap(),
            head: head.to_owned(),
            body: body.to_owned(),
        }
    }

    fn begin(&self, length: usize, metadata: &[(&str, &str)]) -> String {
        let pairs: Vec<String> = metadata
            .iter()
            .map(|(key, value)| format!("{key} {}", base64(value.as_bytes())))
            .collect();
        let headers = format!(
            "Upload-Length: {length}\r\nUpload-Metadata: {}\r\n",
            pairs.join(",")
        );
        let answer = self.ask("POST", "/api/v1/uploads", &headers, b"");
        assert_eq!(answer.status, 201, "{}", answer.body);
        answer.header("location").unwrap().to_owned()
    }

    fn offset(&self, place: &str) -> usize {
        let answer = self.ask("HEAD", place, "", b"");
        assert_eq!(answer.status, 200);
        answer.header("upload-offset").unwrap().parse().unwrap()
    }

    fn send(&self, place: &str, from: usize, bytes: &[u8]) -> Answer {
        let headers = format!("Content-Type: application/offset+octet-stream\r\nUpload-Offset: {from}\r\n");
        self.ask("PATCH", place, &headers, bytes)
    }

    /// Promises all of `bytes`, sends the first `part` and hangs up.
    fn cut_off(&self, place: &str, from: usize, bytes: &[u8], part: usize) {
        let headers = format!(
            "Content-Type: application/offset+octet-stream\r\nUpload-Offset: {from}\r\nContent-Length: {}\r\n",
            bytes.len()
        );
        let mut stream = self.open("PATCH", place, &headers);
        stream.write_all(&bytes[..part]).unwrap();
    }

    pub(crate) fn whole(&self, bytes: &[u8], metadata: &[(&str, &str)]) -> String {
        let place = self.begin(bytes.len(), metadata);
        if !bytes.is_empty() {
            let answer = self.send(&place, 0, bytes);
            assert!([204, 415].contains(&answer.status), "{}", answer.body);
        }
        place
    }

    fn record(&self, place: &str) -> Value {
        let answer = self.ask("GET", place, "", b"");
        assert_eq!(answer.status, 200, "{}", answer.body);
        serde_json::from_str(&answer.body).unwrap()
    }

    /// What became of it.
    pub(crate) fn ending(&self, place: &str) -> Value {
        until("an upload is looked over", || {
            let record = self.record(place);
            let is_over = ["taken_in", "refused"].contains(&record["state"].as_str().unwrap());
            is_over.then_some(record)
        })
    }
}

/// RFC 4648, 4.
fn base64(bytes: &[u8]) -> String {
    const LETTERS: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    let mut text = String::new();
    for three in bytes.chunks(3) {
        let bits = three
            .iter()
            .chain([0, 0].iter())
            .take(3)
            .fold(0_usize, |bits, byte| bits << 8 | usize::from(*byte));
        for place in 0..4 {
            let letter = LETTERS[bits >> (18 - 6 * place) & 63];
            text.push(if place <= three.len() {
                char::from(letter)
            } else {
                '='
            });
        }
    }
    text
}

fn docked(stage: &Stage) -> usize {
    std::fs::read_dir(stage.house().join("uploads")).unwrap().count()
}

#[test]
fn cut_off_and_killed_again_and_again_a_film_arrives_whole() {
    let stage = Stage::new();
    let film = std::fs::read(stage.film("film.mp4", FILM)).unwrap();
    let mut server = stage.serve(&[]);
    let mut sender = Sender::new(&stage, &server);
    let place = sender.begin(film.len(), &[("filename", "Die Laterne 🎬 \"<b>\".mp4")]);
    let mut furthest = 0;
    for cut in 1..=6_usize {
        let offset = sender.offset(&place);
        assert!(offset >= furthest, "{offset} after {furthest}");
        furthest = offset;
        let rest = &film[offset..];
        // Odd numbers, so that no part ends where a block does.
        sender.cut_off(&place, offset, rest, rest.len() / 9 + cut * 13);
        if cut % 3 == 0 {
            server.signal(Signal::KILL);
            server = stage.serve(&[]);
            sender.turn_to(&server);
        }
    }
    let offset = sender.offset(&place);
    assert_eq!(sender.send(&place, offset, &film[offset..]).status, 204);
    let record = sender.ending(&place);
    assert_eq!(record["state"], "taken_in", "{record}");
    assert_eq!(record["file_name"], "Die Laterne 🎬 \"<b>\".mp4");
    let asset = stage.json(&["show", record["asset"].as_str().unwrap()]);
    assert_eq!(asset["digest"], Digest::of(&film).to_string());
    assert_eq!(asset["kind"], "film");
    assert_eq!(docked(&stage), 0);

    // The same bytes again are the same asset.
    let again = sender.ending(&sender.whole(&film, &[("filename", "copy.mp4")]));
    assert_eq!(again["asset"], record["asset"]);
    assert!(again["sentence"].as_str().unwrap().contains("already"));
}

#[test]
fn a_whole_upload_is_taken_in_by_whoever_opens_the_house_next() {
    let stage = Stage::new();
    let film = std::fs::read(stage.film("film.mp4", FILM)).unwrap();
    let server = stage.serve(&["--no-work"]);
    let mut sender = Sender::new(&stage, &server);
    let metadata = [
        ("filename", "film.mp4"),
        ("title", "The Lantern"),
        ("publish", "draft"),
        ("language", "de"),
    ];
    let place = sender.whole(&film, &metadata);
    assert_eq!(sender.record(&place)["state"], "arrived");
    server.signal(Signal::KILL);
    drop(server);
    // As if the server had been killed before it said that the file was whole.
    let server = stage.serve(&[]);
    sender.turn_to(&server);
    let record = sender.ending(&place);
    let title = record["title"].as_str().unwrap().to_owned();
    let title = until("the title is drafted", || {
        let titles = stage.json(&["ls", "titles"]);
        let found = titles["titles"]
            .as_array()
            .unwrap()
            .iter()
            .find(|t| t["id"] == title.as_str());
        found
            .filter(|_| stage.jobs().iter().any(|job| job["kind"] == "encode-sound"))
            .cloned()
    });
    assert_eq!(title["name"], "The Lantern");
    let page = crate::visitor::get(&server.site, "/title/the-lantern");
    assert_eq!(page.status, 404, "a draft opens to nobody");
}

#[test]
fn whatever_people_send_is_answered_in_a_sentence() {
    let stage = Stage::new();
    let photo =
        std::fs::read(stage.film("photo.jpg", "-f lavfi -i testsrc2=size=640x480 -frames:v 1")).unwrap();
    let server = stage.serve(&[]);
    let sender = Sender::new(&stage, &server);
    for (name, bytes, said) in [
        ("film.mp4", b"Dear all,\nhere is the film.\n".as_slice(), "text"),
        ("film.mp4", b"", "empty"),
        ("film.mp4", b"#EXTM3U\n/etc/passwd\n", "M3U"),
        ("film.zip", b"PK\x03\x04 and so on", "Unpack"),
        ("film.srt", b"no times in here\n", "subtitles cannot be read"),
        ("../../etc/\u{202e}x<script>.mp4", &[0; 5_000], "zeros"),
    ] {
        let record = sender.ending(&sender.whole(bytes, &[("filename", name)]));
        assert_eq!(record["state"], "refused", "{record}");
        let sentence = record["sentence"].as_str().unwrap();
        assert!(
            sentence.to_lowercase().contains(&said.to_lowercase()),
            "{name}: {sentence}"
        );
        assert!(record["asset"].is_null());
    }
    let latin = "1\n00:00:01,000 --> 00:00:02,000\nGr\u{fc}\u{df}e aus K\u{f6}ln, sch\u{f6}n\n";
    let one_byte: Vec<u8> = latin.chars().map(|letter| letter as u8).collect();
    let wide: Vec<u8> = [0xff, 0xfe]
        .into_iter()
        .chain(latin.encode_utf16().flat_map(u16::to_le_bytes))
        .collect();
    for (name, bytes, kind) in [
        ("film.de.srt", one_byte.as_slice(), "subtitles"),
        ("whatever.bin", &wide, "subtitles"),
        ("IMG_0001.mp4", &photo, "photo"),
    ] {
        let record = sender.ending(&sender.whole(bytes, &[("filename", name)]));
        assert_eq!(record["state"], "taken_in", "{record}");
        let asset = stage.json(&["show", record["asset"].as_str().unwrap()]);
        assert_eq!(asset["kind"], kind, "{name}");
    }
    damaged(&stage, &sender);
}

/// A film whose end is missing is refused, and its readable part taken when that is asked for.
fn damaged(stage: &Stage, sender: &Sender) {
    let tape = std::fs::read(stage.film("tape.mkv", FILM)).unwrap();
    let place = sender.whole(&tape[..tape.len() * 2 / 3], &[("filename", "tape.mkv")]);
    let record = sender.ending(&place);
    assert_eq!(record["state"], "refused", "{record}");
    assert_eq!(record["salvageable"], true, "{record}");
    let answer = sender.ask("POST", &format!("{place}/salvage"), "", b"");
    assert_eq!(answer.status, 200, "{}", answer.body);
    let record = sender.ending(&place);
    assert_eq!(record["state"], "taken_in", "{record}");
    let asset = stage.json(&["show", record["asset"].as_str().unwrap()]);
    assert!(asset["salvage"].is_string());
}
