//! The night of an opening, as a page of a stranger follows it.

use std::time::Duration;

use axum::body::BodyDataStream;
use axum::http::StatusCode;
use futures_util::StreamExt;
use house::Clock;
use house::release::ReleasedTitle;
use serde_json::json;

use crate::cinema::{Cinema, HOUR, NOW};

#[tokio::test]
async fn everybody_is_told_the_time_by_which_the_house_opens() {
    let house = Cinema::open().await;
    house.clock.forward(1_234);
    let answer = house.get("/api/v1/clock").await;
    assert_eq!(answer.status, StatusCode::OK);
    assert_eq!(answer.header("cache-control"), Some("private, no-store"));
    let told: serde_json::Value = serde_json::from_str(answer.text()).unwrap();
    assert_eq!(told["micros"], NOW + 1_234_000);
}

/// A film that opens in an hour, and that everybody may know of.
pub(crate) fn announced(house: &Cinema, name: &str) -> ReleasedTitle {
    let mut film = house.coming(name);
    film.release.plan.announced = Some(house.clock.now());
    film.release.plan.zone = Some("Europe/Vienna".into());
    film
}

#[tokio::test]
async fn the_waiting_room_is_the_titles_page_until_it_opens() {
    let house = Cinema::open().await;
    let mut film = announced(&house, "Nightfall");
    film.title.name = "Nightfall & Dawn".into();
    house.programme(&[&film]);
    let page = format!("/title/{}", film.title.slug);
    let room = house.get(&page).await;
    assert_eq!(room.status, StatusCode::OK);
    assert_eq!(room.header("cache-control"), Some("private, no-store"));
    let opens = film.release.opens.unwrap();
    for said in [
        "Nightfall &#38; Dawn",
        "Nightfall in one line",
        "First of Nightfall",
        "Sunday 22 November 2026, 22:00 in Vienna",
        "2026-11-22T21:00:00Z",
        &format!("data-opens=\"{}\"", opens.micros()),
        &format!("/picture/{}.jpg", film.title.pictures[0].key),
    ] {
        assert!(room.text().contains(said), "{said}:\n{}", room.text());
    }
    assert!(!room.text().contains("http-equiv"));
    // Nothing but what the announcement says.
    for untold in [
        "director",
        film.title.id.as_str(),
        &film.release.key.to_string(),
        &film.title.pictures[1].key.to_string(),
        "1974",
        "Foundation",
    ] {
        assert!(!room.text().contains(untold), "{untold}:\n{}", room.text());
    }
    assert!(house.get("/").await.text().contains(&page));
    assert_eq!(
        house.get(&format!("{page}/accent.css")).await.status,
        StatusCode::OK
    );
    assert_eq!(
        house.get(&format!("{page}/watch")).await.status,
        StatusCode::NOT_FOUND
    );
    house.clock.forward(HOUR);
    let film_page = house.get(&page).await;
    assert!(film_page.text().contains("Watch the film"));
    assert!(!film_page.text().contains("waiting-room"));
    assert_eq!(house.get(&format!("{page}/watch")).await.status, StatusCode::OK);
}

#[tokio::test]
async fn a_calendar_takes_the_instant_for_as_long_as_it_lies_ahead() {
    let house = Cinema::open().await;
    let film = announced(&house, "Nightfall");
    house.programme(&[&film]);
    let address = format!("/title/{}/reminder.ics", film.title.slug);
    let date = house.get(&address).await;
    assert_eq!(date.header("content-type"), Some("text/calendar; charset=utf-8"));
    assert_eq!(
        date.header("content-disposition"),
        Some("attachment; filename=\"nightfall.ics\"")
    );
    for line in [
        "UID:nightfall@127.0.0.1:8080",
        "DTSTART:20261122T210000Z",
        "SUMMARY:Nightfall opens at Marquee",
        "TRIGGER:-PT15M",
    ] {
        assert!(
            date.text().contains(&format!("\r\n{line}\r\n")),
            "{}",
            date.text()
        );
    }
    house.clock.forward(HOUR);
    assert_eq!(house.get(&address).await.status, StatusCode::NOT_FOUND);
}

/// The next event of a stream: its name and what it tells.
pub(crate) async fn heard(events: &mut BodyDataStream) -> (String, serde_json::Value) {
    let mut text = String::new();
    loop {
        let part = tokio::time::timeout(Duration::from_secs(10), events.next()).await;
        text.push_str(std::str::from_utf8(&part.unwrap().unwrap().unwrap()).unwrap());
        let line = |name: &str| {
            text.lines()
                .find_map(|line| line.strip_prefix(name))
                .map(str::to_owned)
        };
        if let (true, Some(event), Some(data)) = (text.ends_with("\n\n"), line("event: "), line("data: ")) {
            return (event, serde_json::from_str(&data).unwrap());
        }
    }
}

#[tokio::test]
async fn who_waits_hears_of_others_of_another_instant_and_of_the_opening() {
    let house = Cinema::open().await;
    let mut film = announced(&house, "Nightfall");
    house.programme(&[&film]);
    let address = format!("/title/{}/live", film.title.slug);
    let mut mine = house.follow(&address).await;
    let (event, told) = heard(&mut mine).await;
    assert_eq!(event, "stands");
    let opens = film.release.opens.unwrap().micros();
    assert_eq!(
        told,
        json!({"stands": "waiting", "opens": opens, "waiting": "1", "showing": null, "talk": false})
    );
    let another = house.follow(&address).await;
    assert_eq!(heard(&mut mine).await.1["waiting"], "2");
    drop(another);
    assert_eq!(heard(&mut mine).await.1["waiting"], "1");

    film.release.opens = film.release.opens.map(|opens| opens.plus_millis(HOUR));
    house.programme(&[&film]);
    assert_eq!(heard(&mut mine).await.1["opens"], opens + HOUR * 1_000);
    film.release.plan.announced = None;
    house.programme(&[&film]);
    assert_eq!(heard(&mut mine).await.1["stands"], "gone");
    house.clock.forward(2 * HOUR);
    assert_eq!(heard(&mut mine).await.1["stands"], "open");
}
