//! What people see.

use axum::http::{Method, StatusCode};

use crate::cinema::{Cinema, HOUR};

#[tokio::test]
async fn home_shows_the_newest_first_and_names_no_other_host() {
    let house = Cinema::open().await;
    let (mut old, new) = (house.showing("Old Song"), house.showing("New Wave"));
    old.release.opens = old.release.opens.map(|opens| opens.plus_millis(-HOUR));
    house.programme(&[&old, &new]);
    let home = house.get("/").await;
    assert_eq!(home.status, StatusCode::OK);
    let text = home.text();
    assert!(text.find("New Wave").unwrap() < text.find("Old Song").unwrap());
    let poster = format!("/picture/{}.jpg", new.title.pictures[0].key);
    assert!(text.contains(&poster));
    for attribute in ["src=\"http", "<style", "style=\"", "onclick"] {
        assert!(!text.contains(attribute), "{attribute} in:\n{text}");
    }
}

#[tokio::test]
async fn a_house_without_films_still_has_a_sign() {
    let house = Cinema::open().await;
    let home = house.get("/").await;
    assert_eq!(home.status, StatusCode::OK);
    assert!(home.text().contains("The doors open soon"));
}

#[tokio::test]
async fn the_title_page_tells_everything_the_title_has() {
    let house = Cinema::open().await;
    let film = house.showing("Open Air");
    house.programme(&[&film]);
    let page = house.get("/title/open-air").await;
    assert_eq!(page.status, StatusCode::OK);
    let text = page.text();
    for words in [
        ">Open Air</h1>",
        "Open Air in one line",
        "First of Open Air.",
        "Then more of it.",
        "Open Air’s director",
        "Deutsch",
        "Français",
        "12\u{a0}seconds",
        "1974",
        "© Open Air Foundation",
        "href=\"https://creativecommons.org/licenses/by/3.0/\" rel=\"license noopener\"",
        "href=\"/title/open-air/watch\"",
        "href=\"/title/open-air/accent.css\"",
        "property=\"og:title\" content=\"Open Air\"",
    ] {
        assert!(text.contains(words), "no {words} in:\n{text}");
    }
    let accent = house.get("/title/open-air/accent.css").await;
    assert_eq!(accent.text(), ":root{--accent:#8fc24a}\n");
    assert_eq!(accent.header("content-type"), Some("text/css; charset=utf-8"));
}

#[tokio::test]
async fn linked_data_is_json_whatever_the_title_is_called() {
    let house = Cinema::open().await;
    let mut film = house.showing("Open Air");
    film.title.name = "</script><script>alert(1)</script>".into();
    film.title.source_url = Some("javascript:alert(1)".into());
    film.title.accent = Some("red}body{display:none".into());
    house.programme(&[&film]);
    let page = house.get("/title/open-air").await;
    assert!(!page.text().contains("<script>alert"));
    assert!(!page.text().contains("javascript:"));
    let (_, rest) = page
        .text()
        .split_once("<script type=\"application/ld+json\">")
        .unwrap();
    let json: serde_json::Value = serde_json::from_str(rest.split("</script>").next().unwrap()).unwrap();
    assert_eq!(json["@type"], "Movie");
    assert_eq!(json["name"], film.title.name.as_str());
    assert_eq!(json["duration"], "PT12S");
    let accent = house.get("/title/open-air/accent.css").await;
    assert_eq!(accent.status, StatusCode::NOT_FOUND);
}

#[tokio::test]
async fn the_watch_page_names_both_manifests_and_what_to_do_without_scripts() {
    let house = Cinema::open().await;
    let film = house.showing("Open Air");
    house.programme(&[&film]);
    let page = house.get("/title/open-air/watch").await;
    let base = format!("/media/{}", film.release.key);
    let first: Vec<_> = film.renditions[..2]
        .iter()
        .flat_map(|track| ["init.mp4", "1.m4s"].map(|file| format!("{base}/{}/{file}", track.key)))
        .collect();
    let first = first.join(" ");
    for words in [
        format!("<link rel=\"alternate\" type=\"application/vnd.apple.mpegurl\" href=\"{base}/film.m3u8\">"),
        format!("<link rel=\"alternate\" type=\"application/dash+xml\" href=\"{base}/film.mpd\">"),
        format!(
            "data-hls=\"{base}/film.m3u8\" data-dash=\"{base}/player.mpd\" data-first=\"{first}\" data-stills=\"{base}/stills.vtt\""
        ),
        format!("data-poster=\"/picture/{}.jpg\"", film.title.pictures[0].key),
        "data-title=\"Open Air\"".into(),
        format!("data-key=\"{}\"", film.title.id),
        "<video".into(),
        "<noscript>".into(),
    ] {
        assert!(page.text().contains(&words), "no {words} in:\n{}", page.text());
    }
}

