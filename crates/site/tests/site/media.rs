//! The film's bytes as players ask for them.

use axum::http::{Method, StatusCode};
use house::release::ReleasedTitle;

use crate::answer::Answer;
use crate::cinema::{Cinema, HOUR};
use crate::film::{SEGMENTS, cut_short};

const FOR_EVER: Option<&str> = Some("public, max-age=31536000, immutable");
const NEVER: Option<&str> = Some("private, no-store");

struct Showing {
    house: Cinema,
    film: ReleasedTitle,
}

impl Showing {
    async fn new() -> Self {
        let house = Cinema::open().await;
        let film = house.showing("Open Air");
        house.programme(&[&film]);
        Self { house, film }
    }

    /// Address of a resource of rendition `index`: 0 picture, 1 sound, 2 text.
    fn at(&self, index: usize, file: &str) -> String {
        let rendition = &self.film.renditions[index];
        format!("/media/{}/{}/{file}", self.film.release.key, rendition.key)
    }

    async fn get(&self, path: &str, headers: &[(&str, &str)]) -> Answer {
        self.house.ask(Method::GET, path, headers).await
    }

    /// The rendition's file as it lies in the vault.
    fn file(&self, index: usize) -> Vec<u8> {
        let path = self.house.vault.path_of(&self.film.renditions[index].digest);
        std::fs::read(path).unwrap()
    }
}

#[tokio::test]
async fn init_and_segments_are_the_file_cut_at_its_table() {
    let showing = Showing::new().await;
    for (index, content_type) in [(0, "video/mp4"), (1, "audio/mp4")] {
        let mut joined = Vec::new();
        let init = showing.get(&showing.at(index, "init.mp4"), &[]).await;
        assert_eq!(init.status, StatusCode::OK);
        joined.extend_from_slice(&init.body);
        for number in 1..=SEGMENTS {
            let segment = showing
                .get(&showing.at(index, &format!("{number}.m4s")), &[])
                .await;
            assert_eq!(segment.status, StatusCode::OK);
            assert_eq!(segment.header("content-type"), Some(content_type));
            assert_eq!(
                segment.header("content-length"),
                Some(segment.body.len().to_string().as_str())
            );
            assert_eq!(segment.header("cache-control"), FOR_EVER);
            assert_eq!(segment.header("accept-ranges"), Some("bytes"));
            assert_eq!(segment.header("x-content-type-options"), Some("nosniff"));
            assert_eq!(
                segment.header("cross-origin-resource-policy"),
                Some("same-origin")
            );
            joined.extend_from_slice(&segment.body);
        }
        assert_eq!(joined, showing.file(index));
        let past = showing
            .get(&showing.at(index, &format!("{}.m4s", SEGMENTS + 1)), &[])
            .await;
        assert_eq!(past.status, StatusCode::NOT_FOUND);
    }
    let text = showing.get(&showing.at(2, "text.vtt"), &[]).await;
    assert_eq!(text.header("content-type"), Some("text/vtt"));
    assert_eq!(text.body, showing.file(2));
}

#[tokio::test]
async fn a_range_is_a_part_of_the_resource_not_of_the_file() {
    let showing = Showing::new().await;
    let path = showing.at(0, "2.m4s");
    let whole = showing.get(&path, &[]).await.body;
    let len = whole.len();
    for (asked, part) in [
        ("bytes=0-0", 0..1),
        ("bytes=10-99", 10..100),
        ("bytes=100-", 100..len),
        ("bytes=-7", len - 7..len),
        ("bytes=5-999999", 5..len),
    ] {
        let answer = showing.get(&path, &[("range", asked)]).await;
        assert_eq!(answer.status, StatusCode::PARTIAL_CONTENT, "{asked}");
        let content_range = format!("bytes {}-{}/{len}", part.start, part.end - 1);
        assert_eq!(answer.header("content-range"), Some(content_range.as_str()));
        assert_eq!(
            answer.header("content-length"),
            Some(part.len().to_string().as_str())
        );
        assert_eq!(answer.body, whole.slice(part), "{asked}");
    }
    let several = showing.get(&path, &[("range", "bytes=0-1,4-5")]).await;
    assert_eq!((several.status, &several.body), (StatusCode::OK, &whole));
    let past = showing.get(&path, &[("range", "bytes=9999999-")]).await;
    assert_eq!(past.status, StatusCode::RANGE_NOT_SATISFIABLE);
    assert_eq!(
        past.header("content-range"),
        Some(format!("bytes */{len}").as_str())
    );
    assert_eq!(past.header("cache-control"), NEVER);
    assert!(past.body.is_empty());
}

