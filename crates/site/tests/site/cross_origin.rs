//! Other sites' players: let in by configuration only.

use axum::http::{Method, StatusCode};
use site::SiteSettings;

use crate::cinema::Cinema;

const FRIEND: &str = "https://player.example";

async fn house(allowed: &[&str]) -> (Cinema, String) {
    let house = Cinema::with(SiteSettings {
        allowed_origins: allowed.iter().map(|&origin| origin.to_owned()).collect(),
        ..SiteSettings::default()
    })
    .await;
    let film = house.showing("Open Air");
    house.programme(&[&film]);
    let segment = format!("/media/{}/{}/1.m4s", film.release.key, film.renditions[0].key);
    (house, segment)
}

#[tokio::test]
async fn nobody_is_let_in_unasked() {
    let (house, segment) = house(&[]).await;
    let answer = house.ask(Method::GET, &segment, &[("origin", FRIEND)]).await;
    assert_eq!(answer.status, StatusCode::OK);
    assert_eq!(answer.header("access-control-allow-origin"), None);
    assert_eq!(
        answer.header("vary"),
        None,
        "one answer for all: caches need not ask who it is for"
    );
    let preflight = house.ask(Method::OPTIONS, &segment, &[("origin", FRIEND)]).await;
    assert_eq!(preflight.status, StatusCode::NO_CONTENT);
    assert_eq!(preflight.header("access-control-allow-origin"), None);
    assert_eq!(preflight.header("access-control-allow-headers"), None);
}

#[tokio::test]
async fn a_named_site_is_let_in_and_no_other() {
    let (house, segment) = house(&[FRIEND]).await;
    let friend = house.ask(Method::GET, &segment, &[("origin", FRIEND)]).await;
    assert_eq!(friend.header("access-control-allow-origin"), Some(FRIEND));
    assert_eq!(friend.header("vary"), Some("origin"));
    assert_eq!(
        friend.header("cross-origin-resource-policy"),
        Some("cross-origin")
    );
    let other = house
        .ask(Method::GET, &segment, &[("origin", "https://other.example")])
        .await;
    assert_eq!(other.header("access-control-allow-origin"), None);
    assert_eq!(other.header("vary"), Some("origin"));
    let preflight = house.ask(Method::OPTIONS, &segment, &[("origin", FRIEND)]).await;
    assert_eq!(
        preflight.header("access-control-allow-methods"),
        Some("GET, HEAD")
    );
    assert!(
        preflight
            .header("access-control-allow-headers")
            .unwrap()
            .contains("range")
    );
    let refusal = house
        .ask(Method::GET, "/media/x/film.m3u8", &[("origin", FRIEND)])
        .await;
    assert_eq!(refusal.status, StatusCode::NOT_FOUND);
    assert_eq!(refusal.header("access-control-allow-origin"), Some(FRIEND));
}

#[tokio::test]
async fn pages_are_shared_with_nobody() {
    let (house, _) = house(&["*"]).await;
    let page = house
        .ask(Method::GET, "/title/open-air", &[("origin", FRIEND)])
        .await;
    assert_eq!(page.status, StatusCode::OK);
    assert_eq!(page.header("access-control-allow-origin"), None);
}
