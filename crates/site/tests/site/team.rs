//! The team's side of the house: the ways in and out.

use axum::http::{Method, StatusCode};
use house::team::{Account, Actor, Role, Scope};
use site::SiteSettings;
use store::{LinkPurpose, Secret};

use crate::answer::Answer;
use crate::cinema::{Cinema, HOUR};

const MINUTE: i64 = 60_000;
const PASSWORD: &str = "three+wet+dogs";

/// As `marquee login` makes it.
async fn link(house: &Cinema) -> Secret {
    made_link(house, LinkPurpose::Door(None)).await
}

async fn made_link(house: &Cinema, purpose: LinkPurpose) -> Secret {
    let made = house
        .catalogue
        .team()
        .make_link(&Actor::Program, &purpose, 15 * MINUTE)
        .await;
    made.unwrap().1
}

async fn owner(house: &Cinema) -> Account {
    house.account("ada@films.example", Role::Owner).await
}

/// Goes in by a new login link; answers the cookie to send.
async fn log_in(house: &Cinema) -> String {
    owner(house).await;
    let token = link(house).await;
    let entered = enter(house, &token.0, &[]).await;
    assert_eq!(entered.status, StatusCode::SEE_OTHER);
    assert_eq!(entered.header("location"), Some("/studio"));
    cookie(&entered)
}

fn cookie(answer: &Answer) -> String {
    let cookie = answer.header("set-cookie").unwrap();
    cookie.split(';').next().unwrap().to_owned()
}

async fn enter(house: &Cinema, token: &str, headers: &[(&str, &str)]) -> Answer {
    house
        .ask(Method::POST, &format!("/studio/enter/{token}"), headers)
        .await
}

async fn studio(house: &Cinema, cookie: &str) -> StatusCode {
    house
        .ask(Method::GET, "/studio", &[("cookie", cookie)])
        .await
        .status
}

#[tokio::test]
async fn the_studio_is_closed_to_strangers() {
    let house = Cinema::open().await;
    let film = house.coming("Nightfall");
    house.catalogue.put_title(&film.title).await.unwrap();
    house.programme(&[&film]);
    for headers in [
        &[][..],
        &[("cookie", "marquee-team=guessed")],
        &[("authorization", "Bearer mq_guessed")],
    ] {
        let answer = house.ask(Method::GET, "/studio", headers).await;
        assert_eq!(answer.status, StatusCode::SEE_OTHER);
        assert_eq!(answer.header("location"), Some("/studio/login"));
        assert!(!answer.text().contains("Nightfall"));
        let api = house.ask(Method::GET, "/api/v1/session", headers).await;
        assert_eq!(api.status, StatusCode::UNAUTHORIZED);
        assert_eq!(api.header("content-type"), Some("application/problem+json"));
        assert_eq!(api.header("www-authenticate"), Some("Bearer realm=\"marquee\""));
    }
}

#[tokio::test]
async fn a_login_link_lets_in_once() {
    let house = Cinema::open().await;
    owner(&house).await;
    let token = link(&house).await;
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
    owner(&house).await;
    let token = link(&house).await;
    house.clock.forward(15 * MINUTE);
    assert_eq!(enter(&house, &token.0, &[]).await.status, StatusCode::GONE);
}

#[tokio::test]
async fn the_first_link_makes_the_first_account_which_logs_in_by_password_from_then_on() {
    let house = Cinema::open().await;
    let token = link(&house).await;
    let address = format!("/studio/enter/{}", token.0);
    assert!(house.get(&address).await.text().contains("name=\"email\""));
    let short = house
        .fill_in(&address, "email=ada@films.example&name=Ada&password=short")
        .await;
    assert_eq!(short.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(short.text().contains("too short") && short.text().contains("value=\"Ada\""));
    let fields = format!("email=ada@films.example&name=Ada&password={PASSWORD}");
    let made = house.fill_in(&address, &fields).await;
    assert_eq!(made.status, StatusCode::SEE_OTHER);
    assert_eq!(studio(&house, &cookie(&made)).await, StatusCode::OK);
    assert_eq!(house.fill_in(&address, &fields).await.status, StatusCode::GONE);

    let right = format!("email=Ada@Films.example&password={PASSWORD}&to=/studio/titles");
    let entered = house.fill_in("/studio/login", &right).await;
    assert_eq!(entered.header("location"), Some("/studio/titles"));
    let session = house
        .ask(Method::GET, "/api/v1/session", &[("cookie", &cookie(&entered))])
        .await;
    let session: serde_json::Value = serde_json::from_slice(&session.body).unwrap();
    assert_eq!(
        (&session["name"], &session["role"]),
        (&"Ada".into(), &"owner".into())
    );
}

#[tokio::test]
async fn wrong_passwords_lock_and_say_nothing_about_accounts() {
    let house = Cinema::open().await;
    owner(&house).await;
    let try_as = |email: &'static str| {
        let house = &house;
        async move {
            house
                .fill_in("/studio/login", &format!("email={email}&password=wrong"))
                .await
        }
    };
    for _ in 0..5 {
        let known = try_as("ada@films.example").await;
        let unknown = try_as("eve@films.example").await;
        assert_eq!(known.status, StatusCode::UNAUTHORIZED);
        assert_eq!(known.text().replace("ada@", "eve@"), unknown.text());
    }
    let known = try_as("ada@films.example").await;
    assert_eq!(known.status, StatusCode::TOO_MANY_REQUESTS);
    assert_eq!(known.header("retry-after"), Some("30"));
    let unknown = try_as("eve@films.example").await;
    assert_eq!(known.text().replace("ada@", "eve@"), unknown.text());
}

