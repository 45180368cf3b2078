//! A sealed film ahead of its night: what any cache may have, and what opens it.

use axum::http::{Method, StatusCode};
use data_encoding::BASE64URL_NOPAD;
use house::encode::{Rendition, Track};
use house::id::ReleaseKey;
use house::release::{Purpose, ReleasedTitle};
use house::team::Role;
use package::seal::{ContentKey, KeyId};

use crate::answer::Answer;
use crate::cinema::{Cinema, HOUR};
use crate::film::grain;

const PUBLIC: KeyId = KeyId::new([1; 16]);
const SCREENER: KeyId = KeyId::new([2; 16]);

/// A sealed film that opens in an hour, its keys known.
async fn night() -> (Cinema, ReleasedTitle) {
    let house = Cinema::open().await;
    let mut film = house.coming("Night Ferry");
    film.release.plan.sealed = true;
    for rendition in &mut film.renditions {
        if let Track::Sound { title, .. } | Track::Text { title, .. } = &mut rendition.track {
            *title = Some("Said by the ferryman".into());
        }
    }
    show(&house, &film);
    (house, film)
}

fn show(house: &Cinema, film: &ReleasedTitle) {
    house.state().keys.put([
        (
            film.release.id.clone(),
            Purpose::Public,
            ContentKey::new(PUBLIC, [0xaa; 16]),
        ),
        (
            film.release.id.clone(),
            Purpose::Screener,
            ContentKey::new(SCREENER, [0xbb; 16]),
        ),
    ]);
    house.programme(&[film]);
}

fn sealed(film: &ReleasedTitle, key: KeyId, name: &str) -> String {
    format!("/sealed/{}/{key}/{name}", film.release.key)
}

/// Addresses of everything sealed that the film has for HLS.
fn resources(film: &ReleasedTitle, key: KeyId) -> Vec<String> {
    let of = |rendition: &Rendition| {
        let names: &[&str] = match rendition.track {
            Track::Picture { .. } => &["init.mp4", "1.m4s", "3.m4s", "i2.m4s"],
            Track::Sound { .. } => &["init.mp4", "1.m4s", "3.m4s"],
            Track::Text { .. } => &["text.vtt"],
        };
        let key = rendition.key.clone();
        names
            .iter()
            .map(move |name| format!("hls/{key}/{name}"))
            .collect::<Vec<_>>()
    };
    let names = film.renditions.iter().flat_map(of);
    names.map(|name| sealed(film, key, &name)).collect()
}

async fn licence(house: &Cinema, release: &ReleaseKey, key: KeyId, cookie: &[(&str, &str)]) -> Answer {
    let asked = format!("{{\"kids\":[\"{}\"],\"type\":\"temporary\"}}", key.base64url());
    let path = format!("/keys/{release}");
    house.send(Method::POST, &path, cookie, &asked).await
}

#[tokio::test]
async fn ciphertext_is_everybody_s_before_the_night_and_nothing_readable_is_in_it() {
    let (house, film) = night().await;
    let readable = grain("Night Ferry picture 0", 32);
    for path in resources(&film, PUBLIC) {
        let answer = house.get(&path).await;
        assert_eq!(answer.status, StatusCode::OK, "{path}");
        assert_eq!(
            answer.header("cache-control"),
            Some("public, max-age=31536000, immutable")
        );
        assert_eq!(answer.body.len() % 16, 0);
        let body = answer.body.clone();
        for plain in [&readable[..16], b"WEBVTT", b"speaks", b"moof", b"mdat"] {
            assert!(!body.windows(plain.len()).any(|window| window == plain), "{path}");
        }
        assert_eq!(house.get(&path).await.body, body, "identical each time");
        let other = path.replace(&PUBLIC.to_string(), &SCREENER.to_string());
        assert_ne!(house.get(&other).await.body, body, "another key, other bytes");
        let head = house.ask(Method::HEAD, &path, &[]).await;
        assert_eq!(
            head.header("content-length"),
            Some(body.len().to_string().as_str())
        );
        let part = house.ask(Method::GET, &path, &[("range", "bytes=5-20")]).await;
        assert_eq!(
            (part.status, &part.body[..]),
            (StatusCode::PARTIAL_CONTENT, &body[5..=20])
        );
        let tag = answer.header("etag").unwrap();
        let again = house.ask(Method::GET, &path, &[("if-none-match", tag)]).await;
        assert_eq!(again.status, StatusCode::NOT_MODIFIED);
    }
}

