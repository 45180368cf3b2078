//! The trailer in the waiting room: there when it is open by its own release, and no word of it before.

use axum::http::StatusCode;
use house::Clock;
use house::release::{ExtraKind, Part, PartKind, ReleasedTitle};

use crate::cinema::{Cinema, HOUR};
use crate::embargo::leaks_of;
use crate::night::announced;

/// An announced film, and its trailer that opens half an hour before it.
fn film_and_trailer(house: &Cinema) -> (ReleasedTitle, ReleasedTitle) {
    let film = announced(house, "Nightfall");
    let mut trailer = house.coming("First Glimpse");
    trailer.title.slug = "nightfall-first-glimpse".into();
    trailer.release.opens = Some(house.clock.now().plus_millis(HOUR / 2));
    trailer.title.part = Some(Part {
        of: film.title.id.clone(),
        name: "first-glimpse".into(),
        place: 0,
        kind: PartKind::Extra {
            kind: ExtraKind::Trailer,
        },
    });
    (film, trailer)
}

#[tokio::test]
async fn the_waiting_room_plays_the_trailer_from_its_own_opening_on() {
    let house = Cinema::open().await;
    let (film, trailer) = film_and_trailer(&house);
    house.programme(&[&film, &trailer]);
    let before = house.get("/title/nightfall").await;
    for untold in ["Glimpse", "glimpse", "trailer", "data-plays"] {
        assert!(!before.text().contains(untold), "{untold}:\n{}", before.text());
    }
    house.clock.forward(HOUR / 2);
    let room = house.get("/title/nightfall").await;
    assert!(room.text().contains("waiting-room"));
    assert!(
        room.text()
            .contains("href=\"/title/nightfall-first-glimpse/watch\" data-plays")
    );
    assert!(room.text().contains("Watch the trailer"));
    let poster = |title: &ReleasedTitle| format!("src=\"/picture/{}.jpg\"", title.title.pictures[0].key);
    assert!(
        room.text().contains(&poster(&film)),
        "the film's poster until it plays"
    );
    assert!(!room.text().contains(&poster(&trailer)));
    // And what the film has before its own instant is what it had.
    assert!(!room.text().contains(&film.release.key.to_string()));
    let watch = house.get("/title/nightfall/watch").await;
    assert_eq!(watch.status, StatusCode::NOT_FOUND);
}

#[tokio::test]
async fn a_trailer_that_cannot_be_played_is_not_offered_and_one_gives_its_still_where_there_is_no_poster() {
    let house = Cinema::open().await;
    let (mut film, mut trailer) = film_and_trailer(&house);
    film.title.pictures.clear();
    let renditions = std::mem::take(&mut trailer.renditions);
    house.programme(&[&film, &trailer]);
    house.clock.forward(HOUR / 2);
    assert!(!house.get("/title/nightfall").await.text().contains("data-plays"));
    trailer.renditions = renditions;
    house.programme(&[&film, &trailer]);
    let room = house.get("/title/nightfall").await;
    assert!(
        room.text()
            .contains(&format!("/picture/{}.jpg", trailer.title.pictures[0].key))
    );
}

#[tokio::test]
async fn only_a_trailer_may_stand_in_another_page_and_only_in_the_houses_own() {
    let house = Cinema::open().await;
    let (film, trailer) = film_and_trailer(&house);
    house.programme(&[&film, &trailer]);
    house.clock.forward(HOUR / 2);
    let of = |path: &'static str| {
        let house = &house;
        async move {
            let answer = house.get(path).await;
            let header = |name| answer.header(name).unwrap().to_owned();
            (header("content-security-policy"), header("x-frame-options"))
        }
    };
    let (policy, older) = of("/title/nightfall-first-glimpse/watch").await;
    assert!(policy.contains("frame-ancestors 'self'") && !policy.contains("frame-src"));
    assert_eq!(older, "SAMEORIGIN");
    let (policy, older) = of("/title/nightfall").await;
    assert!(policy.contains("frame-src 'self'") && policy.contains("frame-ancestors 'none'"));
    assert_eq!(older, "DENY");
    house.clock.forward(HOUR / 2);
    for page in ["/title/nightfall/watch", "/title/nightfall", "/"] {
        let (policy, older) = of(page).await;
        assert!(
            policy.contains("frame-ancestors 'none'") && !policy.contains("frame-src"),
            "{page}"
        );
        assert_eq!(older, "DENY", "{page}");
    }
}

#[tokio::test]
async fn the_audit_finds_nothing_of_a_trailer_that_waits_in_an_announced_film() {
    let house = Cinema::open().await;
    let (film, trailer) = film_and_trailer(&house);
    house.programme(&[&film, &trailer]);
    assert_eq!(leaks_of(&house, &trailer).await, Vec::<String>::new());
    assert!(!house.get("/title/nightfall").await.text().contains("Glimpse"));
    // Once the trailer is open, the film is as shut as before.
    house.clock.forward(HOUR / 2);
    assert_eq!(leaks_of(&house, &film).await, Vec::<String>::new());
}