#[tokio::test]
async fn an_invitation_and_a_reset_are_links_too() {
    let house = Cinema::open().await;
    owner(&house).await;
    let invited = LinkPurpose::Invitation {
        email: "bo@films.example".parse().unwrap(),
        role: Role::Viewer,
    };
    let token = made_link(&house, invited).await;
    let address = format!("/studio/invitation/{}", token.0);
    assert!(house.get(&address).await.text().contains("bo@films.example"));
    let fields = format!("email=eve@films.example&name=Bo&password={PASSWORD}");
    let joined = house.fill_in(&address, &fields).await;
    let cookie_of_bo = cookie(&joined);
    assert_eq!(studio(&house, &cookie_of_bo).await, StatusCode::OK);
    let bo = "bo@films.example".parse().unwrap();
    let bo = house
        .catalogue
        .team()
        .account_by_email(&bo)
        .await
        .unwrap()
        .unwrap();
    assert_eq!((bo.name.as_str(), bo.role), ("Bo", Role::Viewer));

    let token = made_link(&house, LinkPurpose::Reset(bo.id)).await;
    let address = format!("/studio/reset/{}", token.0);
    let reset = house.fill_in(&address, "password=four+dry+cats").await;
    assert_eq!(studio(&house, &cookie(&reset)).await, StatusCode::OK);
    assert_eq!(
        studio(&house, &cookie_of_bo).await,
        StatusCode::SEE_OTHER,
        "other sessions end"
    );
    let old = house
        .fill_in(
            "/studio/login",
            &format!("email=bo@films.example&password={PASSWORD}"),
        )
        .await;
    assert_eq!(old.status, StatusCode::UNAUTHORIZED);
    let new = house
        .fill_in("/studio/login", "email=bo@films.example&password=four+dry+cats")
        .await;
    assert_eq!(new.status, StatusCode::SEE_OTHER);
}

#[tokio::test]
async fn a_program_comes_with_a_token_and_needs_no_cookie() {
    let house = Cinema::open().await;
    let owner = owner(&house).await;
    let bearer = house.bearer_of(&owner, &[Scope::Read]).await;
    let headers = [
        ("authorization", bearer.as_str()),
        ("origin", "https://other.example"),
    ];
    let session = house.ask(Method::GET, "/api/v1/session", &headers).await;
    let session: serde_json::Value = serde_json::from_slice(&session.body).unwrap();
    assert_eq!(
        (&session["scopes"][0], &session["session"]),
        (&"read".into(), &serde_json::Value::Null)
    );
}

