//! Personal links: what a screener and a rehearsal see, how often, until when, and what is written down of it.

use axum::http::{Method, StatusCode};
use house::id::PassId;
use house::release::{Pass, PassKind, ReleasedTitle};
use house::team::{Actor, Role, Scope};
use store::PassDeed;

use crate::answer::Answer;
use crate::cinema::{Cinema, HOUR};

struct Night {
    house: Cinema,
    film: ReleasedTitle,
}

impl Night {
    /// A film that opens in an hour.
    async fn of(name: &str) -> Self {
        let house = Cinema::open().await;
        let film = house.coming(name);
        house.catalogue.put_title(&film.title).await.unwrap();
        house.programme(&[&film]);
        Self { house, film }
    }

    fn pass(&self, kind: PassKind, views: Option<u32>) -> Pass {
        let now = house::Clock::now(&*self.house.clock);
        Pass {
            id: PassId::random(),
            title: self.film.title.id.clone(),
            kind,
            name: "Jane Doe".into(),
            from: now,
            until: now.plus_millis(20 * HOUR),
            views,
            viewing: None,
            revoked: None,
        }
    }

    /// Files the link and answers its path.
    async fn link(&self, pass: &Pass) -> String {
        let secret = self
            .house
            .catalogue
            .put_pass(&Actor::Program, pass)
            .await
            .unwrap();
        let passes = self.house.catalogue.passes().await.unwrap();
        self.house.gate.replace_passes(passes);
        format!("/pass/{}", secret.0)
    }

    async fn enter(&self, link: &str) -> (Answer, String) {
        let answer = self
            .house
            .ask(Method::POST, link, &[("user-agent", "Lantern 1")])
            .await;
        let cookie = answer.header("set-cookie").unwrap_or_default();
        let cookie = cookie.split(';').next().unwrap_or_default().to_owned();
        (answer, cookie)
    }

    async fn status(&self, path: &str, cookie: &str) -> StatusCode {
        self.house
            .ask(Method::GET, path, &[("cookie", cookie)])
            .await
            .status
    }

    fn segment(&self) -> String {
        format!(
            "/media/{}/{}/1.m4s",
            self.film.release.key, self.film.renditions[0].key
        )
    }

    fn watch(&self) -> String {
        format!("/title/{}/watch", self.film.title.slug)
    }
}

#[tokio::test]
async fn a_screener_sees_the_film_with_a_name_on_it_and_everybody_else_nothing() {
    let night = Night::of("Nightfall").await;
    let pass = night.pass(PassKind::Screener, Some(1));
    let link = night.link(&pass).await;
    let page = night.house.get(&link).await;
    assert_eq!(page.status, StatusCode::OK);
    assert!(
        page.text().contains("Jane Doe") && page.text().contains("one viewing"),
        "{}",
        page.text()
    );
    assert_eq!(page.header("cache-control"), Some("private, no-store"));

    let (begun, cookie) = night.enter(&link).await;
    assert_eq!(begun.status, StatusCode::SEE_OTHER);
    assert_eq!(begun.header("location"), Some(night.watch().as_str()));
    let watch = night
        .house
        .ask(Method::GET, &night.watch(), &[("cookie", &cookie)])
        .await;
    assert!(
        watch.text().contains("made-out-to"),
        "the name stands on the picture"
    );
    let segment = night
        .house
        .ask(Method::GET, &night.segment(), &[("cookie", &cookie)])
        .await;
    assert_eq!(segment.status, StatusCode::OK);
    assert_eq!(segment.header("cache-control"), Some("private, no-store"));
    assert_eq!(
        night.house.get(&night.segment()).await.status,
        StatusCode::NOT_FOUND
    );
    assert_eq!(
        night.house.get(&night.watch()).await.status,
        StatusCode::NOT_FOUND
    );

    // The one view goes on for hours, and then it is over.
    night.house.clock.forward(5 * HOUR);
    assert_eq!(night.enter(&link).await.0.status, StatusCode::SEE_OTHER);
    night.house.clock.forward(2 * HOUR);
    let (spent, _) = night.enter(&link).await;
    assert!(spent.text().contains("as often as it may"), "{}", spent.text());
    let uses = night.house.catalogue.pass_uses(&pass.id).await.unwrap();
    let deeds: Vec<_> = uses.iter().rev().map(|used| used.deed).collect();
    assert_eq!(deeds, [PassDeed::Entered, PassDeed::Began, PassDeed::Refused]);
    assert_eq!(uses[1].user.browser, "Lantern 1");
}

#[tokio::test]
async fn a_link_without_a_begun_view_has_no_segment() {
    let night = Night::of("Nightfall").await;
    let link = night.link(&night.pass(PassKind::Screener, Some(1))).await;
    let secret = link.trim_start_matches("/pass/");
    let cookie = format!("marquee-pass={secret}");
    assert_eq!(
        night.status(&night.segment(), &cookie).await,
        StatusCode::NOT_FOUND
    );
    assert_eq!(
        night.status(&night.segment(), "marquee-pass=guessed").await,
        StatusCode::NOT_FOUND
    );
}

