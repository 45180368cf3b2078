//! Asking: the public what is showing, the team the whole archive.

use axum::http::Method;
use house::Instant;
use house::analyse::words::{Transcript, TranscriptSource};
use house::analyse::{Line, Span};
use house::team::{Actor, Role, Scope};
use serde_json::Value;

use crate::cinema::Cinema;
use crate::letter::letter;

#[tokio::test]
async fn the_public_finds_what_is_showing_and_what_is_said_in_it() {
    let house = Cinema::open().await;
    let (open, coming) = (house.showing("Open Air"), house.coming("Hidden Nightfall"));
    house.programme(&[&open, &coming]);
    let found = house.get("/search?q=speaks").await;
    assert_eq!(found.status, 200);
    let text = found.text();
    assert!(text.contains("href=\"/title/open-air/watch#at=1\""), "{text}");
    assert!(text.contains("<mark>speaks</mark>"), "{text}");
    assert!(
        !text.contains("nightfall") && !text.contains("Nightfall"),
        "{text}"
    );
    assert_eq!(found.header("cache-control"), Some("private, no-store"));
    for typed in ["open+ai*", "person:director", "%22in+one+line%22", "open+speaks"] {
        let found = house.get(&format!("/search?q={typed}")).await;
        assert!(
            found.text().contains("href=\"/title/open-air\""),
            "{typed}: {}",
            found.text()
        );
    }
    for typed in ["nightfall", "hidden", "before+1970", "open+nothingness"] {
        let found = house.get(&format!("/search?q={typed}")).await;
        assert!(
            found.text().contains("Nothing that is showing says this"),
            "{typed}: {}",
            found.text()
        );
    }
}

#[tokio::test]
async fn what_cannot_be_asked_gets_a_sentence_and_no_markup() {
    let house = Cinema::open().await;
    for (typed, sentence) in [
        ("%22%3Cscript%3E", "has no end"),
        ("colour:%3Cb%3E", "here is no filter"),
        ("kind:film", "ilms are found by words"),
        ("date:1974-99", "is no date"),
    ] {
        let answer = house.get(&format!("/search?q={typed}")).await;
        assert_eq!(answer.status, 200);
        assert!(answer.text().contains(sentence), "{typed}: {}", answer.text());
        assert!(
            !answer.text().contains("<script>") && !answer.text().contains("<b>"),
            "{typed}"
        );
    }
    assert_eq!(house.get("/search").await.status, 200);
    assert_eq!(house.get("/search?x=1&q=%ff").await.status, 200);
}

#[tokio::test]
async fn the_team_finds_a_second_of_an_asset() {
    let house = Cinema::open().await;
    let tape = letter("The last <ferry>.mov");
    house.catalogue.put_asset(&tape).await.unwrap();
    let line = |start: i64, text: &str| Line {
        span: Span::of_micros(start * 1_000_000, start * 1_000_000 + 900_000),
        text: text.into(),
        speaker: Some("Anna".into()),
        words: vec![],
    };
    let said = Transcript {
        asset: tape.id.clone(),
        source: TranscriptSource::Imported,
        language: "en".into(),
        engine: None,
        made: Instant::from_micros(1),
        timed: true,
        lines: vec![
            line(1, "We sailed"),
            line(62, "past the <harbour>"),
            line(63, "at night"),
        ],
    };
    house
        .catalogue
        .put_transcript(&Actor::Program, &said)
        .await
        .unwrap();
    let ada = house.account("ada@films.example", Role::Viewer).await;
    let bearer = house.bearer_of(&ada, &[Scope::Read]).await;
    let headers = [("authorization", bearer.as_str())];
    let answer = house
        .ask(Method::GET, "/api/v1/search?q=harbour+nihgt", &headers)
        .await;
    assert_eq!(answer.status, 200, "{}", answer.text());
    let found: Value = serde_json::from_slice(&answer.body).unwrap();
    let hit = &found["items"][0];
    assert_eq!(hit["asset"], tape.id.as_str());
    assert_eq!(
        (&hit["start_us"], &hit["end_us"]),
        (&62_000_000.into(), &63_900_000.into())
    );
    assert_eq!(hit["before"], "We sailed");
    assert_eq!(
        hit["pieces"][1],
        serde_json::json!({ "marked": true, "text": "harbour" })
    );
    assert_eq!(found["remarks"][0], "nothing for 'nihgt'; showing 'night'");
    assert_eq!(found["next"], Value::Null);
    let wrong = house
        .ask(Method::GET, "/api/v1/search?q=%22harbour", &headers)
        .await;
    assert_eq!(wrong.status, 422, "{}", wrong.text());
    assert!(wrong.text().contains("has no end"), "{}", wrong.text());

    let cookie = house.cookie_of(&ada).await;
    let headers = [("cookie", cookie.as_str())];
    let page = house.ask(Method::GET, "/studio/search?q=harbour", &headers).await;
    let text = page.text();
    assert!(
        text.contains(&format!("href=\"/studio/assets/{}?t=62\"", tape.id)),
        "{text}"
    );
    assert!(text.contains("&#60;<mark>harbour</mark>&#62;"), "{text}");
    assert!(text.contains("The last &#60;ferry&#62;.mov"), "{text}");
    let page = house.ask(Method::GET, "/studio/search?q=%22x", &headers).await;
    assert!(page.text().contains("has no end"), "{}", page.text());
    let page = house
        .ask(Method::GET, "/studio/search?q=x&after=nonsense", &headers)
        .await;
    assert!(page.text().contains("no place of a search"), "{}", page.text());
}