#[tokio::test]
async fn what_leads_to_it_names_nothing_before_the_night_and_is_let_go_when_it_comes() {
    let (house, film) = night().await;
    let texts = |film: &ReleasedTitle| {
        let picture = &film.renditions[0].key;
        [
            sealed(film, PUBLIC, "hls/film.m3u8"),
            sealed(film, PUBLIC, "dash/film.mpd"),
            sealed(film, PUBLIC, &format!("hls/{picture}/playlist.m3u8")),
            sealed(film, PUBLIC, &format!("hls/{picture}/iframes.m3u8")),
        ]
    };
    for path in texts(&film) {
        let answer = house.get(&path).await;
        assert_eq!(answer.status, StatusCode::OK, "{path}");
        assert_eq!(answer.header("cache-control"), Some("public, max-age=60"));
        let text = answer.text();
        for word in ["Ferry", "ferry", film.title.id.as_str()] {
            assert!(!text.contains(word), "{path} says {word}");
        }
        assert!(!text.contains("text.vtt") || text.contains("/media/"), "{path}");
    }
    house.clock.forward(HOUR - 9_500);
    let late = house.get(&texts(&film)[0]).await;
    assert_eq!(late.header("cache-control"), Some("public, max-age=9"));
    house.clock.forward(9_500);
    let open = house.get(&texts(&film)[0]).await;
    assert!(open.text().contains("Said by the ferryman"));
    assert_eq!(open.header("cache-control"), Some("public, max-age=60"));
}

#[tokio::test]
async fn the_key_comes_with_the_instant_and_not_a_millisecond_before() {
    let (house, film) = night().await;
    let raw = format!("/keys/{}/{PUBLIC}.key", film.release.key);
    let never = house
        .get(&format!("/keys/{}/{PUBLIC}.key", ReleaseKey::random()))
        .await;
    let asked = licence(&house, &ReleaseKey::random(), PUBLIC, &[]).await;
    house.clock.forward(HOUR - 1);
    let (early, refused) = (
        house.get(&raw).await,
        licence(&house, &film.release.key, PUBLIC, &[]).await,
    );
    for (answer, as_never) in [(&early, &never), (&refused, &asked)] {
        assert_eq!(answer.status, StatusCode::NOT_FOUND);
        assert_eq!(
            (&answer.headers, &answer.body),
            (&as_never.headers, &as_never.body)
        );
        assert_eq!(answer.header("cache-control"), Some("private, no-store"));
    }
    house.clock.forward(1);
    let key = house.get(&raw).await;
    assert_eq!((key.status, &key.body[..]), (StatusCode::OK, &[0xaa; 16][..]));
    assert_eq!(key.header("cache-control"), Some("private, no-store"));
    let answer = licence(&house, &film.release.key, PUBLIC, &[]).await;
    let licence: serde_json::Value = serde_json::from_slice(&answer.body).unwrap();
    assert_eq!(licence["keys"][0]["kid"], PUBLIC.base64url());
    assert_eq!(licence["keys"][0]["k"], BASE64URL_NOPAD.encode(&[0xaa; 16]));
    assert_eq!(licence["keys"][0]["kty"], "oct");
    assert_eq!(answer.header("cache-control"), Some("private, no-store"));
}

