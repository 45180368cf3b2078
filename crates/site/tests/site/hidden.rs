//! Invariant 3: of a title that is not open to who asks, nothing can be seen, not even that there is one.

use axum::http::{Method, StatusCode};
use house::id::{PictureKey, ReleaseKey, RenditionKey};
use house::release::ReleasedTitle;
use site::ROUTES;

use crate::answer::Answer;
use crate::cinema::{Cinema, HOUR};

/// An address that a title would have, and the same address of a title that never was.
struct Case {
    hidden: String,
    never: String,
}

/// The addresses that `route` could have of the hidden title. A route that is new has to be given its cases here.
fn cases(route: &str, film: &ReleasedTitle) -> Vec<Case> {
    let case = |hidden: String, never: String| Case { hidden, never };
    let slug = &film.title.slug;
    let never = "a-film-that-never-was";
    let (release, no_release) = (&film.release.key, ReleaseKey::random());
    match route {
        // The pages of the studio: for members only, whatever they are asked for.
        page if page.starts_with("/studio/") && !page.contains("{token}") && page != "/studio/forgotten" => {
            let with = |id: &str| page.replace("{id}", id).replace("{page}", "page");
            let no_title = house::id::TitleId::random();
            vec![case(with(film.title.id.as_str()), with(no_title.as_str()))]
        }
        "/title/{slug}" => vec![case(format!("/title/{slug}"), format!("/title/{never}"))],
        "/title/{slug}/watch" => vec![case(
            format!("/title/{slug}/watch"),
            format!("/title/{never}/watch"),
        )],
        "/title/{slug}/live" | "/title/{slug}/reminder" | "/title/{slug}/reminder.ics" => {
            let with = |slug: &str| route.replace("{slug}", slug);
            vec![case(with(slug), with(never))]
        }
        "/title/{slug}/accent.css" => vec![case(
            format!("/title/{slug}/accent.css"),
            format!("/title/{never}/accent.css"),
        )],
        "/media/{release}/{file}" => ["film.m3u8", "film.mpd", "player.mpd", "stills.vtt", "nothing"]
            .iter()
            .map(|file| {
                case(
                    format!("/media/{release}/{file}"),
                    format!("/media/{no_release}/{file}"),
                )
            })
            .collect(),
        "/media/{release}/{rendition}/{file}" => {
            let mut all = Vec::new();
            for rendition in &film.renditions {
                for file in [
                    "playlist.m3u8",
                    "iframes.m3u8",
                    "init.mp4",
                    "1.m4s",
                    "3.m4s",
                    "9.m4s",
                    "i1.m4s",
                    "text.vtt",
                    "whole.mp4",
                    "nothing",
                ] {
                    all.push(case(
                        format!("/media/{release}/{}/{file}", rendition.key),
                        format!("/media/{no_release}/{}/{file}", RenditionKey::random()),
                    ));
                }
            }
            all
        }
        "/sealed/{release}/{key}/{scheme}/{file}" => ["hls/film.m3u8", "dash/film.mpd"]
            .iter()
            .map(|file| {
                let key = "0123456789abcdef0123456789abcdef";
                case(
                    format!("/sealed/{release}/{key}/{file}"),
                    format!("/sealed/{no_release}/{key}/{file}"),
                )
            })
            .collect(),
        "/sealed/{release}/{key}/{scheme}/{rendition}/{file}" => ["hls/{}/1.m4s", "dash/{}/init.mp4"]
            .iter()
            .map(|file| {
                let key = "0123456789abcdef0123456789abcdef";
                let own = file.replace("{}", film.renditions[0].key.as_str());
                let none = file.replace("{}", RenditionKey::random().as_str());
                case(
                    format!("/sealed/{release}/{key}/{own}"),
                    format!("/sealed/{no_release}/{key}/{none}"),
                )
            })
            .collect(),
        "/keys/{release}" => vec![case(format!("/keys/{release}"), format!("/keys/{no_release}"))],
        "/keys/{release}/{file}" => vec![case(
            format!("/keys/{release}/0123456789abcdef0123456789abcdef.key"),
            format!("/keys/{no_release}/0123456789abcdef0123456789abcdef.key"),
        )],
        "/picture/{file}" => film
            .title
            .pictures
            .iter()
            .map(|picture| {
                case(
                    format!("/picture/{}.jpg", picture.key),
                    format!("/picture/{}.jpg", PictureKey::random()),
                )
            })
            .collect(),
        "/pass/{secret}" => vec![case(format!("/pass/{slug}"), format!("/pass/{never}"))],
        "/page/{picture}/{tile}" => film
            .title
            .pictures
            .iter()
            .map(|picture| {
                case(
                    format!("/page/{}/0-0-0.jpg", picture.key),
                    format!("/page/{}/0-0-0.jpg", PictureKey::random()),
                )
            })
            .collect(),
        "/studio/enter/{token}" | "/studio/invitation/{token}" | "/studio/reset/{token}" => {
            let with = |token: &str| route.replace("{token}", token);
            vec![case(with(slug), with(never))]
        }
        "/static/{file}" => vec![case(format!("/static/{slug}"), format!("/static/{never}"))],
        // Whatever the link, the same question.
        "/reminder/{token}" => vec![case("/reminder/guessed".into(), "/reminder/guessed".into())],
        // What it is called, what is said of it and in it; asked as is, and compared with the house without it.
        "/search" => {
            let word = film
                .title
                .name
                .split(' ')
                .next_back()
                .unwrap_or_default()
                .to_owned();
            let typed = [
                "",
                "speaks",
                "s*",
                "%22in+one+line%22",
                "1974",
                "before+2000",
                word.as_str(),
            ];
            let asked = typed.map(|typed| format!("/search?q={typed}"));
            asked.map(|path| case(path.clone(), path)).into()
        }
        // No name in the address: with the title in the house they must say what they say without it.
        "/" | "/studio" | "/studio/login" | "/studio/forgotten" | "/studio/leave" | "/feed.atom"
        | "/sitemap.xml" | "/robots.txt" | "/healthz" | "/metrics" => {
            vec![case(route.into(), route.into())]
        }
        // Everything of the API but its description is for members: an address is answered before it is looked at.
        api if api.starts_with("/api/v1/") => {
            let with = |id: &str| api.replace("{id}", id);
            vec![case(with(film.title.id.as_str()), with(film.title.id.as_str()))]
        }
        new => panic!("the route {new} has no case here: what could it tell of a title that is not open?"),
    }
}

