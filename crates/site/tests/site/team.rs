//! The team's side of the house.

use axum::http::{Method, StatusCode};
use site::SiteSettings;

use crate::answer::Answer;
use crate::cinema::{Cinema, HOUR};

const MINUTE: i64 = 60_000;

/// Goes in by a new login link; answers the cookie to send.
async fn log_in(house: &Cinema) -> String {
    let token = house.catalogue.team().make_login(15 * MINUTE).await.unwrap();
    let entered = enter(house, &token.0, &[]).await;
    assert_eq!(entered.status, StatusCode::SEE_OTHER);
    assert_eq!(entered.header("location"), Some("/studio"));
    let cookie = entered.header("set-cookie").unwrap();
    cookie.split(';').next().unwrap().to_owned()
}

async fn enter(house: &Cinema, token: &str, headers: &[(&str, &str)]) -> Answer {
    house
        .ask(Method::POST, &format!("/studio/enter/{token}"), headers)
        .await
}

#[tokio::test]
async fn the_studio_is_closed_to_strangers() {
    let house = Cinema::open().await;
    let film = house.coming("Nightfall");
    house.catalogue.put_title(&film.title).await.unwrap();
    house.programme(&[&film]);
    for headers in [&[][..], &[("cookie", "marquee-team=guessed")]] {
        let answer = house.ask(Method::GET, "/studio", headers).await;
        assert_eq!(answer.status, StatusCode::FORBIDDEN);
        assert!(!answer.text().contains("Nightfall"));
    }
}

#[tokio::test]
async fn a_login_link_lets_in_once() {
    let house = Cinema::open().await;
    let token = house.catalogue.team().make_login(15 * MINUTE).await.unwrap();
    let address = format!("/studio/enter/{}", token.0);
    // Looking at the link, as chats and mail programs do, spends nothing.
    for _ in 0..2 {
        let looked = house.get(&address).await;
        assert_eq!(looked.status, StatusCode::OK);
        assert!(looked.text().contains("<form"));
        assert_eq!(looked.header("set-cookie"), None);
    }
    let entered = enter(&house, &token.0, &[("sec-fetch-site", "same-origin")]).await;
    assert_eq!(entered.status, StatusCode::SEE_OTHER);
    let cookie = entered.header("set-cookie").unwrap();
    assert!(cookie.contains("HttpOnly") && cookie.contains("SameSite=Lax") && cookie.contains("Path=/"));
    assert!(
        !cookie.contains("Secure"),
        "over plain HTTP it would never come back"
    );
    let again = enter(&house, &token.0, &[]).await;
    assert_eq!(again.status, StatusCode::GONE);
    assert_eq!(again.header("set-cookie"), None);
    assert!(again.text().contains("This ticket is torn"));
}

#[tokio::test]
async fn a_login_link_runs_out() {
    let house = Cinema::open().await;
    let token = house.catalogue.team().make_login(15 * MINUTE).await.unwrap();
    house.clock.forward(15 * MINUTE);
    assert_eq!(enter(&house, &token.0, &[]).await.status, StatusCode::GONE);
}

#[tokio::test]
async fn forms_of_other_sites_are_refused() {
    let house = Cinema::open().await;
    let token = house.catalogue.team().make_login(15 * MINUTE).await.unwrap();
    for headers in [
        [("sec-fetch-site", "cross-site")],
        [("sec-fetch-site", "same-site")],
        [("origin", "https://other.example")],
    ] {
        assert_eq!(
            enter(&house, &token.0, &headers).await.status,
            StatusCode::FORBIDDEN
        );
    }
    let own = enter(&house, &token.0, &[("origin", "http://127.0.0.1:8080")]).await;
    assert_eq!(own.status, StatusCode::SEE_OTHER);
}

