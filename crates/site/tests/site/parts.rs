//! A title's parts and its sheet over the API: the rules of the house, whoever changes them.

use axum::http::Method;
use house::team::{Role, Scope};
use serde_json::{Value, json};

use crate::answer::Answer;
use crate::cinema::Cinema;

struct Desk {
    cinema: Cinema,
    bearer: String,
    title: String,
}

impl Desk {
    async fn open() -> Self {
        let cinema = Cinema::open().await;
        let ada = cinema.account("ada@films.example", Role::Editor).await;
        let bearer = cinema.bearer_of(&ada, &[Scope::Write]).await;
        let mut desk = Self {
            cinema,
            bearer,
            title: String::new(),
        };
        let made = desk
            .ask(Method::POST, "/api/v1/titles", json!({"name": "The Ferry"}))
            .await;
        desk.title = value(&made)["id"].as_str().unwrap().to_owned();
        desk
    }

    async fn ask(&self, method: Method, path: &str, body: Value) -> Answer {
        let headers = [
            ("authorization", self.bearer.as_str()),
            ("content-type", "application/json"),
        ];
        let body = if body.is_null() {
            String::new()
        } else {
            body.to_string()
        };
        self.cinema.send(method, path, &headers, &body).await
    }

    async fn of_title(&self, method: Method, rest: &str, body: Value) -> Answer {
        let path = format!("/api/v1/titles/{}{rest}", self.title);
        self.ask(method, &path, body).await
    }

    async fn parts(&self) -> Vec<(String, String)> {
        let list = value(&self.of_title(Method::GET, "/parts", Value::Null).await);
        let text = |part: &Value, key: &str| part[key].as_str().unwrap().to_owned();
        let items = list["items"].as_array().unwrap().clone();
        items
            .iter()
            .map(|part| (text(part, "part"), text(part, "id")))
            .collect()
    }

    async fn names(&self) -> Vec<String> {
        self.parts().await.into_iter().map(|(name, _)| name).collect()
    }
}

fn value(answer: &Answer) -> Value {
    serde_json::from_slice(&answer.body).unwrap()
}

fn extra(name: &str, kind: &str) -> Value {
    json!({"name": name, "kind": "extra", "extra": kind})
}

#[tokio::test]
async fn parts_are_added_put_in_order_and_taken_out() {
    let desk = Desk::open().await;
    let made = desk
        .of_title(Method::POST, "/parts", extra("Trailer", "trailer"))
        .await;
    assert_eq!(
        (made.status.as_u16(), value(&made)["slug"].as_str()),
        (201, Some("the-ferry-trailer"))
    );
    desk.of_title(Method::POST, "/parts", extra("The captain", "interview"))
        .await;
    let cut = json!({"name": "The long one", "kind": "edition", "part": "extended"});
    assert_eq!(desk.of_title(Method::POST, "/parts", cut).await.status, 201);
    assert_eq!(
        desk.names().await,
        ["extended", "trailer", "the-captain"],
        "kinds stand together"
    );
    for (wrong, said) in [
        (extra("Trailer", "trailer"), "there twice"),
        (
            json!({"name": "One", "kind": "episode", "season": 1, "number": 1}),
            "only a series",
        ),
        (json!({"name": "One", "kind": "episode"}), "needs 'season'"),
        (json!({"name": "One", "kind": "track", "number": 1}), "album"),
        (extra("One", "teaser"), "kind of extra"),
        (
            json!({"name": "One", "kind": "edition", "part": "Not So"}),
            "cannot end an address",
        ),
    ] {
        let refused = desk.of_title(Method::POST, "/parts", wrong).await;
        assert_eq!(refused.status, 422);
        assert!(
            value(&refused)["detail"].as_str().unwrap().contains(said),
            "{said}"
        );
    }
    let ids: Vec<String> = desk.parts().await.into_iter().map(|(_, id)| id).collect();
    let order = json!({"order": [ids[0], ids[2], ids[1]]});
    assert_eq!(desk.of_title(Method::PATCH, "/parts", order).await.status, 200);
    assert_eq!(desk.names().await, ["extended", "the-captain", "trailer"]);
    let short = desk
        .of_title(Method::PATCH, "/parts", json!({"order": [ids[0]]}))
        .await;
    assert_eq!(value(&short)["field"], "order");

    // A part has no parts of its own, and what is taken out stays a title.
    let inner = format!("/api/v1/titles/{}/parts", ids[1]);
    assert_eq!(
        desk.ask(Method::POST, &inner, extra("More", "interview"))
            .await
            .status,
        409
    );
    let gone = desk
        .of_title(Method::DELETE, &format!("/parts/{}", ids[1]), Value::Null)
        .await;
    assert_eq!(gone.status, 204);
    assert_eq!(desk.names().await, ["extended", "the-captain"]);
    assert_eq!(
        desk.ask(Method::GET, &format!("/api/v1/titles/{}", ids[1]), Value::Null)
            .await
            .status,
        200
    );
    let again = desk
        .of_title(Method::DELETE, &format!("/parts/{}", ids[1]), Value::Null)
        .await;
    assert_eq!(again.status, 404);
}

#[tokio::test]
async fn a_sheet_is_tried_before_it_is_applied() {
    let desk = Desk::open().await;
    desk.of_title(Method::POST, "/parts", extra("Trailer", "trailer"))
        .await;
    let text = value(&desk.of_title(Method::GET, "/sheet", Value::Null).await)["text"]
        .as_str()
        .unwrap()
        .to_owned();
    assert!(
        text.contains("slug = \"the-ferry\"") && text.contains("kind = \"trailer\""),
        "{text}"
    );
    let try_it = |text: String| desk.of_title(Method::POST, "/sheet", json!({"text": text, "dry_run": true}));
    assert_eq!(value(&try_it(text.clone()).await)["steps"], json!([]));
    let tried = value(
        &try_it(text.replace(
            "title = \"Trailer\"",
            "title = \"First look\"\npart = \"trailer\"",
        ))
        .await,
    );
    assert_eq!(tried["steps"][0]["sentence"], "~ trailer  First look");
    assert_eq!(
        tried["steps"][0]["lines"][0],
        json!({"key": "title", "before": "Trailer", "after": "First look"})
    );
    let wrong = value(&try_it(text.replace("kind = \"trailer\"", "kind = \"teaser\"")).await);
    assert_eq!(
        (&wrong["applied"], wrong["mistakes"].as_array().unwrap().len()),
        (&json!(false), 1)
    );
    let other = try_it(text.replace("the-ferry", "another")).await;
    assert_eq!(
        (other.status.as_u16(), &value(&other)["field"]),
        (422, &json!("text"))
    );
    // Applying it is the workroom's, which this house has none of.
    let refused = desk.of_title(Method::POST, "/sheet", json!({"text": text})).await;
    assert_eq!(refused.status, 409);
}
