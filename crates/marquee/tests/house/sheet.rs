//! A title described by a sheet, by the program as its users run it.

use crate::stage::{Keeping, Stage, on_both, until};

on_both!(a_sheet_is_applied_and_comes_back_as_it_was_written);

const FILM: &str = "-f lavfi -i testsrc2=size=160x90:rate=25:duration=2 -c:v libx264 -preset ultrafast";
const PAGE: &str = "-f lavfi -i testsrc2=size=1301x701:rate=1 -frames:v 1";

const SHEET: &str = r#"# Lines, in two winters.
slug = "lines"
shape = "series"
title = "Lines"

[[seasons]]
number = 1
[[seasons.episodes]]
number = 1
title = "North"   # the first
era = "1969~"
film = "north.mp4"
still_at = "0:00:01"
[[seasons.episodes]]
number = 2
title = "South"

[[extras]]
kind = "notebook"
title = "The road book"
[[extras.pages]]
photo = "page.jpg"
caption = "The first night"
"#;

fn a_sheet_is_applied_and_comes_back_as_it_was_written(on: Keeping) {
    let stage = Stage::on(on);
    stage.done(&["add", &stage.film("north.mp4", FILM)]);
    stage.done(&["add", "--kind", "photo", &stage.film("page.jpg", PAGE)]);
    let sheet = stage.path("lines.toml");
    let named = sheet.display().to_string();
    std::fs::write(
        &sheet,
        SHEET
            .replace("number = 2", "nummer = 2")
            .replace("page.jpg", "leaf.jpg"),
    )
    .unwrap();
    let refused = stage.refused(&["title", "apply", "--yes", &named]);
    assert!(
        refused.contains("lines.toml:14:1: an episode needs 'number'"),
        "{refused}"
    );
    assert!(refused.contains("has no key 'nummer'"), "{refused}");
    assert!(
        refused.contains(":22:9: photo: there is no 'leaf.jpg'"),
        "{refused}"
    );

    std::fs::write(&sheet, SHEET).unwrap();
    let shown = stage.done(&["title", "apply", "--dry-run", &named]);
    assert!(
        shown.contains("+ s1e1  North") && shown.contains("film   north.mp4"),
        "{shown}"
    );
    assert!(
        stage
            .refused(&["title", "apply", &named])
            .contains("nobody to ask")
    );
    assert!(stage.refused(&["title", "show", "lines"]).contains("no title"));
    let id = stage.done(&["title", "apply", "--yes", "--effort", "quick", &named]);
    assert_eq!(stage.done(&["title", "apply", &named]), id, "nothing to ask");
    assert_eq!(stage.done(&["title", "export", "lines"]), SHEET);
    assert!(
        stage
            .refused(&["title", "export", "lines-s1e1"])
            .contains("a part of 'lines'")
    );

    // Its page is cut while the films are encoded.
    let _server = stage.serve(&[]);
    until("the page is cut", || {
        let title = stage.json(&["title", "show", "lines-the-road-book"]);
        let page = &title["pictures"].as_array()?.first()?["role"]["page"];
        assert_eq!(page["tiles"]["levels"], 3);
        assert_eq!(page["tiles"]["ends"].as_array()?.len(), 1 + 2 + 6);
        Some(())
    });
    stage.done(&["title", "set", "lines-s1e2", "--tagline", "By hand"]);
    let exported = stage.done(&["title", "export", "lines"]);
    assert!(exported.contains("tagline = \"By hand\"") && exported.contains("film = \"north.mp4\""));
    std::fs::write(&sheet, &exported).unwrap();
    assert_eq!(stage.done(&["title", "apply", "--dry-run", &named]), "");
}
