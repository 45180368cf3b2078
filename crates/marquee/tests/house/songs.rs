//! Sounds without a picture, from their file to whoever hears them.

use crate::stage::Stage;
use crate::visitor::get;

const TONE: &str = "-f lavfi -i sine=frequency=330:sample_rate=44100:duration=9.3 -ac 1";
const WITH_COVER: &str = "-f lavfi -i sine=frequency=440:sample_rate=48000:duration=5 -f lavfi -i testsrc2=size=301x301:rate=1:duration=1 \
    -map 0:a -map 1:v -frames:v 1 -c:v mjpeg -disposition:v attached_pic";

/// The value of an attribute.
fn attribute(page: &str, name: &str) -> String {
    let (_, rest) = page.split_once(&format!("{name}=\"")).unwrap();
    rest.split('"').next().unwrap().to_owned()
}

#[test]
fn songs_of_every_kind_are_heard() {
    let stage = Stage::new();
    let coded = |codec: &str| format!("{WITH_COVER} -c:a {codec}");
    for (title, name, arguments) in [
        ("wav", "tone.wav", TONE.to_owned()),
        ("flac", "tone.flac", coded("flac")),
        ("mp3", "tone.mp3", coded("libmp3lame")),
        ("m4a", "tone.m4a", coded("aac")),
    ] {
        let file = stage.film(name, &arguments);
        stage.done(&["publish", &file, "--title", title, "--wait"]);
        let checked = stage.json(&["check", title]);
        assert_eq!(checked["passed"], true, "{checked:#}");
        let pictures = stage.json(&["title", "show", title])["pictures"].clone();
        let cover = pictures
            .as_array()
            .unwrap()
            .first()
            .map(|cover| cover["width"].clone());
        assert_eq!(cover, (title != "wav").then(|| 300.into()), "{title}");
    }

    // It leaves and comes back as what it is.
    let (bag, other) = (stage.path("bag"), stage.path("other"));
    stage.done(&["export", "flac", &bag.display().to_string()]);
    assert!(bag.join("data/film/film.flac").exists());
    stage.done(&["init", &other.display().to_string()]);
    let import = stage
        .command(&["import", &bag.display().to_string(), "--release"])
        .env("MARQUEE_HOUSE", &other)
        .output()
        .unwrap();
    assert!(
        import.status.success(),
        "{}",
        String::from_utf8_lossy(&import.stderr)
    );

    let server = stage.serve(&[]);
    let page = get(&server.site, "/title/wav/watch").text();
    assert_eq!(attribute(&page, "data-heard"), "sound");
    let playlist = get(&server.site, &attribute(&page, "data-hls")).text();
    assert!(
        playlist.contains("CODECS=\"mp4a.40.2\"") && !playlist.contains("RESOLUTION"),
        "{playlist}"
    );
    let manifest = get(&server.site, &attribute(&page, "data-dash")).text();
    assert!(
        manifest.contains("mediaPresentationDuration=\"PT9.3S\""),
        "to the sample: {manifest}"
    );
    assert!(!manifest.contains("video"), "{manifest}");
    let cover = get(
        &server.site,
        &attribute(&get(&server.site, "/title/mp3/watch").text(), "data-poster"),
    );
    assert_eq!((cover.status, cover.kind()), (200, "image/jpeg"));

    // What has no picture says so where one is asked for, and its night needs none.
    let board = stage.done(&["release", "board", "flac"]);
    assert!(board.contains("Poster") && !board.contains("seek bar"), "{board}");
}