#[tokio::test]
async fn the_team_sees_what_is_not_open_and_no_cache_keeps_it() {
    let house = Cinema::open().await;
    let (open, coming) = (house.showing("Open Air"), house.coming("Nightfall"));
    house.programme(&[&open, &coming]);
    let cookie = log_in(&house).await;
    let cookie = [("cookie", cookie.as_str())];
    let preview = house.ask(Method::GET, "/title/nightfall", &cookie).await;
    assert_eq!(preview.status, StatusCode::OK);
    assert!(preview.text().contains("Until then only the team sees this page"));
    let release = &coming.release.key;
    for path in [
        "/title/nightfall/watch".to_owned(),
        format!("/media/{release}/film.m3u8"),
        format!("/media/{release}/{}/1.m4s", coming.renditions[0].key),
        format!("/picture/{}.jpg", coming.title.pictures[0].key),
    ] {
        let answer = house.ask(Method::GET, &path, &cookie).await;
        assert_eq!(answer.status, StatusCode::OK, "{path}");
        assert_eq!(
            answer.header("cache-control"),
            Some("private, no-store"),
            "{path}"
        );
    }
    let segment = format!("/media/{}/{}/1.m4s", open.release.key, open.renditions[0].key);
    let for_all = house.ask(Method::GET, &segment, &cookie).await;
    assert_eq!(
        for_all,
        house.get(&segment).await,
        "what is open is the same for everybody"
    );
    let home = house.ask(Method::GET, "/", &cookie).await;
    assert!(
        !home.text().contains("Nightfall"),
        "the front shows the team what the public sees"
    );
}

#[tokio::test]
async fn the_studio_lists_titles_and_work() {
    let house = Cinema::open().await;
    let (open, coming) = (house.showing("Open Air"), house.coming("Nightfall"));
    let loose = house.showing("Only Notes");
    for film in [&open, &coming, &loose] {
        house.catalogue.put_title(&film.title).await.unwrap();
    }
    house.programme(&[&open, &coming]);
    let cookie = log_in(&house).await;
    let studio = house.ask(Method::GET, "/studio", &[("cookie", &cookie)]).await;
    assert_eq!(studio.status, StatusCode::OK);
    let text = studio.text();
    for words in [
        "Open Air",
        "Showing since",
        "Nightfall",
        "Opens",
        "22 November 2026, 21:00 UTC",
        "Only Notes",
        "Not released",
        "href=\"/title/nightfall\"",
        "Nothing is waiting.",
    ] {
        assert!(text.contains(words), "no {words} in:\n{text}");
    }
}

#[tokio::test]
async fn who_leaves_is_out_at_once() {
    let house = Cinema::open().await;
    let coming = house.coming("Nightfall");
    house.programme(&[&coming]);
    let cookie = log_in(&house).await;
    let cookie = [("cookie", cookie.as_str())];
    assert_eq!(
        house.ask(Method::GET, "/studio", &cookie).await.status,
        StatusCode::OK
    );
    let left = house.ask(Method::POST, "/studio/leave", &cookie).await;
    assert_eq!(left.status, StatusCode::SEE_OTHER);
    assert!(left.header("set-cookie").unwrap().contains("Max-Age=0"));
    assert_eq!(
        house.ask(Method::GET, "/studio", &cookie).await.status,
        StatusCode::FORBIDDEN
    );
    let preview = house.ask(Method::GET, "/title/nightfall", &cookie).await;
    assert_eq!(preview.status, StatusCode::NOT_FOUND);
}

#[tokio::test]
async fn a_session_ends_by_itself() {
    let house = Cinema::open().await;
    let cookie = log_in(&house).await;
    house.clock.forward(31 * 24 * HOUR);
    let answer = house.ask(Method::GET, "/studio", &[("cookie", &cookie)]).await;
    assert_eq!(answer.status, StatusCode::FORBIDDEN);
}

#[tokio::test]
async fn over_tls_the_cookie_is_bound_to_the_house() {
    let house = Cinema::with(SiteSettings {
        address: "https://rex.example".into(),
        ..SiteSettings::default()
    })
    .await;
    let cookie = log_in(&house).await;
    assert!(cookie.starts_with("__Host-marquee-team="));
    let studio = house.ask(Method::GET, "/studio", &[("cookie", &cookie)]).await;
    assert_eq!(studio.status, StatusCode::OK);
    assert!(studio.header("strict-transport-security").is_some());
}
