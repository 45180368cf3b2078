//! The tus protocol, 1.0.0, as its specification has it, header by header.

use axum::http::Method;
use house::team::{Role, Scope};

use crate::answer::Answer;
use crate::cinema::{Cinema, HOUR};

const PLACE: &str = "/api/v1/uploads";
const TUS: (&str, &str) = ("tus-resumable", "1.0.0");
const PART: (&str, &str) = ("content-type", "application/offset+octet-stream");

/// Somebody who sends a file.
struct Sender {
    cinema: Cinema,
    bearer: String,
}

impl Sender {
    async fn new() -> Self {
        let cinema = Cinema::open().await;
        let ada = cinema.account("ada@films.example", Role::Editor).await;
        let bearer = cinema.bearer_of(&ada, &[Scope::Write]).await;
        Self { cinema, bearer }
    }

    async fn ask(&self, method: &str, path: &str, headers: &[(&str, &str)], body: &str) -> Answer {
        let mut all = vec![TUS, ("authorization", self.bearer.as_str())];
        all.extend_from_slice(headers);
        let method = Method::from_bytes(method.as_bytes()).unwrap();
        self.cinema.send(method, path, &all, body).await
    }

    /// Begins an upload; answers its place.
    async fn begin(&self, length: u64, more: &[(&str, &str)]) -> String {
        let length = length.to_string();
        let mut headers = vec![("upload-length", length.as_str())];
        headers.extend_from_slice(more);
        let answer = self.ask("POST", PLACE, &headers, "").await;
        assert_eq!(answer.status, 201);
        header(&answer, "location").to_owned()
    }

    async fn send(&self, place: &str, from: u64, more: &[(&str, &str)], bytes: &str) -> Answer {
        let from = from.to_string();
        let mut headers = vec![PART, ("upload-offset", from.as_str())];
        headers.extend_from_slice(more);
        self.ask("PATCH", place, &headers, bytes).await
    }

    async fn offset(&self, place: &str) -> u64 {
        let answer = self.ask("HEAD", place, &[], "").await;
        assert_eq!(answer.status, 200);
        header(&answer, "upload-offset").parse().unwrap()
    }

    async fn record(&self, place: &str) -> serde_json::Value {
        let answer = self.ask("GET", place, &[], "").await;
        assert_eq!(answer.status, 200);
        serde_json::from_slice(&answer.body).unwrap()
    }
}

fn header<'a>(answer: &'a Answer, name: &str) -> &'a str {
    answer
        .headers
        .get(name)
        .map_or("", |value| value.to_str().unwrap())
}

#[tokio::test]
async fn what_is_spoken_is_said() {
    let sender = Sender::new().await;
    let answer = sender.ask("OPTIONS", PLACE, &[], "").await;
    assert_eq!(answer.status, 204);
    assert_eq!(header(&answer, "tus-version"), "1.0.0");
    assert_eq!(header(&answer, "tus-resumable"), "1.0.0");
    assert_eq!(header(&answer, "tus-checksum-algorithm"), "sha1,sha256,blake3");
    assert_eq!(header(&answer, "tus-max-size"), "500000000000");
    for extension in [
        "creation",
        "creation-with-upload",
        "checksum",
        "termination",
        "expiration",
    ] {
        let all: Vec<&str> = header(&answer, "tus-extension").split(',').collect();
        assert!(all.contains(&extension), "{extension}");
    }
}

#[tokio::test]
async fn a_file_comes_in_parts() {
    let sender = Sender::new().await;
    let metadata = ("upload-metadata", "filename ZmlsbS5tcDQ=,kind ZmlsbQ==");
    let place = sender.begin(9, &[metadata]).await;
    let answer = sender.ask("HEAD", &place, &[], "").await;
    assert_eq!(header(&answer, "upload-offset"), "0");
    assert_eq!(header(&answer, "upload-length"), "9");
    assert_eq!(header(&answer, "cache-control"), "no-store");
    assert_eq!(header(&answer, "upload-metadata"), metadata.1);
    assert_eq!(header(&answer, "upload-expires"), "Sun, 29 Nov 2026 20:00:00 GMT");

    let answer = sender.send(&place, 0, &[], "Lantern").await;
    assert_eq!(answer.status, 204);
    assert_eq!(header(&answer, "upload-offset"), "7");
    // The same part again, as a client that heard no answer sends it.
    assert_eq!(sender.send(&place, 0, &[], "Lantern").await.status, 409);
    assert_eq!(sender.offset(&place).await, 7);
    sender.cinema.clock.forward(HOUR);
    let answer = sender.send(&place, 7, &[], "s!").await;
    assert_eq!(answer.status, 204);
    assert_eq!(header(&answer, "upload-offset"), "9");

    let record = sender.record(&place).await;
    assert_eq!(record["state"], "arrived");
    assert_eq!(record["file_name"], "film.mp4");
    assert_eq!(record["kind"], "film");
    let id = place.rsplit('/').next().unwrap().parse().unwrap();
    assert_eq!(
        std::fs::read(sender.cinema.dock.path_of(&id)).unwrap(),
        b"Lanterns!"
    );
    let upload = sender.cinema.catalogue.upload_by_id(&id).await.unwrap().unwrap();
    assert_eq!(upload.digest, Some(house::Digest::of(b"Lanterns!")));
    // Asked once more where it stands.
    assert_eq!(sender.offset(&place).await, 9);
    assert_eq!(sender.send(&place, 9, &[], "").await.status, 204);
}

