//! Films that others made and films of every odd shape: each is handled, or refused in a sentence.

use crate::stage::{Stage, real_film};

/// Publishes, waits, and checks every segment of everything.
fn published(stage: &Stage, film: &str, title: &str) {
    stage.done(&["publish", film, "--title", title, "--effort", "quick", "--wait"]);
    let slug = title.to_lowercase().replace(' ', "-");
    let checked = stage.json(&["check", &slug]);
    assert_eq!(checked["passed"], true, "{checked:#}");
}

#[test]
fn odd_films_are_handled() {
    let stage = Stage::new();
    let films = [
        (
            "silent",
            "silent.mkv",
            "-f lavfi -i testsrc2=s=320x180:r=24000/1001:d=5 -c:v libx264 -preset ultrafast",
        ),
        (
            "upright",
            "upright.mp4",
            "-display_rotation 90 -f lavfi -i testsrc2=s=320x180:r=30:d=5 -c:v libx264 -preset ultrafast",
        ),
        (
            "interlaced",
            "interlaced.mkv",
            "-f lavfi -i testsrc2=s=352x288:r=50:d=5,interlace -aspect 16:9 -c:v mpeg2video -q:v 3 -flags +ildct",
        ),
        (
            "ten bits",
            "ten.mkv",
            "-f lavfi -i testsrc2=s=320x180:r=25:d=5 -pix_fmt yuv420p10le -c:v libx264 -preset ultrafast",
        ),
        (
            "pq",
            "pq.mkv",
            "-f lavfi -i testsrc2=s=320x180:r=25:d=5 -pix_fmt yuv420p10le -color_trc smpte2084 -color_primaries bt2020 \
             -colorspace bt2020nc -c:v libx264 -preset ultrafast",
        ),
        (
            "uneven",
            "uneven.mkv",
            "-f lavfi -i testsrc2=s=320x180:r=30:d=6 -vf select='not(mod(n\\,3))+not(mod(n\\,5))' -fps_mode vfr \
             -c:v libx264 -preset ultrafast",
        ),
        (
            "longer sound",
            "longer.mkv",
            "-f lavfi -i testsrc2=s=320x180:r=12:d=3 -f lavfi -i sine=sample_rate=44100:d=6 -c:v libx264 \
             -preset ultrafast -c:a flac -ac 1",
        ),
        (
            "odd size",
            "odd.mkv",
            "-f lavfi -i testsrc2=s=321x181:r=25:d=3 -pix_fmt yuv444p -c:v ffv1",
        ),
    ];
    for (title, name, arguments) in films {
        published(&stage, &stage.film(name, arguments), title);
    }
    let shown = stage.json(&["show", "longer-sound"]);
    assert!(shown.to_string().contains("black"), "{shown:#}");
}

#[test]
fn films_that_others_made_are_handled() {
    let stage = Stage::new();
    for (title, name) in [
        ("city", "cityCC0.mpg"),
        ("chaplin", "chaplin_silent.mp4"),
        ("nasa", "nasa_13013.mp4"),
    ] {
        if let Some(film) = real_film(name) {
            published(&stage, &film, title);
        }
    }
}

#[test]
fn what_is_no_film_is_refused_and_nothing_stays() {
    let stage = Stage::new();
    let whole = stage.film(
        "whole.mp4",
        "-f lavfi -i testsrc2=s=320x180:r=25:d=5 -c:v libx264 -preset ultrafast",
    );
    let bytes = std::fs::read(&whole).unwrap();
    let write = |name: &str, bytes: &[u8]| {
        let path = stage.path(name);
        std::fs::write(&path, bytes).unwrap();
        path.display().to_string()
    };
    let refused = [
        write("cut.mp4", &bytes[..bytes.len() / 2]),
        write("empty.mp4", b""),
        write("letter.mp4", b"Dear house, this is no film at all.\n"),
        write("list.m3u8", b"#EXTM3U\n#EXTINF:4,\n/etc/passwd\n#EXT-X-ENDLIST\n"),
        stage.film("page.png", "-f lavfi -i testsrc2=size=64x64:rate=1 -frames:v 1"),
        stage.path("nowhere.mp4").display().to_string(),
    ];
    for film in &refused {
        let said = stage.refused(&["publish", film, "--title", "Refused", "--wait"]);
        assert!(said.contains("marquee: "), "{said}");
    }
    for kind in ["titles", "assets"] {
        assert_eq!(stage.json(&["ls"])[kind].as_array().unwrap().len(), 0, "{kind}");
    }
    assert!(stage.jobs().is_empty());
}
