//! The API: what every resource has in common, and that its description is true (every answer is held against it in
//! `Cinema::send`).

use axum::http::{Method, StatusCode};
use house::team::{Account, Role, Scope};
use serde_json::{Value, json};

use crate::answer::Answer;
use crate::cinema::{Cinema, HOUR};

/// A program at the house.
pub(crate) struct Program<'a> {
    house: &'a Cinema,
    bearer: String,
}

impl<'a> Program<'a> {
    pub(crate) async fn of(house: &'a Cinema, account: &Account, scopes: &[Scope]) -> Self {
        let bearer = house.bearer_of(account, scopes).await;
        Self { house, bearer }
    }

    async fn owners(house: &'a Cinema) -> Self {
        let owner = house.account("ada@films.example", Role::Owner).await;
        Self::of(house, &owner, &Scope::ALL).await
    }

    pub(crate) async fn send(
        &self,
        method: Method,
        path: &str,
        more: &[(&str, &str)],
        body: Value,
    ) -> Answer {
        let mut headers = vec![("authorization", self.bearer.as_str())];
        headers.extend(more);
        let body = if body.is_null() {
            String::new()
        } else {
            body.to_string()
        };
        if !body.is_empty() {
            headers.push(("content-type", "application/json"));
        }
        self.house.send(method, path, &headers, &body).await
    }

    async fn get(&self, path: &str) -> Answer {
        self.send(Method::GET, path, &[], Value::Null).await
    }

    async fn post(&self, path: &str, body: Value) -> Answer {
        self.send(Method::POST, path, &[], body).await
    }
}

fn json_of(answer: &Answer) -> Value {
    serde_json::from_slice(&answer.body).unwrap_or_else(|_| panic!("no JSON: {}", answer.whole()))
}

#[tokio::test]
async fn a_title_is_made_changed_and_not_lost_between_two() {
    let house = Cinema::open().await;
    let api = Program::owners(&house).await;
    let made = api.post("/api/v1/titles", json!({"name": "The Ferry"})).await;
    assert_eq!(made.status, StatusCode::CREATED);
    let place = made.header("location").unwrap().to_owned();
    assert_eq!(made.header("etag"), Some("\"1\""));
    let change = json!({"tagline": "One summer", "tags": ["water", "water"], "languages": ["GER"],
        "credits": [{"role": "Director", "name": "M. Oduya"}], "first_shown": "1974-06"});
    let blind = api.send(Method::PATCH, &place, &[], change.clone()).await;
    assert_eq!(blind.status, StatusCode::PRECONDITION_REQUIRED);
    let changed = api
        .send(Method::PATCH, &place, &[("if-match", "\"1\"")], change)
        .await;
    assert_eq!(changed.status, StatusCode::OK, "{}", changed.whole());
    let record = json_of(&changed);
    assert_eq!(
        (&record["tags"], &record["languages"]),
        (&json!(["water"]), &json!(["de"]))
    );
    let late = api
        .send(
            Method::PATCH,
            &place,
            &[("if-match", "\"1\"")],
            json!({"name": "Lost"}),
        )
        .await;
    assert_eq!(late.status, StatusCode::PRECONDITION_FAILED);
    assert_eq!(late.header("etag"), Some("\"2\""));
    assert_eq!(json_of(&late)["current"]["tagline"], "One summer");
    let cleared = api
        .send(
            Method::PATCH,
            &place,
            &[("if-match", "\"2\"")],
            json!({"tagline": null}),
        )
        .await;
    assert_eq!(json_of(&cleared)["tagline"], Value::Null);
    assert_eq!(json_of(&cleared)["first_shown"], "1974-06");
    let log = json_of(&api.get("/api/v1/audit?action=title").await);
    let actions: Vec<_> = log["items"]
        .as_array()
        .unwrap()
        .iter()
        .map(|entry| &entry["action"])
        .collect();
    assert_eq!(actions, ["title.update", "title.update", "title.create"]);
    assert_eq!(log["items"][1]["before"]["tagline"], Value::Null);
    assert_eq!(log["items"][1]["after"]["tagline"], "One summer");
}

#[tokio::test]
async fn what_is_wrong_is_said_by_name() {
    let house = Cinema::open().await;
    let api = Program::owners(&house).await;
    for (path, body, field) in [
        ("/api/v1/titles", json!({"name": "x", "yaer": 1}), Some("yaer")),
        ("/api/v1/titles", json!({}), Some("name")),
        ("/api/v1/titles", json!({"name": ""}), Some("name")),
        (
            "/api/v1/invitations",
            json!({"email": "nobody", "role": "owner"}),
            Some("email"),
        ),
        (
            "/api/v1/webhooks",
            json!({"url": "file:///etc/passwd"}),
            Some("url"),
        ),
    ] {
        let answer = api.post(path, body).await;
        assert_eq!(
            answer.status,
            StatusCode::UNPROCESSABLE_ENTITY,
            "{}",
            answer.whole()
        );
        assert_eq!(json_of(&answer)["field"].as_str(), field, "{}", answer.whole());
    }
    let unknown = api.get("/api/v1/titles?fliter=x").await;
    assert_eq!(unknown.status, StatusCode::UNPROCESSABLE_ENTITY);
    let bad = api.get("/api/v1/titles?limit=1000").await;
    assert_eq!(json_of(&bad)["field"], "limit");
    let headers = [("content-type", "text/plain")];
    let plain = api
        .send(Method::POST, "/api/v1/titles", &headers, Value::Null)
        .await;
    assert_eq!(plain.status, StatusCode::UNSUPPORTED_MEDIA_TYPE);
    let long = api
        .post("/api/v1/titles", json!({"name": "x".repeat(300_000)}))
        .await;
    assert_eq!(long.status, StatusCode::PAYLOAD_TOO_LARGE);
    assert_eq!(
        api.get("/api/v1/titles/nonsense").await.status,
        StatusCode::NOT_FOUND
    );
}