/// The ways in which to ask.
fn ways(slug: &str) -> Vec<(Method, Vec<(&'static str, String)>)> {
    let with = |name: &'static str, value: &str| vec![(name, value.to_owned())];
    vec![
        (Method::GET, vec![]),
        (Method::HEAD, vec![]),
        (Method::OPTIONS, vec![]),
        (Method::POST, vec![]),
        (Method::GET, with("range", "bytes=0-9")),
        (Method::GET, with("range", "bytes=999999999-")),
        (Method::GET, with("range", "bytes=0-1,4-5")),
        (Method::GET, with("if-none-match", "*")),
        (Method::GET, with("if-match", "\"nothing\"")),
        (
            Method::GET,
            with("if-modified-since", "Sun, 22 Nov 2026 08:00:00 GMT"),
        ),
        (Method::GET, with("origin", "https://other.example")),
        (Method::GET, with("host", &format!("{slug}.example"))),
        (Method::GET, with("cookie", "marquee-team=guessed")),
        (Method::GET, with("accept-encoding", "gzip, br")),
    ]
}

fn secrets(film: &ReleasedTitle) -> Vec<String> {
    let mut all = vec![
        film.title.name.clone(),
        film.title.slug.clone(),
        film.title.id.to_string(),
        film.release.id.to_string(),
        film.release.key.to_string(),
        "director".into(),
    ];
    all.extend(film.title.pictures.iter().map(|picture| picture.key.to_string()));
    for rendition in &film.renditions {
        all.extend([
            rendition.id.to_string(),
            rendition.key.to_string(),
            rendition.digest.to_string(),
        ]);
    }
    all
}

fn assert_silent(answer: &Answer, film: &ReleasedTitle, place: &str) {
    let whole = answer.whole().to_lowercase();
    for secret in secrets(film) {
        assert!(
            !whole.contains(&secret.to_lowercase()),
            "{place} tells '{secret}':\n{whole}"
        );
    }
}

/// Walks every route in every way; the answers of the house with the title are those of the house without it.
async fn assert_hidden(house: &Cinema, film: &ReleasedTitle, programme: &[&ReleasedTitle]) {
    let without: Vec<_> = programme
        .iter()
        .copied()
        .filter(|other| other.title.id != film.title.id)
        .collect();
    for route in ROUTES {
        for Case { hidden, never } in cases(route.path, film) {
            for (method, headers) in ways(&film.title.slug) {
                let headers: Vec<_> = headers
                    .iter()
                    .map(|(name, value)| (*name, value.as_str()))
                    .collect();
                let place = format!("{method} {hidden} {headers:?}");
                house.programme(programme);
                let with_title = house.ask(method.clone(), &hidden, &headers).await;
                let never_was = house.ask(method.clone(), &never, &headers).await;
                house.programme(&without);
                let without_title = house.ask(method.clone(), &hidden, &headers).await;
                assert_eq!(with_title, never_was, "{place}");
                assert_eq!(with_title, without_title, "{place}");
                assert_silent(&with_title, film, &place);
                if hidden != never && method == Method::GET && !hidden.starts_with("/studio/") {
                    assert_eq!(with_title.status, StatusCode::NOT_FOUND, "{place}");
                }
                if !route.path.starts_with("/static") || with_title.status != StatusCode::OK {
                    assert_eq!(
                        with_title.header("cache-control"),
                        Some("private, no-store"),
                        "{place}"
                    );
                }
            }
        }
    }
    house.programme(programme);
}

#[tokio::test]
async fn a_title_before_its_opening_does_not_exist() {
    let house = Cinema::open().await;
    let (open, coming) = (house.showing("Open Air"), house.coming("Hidden Nightfall"));
    assert_hidden(&house, &coming, &[&open, &coming]).await;
}

#[tokio::test]
async fn a_draft_does_not_exist() {
    let house = Cinema::open().await;
    let mut draft = house.showing("Hidden Nightfall");
    draft.release.opens = None;
    assert_hidden(&house, &draft, &[&draft]).await;
}

#[tokio::test]
async fn a_withdrawn_title_never_was() {
    let house = Cinema::open().await;
    let (open, mut withdrawn) = (house.showing("Open Air"), house.showing("Hidden Nightfall"));
    withdrawn.release.withdrawn = withdrawn.release.opens;
    assert_hidden(&house, &withdrawn, &[&withdrawn, &open]).await;
}

#[tokio::test]
async fn a_title_for_some_territories_is_shut_while_nobody_can_say_where_a_viewer_is() {
    let house = Cinema::open().await;
    let mut somewhere = house.showing("Hidden Nightfall");
    somewhere.release.territories = vec!["AT".parse().unwrap()];
    assert_hidden(&house, &somewhere, &[&somewhere]).await;
}

#[tokio::test]
async fn a_title_after_its_end_never_was() {
    let house = Cinema::open().await;
    let mut limited = house.showing("Hidden Nightfall");
    limited.release.closes = limited.release.opens.map(|opens| opens.plus_millis(HOUR + 1));
    house.programme(&[&limited]);
    let page = format!("/title/{}", limited.title.slug);
    assert_eq!(house.get(&page).await.status, StatusCode::OK);
    house.clock.forward(1);
    assert_hidden(&house, &limited, &[&limited]).await;
}

#[tokio::test]
async fn a_title_opens_at_its_instant_for_every_address() {
    let house = Cinema::open().await;
    let coming = house.coming("Nightfall");
    house.programme(&[&coming]);
    let release = &coming.release.key;
    let addresses = [
        format!("/title/{}", coming.title.slug),
        format!("/title/{}/watch", coming.title.slug),
        format!("/media/{release}/film.m3u8"),
        format!("/media/{release}/{}/1.m4s", coming.renditions[0].key),
        format!("/picture/{}.jpg", coming.title.pictures[0].key),
    ];
    house.clock.forward(HOUR - 1);
    for address in &addresses {
        assert_eq!(
            house.get(address).await.status,
            StatusCode::NOT_FOUND,
            "{address}"
        );
    }
    assert!(!house.get("/").await.text().contains("Nightfall"));
    house.clock.forward(1);
    for address in &addresses {
        assert_eq!(house.get(address).await.status, StatusCode::OK, "{address}");
    }
    assert!(house.get("/").await.text().contains("Nightfall"));
}