#[tokio::test]
async fn a_screener_s_key_opens_nothing_of_everybody_s() {
    let (house, film) = night().await;
    let account = house.account("ada@films.example", Role::Viewer).await;
    let cookie = house.cookie_of(&account).await;
    let (release, team) = (&film.release.key, [("cookie", cookie.as_str())]);
    let own = licence(&house, release, SCREENER, &team).await;
    assert_eq!(own.status, StatusCode::OK);
    assert_eq!(
        licence(&house, release, PUBLIC, &team).await.status,
        StatusCode::NOT_FOUND
    );
    let page = house.ask(Method::GET, "/title/night-ferry/watch", &team).await;
    assert!(page.text().contains(&sealed(&film, SCREENER, "dash/film.mpd")));
    assert!(!page.text().contains(&PUBLIC.to_string()));

    house.clock.forward(HOUR);
    assert_eq!(
        licence(&house, release, SCREENER, &[]).await.status,
        StatusCode::NOT_FOUND
    );
    let went_on = licence(&house, release, SCREENER, &team).await;
    assert_eq!(
        went_on.status,
        StatusCode::OK,
        "who began before the night goes on"
    );
    let page = house.get("/title/night-ferry/watch").await;
    assert!(page.text().contains(&sealed(&film, PUBLIC, "dash/film.mpd")));
}

#[tokio::test]
async fn what_is_drafted_withdrawn_closed_or_not_sealed_has_no_ciphertext() {
    let (house, film) = night().await;
    let now = house.clock_now();
    let changed = |change: &dyn Fn(&mut ReleasedTitle)| {
        let mut film = film.clone();
        change(&mut film);
        film
    };
    let gone = [
        changed(&|film| film.release.opens = None),
        changed(&|film| film.release.withdrawn = Some(now)),
        changed(&|film| film.release.plan.sealed = false),
        changed(&|film| {
            film.release.opens = Some(now.plus_millis(-2 * HOUR));
            film.release.closes = Some(now.plus_millis(-HOUR));
        }),
    ];
    let never = house
        .get(&format!(
            "/sealed/{}/{PUBLIC}/hls/film.m3u8",
            ReleaseKey::random()
        ))
        .await;
    for film in &gone {
        show(&house, film);
        let manifest = sealed(film, PUBLIC, "hls/film.m3u8");
        for path in resources(film, PUBLIC).into_iter().chain([manifest]) {
            let answer = house.get(&path).await;
            assert_eq!(answer.status, StatusCode::NOT_FOUND, "{path}");
            assert_eq!((&answer.headers, &answer.body), (&never.headers, &never.body));
        }
    }
    show(&house, &film);
    for wrong in [
        sealed(&film, KeyId::new([3; 16]), "hls/film.m3u8"),
        sealed(&film, PUBLIC, "hls/film.mpd"),
        sealed(&film, PUBLIC, "dash/film.m3u8"),
        sealed(&film, PUBLIC, "plain/film.m3u8"),
        sealed(
            &film,
            PUBLIC,
            &format!("dash/{}/text.vtt", film.renditions[2].key),
        ),
        sealed(
            &film,
            PUBLIC,
            &format!("dash/{}/playlist.m3u8", film.renditions[0].key),
        ),
        sealed(
            &film,
            PUBLIC,
            &format!("hls/{}/whole.mp4", film.renditions[1].key),
        ),
        sealed(&film, PUBLIC, &format!("hls/{}/4.m4s", film.renditions[1].key)),
    ] {
        assert_eq!(house.get(&wrong).await.status, StatusCode::NOT_FOUND, "{wrong}");
    }
}

#[tokio::test]
async fn a_request_for_keys_that_is_none_gets_none() {
    let (house, film) = night().await;
    house.clock.forward(HOUR);
    let path = format!("/keys/{}", film.release.key);
    let large = format!("{{\"kids\":[\"{}\"]}}", "A".repeat(10_000));
    for body in [
        "",
        "{",
        "{\"kids\":[]}",
        "{\"kids\":[\"AAAA\"]}",
        "[]",
        large.as_str(),
    ] {
        let answer = house.send(Method::POST, &path, &[], body).await;
        assert_eq!(answer.status, StatusCode::NOT_FOUND);
    }
    for file in ["key", ".key", "0101.key", "01010101010101010101010101010101"] {
        assert_eq!(
            house.get(&format!("{path}/{file}")).await.status,
            StatusCode::NOT_FOUND
        );
    }
    assert_eq!(house.get(&path).await.status, StatusCode::NOT_FOUND);
}
