//! A letter before the opening: asked for, confirmed, and the address forgotten.

use std::sync::Arc;

use axum::http::StatusCode;
use site::{NoWorkroom, SiteSettings};

use crate::cinema::Cinema;
use crate::forgotten::Bag;
use crate::night::announced;

#[tokio::test]
async fn a_letter_is_asked_for_twice_and_written_once() {
    let bag = Arc::new(Bag::default());
    let house = Cinema::with_people(SiteSettings::default(), Arc::new(NoWorkroom), bag.clone()).await;
    let film = announced(&house, "Nightfall");
    house.catalogue.put_title(&film.title).await.unwrap();
    house.programme(&[&film]);
    assert!(
        house
            .get("/title/nightfall")
            .await
            .text()
            .contains("/title/nightfall/reminder\"")
    );
    let form = house.get("/title/nightfall/reminder").await;
    assert!(form.text().contains("name=\"email\""));

    let wrong = house.fill_in("/title/nightfall/reminder", "email=ana").await;
    assert_eq!(wrong.status, StatusCode::UNPROCESSABLE_ENTITY);
    let first = house
        .fill_in("/title/nightfall/reminder", "email=ana@example.org")
        .await;
    assert_eq!(first.status, StatusCode::OK);
    let letter = bag.letter().await;
    assert_eq!(letter.to, "ana@example.org");
    assert!(
        letter.text.contains("22 November 2026, 22:00 in Vienna"),
        "{}",
        letter.text
    );
    let again = house
        .fill_in("/title/nightfall/reminder", "email=ana@example.org")
        .await;
    assert_eq!(again, first, "nobody learns who waits");

    let place = letter.text.find("/reminder/").unwrap();
    let link = letter.text[place..].lines().next().unwrap();
    assert!(house.get(link).await.text().contains("Yes, write to me"));
    assert!(
        house
            .catalogue
            .reminders_of(&film.title.id)
            .await
            .unwrap()
            .is_empty()
    );
    assert_eq!(house.fill_in(link, "answer=yes").await.status, StatusCode::OK);
    let waiting = house.catalogue.reminders_of(&film.title.id).await.unwrap();
    assert_eq!(waiting[0].email, "ana@example.org");
    assert_eq!(house.fill_in(link, "answer=no").await.status, StatusCode::OK);
    assert!(house.catalogue.reminded_titles().await.unwrap().is_empty());
    assert_eq!(house.fill_in(link, "answer=yes").await.status, StatusCode::GONE);
}

#[tokio::test]
async fn a_house_without_mail_offers_the_calendar_alone() {
    let house = Cinema::open().await;
    let film = announced(&house, "Nightfall");
    house.programme(&[&film]);
    let room = house.get("/title/nightfall").await;
    assert!(room.text().contains("reminder.ics") && !room.text().contains("/reminder\""));
    let form = house.get("/title/nightfall/reminder").await;
    assert_eq!(form.status, StatusCode::NOT_FOUND);
}