#[tokio::test]
async fn the_first_bytes_may_come_with_the_creation() {
    let sender = Sender::new().await;
    let answer = sender
        .ask("POST", PLACE, &[("upload-length", "5"), PART], "Lan")
        .await;
    assert_eq!(answer.status, 201);
    assert_eq!(header(&answer, "upload-offset"), "3");
    let place = header(&answer, "location").to_owned();
    assert_eq!(sender.send(&place, 3, &[], "ds").await.status, 204);
    assert_eq!(sender.record(&place).await["state"], "arrived");
    // A file without bytes is whole from the start; that it is no film is said when it is looked over.
    let place = sender.begin(0, &[]).await;
    assert_eq!(sender.record(&place).await["state"], "arrived");
}

#[tokio::test]
async fn a_part_is_checked() {
    let sender = Sender::new().await;
    let place = sender.begin(6, &[]).await;
    let right = ("upload-checksum", "sha1 qZk+NkcGgWq6PiVxeFDCbJzQ2J0=");
    let answer = sender.send(&place, 0, &[right], "abd").await;
    assert_eq!(answer.status.as_u16(), 460);
    assert_eq!(sender.offset(&place).await, 0);
    assert_eq!(sender.send(&place, 0, &[right], "abc").await.status, 204);
    assert_eq!(sender.send(&place, 3, &[right], "abc").await.status, 204);
    assert_eq!(sender.record(&place).await["state"], "arrived");
    let unknown = ("upload-checksum", "md5 kAFQmDzST7DWlj99KOF/cg==");
    let place = sender.begin(6, &[]).await;
    assert_eq!(sender.send(&place, 0, &[unknown], "abc").await.status, 400);
}

#[tokio::test]
async fn an_upload_may_be_ended() {
    let sender = Sender::new().await;
    let place = sender.begin(6, &[]).await;
    sender.send(&place, 0, &[], "abc").await;
    assert_eq!(sender.ask("DELETE", &place, &[], "").await.status, 204);
    for method in ["HEAD", "DELETE"] {
        assert_eq!(sender.ask(method, &place, &[], "").await.status, 404, "{method}");
    }
    assert_eq!(sender.send(&place, 3, &[], "def").await.status, 404);
    assert!(sender.cinema.dock.uploads().await.unwrap().is_empty());
    // By POST, where other methods do not come through.
    let place = sender.begin(6, &[]).await;
    let by_post = [("x-http-method-override", "PATCH"), PART, ("upload-offset", "0")];
    assert_eq!(sender.ask("POST", &place, &by_post, "abc").await.status, 204);
    let by_post = [("x-http-method-override", "DELETE")];
    assert_eq!(sender.ask("POST", &place, &by_post, "").await.status, 204);
}

