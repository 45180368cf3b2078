//! The archive by its API: found by what people type, paged, corrected without losing anybody's words.

use axum::http::Method;
use house::archive::{Asset, AssetKind, Provenance, WorkingCopy};
use house::encode::StepKey;
use house::id::JobId;
use house::team::{Role, Scope};
use serde_json::{Value, json};
use store::{Effect, NewJob, Standing, WorkerId};

use crate::answer::Answer;
use crate::cinema::Cinema;
use crate::letter::letter;

struct Archive {
    cinema: Cinema,
    bearer: String,
}

impl Archive {
    /// An archive of `count` letters.
    async fn of(count: i64) -> Self {
        let cinema = Cinema::open().await;
        for number in 0..count {
            let asset = Asset {
                kind: if number % 2 == 0 {
                    AssetKind::Letter
                } else {
                    AssetKind::Notebook
                },
                bytes: 1_000 - u64::try_from(number).unwrap(),
                provenance: Provenance {
                    place: (number == 7).then(|| "Übersee".into()),
                    ..Provenance::default()
                },
                added: house::Instant::from_micros(number),
                ..letter(&format!("Brief_{number:03} 100%.txt"))
            };
            cinema.catalogue.put_asset(&asset).await.unwrap();
        }
        let ada = cinema.account("ada@films.example", Role::Editor).await;
        let bearer = cinema.bearer_of(&ada, &[Scope::Write]).await;
        Self { cinema, bearer }
    }

    async fn ask(&self, method: Method, path: &str, headers: &[(&str, &str)], body: &str) -> Answer {
        let mut all = vec![("authorization", self.bearer.as_str())];
        all.extend_from_slice(headers);
        self.cinema.send(method, path, &all, body).await
    }

    async fn list(&self, query: &str) -> Value {
        let answer = self
            .ask(Method::GET, &format!("/api/v1/assets?{query}"), &[], "")
            .await;
        assert_eq!(answer.status, 200, "{query}");
        serde_json::from_slice(&answer.body).unwrap()
    }
}

fn names(list: &Value) -> Vec<String> {
    let items = list["items"].as_array().unwrap();
    items
        .iter()
        .map(|item| item["file_name"].as_str().unwrap()[6..9].to_owned())
        .collect()
}

#[tokio::test]
async fn every_page_follows_the_one_before() {
    let archive = Archive::of(23).await;
    for sort in ["added", "-added", "name", "-name", "bytes", "-bytes"] {
        let (mut seen, mut cursor) = (Vec::new(), String::new());
        loop {
            let page = archive.list(&format!("sort={sort}&limit=5{cursor}")).await;
            assert_eq!(page["total"], 23);
            seen.extend(names(&page));
            let Some(next) = page["next"].as_str() else { break };
            cursor = format!("&cursor={next}");
        }
        let mut wanted: Vec<String> = (0..23).map(|number| format!("{number:03}")).collect();
        if ["-added", "-name", "bytes"].contains(&sort) {
            wanted.reverse();
        }
        assert_eq!(seen, wanted, "{sort}");
    }
}

#[tokio::test]
async fn what_is_typed_is_found() {
    let archive = Archive::of(23).await;
    assert_eq!(names(&archive.list("filter=BRIEF_01&sort=name").await).len(), 10);
    // The underscore and the percent sign are letters.
    assert_eq!(names(&archive.list("filter=brief_007+100%25").await), ["007"]);
    assert!(names(&archive.list("filter=brief%25007").await).is_empty());
    assert_eq!(names(&archive.list("filter=%C3%BCBERsee").await), ["007"]);
    assert_eq!(archive.list("kind=notebook&filter=brief").await["total"], 11);
    for wrong in [
        "sort=size",
        "limit=0",
        "limit=9999",
        "cursor=x",
        "fliter=x",
        "kind=video",
    ] {
        let answer = archive
            .ask(Method::GET, &format!("/api/v1/assets?{wrong}"), &[], "")
            .await;
        assert!(answer.status.is_client_error(), "{wrong}: {}", answer.status);
    }
}

