//! The moments of a film on its pages, and what is seen of it again.

use axum::http::{Method, StatusCode};
use house::analyse::moments::Audience;
use house::id::MasterId;
use house::release::ReleasedTitle;
use house::team::{Role, Scope};
use serde_json::Value;

use crate::answer::Answer;
use crate::cinema::{Cinema, HOUR};

fn linked_data(page: &str) -> Value {
    let (_, rest) = page.split_once("<script type=\"application/ld+json\">").unwrap();
    let (json, _) = rest.split_once("</script>").unwrap();
    serde_json::from_str(json).unwrap()
}

#[tokio::test]
async fn each_moment_is_a_link_that_starts_there() {
    let house = Cinema::open().await;
    let film = house.showing("Open Air");
    house.programme(&[&film]);
    let answer = house.get("/title/open-air").await;
    let page = answer.text();
    assert!(page.contains(">Two moments</h2>"), "{page}");
    for words in [
        "href=\"/title/open-air/watch?at=1.500\"",
        // The next thousandth after 7.2001.
        "href=\"/title/open-air/watch?at=7.201\"",
        ">They cheer for Open Air</span>",
        "“Open Air &#60;never&#62; ends”",
        ">0:07</span>",
        // Of twelve seconds.
        "cx=\"12.5%\"",
    ] {
        assert!(page.contains(words), "no {words} in:\n{page}");
    }
    let moments = film.title.moments.as_ref().unwrap();
    let still = moments.list[0].still.as_ref().unwrap();
    let address = format!("/picture/{still}.jpg");
    assert!(page.contains(&address));
    let picture = house.get(&address).await;
    assert_eq!(
        (picture.status, picture.header("content-type")),
        (StatusCode::OK, Some("image/jpeg"))
    );
    let movie = linked_data(page);
    assert_eq!(movie["hasPart"][1]["@type"], "Clip");
    assert_eq!(
        (
            &movie["hasPart"][1]["startOffset"],
            &movie["hasPart"][1]["endOffset"]
        ),
        (&7.into(), &9.into())
    );
}

#[tokio::test]
async fn the_player_is_told_of_them_and_search_engines_of_every_second() {
    let house = Cinema::open().await;
    house.programme(&[&house.showing("Open Air")]);
    let answer = house.get("/title/open-air/watch?at=1.5").await;
    let page = answer.text();
    let marks = "data-moments=\"[{&#34;name&#34;:&#34;They cheer for Open Air&#34;,&#34;from&#34;:1.5,&#34;to&#34;:4.0},";
    assert!(page.contains(marks), "{page}");
    let video = linked_data(page);
    assert_eq!(video["@type"], "VideoObject");
    assert_eq!(video["potentialAction"]["@type"], "SeekToAction");
    let target = video["potentialAction"]["target"].as_str().unwrap();
    assert!(
        target.ends_with("/title/open-air/watch?at={seek_to_second_number}"),
        "{target}"
    );
    assert_eq!(video["hasPart"].as_array().unwrap().len(), 2);
    assert_eq!(video["duration"], "PT12S");
}

#[tokio::test]
async fn another_film_has_other_moments() {
    let house = Cinema::open().await;
    let mut film = house.showing("Open Air");
    film.title.moments.as_mut().unwrap().master = MasterId::random();
    house.programme(&[&film]);
    for path in ["/title/open-air", "/title/open-air/watch"] {
        let answer = house.get(path).await;
        let page = answer.text();
        for word in ["They cheer", "hasPart", "data-moments", "moments</h2>"] {
            assert!(!page.contains(word), "{word} at {path}");
        }
    }
}

async fn tell(house: &Cinema, headers: &[(&str, &str)], body: &str) -> Answer {
    let mut all = vec![("content-type", "text/plain;charset=UTF-8")];
    all.extend_from_slice(headers);
    house
        .send(Method::POST, "/title/open-air/watch", &all, body)
        .await
}

async fn open_air(house: &Cinema) -> ReleasedTitle {
    let film = house.showing("Open Air");
    house.programme(&[&film]);
    film
}

