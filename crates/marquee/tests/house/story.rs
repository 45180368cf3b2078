//! From an empty folder to a segment on a visitor's screen.

use dash_mpd_core::parse;
use m3u8_rs::{MasterPlaylist, MediaPlaylist};

use crate::stage::{Keeping, Stage, on_both, until};
use crate::visitor::{Answer, ask, get};

/// Ten seconds, two sizes, stereo.
const FILM: &str = "-f lavfi -i testsrc2=s=512x288:r=25:d=10 -f lavfi -i sine=frequency=330:sample_rate=48000:d=10 \
    -c:v libx264 -preset ultrafast -c:a aac -ac 2 -metadata:s:a:0 language=eng";

fn ok(site: &str, path: &str) -> Answer {
    let answer = get(site, path);
    assert_eq!(answer.status, 200, "{path}");
    answer
}

fn master(site: &str, path: &str) -> MasterPlaylist {
    m3u8_rs::parse_master_playlist_res(&ok(site, path).body).unwrap()
}

fn media(site: &str, path: &str) -> MediaPlaylist {
    m3u8_rs::parse_media_playlist_res(&ok(site, path).body).unwrap()
}

/// The value of an attribute of the page's `<link rel="alternate">` of this type.
fn alternate(page: &str, kind: &str) -> String {
    let link = page
        .split("<link ")
        .find(|link| link.contains("rel=\"alternate\"") && link.contains(kind))
        .unwrap_or_else(|| panic!("no alternate of type {kind}"));
    let href = link.split("href=\"").nth(1).unwrap();
    href.split('"').next().unwrap().to_owned()
}

fn beside(path: &str, reference: &str) -> String {
    format!("{}/{reference}", path.rsplit_once('/').unwrap().0)
}

fn a_film_goes_in_and_a_page_that_streams_it_comes_out(on: Keeping) {
    let stage = Stage::on(on);
    let film = stage.film("film.mp4", FILM);
    let subtitles = stage.path("film.de.srt");
    std::fs::write(&subtitles, "1\n00:00:01,000 --> 00:00:02,500\nGuten Abend.\n").unwrap();
    let subtitles = subtitles.display().to_string();

    let server = stage.serve(&["--no-work"]);
    let site = server.site.as_str();
    assert_eq!(get(site, "/title/first-light").status, 404);
    let page = stage.done(&[
        "publish",
        &film,
        "--title",
        "First Light",
        "--synopsis",
        "A test of everything.",
        "--credit",
        "Director: Jane Doe",
        "--subtitles",
        &subtitles,
        "--effort",
        "quick",
        "--wait",
    ]);
    assert!(page.trim().ends_with("/title/first-light"), "{page}");

    let title = until("the title page is there", || {
        let answer = get(site, "/title/first-light");
        (answer.status == 200).then_some(answer)
    });
    assert!(title.text().contains("First Light") && title.text().contains("Jane Doe"));
    let watch = ok(site, "/title/first-light/watch").text();
    let hls = alternate(&watch, "application/vnd.apple.mpegurl");
    let dash = alternate(&watch, "application/dash+xml");

    // The larger picture may take the gate a moment longer.
    let film = until("both pictures are there", || {
        let film = master(site, &hls);
        let pictures = film.variants.iter().filter(|variant| !variant.is_i_frame).count();
        (pictures == 2).then_some(film)
    });
    assert_eq!(film.alternatives.len(), 2, "one sound, one text");
    let pictures: Vec<_> = film
        .variants
        .iter()
        .filter(|variant| !variant.is_i_frame)
        .collect();
    let sizes: Vec<_> = pictures
        .iter()
        .map(|variant| variant.resolution.unwrap())
        .collect();
    assert_eq!(
        sizes.iter().map(|size| (size.width, size.height)).max(),
        Some((512, 288))
    );
    assert_eq!(film.variants.len(), 4, "an I-frame playlist for each picture");

    let mut cuts = Vec::new();
    for picture in &pictures {
        let path = beside(&hls, &picture.uri);
        let playlist = media(site, &path);
        cuts.push(fetch_whole(&stage, site, &path, &playlist, 250));
    }
    assert_eq!(cuts[0], cuts[1], "all pictures are cut alike");
    let sound = film
        .alternatives
        .iter()
        .find(|track| track.uri.as_ref().unwrap().contains("playlist.m3u8"));
    let sounds = film
        .alternatives
        .iter()
        .filter(|track| track.media_type == m3u8_rs::AlternativeMediaType::Audio);
    for track in sounds {
        let path = beside(&hls, track.uri.as_ref().unwrap());
        let playlist = media(site, &path);
        let total: f32 = playlist.segments.iter().map(|segment| segment.duration).sum();
        assert!((total - 10.0).abs() < 0.05, "{total} s of sound");
        for segment in &playlist.segments {
            assert_eq!(ok(site, &beside(&path, &segment.uri)).kind(), "audio/mp4");
        }
        assert_eq!(track.language.as_deref(), Some("en"));
    }
    assert!(sound.is_some());

    let manifest = parse(&ok(site, &dash).text()).unwrap();
    assert_eq!(manifest.mpdtype.as_deref(), Some("static"));
    assert_eq!(manifest.periods.len(), 1);

    let range = ask(
        site,
        &segment_of(site, &hls, pictures[0]),
        &[("Range", "bytes=0-7")],
    )
    .unwrap();
    assert_eq!((range.status, range.body.len()), (206, 8));

    let checked = stage.json(&["check", "first-light"]);
    assert_eq!(checked["passed"], true);
    let (ended_well, _) = server.end();
    assert!(ended_well);
}

