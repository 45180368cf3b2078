//! What a newcomer runs first.

use crate::stage::{Stage, until};
use crate::visitor::get;

/// The same bytes twice would be one asset.
fn film(tone: u32) -> String {
    format!(
        "-f lavfi -i testsrc2=s=256x144:r=25:d=3 -f lavfi -i sine=frequency={tone}:d=3 \
         -c:v libx264 -preset ultrafast -c:a aac"
    )
}

const LIST: &str = r#"
[[film]]
file = "one.mp4"
title = "The First"
synopsis = "A film that others made."
licence = "CC BY 3.0"
licence_url = "https://creativecommons.org/licenses/by/3.0/"
attribution = "(c) The Foundation"

[[film]]
file = "two.mp4"
title = "The Second"
"#;

#[test]
fn the_demo_shows_two_films_and_a_second_run_goes_on_with_them() {
    let stage = Stage::new();
    let engine = stage.path("engine");
    std::fs::create_dir_all(engine.join("films")).unwrap();
    for program in ["ffmpeg", "ffprobe"] {
        std::os::unix::fs::symlink(stage.ffmpeg.with_file_name(program), engine.join(program)).unwrap();
    }
    std::fs::write(engine.join("films/films.toml"), LIST).unwrap();
    stage.film("engine/films/one.mp4", &film(330));
    stage.film("engine/films/two.mp4", &film(440));

    let engine = engine.display().to_string();
    let demo = || {
        stage.serving(
            stage
                .command(&["demo", "--listen", "127.0.0.1:0"])
                .env("MARQUEE_ENGINE", &engine),
        )
    };
    let first = demo();
    let site = first.site.clone();
    let page = until("both films are on the home page", || {
        let home = get(&site, "/").text();
        (home.contains("The First") && home.contains("The Second")).then(|| get(&site, "/title/the-first"))
    });
    for words in ["A film that others made.", "CC BY 3.0", "(c) The Foundation"] {
        assert!(page.text().contains(words), "no {words}");
    }
    until("the first film can be watched", || {
        (get(&site, "/title/the-first/watch").status == 200).then_some(())
    });
    until("everything is made", || {
        let jobs = stage.jobs();
        // Going through the films comes last.
        let looked_over = jobs.iter().filter(|job| job["kind"] == "compare-tapes").count();
        let done = looked_over == 2 && jobs.iter().all(|job| job["state"] == "done");
        (done && get(&site, "/title/the-second/watch").status == 200).then_some(())
    });
    // The first run may be ended before it has put moments on the pages; the second does it then.
    let planned = || {
        let jobs = stage.jobs();
        jobs.iter().filter(|job| job["kind"] != "show-moments").count()
    };
    let made = planned();
    let (well, talk) = first.end();
    assert!(well, "{talk:?}");
    assert!(
        talk.iter().any(|line| line.contains("/studio/enter/")),
        "{talk:?}"
    );

    let second = demo();
    until("the films are there again", || {
        (get(&second.site, "/title/the-second/watch").status == 200).then_some(())
    });
    let (well, talk) = second.end();
    assert!(well, "{talk:?}");
    assert_eq!(planned(), made, "nothing was planned anew");
    assert_eq!(
        stage.json(&["ls"])["assets"].as_array().unwrap().len(),
        2,
        "each film is in the archive once"
    );
}