#[tokio::test]
async fn what_is_seen_again_is_counted_without_a_name() {
    let house = Cinema::open().await;
    let film = open_air(&house).await;
    let report = r#"{"began":true,"first":[[0,8]],"again":[[2,4]]}"#;
    for _ in 0..3 {
        assert_eq!(tell(&house, &[], report).await.status, StatusCode::NO_CONTENT);
    }
    // Who asks for peace, and the team that looks for a mistake.
    let peace = tell(&house, &[("sec-gpc", "1")], report).await;
    assert_eq!(peace.status, StatusCode::NO_CONTENT);
    let ada = house.account("ada@films.example", Role::Editor).await;
    let cookie = house.cookie_of(&ada).await;
    let team = tell(
        &house,
        &[("cookie", &cookie), ("sec-fetch-site", "same-origin")],
        report,
    )
    .await;
    assert_eq!(team.status, StatusCode::NO_CONTENT);
    for odd in [
        "",
        "{}x",
        r#"{"first":[[4,2]]}"#,
        r#"{"first":[[0,90000]]}"#,
        r#"{"viewer":"ana"}"#,
    ] {
        assert_eq!(
            tell(&house, &[], odd).await.status,
            StatusCode::BAD_REQUEST,
            "{odd}"
        );
    }
    let long = format!("{{\"first\":[{}]}}", "[0,1],".repeat(2_000));
    assert_eq!(
        tell(&house, &[], &long).await.status,
        StatusCode::PAYLOAD_TOO_LARGE
    );

    let counted = house.state().observatory.audience.take();
    let [(master, replays)] = counted.as_slice() else {
        panic!("{counted:?}");
    };
    assert_eq!(
        (master, replays.viewers, replays.pieces.len()),
        (&film.release.master, 3, 4)
    );
    let piece = replays.pieces[&1];
    assert_eq!((piece.first, piece.again, piece.reactions), (3, 3, 0));
    assert_eq!(replays.audience().unwrap().viewers, 3);
    const { assert!(Audience::FEWEST > 3) };
    assert_eq!(house.state().observatory.audience.take(), []);
}

#[tokio::test]
async fn of_what_is_not_open_nothing_was_seen() {
    let house = Cinema::open().await;
    house.programme(&[&house.coming("Open Air")]);
    let report = r#"{"began":true,"first":[[0,8]]}"#;
    let hidden = tell(&house, &[], report).await;
    let never = house
        .send(
            Method::POST,
            "/title/never-was/watch",
            &[("content-type", "text/plain")],
            report,
        )
        .await;
    assert_eq!(
        (hidden.status, hidden.body.clone()),
        (StatusCode::NOT_FOUND, never.body)
    );
    assert_eq!(house.state().observatory.audience.take(), []);
    house.clock.forward(2 * HOUR);
    assert_eq!(tell(&house, &[], report).await.status, StatusCode::NO_CONTENT);
}

#[tokio::test]
async fn the_team_reads_and_takes_away_what_a_page_shows() {
    let house = Cinema::open().await;
    let film = house.showing("Open Air");
    house.catalogue.put_title(&film.title).await.unwrap();
    let ada = house.account("ada@films.example", Role::Editor).await;
    let bearer = house.bearer_of(&ada, &[Scope::Write]).await;
    let headers = [
        ("authorization", bearer.as_str()),
        ("content-type", "application/json"),
    ];
    let path = format!("/api/v1/titles/{}/moments", film.title.id);
    let listed = house.ask(Method::GET, &path, &headers).await;
    let listed: Value = serde_json::from_slice(&listed.body).unwrap();
    // A title is filed without them: only the step that makes their pictures puts them there.
    assert_eq!(listed["items"], serde_json::json!([]));
    let odd = house.send(Method::PUT, &path, &headers, r#"{"count":0}"#).await;
    assert_eq!(odd.status, StatusCode::UNPROCESSABLE_ENTITY);
    let gone = house.ask(Method::DELETE, &path, &headers).await;
    assert_eq!(gone.status, StatusCode::NO_CONTENT);
    let nobody = house.ask(Method::GET, &path, &[]).await;
    assert_eq!(nobody.status, StatusCode::UNAUTHORIZED);
}