fn segment_of(site: &str, hls: &str, picture: &m3u8_rs::VariantStream) -> String {
    let path = beside(hls, &picture.uri);
    let playlist = media(site, &path);
    beside(&path, &playlist.segments[0].uri)
}

/// Fetches the init and every segment, and decodes them; answers the length of each segment in milliseconds.
fn fetch_whole(stage: &Stage, site: &str, path: &str, playlist: &MediaPlaylist, frames: usize) -> Vec<u32> {
    assert!(playlist.end_list);
    let map = playlist.segments[0].map.as_ref().unwrap();
    let init = ok(site, &beside(path, &map.uri));
    assert_eq!(init.kind(), "video/mp4");
    let mut whole = init.body;
    let mut cuts = Vec::new();
    for segment in &playlist.segments {
        let answer = ok(site, &beside(path, &segment.uri));
        assert_eq!(answer.kind(), "video/mp4");
        whole.extend(answer.body);
        cuts.push((segment.duration * 1_000.0).round() as u32);
    }
    let file = stage.path("fetched.mp4");
    std::fs::write(&file, whole).unwrap();
    let decoded = std::process::Command::new(&stage.ffmpeg)
        .args(["-v", "error", "-xerror", "-i"])
        .arg(&file)
        .args(["-f", "framemd5", "-"])
        .output()
        .unwrap();
    assert!(
        decoded.status.success(),
        "{}",
        String::from_utf8_lossy(&decoded.stderr)
    );
    let list = String::from_utf8(decoded.stdout).unwrap();
    assert_eq!(list.lines().filter(|line| !line.starts_with('#')).count(), frames);
    cuts
}

fn publishing_again_goes_on_where_it_was_and_does_nothing_twice(on: Keeping) {
    let stage = Stage::on(on);
    let film = stage.film(
        "film.mp4",
        "-f lavfi -i testsrc2=s=320x180:r=12:d=3 -c:v libx264 -preset ultrafast",
    );
    let publish = [
        "publish", &film, "--title", "Again", "--effort", "quick", "--wait",
    ];
    stage.done(&publish);
    let before = stage.jobs();
    stage.done(&publish);
    assert_eq!(before, stage.jobs());
    assert_eq!(stage.json(&["ls"])["titles"].as_array().unwrap().len(), 1);

    let other = stage.film(
        "other.mp4",
        "-f lavfi -i testsrc=s=320x180:r=12:d=3 -c:v libx264 -preset ultrafast",
    );
    let said = stage.refused(&["publish", &other, "--title", "Again"]);
    assert!(said.contains("made of another film"), "{said}");
}

fn what_has_not_passed_cannot_be_released(on: Keeping) {
    let stage = Stage::on(on);
    let film = stage.film(
        "film.mp4",
        "-f lavfi -i testsrc2=s=320x180:r=12:d=3 -c:v libx264 -preset ultrafast",
    );
    stage.done(&["publish", &film, "--title", "Early", "--effort", "quick"]);
    let said = stage.refused(&["release", "early"]);
    assert!(said.contains("No picture has been encoded"), "{said}");
    let said = stage.refused(&["check", "early"]);
    assert!(said.contains("nothing of 'Early' is made yet"), "{said}");
    let waiting = stage.json(&["jobs"]);
    let reasons: Vec<String> = waiting
        .as_array()
        .unwrap()
        .iter()
        .map(|job| job["wait"].to_string())
        .collect();
    assert!(reasons.iter().all(|reason| reason != "null"), "{reasons:?}");
}

fn a_step_can_be_cancelled_and_tried_again(on: Keeping) {
    let stage = Stage::on(on);
    let film = stage.film(
        "film.mp4",
        "-f lavfi -i testsrc2=s=320x180:r=12:d=3 -c:v libx264 -preset ultrafast",
    );
    stage.done(&[
        "publish",
        &film,
        "--title",
        "Second Thoughts",
        "--effort",
        "quick",
    ]);
    let piece = stage
        .jobs()
        .into_iter()
        .find(|job| job["kind"] == "encode-piece")
        .unwrap();
    let id = piece["id"].as_str().unwrap();
    stage.done(&["jobs", "cancel", id]);
    let said = stage.refused(&[
        "publish",
        &film,
        "--title",
        "Second Thoughts",
        "--subtitles",
        "/nowhere.srt",
    ]);
    assert!(said.contains("/nowhere.srt"), "{said}");
    stage.done(&["jobs", "retry", id]);
    stage.done(&["encode", "second-thoughts", "--effort", "quick", "--wait"]);
    assert!(stage.jobs().iter().all(|job| job["state"] == "done"));
}

#[test]
fn a_taken_port_is_a_sentence() {
    let stage = Stage::new();
    let taken = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
    let address = taken.local_addr().unwrap().to_string();
    let said = stage.refused(&["serve", "--listen", &address]);
    assert!(
        said.contains("taken by another program") && said.contains("--listen"),
        "{said}"
    );
}

on_both!(
    a_film_goes_in_and_a_page_that_streams_it_comes_out,
    publishing_again_goes_on_where_it_was_and_does_nothing_twice,
    what_has_not_passed_cannot_be_released,
    a_step_can_be_cancelled_and_tried_again,
);