#[tokio::test]
async fn a_correction_is_made_of_a_version() {
    let archive = Archive::of(1).await;
    let list = archive.list("").await;
    let path = format!("/api/v1/assets/{}", list["items"][0]["id"].as_str().unwrap());
    let kind = ("content-type", "application/json");
    let first = json!({ "notes": "found in the attic", "date": "197X" }).to_string();
    let answer = archive.ask(Method::PATCH, &path, &[kind], &first).await;
    assert_eq!(answer.status, 428);
    let version = ("if-match", "\"1\"");
    let answer = archive.ask(Method::PATCH, &path, &[kind, version], &first).await;
    assert_eq!(answer.status, 200);
    assert_eq!(answer.headers.get("etag").unwrap(), "\"2\"");
    // Somebody else has seen the first version.
    let second = json!({ "notes": "found in the cellar" }).to_string();
    let answer = archive.ask(Method::PATCH, &path, &[kind, version], &second).await;
    assert_eq!(answer.status, 412);
    let problem: Value = serde_json::from_slice(&answer.body).unwrap();
    assert_eq!(problem["current"]["provenance"]["notes"], "found in the attic");
    // With null a thing is taken away, and what is not named stays.
    let third = json!({ "notes": null }).to_string();
    let version = ("if-match", "\"2\"");
    let answer = archive.ask(Method::PATCH, &path, &[kind, version], &third).await;
    let record: Value = serde_json::from_slice(&answer.body).unwrap();
    assert_eq!(record["provenance"]["notes"], Value::Null);
    assert_eq!(record["provenance"]["date"], "197X");
    assert_eq!(archive.list("filter=197x").await["total"], 1);
    for wrong in [r#"{"date":"long ago"}"#, r#"{"kind":"film"}"#, r#"{"size":1}"#] {
        let any = ("if-match", "*");
        let answer = archive.ask(Method::PATCH, &path, &[kind, any], wrong).await;
        assert_eq!(answer.status, 422, "{wrong}");
    }
    let log = archive
        .cinema
        .catalogue
        .audit(&store::AuditFilter::default(), None, 10)
        .await
        .unwrap();
    let actions: Vec<&str> = log.iter().map(|(_, entry)| entry.action.as_str()).collect();
    assert_eq!(
        actions.iter().filter(|action| **action == "asset.update").count(),
        2
    );
}

#[tokio::test]
async fn a_tapes_copy_is_played_by_the_team_alone() {
    let archive = Archive::of(0).await;
    let (house, team) = (&archive.cinema, ("authorization", archive.bearer.as_str()));
    let tape = letter("tape.mkv");
    house.catalogue.put_asset(&tape).await.unwrap();
    let address = format!("/studio/assets/{}/copy", tape.id);
    assert_eq!(house.ask(Method::GET, &address, &[team]).await.status, 404);

    let kept = house
        .vault
        .put(&mut b"what every browser plays".as_slice())
        .unwrap();
    let copy = WorkingCopy {
        asset: tape.id.clone(),
        digest: kept.digest,
        bytes: kept.bytes,
        is_film: true,
        made: house.clock_now(),
    };
    let (queue, worker) = (house.catalogue.queue(), WorkerId::random());
    let job = NewJob {
        id: JobId::random(),
        kind: "file-working-copy".into(),
        title: None,
        label: "copy".into(),
        params: json!({}),
        key: StepKey(kept.digest),
        after: vec![],
        priority: 0,
        disk: 0,
    };
    queue.enqueue(vec![job]).await.unwrap();
    let claim = queue.claim(&worker, 10_000, 0).await.unwrap().unwrap();
    let filed = [Effect::PutWorkingCopy(copy)];
    let standing = queue.finish(&claim, &[kept.digest], &filed).await.unwrap();
    assert_eq!(standing, Standing::Held);

    let answer = house
        .ask(Method::GET, &address, &[team, ("range", "bytes=5-9")])
        .await;
    assert_eq!((answer.status.as_u16(), answer.text()), (206, "every"));
    assert_eq!(answer.header("content-type"), Some("video/mp4"));
    assert_eq!(answer.header("cache-control"), Some("private, no-store"));
    assert_eq!(house.get(&address).await.status, 401);
}
