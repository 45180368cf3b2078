//! What machines read.

use axum::http::StatusCode;
use site::SiteSettings;

use crate::cinema::Cinema;

async fn house() -> Cinema {
    let house = Cinema::with(SiteSettings {
        house_name: "Kino <Rex> & Söhne".into(),
        address: "https://rex.example".into(),
        ..SiteSettings::default()
    })
    .await;
    let (mut first, coming) = (house.showing("Tom & <Jerry>"), house.coming("Nightfall"));
    first.title.slug = "tom-jerry".into();
    house.programme(&[&first, &coming]);
    house
}

#[tokio::test]
async fn the_feed_names_what_is_open_with_addresses_of_the_house() {
    let house = house().await;
    let feed = house.get("/feed.atom").await;
    assert_eq!(feed.status, StatusCode::OK);
    assert_eq!(
        feed.header("content-type"),
        Some("application/atom+xml; charset=utf-8")
    );
    assert_eq!(feed.header("cache-control"), Some("private, no-store"));
    let text = feed.text();
    assert!(
        text.contains("<id>https://rex.example/title/tom-jerry</id>"),
        "{text}"
    );
    assert!(text.contains("<updated>2026-11-22T19:00:00Z</updated>"), "{text}");
    assert!(
        text.contains("<title>Tom &#38; &#60;Jerry&#62;</title>"),
        "{text}"
    );
    assert!(!text.contains("Nightfall"));
}

#[tokio::test]
async fn the_site_map_lists_the_pages() {
    let map = house().await.get("/sitemap.xml").await;
    assert_eq!(map.header("content-type"), Some("application/xml; charset=utf-8"));
    assert_eq!(map.text().matches("<url>").count(), 2);
    assert!(
        map.text()
            .contains("<loc>https://rex.example/title/tom-jerry</loc>")
    );
}

#[tokio::test]
async fn robots_are_told_where_to_look() {
    let rules = house().await.get("/robots.txt").await;
    assert!(rules.text().contains("Sitemap: https://rex.example/sitemap.xml"));
    assert!(rules.text().contains("Disallow: /media/"));
}

#[tokio::test]
async fn the_program_says_that_it_answers() {
    let answer = house().await.get("/healthz").await;
    assert_eq!((answer.status, answer.text()), (StatusCode::OK, "ok\n"));
}