#[tokio::test]
async fn a_range_of_everything_is_still_a_range() {
    let showing = Showing::new().await;
    let path = showing.at(0, "1.m4s");
    let len = showing.get(&path, &[]).await.body.len();
    let answer = showing.get(&path, &[("range", "bytes=0-")]).await;
    assert_eq!(answer.status, StatusCode::PARTIAL_CONTENT);
    let content_range = format!("bytes 0-{}/{len}", len - 1);
    assert_eq!(answer.header("content-range"), Some(content_range.as_str()));
}

#[tokio::test]
async fn what_a_client_has_is_not_sent_again() {
    let showing = Showing::new().await;
    let picture = format!("/picture/{}.jpg", showing.film.title.pictures[0].key);
    let playlist = format!("/media/{}/film.m3u8", showing.film.release.key);
    for path in [showing.at(0, "1.m4s"), showing.at(0, "i1.m4s"), picture, playlist] {
        let first = showing.get(&path, &[]).await;
        let etag = first.header("etag").unwrap();
        assert!(etag.starts_with('"'), "{path}: a strong tag");
        let again = showing.get(&path, &[("if-none-match", etag)]).await;
        assert_eq!(again.status, StatusCode::NOT_MODIFIED, "{path}");
        assert!(again.body.is_empty());
        assert_eq!(again.header("etag"), Some(etag));
        assert_eq!(again.header("cache-control"), first.header("cache-control"));
        let changed = showing.get(&path, &[("if-none-match", "\"another\"")]).await;
        assert_eq!((changed.status, &changed.body), (StatusCode::OK, &first.body));
        let held = showing
            .get(&path, &[("if-range", etag), ("range", "bytes=1-2")])
            .await;
        assert_eq!(
            (held.status, &held.body),
            (StatusCode::PARTIAL_CONTENT, &first.body.slice(1..3))
        );
        let other = showing
            .get(&path, &[("if-range", "\"another\""), ("range", "bytes=1-2")])
            .await;
        assert_eq!((other.status, &other.body), (StatusCode::OK, &first.body));
        let refused = showing.get(&path, &[("if-match", "\"another\"")]).await;
        assert_eq!(refused.status, StatusCode::PRECONDITION_FAILED);
    }
}

#[tokio::test]
async fn head_says_what_get_would() {
    let showing = Showing::new().await;
    let picture = format!("/picture/{}.jpg", showing.film.title.pictures[0].key);
    let manifest = format!("/media/{}/film.mpd", showing.film.release.key);
    for path in [
        showing.at(0, "1.m4s"),
        showing.at(1, "init.mp4"),
        showing.at(0, "i2.m4s"),
        picture,
        manifest,
    ] {
        let get = showing.get(&path, &[]).await;
        let head = showing.house.ask(Method::HEAD, &path, &[]).await;
        assert_eq!((head.status, &head.headers), (get.status, &get.headers), "{path}");
        assert!(head.body.is_empty());
    }
}

#[tokio::test]
async fn playlists_and_manifest_lead_to_addresses_that_answer() {
    let showing = Showing::new().await;
    let base = format!("/media/{}", showing.film.release.key);
    let film = showing.get(&format!("{base}/film.m3u8"), &[]).await;
    assert_eq!(film.header("content-type"), Some("application/vnd.apple.mpegurl"));
    assert_eq!(
        film.header("cache-control"),
        NEVER,
        "it changes when a rendition comes"
    );
    assert!(film.text().contains("NAME=\"Deutsch\""), "{}", film.text());
    let mut playlists = references(film.text());
    assert!(playlists.len() >= 4, "{playlists:?}");
    for playlist in playlists.drain(..) {
        let answer = showing.get(&format!("{base}/{playlist}"), &[]).await;
        assert_eq!(answer.status, StatusCode::OK, "{playlist}");
        assert_eq!(
            answer.header("content-type"),
            Some("application/vnd.apple.mpegurl")
        );
        let folder = playlist.rsplit_once('/').unwrap().0.to_owned();
        let resources = references(answer.text());
        assert!(!resources.is_empty(), "{}", answer.text());
        for resource in resources {
            let address = format!("{base}/{folder}/{resource}");
            assert_eq!(
                showing.get(&address, &[]).await.status,
                StatusCode::OK,
                "{address}"
            );
        }
    }
    let manifest = showing.get(&format!("{base}/film.mpd"), &[]).await;
    assert_eq!(manifest.header("content-type"), Some("application/dash+xml"));
    assert!(manifest.text().contains("<MPD"));
}

/// Every address that a playlist names, in `URI` attributes and on lines of their own.
fn references(playlist: &str) -> Vec<String> {
    let mut all = Vec::new();
    for line in playlist.lines() {
        if !line.starts_with('#') && !line.is_empty() {
            all.push(line.to_owned());
        } else if let Some((_, rest)) = line.split_once("URI=\"") {
            all.push(rest.split('"').next().unwrap().to_owned());
        }
    }
    all
}