#[tokio::test]
async fn programs_log_in_and_out_by_json() {
    let house = Cinema::open().await;
    let token = link(&house).await;
    let address = format!("/studio/enter/{}", token.0);
    house
        .fill_in(
            &address,
            &format!("email=ada@films.example&name=Ada&password={PASSWORD}"),
        )
        .await;
    let json = [("content-type", "application/json")];
    let send = |body: &'static str| house.send(Method::POST, "/api/v1/session", &json, body);
    let unknown = send(r#"{"email":"ada@films.example","password":"x","remember":true}"#).await;
    assert_eq!(unknown.status, StatusCode::UNPROCESSABLE_ENTITY);
    let problem: serde_json::Value = serde_json::from_slice(&unknown.body).unwrap();
    assert_eq!(
        (&problem["field"], &problem["status"]),
        (&"remember".into(), &422.into())
    );
    let wrong = send(r#"{"email":"ada@films.example","password":"x"}"#).await;
    assert_eq!(wrong.status, StatusCode::UNAUTHORIZED);
    let right = send(r#"{"email":"ada@films.example","password":"three wet dogs"}"#).await;
    assert_eq!(right.status, StatusCode::NO_CONTENT);
    let cookie = cookie(&right);
    assert_eq!(studio(&house, &cookie).await, StatusCode::OK);
    let out = house
        .ask(Method::DELETE, "/api/v1/session", &[("cookie", &cookie)])
        .await;
    assert_eq!(out.status, StatusCode::NO_CONTENT);
    assert_eq!(studio(&house, &cookie).await, StatusCode::SEE_OTHER);
}

#[tokio::test]
async fn forms_of_other_sites_are_refused() {
    let house = Cinema::open().await;
    owner(&house).await;
    let token = link(&house).await;
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
    let viewer = house.account("vi@films.example", Role::Viewer).await;
    let cookie = house.cookie_of(&viewer).await;
    let cookie = [("cookie", cookie.as_str())];
    let preview = house.ask(Method::GET, "/title/nightfall", &cookie).await;
    assert_eq!(preview.status, StatusCode::OK);
    assert!(preview.text().contains("Until then only the team sees this page"));
    let release = &coming.release.key;
    let segment = format!("/media/{release}/{}/1.m4s", coming.renditions[0].key);
    for path in [
        "/title/nightfall/watch".to_owned(),
        format!("/media/{release}/film.m3u8"),
        segment.clone(),
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
    let public = format!("/media/{}/{}/1.m4s", open.release.key, open.renditions[0].key);
    let for_all = house.ask(Method::GET, &public, &cookie).await;
    assert_eq!(
        for_all,
        house.get(&public).await,
        "what is open is the same for everybody"
    );
    let home = house.ask(Method::GET, "/", &cookie).await;
    assert!(
        !home.text().contains("Nightfall"),
        "the front shows the team what the public sees"
    );
    // Another program shuts the account out; a second later nothing is believed any more.
    owner(&house).await;
    let gone = Account {
        disabled: Some(viewer.made),
        ..viewer.clone()
    };
    house
        .catalogue
        .team()
        .change_account(&Actor::Program, &viewer, &gone)
        .await
        .unwrap();
    house.clock.forward(1_000);
    let refused = house.ask(Method::GET, &segment, &cookie).await;
    assert_eq!(refused.status, StatusCode::NOT_FOUND);
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
        "/preview\"",
        "Nothing is waiting.",
    ] {
        assert!(text.contains(words), "no {words} in:\n{text}");
    }
}

#[tokio::test]
async fn a_preview_is_the_page_that_the_public_will_see() {
    let house = Cinema::open().await;
    let coming = house.coming("Nightfall");
    house.catalogue.put_title(&coming.title).await.unwrap();
    house.programme(&[&coming]);
    let cookie = log_in(&house).await;
    let path = format!("/studio/titles/{}/preview", coming.title.id);
    let preview = house.ask(Method::GET, &path, &[("cookie", &cookie)]).await;
    assert_eq!(preview.status, StatusCode::OK);
    house.clock.forward(HOUR);
    let page = house.get("/title/nightfall").await;
    let note = format!(
        "<p class=\"curtain\">Preview: what follows is exactly what the public will see. \
         <a href=\"/studio/titles/{}\">Back to its desk</a></p>",
        coming.title.id
    );
    assert_eq!(preview.text().replace(&format!("{note}\n"), ""), page.text());
}

#[tokio::test]
async fn every_page_of_the_studio_shows_names_as_they_are() {
    let house = Cinema::open().await;
    let mut film = house.showing("Nightfall");
    film.title.name = "../<b onclick=x>“HTML”</b> \u{5e2}\u{5d1}\u{5e8}".into();
    house.catalogue.put_title(&film.title).await.unwrap();
    house.programme(&[&film]);
    let cookie = log_in(&house).await;
    let title = format!("/studio/titles/{}", film.title.id);
    for path in ["/studio", "/studio/titles", &title] {
        let page = house.ask(Method::GET, path, &[("cookie", &cookie)]).await;
        assert_eq!(page.status, StatusCode::OK, "{path}");
        assert!(!page.text().contains("<b onclick"), "{path}");
        assert!(page.text().contains("“HTML”"), "{path}");
    }
}

#[tokio::test]
async fn who_leaves_is_out_at_once() {
    let house = Cinema::open().await;
    let coming = house.coming("Nightfall");
    house.programme(&[&coming]);
    let cookie = log_in(&house).await;
    assert_eq!(studio(&house, &cookie).await, StatusCode::OK);
    let headers = [("cookie", cookie.as_str())];
    let left = house.ask(Method::POST, "/studio/leave", &headers).await;
    assert_eq!(left.status, StatusCode::SEE_OTHER);
    assert!(left.header("set-cookie").unwrap().contains("Max-Age=0"));
    assert_eq!(studio(&house, &cookie).await, StatusCode::SEE_OTHER);
    let preview = house.ask(Method::GET, "/title/nightfall", &headers).await;
    assert_eq!(preview.status, StatusCode::NOT_FOUND);
}

#[tokio::test]
async fn a_session_ends_by_itself() {
    let house = Cinema::open().await;
    let cookie = log_in(&house).await;
    house.clock.forward(31 * 24 * HOUR);
    assert_eq!(studio(&house, &cookie).await, StatusCode::SEE_OTHER);
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
}
