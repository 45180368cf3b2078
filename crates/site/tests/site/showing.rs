//! A showing: where everybody is told that the film is, and what they say and show meanwhile.

use axum::http::{Method, StatusCode};
use house::audience::CURTAIN_MILLIS;
use house::release::{ReleasedTitle, Showing};
use house::team::{Role, Scope};
use house::{Clock, Instant};
use serde_json::{Value, json};

use crate::answer::Answer;
use crate::cinema::Cinema;
use crate::night::heard;

/// The film of the tests runs for twelve seconds.
const RUNS_MILLIS: i64 = 12_000;

/// A film that opens now and is seen together.
async fn together(house: &Cinema) -> ReleasedTitle {
    let mut film = house.showing("Nightfall");
    film.release.opens = Some(house.clock.now());
    film.release.plan.showing = Some(Showing::default());
    house.catalogue.put_title(&film.title).await.unwrap();
    house.programme(&[&film]);
    film
}

async fn speak(house: &Cinema, voice: &Value) -> Answer {
    let json = [("content-type", "application/json")];
    let voice = voice.to_string();
    house
        .send(Method::POST, "/title/nightfall/live", &json, &voice)
        .await
}

fn begins(film: &ReleasedTitle) -> Instant {
    film.release.opens.unwrap().plus_millis(CURTAIN_MILLIS)
}

#[tokio::test]
async fn every_page_is_told_the_same_course_until_it_is_over() {
    let house = Cinema::open().await;
    let film = together(&house).await;
    let watch = "/title/nightfall/watch";
    let course = format!(
        "data-begins=\"{}\" data-runs=\"{}\" data-live=\"/title/nightfall/live\"",
        begins(&film).micros(),
        RUNS_MILLIS * 1_000
    );
    assert!(house.get(watch).await.text().contains(&course));
    assert!(
        house
            .get("/title/nightfall")
            .await
            .text()
            .contains("Join the showing")
    );
    let mut ears = house.follow("/title/nightfall/live").await;
    let (_, told) = heard(&mut ears).await;
    assert_eq!(
        told["showing"],
        json!({"begins": begins(&film).micros(), "runs": RUNS_MILLIS * 1_000})
    );
    house.clock.forward(CURTAIN_MILLIS + RUNS_MILLIS - 1);
    assert!(
        house.get(watch).await.text().contains(&course),
        "late, and let in"
    );
    house.clock.forward(1);
    assert_eq!(heard(&mut ears).await.1["showing"], Value::Null);
    assert!(!house.get(watch).await.text().contains("data-begins"));
    assert!(
        house
            .get("/title/nightfall")
            .await
            .text()
            .contains("Watch the film")
    );
    assert_eq!(
        speak(&house, &json!({"react": "heart"})).await.status,
        StatusCode::CONFLICT
    );
}

#[tokio::test]
async fn what_is_said_and_shown_is_heard_by_all_and_nobody_is_named() {
    let house = Cinema::open().await;
    let film = together(&house).await;
    let mut ears = house.follow("/title/nightfall/live").await;
    heard(&mut ears).await;
    for reaction in ["heart", "heart", "gasp"] {
        let shown = speak(&house, &json!({"react": reaction})).await;
        assert_eq!(shown.status, StatusCode::NO_CONTENT);
    }
    assert_eq!(
        heard(&mut ears).await,
        ("reacted".into(), json!({"heart": 2, "gasp": 1}))
    );
    let said = speak(&house, &json!({"say": {"by": "Ada", "text": "<i>Bravo</i>\n!"}})).await;
    assert_eq!(said.status, StatusCode::NO_CONTENT);
    let (event, lines) = heard(&mut ears).await;
    assert_eq!((event.as_str(), &lines[0]["by"]), ("said", &json!("Ada")));
    assert_eq!(lines[0]["text"], "<i>Bravo</i> !");
    assert_eq!(lines[0].as_object().unwrap().len(), 3, "{lines}");

    // Who comes later hears it too, though nobody was there in between: as after a restart.
    drop(ears);
    let mut later = house.follow("/title/nightfall/live").await;
    heard(&mut later).await;
    assert_eq!(heard(&mut later).await.1[0]["text"], "<i>Bravo</i> !");

    let line = lines[0]["id"].as_str().unwrap();
    let address = format!("/api/v1/titles/{}/showing/lines/{line}", film.title.id);
    let stranger = house.ask(Method::DELETE, &address, &[]).await;
    assert_eq!(stranger.status, StatusCode::UNAUTHORIZED);
    let ada = house.account("ada@films.example", Role::Editor).await;
    let bearer = house.bearer_of(&ada, &[Scope::Write]).await;
    let authorized = [("authorization", bearer.as_str())];
    let removed = house.ask(Method::DELETE, &address, &authorized).await;
    assert_eq!(removed.status, StatusCode::NO_CONTENT);
    assert_eq!(heard(&mut later).await, ("unsaid".into(), json!([line])));
    let again = house.ask(Method::DELETE, &address, &authorized).await;
    assert_eq!(again.status, StatusCode::NOT_FOUND);
}

