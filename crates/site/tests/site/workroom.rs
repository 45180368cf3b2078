//! What the API has done by the workroom: asked for once, whatever is sent twice, and refused by the name of what is
//! wrong.

use std::sync::{Arc, Mutex};

use axum::http::{Method, StatusCode};
use house::encode::Effort;
use house::id::{AssetId, JobId, MasterId, TitleId, UploadId};
use house::release::PictureRole;
use house::team::{Actor, Role, Scope};
use serde_json::{Value, json};
use site::{Answer as Done, NoPost, PictureFrom, SiteSettings, SubtitleFlags, Workroom};

use crate::answer::Answer;
use crate::cinema::Cinema;
use crate::letter::letter;

/// Writes down what it is asked for.
#[derive(Default)]
struct Notes(Mutex<Vec<&'static str>>);

impl Notes {
    fn note<T: Send + 'static>(&self, act: &'static str, done: T) -> Done<'_, T> {
        self.0.lock().unwrap().push(act);
        Box::pin(std::future::ready(Ok(done)))
    }

    fn taken(&self) -> Vec<&'static str> {
        std::mem::take(&mut self.0.lock().unwrap())
    }
}

impl Workroom for Notes {
    fn replace_film(&self, _: Actor, _: TitleId, _: AssetId, _: Effort) -> Done<'_, (MasterId, Vec<JobId>)> {
        self.note("film", (MasterId::random(), vec![JobId::random()]))
    }

    fn encode(&self, _: Actor, _: TitleId) -> Done<'_, Vec<JobId>> {
        self.note("encode", vec![JobId::random()])
    }

    fn pick_picture(&self, _: Actor, _: TitleId, _: PictureRole, _: PictureFrom) -> Done<'_, JobId> {
        self.note("picture", JobId::random())
    }

    fn add_subtitles(&self, _: Actor, _: TitleId, _: AssetId, _: SubtitleFlags) -> Done<'_, JobId> {
        self.note("subtitles", JobId::random())
    }

    fn salvage(&self, _: Actor, _: UploadId) -> Done<'_, JobId> {
        self.note("salvage", JobId::random())
    }
}

struct Studio {
    house: Cinema,
    notes: Arc<Notes>,
    bearer: String,
    title: String,
    asset: AssetId,
}

impl Studio {
    async fn open() -> Self {
        let notes = Arc::new(Notes::default());
        let house = Cinema::with_people(SiteSettings::default(), notes.clone(), Arc::new(NoPost)).await;
        let editor = house.account("ed@films.example", Role::Editor).await;
        let bearer = house.bearer_of(&editor, &[Scope::Write]).await;
        let asset = letter("letter.txt");
        house.catalogue.put_asset(&asset).await.unwrap();
        let mut studio = Self {
            house,
            notes,
            bearer,
            title: String::new(),
            asset: asset.id,
        };
        let made = studio
            .post("/api/v1/titles", &[], json!({"name": "The Ferry"}))
            .await;
        studio.title = made.header("location").unwrap().to_owned();
        studio
    }

    async fn post(&self, path: &str, more: &[(&str, &str)], body: Value) -> Answer {
        let mut headers = vec![("authorization", self.bearer.as_str())];
        headers.extend_from_slice(more);
        let body = if body.is_null() {
            String::new()
        } else {
            headers.push(("content-type", "application/json"));
            body.to_string()
        };
        self.house.send(Method::POST, path, &headers, &body).await
    }

    async fn upload(&self) -> String {
        let headers = [("tus-resumable", "1.0.0"), ("upload-length", "9")];
        let made = self.post("/api/v1/uploads", &headers, Value::Null).await;
        assert_eq!(made.status, StatusCode::CREATED);
        made.header("location").unwrap().to_owned()
    }
}

#[tokio::test]
async fn what_is_asked_for_twice_with_a_key_is_done_once() {
    let studio = Studio::open().await;
    let (title, upload) = (studio.title.clone(), studio.upload().await);
    let asset = studio.asset.to_string();
    for (place, body, act) in [
        (format!("{title}/masters"), json!({"asset": asset}), "film"),
        (format!("{title}/encode"), Value::Null, "encode"),
        (
            format!("{title}/pictures"),
            json!({"role": "poster", "at_ms": 40}),
            "picture",
        ),
        (
            format!("{title}/subtitles"),
            json!({"asset": asset, "language": "de"}),
            "subtitles",
        ),
        (format!("{upload}/salvage"), Value::Null, "salvage"),
    ] {
        let key = [("idempotency-key", act)];
        let first = studio.post(&place, &key, body.clone()).await;
        assert!(first.status.is_success(), "{place}: {}", first.whole());
        let again = studio.post(&place, &key, body).await;
        assert_eq!(
            (again.status, &again.body),
            (first.status, &first.body),
            "{place}"
        );
        assert_eq!(again.header("idempotent-replayed"), Some("true"), "{place}");
        assert_eq!(studio.notes.taken(), [act], "{place}");
    }
    // Bytes of a file are no such request: they go on by tus.
    let parts = [
        ("idempotency-key", "part"),
        ("tus-resumable", "1.0.0"),
        ("upload-offset", "0"),
        ("content-type", "application/offset+octet-stream"),
        ("x-http-method-override", "PATCH"),
    ];
    let mut headers = vec![("authorization", studio.bearer.as_str())];
    headers.extend(parts);
    for status in [204, 409] {
        let answer = studio.house.send(Method::POST, &upload, &headers, "abc").await;
        assert_eq!(answer.status, status, "{}", answer.whole());
    }
}

#[tokio::test]
async fn what_is_wrong_is_named_and_nothing_is_done() {
    let studio = Studio::open().await;
    let never = AssetId::random().to_string();
    let asset = studio.asset.to_string();
    for (part, body, field) in [
        ("masters", json!({"asset": never}), "asset"),
        ("masters", json!({"asset": "?"}), "asset"),
        ("masters", json!({"asset": asset, "effort": "huge"}), "effort"),
        ("pictures", json!({"role": "poster", "at_ms": -1}), "at_ms"),
        ("pictures", json!({"role": "poster"}), "at_ms"),
        (
            "pictures",
            json!({"role": "still", "at_ms": 1, "asset": asset}),
            "asset",
        ),
        ("pictures", json!({"role": "sheet", "at_ms": 1}), "role"),
        ("subtitles", json!({"asset": never}), "asset"),
        (
            "subtitles",
            json!({"asset": asset, "language": "klingonisch"}),
            "language",
        ),
        ("subtitles", json!({"asset": asset, "name": ""}), "name"),
    ] {
        let place = format!("{}/{part}", studio.title);
        let answer = studio.post(&place, &[], body).await;
        assert_eq!(answer.status, 422, "{}", answer.whole());
        let said: Value = serde_json::from_slice(&answer.body).unwrap();
        assert_eq!(said["field"], field, "{said}");
        assert!(said["detail"].as_str().is_some_and(|text| !text.is_empty()));
    }
    let nowhere = TitleId::random();
    for part in ["masters", "pictures", "subtitles"] {
        let place = format!("/api/v1/titles/{nowhere}/{part}");
        let body = match part {
            "pictures" => json!({"role": "poster", "at_ms": 1}),
            _ => json!({"asset": asset}),
        };
        assert_eq!(studio.post(&place, &[], body).await.status, 404, "{part}");
    }
    assert!(studio.notes.taken().is_empty());
}