#[tokio::test]
async fn lists_are_read_page_by_page() {
    let house = Cinema::open().await;
    let api = Program::owners(&house).await;
    for name in ["C", "A", "B"] {
        api.post("/api/v1/titles", json!({"name": name})).await;
    }
    let mut met = Vec::new();
    let mut path = "/api/v1/titles?limit=2&sort=-name".to_owned();
    loop {
        let page = json_of(&api.get(&path).await);
        let items = page["items"].as_array().unwrap().clone();
        met.extend(items.iter().map(|item| item["name"].as_str().unwrap().to_owned()));
        let Some(next) = page["next"].as_str() else { break };
        path = format!("/api/v1/titles?limit=2&sort=-name&cursor={next}");
    }
    assert_eq!(met, ["C", "B", "A"]);
    let none = json_of(&api.get("/api/v1/titles?filter=zzz").await);
    assert_eq!(none["items"], json!([]));
}

#[tokio::test]
async fn a_request_with_a_key_does_nothing_twice() {
    let house = Cinema::open().await;
    let api = Program::owners(&house).await;
    let key = [("idempotency-key", "k-1")];
    let send = |name: &'static str| api.send(Method::POST, "/api/v1/titles", &key, json!({"name": name}));
    let first = send("The Ferry").await;
    let again = send("The Ferry").await;
    assert_eq!((again.status, &again.body), (StatusCode::CREATED, &first.body));
    assert_eq!(again.header("location"), first.header("location"));
    assert_eq!(again.header("idempotent-replayed"), Some("true"));
    let other = send("The River").await;
    assert_eq!(other.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert_eq!(
        json_of(&api.get("/api/v1/titles").await)["items"]
            .as_array()
            .unwrap()
            .len(),
        1
    );
    house.clock.forward(24 * HOUR);
    assert_eq!(
        send("The River").await.status,
        StatusCode::CREATED,
        "keys are kept for a day"
    );
}

#[tokio::test]
async fn people_are_invited_changed_and_shut_out() {
    let house = Cinema::open().await;
    let owner = house.account("ada@films.example", Role::Owner).await;
    let api = Program::of(&house, &owner, &Scope::ALL).await;
    let invited = api
        .post(
            "/api/v1/invitations",
            json!({"email": "bo@films.example", "role": "editor"}),
        )
        .await;
    assert_eq!(invited.status, StatusCode::CREATED);
    let link = json_of(&invited)["link"].as_str().unwrap().to_owned();
    assert!(
        link.starts_with("http://127.0.0.1:8080/studio/invitation/"),
        "{link}"
    );
    let listed = json_of(&api.get("/api/v1/invitations").await);
    assert_eq!(listed["items"][0]["link"], Value::Null, "the link is shown once");
    let place = format!(
        "/api/v1/invitations/{}",
        listed["items"][0]["id"].as_str().unwrap()
    );
    assert_eq!(
        api.send(Method::DELETE, &place, &[], Value::Null).await.status,
        StatusCode::NO_CONTENT
    );
    assert_eq!(
        api.send(Method::DELETE, &place, &[], Value::Null).await.status,
        StatusCode::NOT_FOUND
    );

    let own = format!("/api/v1/accounts/{}", owner.id);
    let version = [("if-match", "\"1\"")];
    let refused = api
        .send(Method::PATCH, &own, &version, json!({"role": "viewer"}))
        .await;
    assert_eq!(refused.status, StatusCode::CONFLICT);
    assert!(
        json_of(&refused)["detail"]
            .as_str()
            .unwrap()
            .contains("without an owner")
    );
    let viewer = house.account("vi@films.example", Role::Viewer).await;
    let cookie = house.cookie_of(&viewer).await;
    let headers = [("cookie", cookie.as_str())];
    let sees = || house.ask(Method::GET, "/api/v1/titles", &headers);
    assert_eq!(sees().await.status, StatusCode::OK);
    let place = format!("/api/v1/accounts/{}", viewer.id);
    let out = api
        .send(Method::PATCH, &place, &version, json!({"disabled": true}))
        .await;
    assert_eq!(out.status, StatusCode::OK);
    assert_eq!(sees().await.status, StatusCode::UNAUTHORIZED, "at once");
}

#[tokio::test]
async fn tokens_are_made_by_people_and_revoked_at_once() {
    let house = Cinema::open().await;
    let editor = house.account("ed@films.example", Role::Editor).await;
    let cookie = house.cookie_of(&editor).await;
    let headers = [("cookie", cookie.as_str()), ("content-type", "application/json")];
    let body = r#"{"name":"backup","scopes":["read"]}"#;
    let made = house.send(Method::POST, "/api/v1/tokens", &headers, body).await;
    assert_eq!(made.status, StatusCode::CREATED, "{}", made.whole());
    let made = json_of(&made);
    let bearer = format!("Bearer {}", made["token"].as_str().unwrap());
    let only = [("authorization", bearer.as_str())];
    let sees = || house.ask(Method::GET, "/api/v1/titles", &only);
    assert_eq!(sees().await.status, StatusCode::OK);
    let headers_of_token = [
        ("authorization", bearer.as_str()),
        ("content-type", "application/json"),
    ];
    let made_by_program = house
        .send(Method::POST, "/api/v1/tokens", &headers_of_token, body)
        .await;
    assert_eq!(made_by_program.status, StatusCode::FORBIDDEN);
    let place = format!("/api/v1/tokens/{}", made["id"].as_str().unwrap());
    let revoked = house.ask(Method::DELETE, &place, &[("cookie", &cookie)]).await;
    assert_eq!(revoked.status, StatusCode::NO_CONTENT);
    assert_eq!(sees().await.status, StatusCode::UNAUTHORIZED);
}

#[tokio::test]
async fn work_is_listed_held_back_and_cancelled() {
    let house = Cinema::open().await;
    let api = Program::owners(&house).await;
    let job = store::NewJob {
        id: house::id::JobId::random(),
        kind: "encode-piece".into(),
        title: None,
        label: "1080p, piece 1 of 9".into(),
        params: json!({}),
        key: house::encode::StepKey(house::Digest::of(b"a")),
        after: vec![],
        priority: 0,
        disk: 0,
    };
    let place = format!("/api/v1/jobs/{}", job.id);
    house.catalogue.queue().enqueue(vec![job]).await.unwrap();
    let listed = json_of(&api.get("/api/v1/jobs?state=waiting,running").await);
    assert_eq!(
        listed["items"][0]["reason"],
        "nobody works in this house: start 'marquee serve'"
    );
    let act = |verb: &'static str| {
        let (api, path) = (&api, format!("{place}/{verb}"));
        async move { json_of(&api.post(&path, Value::Null).await) }
    };
    assert_eq!(act("pause").await["paused"], true);
    assert_eq!(act("resume").await["paused"], false);
    assert_eq!(act("cancel").await["state"], "cancelled");
    assert_eq!(act("pause").await["status"], 409);
    assert_eq!(act("retry").await["state"], "waiting");
    assert_eq!(
        api.post("/api/v1/jobs/pause", Value::Null).await.status,
        StatusCode::NO_CONTENT
    );
    let held = json_of(&api.get(&place).await);
    assert!(held["reason"].as_str().unwrap().contains("all work is paused"));
}