#[tokio::test]
async fn what_is_wrong_is_told_in_a_sentence() {
    let sender = Sender::new().await;
    let place = sender.begin(6, &[]).await;
    let bearer = ("authorization", sender.bearer.as_str());
    for version in [None, Some("0.2.2")] {
        let mut headers = vec![bearer];
        headers.extend(version.map(|version| ("tus-resumable", version)));
        let answer = sender.cinema.send(Method::HEAD, &place, &headers, "").await;
        assert_eq!(answer.status, 412);
        assert_eq!(header(&answer, "tus-version"), "1.0.0");
    }
    for (method, headers, body, status) in [
        ("POST", vec![], "", 400),
        ("POST", vec![("upload-length", "-1")], "", 400),
        ("POST", vec![("upload-length", "x")], "", 400),
        ("POST", vec![("upload-defer-length", "1")], "", 400),
        ("POST", vec![("upload-length", "500000000001")], "", 413),
        (
            "POST",
            vec![("upload-length", "1"), ("upload-metadata", "a ??")],
            "",
            400,
        ),
        (
            "POST",
            vec![("upload-length", "1"), ("upload-metadata", "kind dmlkZW8=")],
            "",
            400,
        ),
        ("PATCH", vec![("upload-offset", "0")], "abc", 415),
        ("PATCH", vec![PART], "abc", 400),
        ("PATCH", vec![PART, ("upload-offset", "1")], "abc", 409),
        ("PATCH", vec![PART, ("upload-offset", "0")], "abcdefg", 413),
    ] {
        let path = if method == "POST" { PLACE } else { &place };
        let answer = sender.ask(method, path, &headers, body).await;
        assert_eq!(answer.status.as_u16(), status, "{method} {headers:?}");
        let said: serde_json::Value = serde_json::from_slice(&answer.body).unwrap();
        assert_eq!(said["status"], status);
        assert!(said["detail"].as_str().unwrap().ends_with('.'), "{said}");
    }
    // Of too many bytes none is kept.
    assert_eq!(sender.offset(&place).await, 0);
}

#[tokio::test]
async fn an_archive_of_files_is_refused_at_its_first_bytes() {
    let sender = Sender::new().await;
    let place = sender.begin(3_000_000_000, &[]).await;
    let head = format!("PK\u{3}\u{4}{}", "x".repeat(600));
    let answer = sender.send(&place, 0, &[], &head).await;
    assert_eq!(answer.status, 415);
    let record = sender.record(&place).await;
    assert_eq!(record["state"], "refused");
    assert!(record["sentence"].as_str().unwrap().contains("Unpack"));
    assert!(sender.cinema.dock.uploads().await.unwrap().is_empty());
    assert_eq!(sender.send(&place, 604, &[], "more").await.status, 410);
}

#[tokio::test]
async fn who_may_only_look_sends_nothing() {
    let sender = Sender::new().await;
    let place = sender.begin(6, &[]).await;
    let eve = sender.cinema.account("eve@films.example", Role::Viewer).await;
    let bearer = sender.cinema.bearer_of(&eve, &[Scope::Write]).await;
    for (bearer, status) in [(Some(bearer.as_str()), 403), (None, 401)] {
        let mut headers = vec![TUS, PART, ("upload-offset", "0")];
        headers.extend(bearer.map(|bearer| ("authorization", bearer)));
        let answer = sender.cinema.send(Method::PATCH, &place, &headers, "abc").await;
        assert_eq!(answer.status.as_u16(), status);
    }
    assert_eq!(sender.offset(&place).await, 0);
}

#[tokio::test]
async fn uploads_are_listed_page_by_page() {
    let sender = Sender::new().await;
    let mut begun = Vec::new();
    for _ in 0..5 {
        begun.push(sender.begin(6, &[]).await);
        sender.cinema.clock.forward(1);
    }
    // Of the same instant.
    begun.push(sender.begin(0, &[]).await);
    begun.push(sender.begin(6, &[]).await);
    let (mut met, mut cursor) = (Vec::new(), String::new());
    loop {
        let answer = sender
            .ask("GET", &format!("{PLACE}?limit=2{cursor}"), &[], "")
            .await;
        let page: serde_json::Value = serde_json::from_slice(&answer.body).unwrap();
        let items = page["items"].as_array().unwrap();
        met.extend(
            items
                .iter()
                .map(|item| format!("{PLACE}/{}", item["id"].as_str().unwrap())),
        );
        let Some(next) = page["next"].as_str() else { break };
        cursor = format!("&cursor={next}");
    }
    assert_eq!(met.len(), 7);
    assert_eq!(met[6], begun[0], "the oldest is the last");
    met.sort();
    begun.sort();
    assert_eq!(met, begun);
    let answer = sender
        .ask("GET", &format!("{PLACE}?state=arrived"), &[], "")
        .await;
    let page: serde_json::Value = serde_json::from_slice(&answer.body).unwrap();
    assert_eq!(page["items"].as_array().unwrap().len(), 1);
    for wrong in ["limit=0", "state=lost", "cursor=x", "sate=arrived"] {
        let answer = sender.ask("GET", &format!("{PLACE}?{wrong}"), &[], "").await;
        assert_eq!(answer.status, 422, "{wrong}");
        let said: serde_json::Value = serde_json::from_slice(&answer.body).unwrap();
        assert_eq!(said["field"], wrong.split('=').next().unwrap(), "{said}");
    }
}