#[tokio::test]
async fn a_title_of_which_nothing_is_ready_says_so_and_has_no_watch_page() {
    let house = Cinema::open().await;
    let mut film = house.showing("Open Air");
    film.renditions.clear();
    film.title.pictures.clear();
    film.title.tagline = None;
    film.title.synopsis = None;
    house.programme(&[&film]);
    let page = house.get("/title/open-air").await;
    assert!(page.text().contains("threading the film"));
    assert!(!page.text().contains("/watch\""));
    let watch = house.get("/title/open-air/watch").await;
    assert_eq!(watch.status, StatusCode::NOT_FOUND);
    let playlist = house.get(&format!("/media/{}/film.m3u8", film.release.key)).await;
    assert_eq!(playlist.status, StatusCode::NOT_FOUND);
}

#[tokio::test]
async fn every_page_carries_the_headers_that_keep_it_safe() {
    let house = Cinema::open().await;
    let film = house.showing("Open Air");
    house.programme(&[&film]);
    for path in [
        "/",
        "/title/open-air",
        "/title/open-air/watch",
        "/nowhere",
        "/studio",
        "/static/none",
        "/robots.txt",
    ] {
        let answer = house.get(path).await;
        let policy = answer.header("content-security-policy").unwrap();
        for rule in [
            "default-src 'none'",
            "script-src 'self'",
            "style-src 'self'",
            "frame-ancestors 'none'",
            "base-uri 'none'",
        ] {
            assert!(policy.contains(rule), "{path}: {policy}");
        }
        assert!(!policy.contains("unsafe") && !policy.contains("http"), "{policy}");
        assert_eq!(answer.header("x-content-type-options"), Some("nosniff"), "{path}");
        assert_eq!(answer.header("referrer-policy"), Some("same-origin"), "{path}");
        assert_eq!(
            answer.header("cross-origin-opener-policy"),
            Some("same-origin"),
            "{path}"
        );
        assert_eq!(
            answer.header("cache-control"),
            Some("private, no-store"),
            "{path}"
        );
        assert_eq!(
            answer.header("strict-transport-security"),
            None,
            "{path}: not over TLS"
        );
    }
}

#[tokio::test]
async fn what_is_not_there_is_answered_in_the_houses_look() {
    let house = Cinema::open().await;
    for path in ["/nowhere", "/title/nothing", "/title/%FF", "/title", "/a/b/c/d/e"] {
        let answer = house.get(path).await;
        assert_eq!(answer.status, StatusCode::NOT_FOUND, "{path}");
        assert_eq!(
            answer.header("content-type"),
            Some("text/html; charset=utf-8"),
            "{path}"
        );
        assert!(answer.text().contains("No such film tonight"), "{path}");
        assert_eq!(answer.body, house.get("/nowhere").await.body, "{path}");
    }
    let wrong = house.ask(Method::POST, "/", &[]).await;
    assert_eq!(wrong.status, StatusCode::METHOD_NOT_ALLOWED);
    assert_eq!(wrong.header("allow"), Some("GET,HEAD"));
    assert!(wrong.text().contains("Not through this door"));
}

#[tokio::test]
async fn absolute_addresses_come_from_the_configuration_never_from_the_request() {
    let house = Cinema::open().await;
    let film = house.showing("Open Air");
    house.programme(&[&film]);
    let plain = house.get("/title/open-air").await;
    let forged = [
        ("host", "evil.example"),
        ("x-forwarded-host", "evil.example"),
        ("forwarded", "host=evil.example"),
    ];
    let answer = house.ask(Method::GET, "/title/open-air", &forged).await;
    assert_eq!(answer, plain);
    assert!(plain.text().contains("http://127.0.0.1:8080/title/open-air"));
}

#[tokio::test]
async fn pages_are_compressed_for_who_takes_it() {
    let house = Cinema::open().await;
    let answer = house.ask(Method::GET, "/", &[("accept-encoding", "gzip")]).await;
    assert_eq!(answer.header("content-encoding"), Some("gzip"));
    assert_eq!(answer.header("vary"), Some("accept-encoding"));
}
