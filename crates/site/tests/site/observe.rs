//! What is counted, who is told, and what is never told.

use axum::http::{Method, StatusCode};
use house::team::{Role, Scope};

use crate::cinema::Cinema;

async fn report(cinema: &Cinema, headers: &[(&str, &str)], body: &str) -> StatusCode {
    let path = "/api/v1/playback-reports";
    cinema.send(Method::POST, path, headers, body).await.status
}

async fn metrics(cinema: &Cinema) -> String {
    let owner = cinema.account("ana@example.org", Role::Owner).await;
    let token = cinema.bearer_of(&owner, &[Scope::Read, Scope::Manage]).await;
    let answer = cinema
        .ask(Method::GET, "/metrics", &[("authorization", &token)])
        .await;
    assert_eq!(answer.status, StatusCode::OK);
    String::from_utf8(answer.body.to_vec()).unwrap()
}

#[tokio::test]
async fn requests_and_reports_are_counted_without_names() {
    let cinema = Cinema::open().await;
    let film = cinema.showing("Secret Harbour");
    cinema.programme(&[&film]);
    let path = format!("/title/{}?viewer=ana", film.title.slug);
    assert_eq!(cinema.get(&path).await.status, StatusCode::OK);
    assert_eq!(cinema.get("/title/never-was").await.status, StatusCode::NOT_FOUND);
    assert_eq!(
        report(&cinema, &[], r#"{"startup_ms":700}"#).await,
        StatusCode::NO_CONTENT
    );
    assert_eq!(
        report(&cinema, &[], r#"{"watched_ms":5000,"stalls":1,"stalled_ms":300}"#).await,
        StatusCode::NO_CONTENT
    );
    let text = metrics(&cinema).await;
    for line in [
        "marquee_http_requests_total{route=\"/title/{slug}\",status=\"200\"} 1",
        "marquee_http_requests_total{route=\"/title/{slug}\",status=\"404\"} 1",
        "marquee_playback_starts_total 1",
        "marquee_playback_stalls_total 1",
        "marquee_playback_stalled_seconds_total 0.300",
    ] {
        assert!(text.lines().any(|own| own == line), "{line}\n{text}");
    }
    let slug = film.title.slug.as_str();
    for secret in [slug, "viewer", "ana@example.org", film.release.key.as_str()] {
        assert!(!text.contains(secret), "{secret}");
    }
}

#[tokio::test]
async fn who_does_not_want_to_be_counted_is_not() {
    let cinema = Cinema::open().await;
    for header in ["dnt", "sec-gpc"] {
        let answered = report(&cinema, &[(header, "1")], r#"{"startup_ms":700}"#).await;
        assert_eq!(answered, StatusCode::NO_CONTENT);
    }
    assert!(
        metrics(&cinema)
            .await
            .contains("\nmarquee_playback_starts_total 0\n")
    );
}

#[tokio::test]
async fn nonsense_and_floods_are_not_counted() {
    let cinema = Cinema::open().await;
    for bad in ["", "[]", r#"{"startup_ms":1e99}"#, r#"{"name":"ana"}"#] {
        assert_eq!(report(&cinema, &[], bad).await, StatusCode::BAD_REQUEST, "{bad}");
    }
    let long = " ".repeat(2_000);
    assert_eq!(report(&cinema, &[], &long).await, StatusCode::PAYLOAD_TOO_LARGE);
    let mut refused = 0;
    for _ in 0..300 {
        refused += u32::from(report(&cinema, &[], r#"{"stalls":1}"#).await == StatusCode::TOO_MANY_REQUESTS);
    }
    assert!(refused >= 90, "{refused}");
}

#[tokio::test]
async fn figures_are_the_teams_business() {
    let cinema = Cinema::open().await;
    for path in ["/metrics", "/api/v1/operations"] {
        let answer = cinema.get(path).await;
        assert_ne!(answer.status, StatusCode::OK, "{path}");
    }
    let viewer = cinema.account("bo@example.org", Role::Viewer).await;
    let token = cinema.bearer_of(&viewer, &[Scope::Read]).await;
    let told = cinema
        .ask(
            Method::GET,
            "/api/v1/operations?hours=2",
            &[("authorization", &token)],
        )
        .await;
    assert_eq!(told.status, StatusCode::OK);
    let told: serde_json::Value = serde_json::from_slice(&told.body).unwrap();
    assert_eq!(told["startup_bounds_ms"][0], 100);
    assert!(told["hours"].as_array().unwrap().is_empty());
    let refused = cinema
        .ask(Method::GET, "/metrics", &[("authorization", &token)])
        .await;
    assert_eq!(refused.status, StatusCode::FORBIDDEN);
}