#[tokio::test]
async fn only_who_is_admitted_is_heard_and_only_while_the_chat_is_open() {
    let house = Cinema::open().await;
    let mut film = together(&house).await;
    for (voice, status) in [
        (json!({"react": "boo"}), StatusCode::UNPROCESSABLE_ENTITY),
        (json!({"say": {"text": " \n"}}), StatusCode::UNPROCESSABLE_ENTITY),
        (
            json!({"say": {"text": "x".repeat(281)}}),
            StatusCode::UNPROCESSABLE_ENTITY,
        ),
        (
            json!({"say": {"text": "x", "as": "admin"}}),
            StatusCode::UNPROCESSABLE_ENTITY,
        ),
    ] {
        assert_eq!(speak(&house, &voice).await.status, status, "{voice}");
    }
    let line = json!({"say": {"text": "Hello"}});
    assert_eq!(speak(&house, &line).await.status, StatusCode::NO_CONTENT);
    film.release.plan.showing = Some(Showing {
        quiet: true,
        ..Showing::default()
    });
    house.programme(&[&film]);
    assert_eq!(speak(&house, &line).await.status, StatusCode::CONFLICT);
    assert_eq!(
        speak(&house, &json!({"react": "tear"})).await.status,
        StatusCode::NO_CONTENT
    );
    // Announced is not admitted.
    film.release.opens = Some(house.clock.now().plus_millis(1));
    film.release.plan.announced = Some(house.clock.now());
    house.programme(&[&film]);
    let unheard = speak(&house, &line).await;
    assert_eq!(unheard.status, StatusCode::NOT_FOUND);
    assert_eq!(unheard.body, {
        let json = [("content-type", "application/json")];
        let never = house
            .send(Method::POST, "/title/never/live", &json, &line.to_string())
            .await;
        never.body
    });
}

#[tokio::test]
async fn whoever_is_hushed_is_heard_no_more_and_learns_no_reason() {
    let house = Cinema::open().await;
    let film = together(&house).await;
    let line = json!({"say": {"by": "Ada", "text": "Hello"}});
    assert_eq!(speak(&house, &line).await.status, StatusCode::NO_CONTENT);
    let lines = house.catalogue.spoken_lines(&film.title.id, 9).await.unwrap();
    let speaker = lines[0].speaker.clone().unwrap();
    let address = |speaker: &str| format!("/api/v1/titles/{}/showing/hushed/{speaker}", film.title.id);
    let stranger = house.ask(Method::PUT, &address(&speaker), &[]).await;
    assert_eq!(stranger.status, StatusCode::UNAUTHORIZED);

    let ada = house.account("ada@films.example", Role::Editor).await;
    let bearer = house.bearer_of(&ada, &[Scope::Write]).await;
    let authorized = [("authorization", bearer.as_str())];
    let nobody = house.ask(Method::PUT, &address("nobody"), &authorized).await;
    assert_eq!(nobody.status, StatusCode::NOT_FOUND);
    let hushed = house.ask(Method::PUT, &address(&speaker), &authorized).await;
    assert_eq!(hushed.status, StatusCode::NO_CONTENT);
    let unheard = speak(&house, &line).await;
    assert_eq!(unheard.status, StatusCode::CONFLICT);
    assert!(!unheard.text().contains("hush"), "{}", unheard.text());
    let shown = speak(&house, &json!({"react": "heart"})).await;
    assert_eq!(shown.status, StatusCode::NO_CONTENT);
    let heard = house.catalogue.spoken_lines(&film.title.id, 9).await.unwrap();
    assert!(heard.len() == 1 && heard[0].hushed);

    let again = house.ask(Method::DELETE, &address(&speaker), &authorized).await;
    assert_eq!(again.status, StatusCode::NO_CONTENT);
    assert_eq!(speak(&house, &line).await.status, StatusCode::NO_CONTENT);
}