#[tokio::test]
async fn an_iframe_resource_is_as_long_as_it_says_and_holds_the_first_picture() {
    let showing = Showing::new().await;
    let answer = showing.get(&showing.at(0, "i2.m4s"), &[]).await;
    assert_eq!(answer.status, StatusCode::OK);
    assert_eq!(
        answer.header("content-length"),
        Some(answer.body.len().to_string().as_str())
    );
    let samples = media::samples::read_segment(&answer.body).unwrap();
    assert_eq!(samples.len(), 1);
    let segment = showing.get(&showing.at(0, "2.m4s"), &[]).await.body;
    let data = segment.len() - 5_000;
    assert_eq!(
        answer.body[answer.body.len() - 4_000..],
        segment[data..data + 4_000]
    );
    let part = showing
        .get(&showing.at(0, "i2.m4s"), &[("range", "bytes=8-15")])
        .await;
    assert_eq!(part.body, answer.body.slice(8..16));
    assert_eq!(
        showing.get(&showing.at(1, "i1.m4s"), &[]).await.status,
        StatusCode::NOT_FOUND
    );
}

#[tokio::test]
async fn pictures_come_with_their_kind_and_stills_point_to_them() {
    let showing = Showing::new().await;
    for picture in &showing.film.title.pictures {
        let answer = showing.get(&format!("/picture/{}.jpg", picture.key), &[]).await;
        assert_eq!(answer.status, StatusCode::OK);
        assert_eq!(answer.header("content-type"), Some("image/jpeg"));
        assert_eq!(answer.body.len() as u64, picture.bytes);
        assert_eq!(answer.header("cache-control"), FOR_EVER);
        assert_eq!(
            showing
                .get(&format!("/picture/{}", picture.key), &[])
                .await
                .status,
            StatusCode::NOT_FOUND
        );
    }
    let stills = showing
        .get(&format!("/media/{}/stills.vtt", showing.film.release.key), &[])
        .await;
    assert_eq!(stills.header("content-type"), Some("text/vtt"));
    let sheet = format!("/picture/{}.jpg#xywh=", showing.film.title.pictures[1].key);
    assert!(stills.text().contains(&sheet), "{}", stills.text());
}

#[tokio::test]
async fn what_ends_may_be_kept_by_nobody() {
    let house = Cinema::open().await;
    let mut ends = house.showing("Ends");
    ends.release.closes = ends.release.opens.map(|opens| opens.plus_millis(100 * HOUR));
    house.programme(&[&ends]);
    let segment = format!("/media/{}/{}/1.m4s", ends.release.key, ends.renditions[0].key);
    let picture = format!("/picture/{}.jpg", ends.title.pictures[0].key);
    for path in [segment, picture] {
        let answer = house.get(&path).await;
        assert_eq!(
            (answer.status, answer.header("cache-control")),
            (StatusCode::OK, NEVER)
        );
    }
}

#[tokio::test]
async fn a_rendition_of_one_title_is_not_reached_through_another() {
    let house = Cinema::open().await;
    let (open, coming) = (house.showing("Open Air"), house.coming("Nightfall"));
    house.programme(&[&open, &coming]);
    let path = format!("/media/{}/{}/1.m4s", open.release.key, coming.renditions[0].key);
    assert_eq!(house.get(&path).await.status, StatusCode::NOT_FOUND);
}

#[tokio::test]
async fn a_new_rendition_is_in_the_playlist_at_once() {
    let showing = Showing::new().await;
    let path = format!("/media/{}/film.m3u8", showing.film.release.key);
    let before = showing.get(&path, &[]).await;
    let mut grown = showing.film.clone();
    grown.renditions.pop();
    showing.house.programme(&[&grown]);
    let after = showing.get(&path, &[]).await;
    assert_ne!(before.body, after.body);
    assert_ne!(before.header("etag"), after.header("etag"));
    assert!(!after.text().contains(showing.film.renditions[2].key.as_str()));
}

#[tokio::test]
async fn a_damaged_file_is_an_error_and_never_kept() {
    let showing = Showing::new().await;
    cut_short(&showing.house.vault, &showing.film.renditions[0], 100);
    let answer = showing.get(&showing.at(0, "3.m4s"), &[]).await;
    assert_eq!(answer.status, StatusCode::INTERNAL_SERVER_ERROR);
    assert_eq!(answer.header("cache-control"), NEVER);
    assert!(!answer.text().contains("vault"), "{}", answer.text());
}

#[tokio::test]
async fn other_methods_are_refused_and_told_which_are_not() {
    let showing = Showing::new().await;
    let answer = showing
        .house
        .ask(Method::DELETE, &showing.at(0, "1.m4s"), &[])
        .await;
    assert_eq!(answer.status, StatusCode::METHOD_NOT_ALLOWED);
    assert_eq!(answer.header("allow"), Some("GET,HEAD,OPTIONS"));
    assert_eq!(answer.header("cache-control"), NEVER);
}