#[tokio::test]
async fn a_revoked_link_ends_at_the_next_segment() {
    let night = Night::of("Nightfall").await;
    let pass = night.pass(PassKind::Screener, None);
    let link = night.link(&pass).await;
    let (_, cookie) = night.enter(&link).await;
    assert_eq!(night.status(&night.segment(), &cookie).await, StatusCode::OK);
    let member = night.house.account("ed@films.example", Role::Editor).await;
    let bearer = night.house.bearer_of(&member, &[Scope::Read, Scope::Write]).await;
    let place = format!("/api/v1/passes/{}", pass.id);
    let revoked = night
        .house
        .ask(Method::DELETE, &place, &[("authorization", &bearer)])
        .await;
    assert_eq!(revoked.status, StatusCode::OK, "{}", revoked.text());
    assert_eq!(
        night.status(&night.segment(), &cookie).await,
        StatusCode::NOT_FOUND
    );
    assert_eq!(night.house.get(&link).await.status, StatusCode::NOT_FOUND);
}

#[tokio::test]
async fn a_link_is_over_at_its_end_to_the_microsecond() {
    let night = Night::of("Nightfall").await;
    let mut pass = night.pass(PassKind::Screener, None);
    pass.until = pass.from.plus_millis(1_000);
    let link = night.link(&pass).await;
    let (_, cookie) = night.enter(&link).await;
    night.house.clock.forward(999);
    assert_eq!(night.status(&night.segment(), &cookie).await, StatusCode::OK);
    night.house.clock.forward(1);
    assert_eq!(
        night.status(&night.segment(), &cookie).await,
        StatusCode::NOT_FOUND
    );
}

#[tokio::test]
async fn a_rehearsal_opens_by_its_own_clock_while_the_public_sees_nothing() {
    let night = Night::of("Nightfall").await;
    // The night begins in an hour; the rehearsal's begins in a minute.
    let ahead_ms = HOUR - 60_000;
    let link = night
        .link(&night.pass(PassKind::Rehearsal { ahead_ms }, None))
        .await;
    let (entered, cookie) = night.enter(&link).await;
    let page = format!("/title/{}", night.film.title.slug);
    assert_eq!(entered.header("location"), Some(page.as_str()));
    assert_eq!(
        night.status(&night.segment(), &cookie).await,
        StatusCode::NOT_FOUND
    );
    night.house.clock.forward(59_999);
    assert_eq!(
        night.status(&night.segment(), &cookie).await,
        StatusCode::NOT_FOUND
    );
    night.house.clock.forward(1);
    assert_eq!(night.status(&night.segment(), &cookie).await, StatusCode::OK);
    let shown = night.house.ask(Method::GET, &page, &[("cookie", &cookie)]).await;
    assert!(shown.text().contains("A rehearsal"), "{}", shown.text());
    assert!(!shown.text().contains("Back to its desk"));
    assert_eq!(night.house.get(&page).await.status, StatusCode::NOT_FOUND);
}

#[tokio::test]
async fn links_are_made_listed_and_revoked_over_the_api() {
    let night = Night::of("Nightfall").await;
    let member = night.house.account("ed@films.example", Role::Editor).await;
    let bearer = night.house.bearer_of(&member, &[Scope::Read, Scope::Write]).await;
    let place = format!("/api/v1/titles/{}/passes", night.film.title.id);
    let headers = [
        ("authorization", bearer.as_str()),
        ("content-type", "application/json"),
    ];
    let send = async |body: &str| night.house.send(Method::POST, &place, &headers, body).await;
    let made = send(r#"{"kind":"screener","name":"Jane Doe","views":2}"#).await;
    assert_eq!(made.status, StatusCode::CREATED, "{}", made.text());
    let record: serde_json::Value = serde_json::from_str(made.text()).unwrap();
    let link = record["link"].as_str().unwrap();
    let path = link.strip_prefix("http://127.0.0.1:8080").unwrap();
    assert_eq!(night.house.get(path).await.status, StatusCode::OK);
    for (wrong, field) in [
        (r#"{"kind":"guest","name":"Jane"}"#, "kind"),
        (r#"{"kind":"screener","name":""}"#, "name"),
        (r#"{"kind":"screener","name":"Jane","views":0}"#, "views"),
        (
            r#"{"kind":"screener","name":"Jane","until":"2020-01-01T00:00:00Z"}"#,
            "until",
        ),
    ] {
        let refused = send(wrong).await;
        assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY, "{wrong}");
        let said: serde_json::Value = serde_json::from_str(refused.text()).unwrap();
        assert_eq!(said["field"], field, "{said}");
    }
    let nothing_to_rehearse = send(r#"{"kind":"rehearsal","name":"The team"}"#).await;
    assert_eq!(nothing_to_rehearse.status, StatusCode::CONFLICT);
    let listed = night.house.ask(Method::GET, &place, &headers).await;
    let listed: serde_json::Value = serde_json::from_str(listed.text()).unwrap();
    assert_eq!(listed["items"].as_array().unwrap().len(), 1);
    assert!(listed["items"][0]["link"].is_null(), "the link is told once");
    let uses = format!("/api/v1/passes/{}/uses", record["id"].as_str().unwrap());
    let uses = night.house.ask(Method::GET, &uses, &headers).await;
    assert!(uses.text().contains("entered"), "{}", uses.text());
}