#[tokio::test]
async fn a_house_without_a_workroom_refuses_in_a_sentence() {
    let house = Cinema::open().await;
    let api = Program::owners(&house).await;
    let made = json_of(&api.post("/api/v1/titles", json!({"name": "The Ferry"})).await);
    let place = format!("/api/v1/titles/{}/release", made["id"].as_str().unwrap());
    assert_eq!(api.get(&place).await.status, StatusCode::NOT_FOUND);
    let refused = api.post(&place, json!({"opens": "2027-01-01T20:00:00Z"})).await;
    assert_eq!(refused.status, StatusCode::CONFLICT);
    assert!(
        json_of(&refused)["detail"]
            .as_str()
            .unwrap()
            .contains("no workroom")
    );
}

#[tokio::test]
async fn webhooks_are_set_tried_and_removed() {
    let house = Cinema::open().await;
    let api = Program::owners(&house).await;
    let made = api
        .post(
            "/api/v1/webhooks",
            json!({"url": "https://a.example/hook", "events": ["title"]}),
        )
        .await;
    let record = json_of(&made);
    assert!(record["secret"].as_str().unwrap().starts_with("whsec_"));
    let place = made.header("location").unwrap().to_owned();
    assert_eq!(json_of(&api.get(&place).await)["secret"], Value::Null);
    let trial = api.post(&format!("{place}/test"), Value::Null).await;
    assert_eq!(trial.status, StatusCode::NO_CONTENT);
    let deliveries = json_of(&api.get(&format!("{place}/deliveries")).await);
    assert_eq!(deliveries["items"][0]["event"], "trial");
    let version = [("if-match", "\"1\"")];
    let removed = api.send(Method::DELETE, &place, &version, Value::Null).await;
    assert_eq!(removed.status, StatusCode::NO_CONTENT);
    assert_eq!(api.get(&place).await.status, StatusCode::NOT_FOUND);
}
