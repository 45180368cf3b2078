//! What one process changes, the server of another sees.

use crate::stage::{Keeping, Stage, on_both, until};
use crate::visitor::get;

fn a_server_sees_what_other_programs_change(on: Keeping) {
    let stage = Stage::on(on);
    let film = stage.film(
        "film.mp4",
        "-f lavfi -i testsrc2=s=320x180:r=12:d=3 -c:v libx264 -preset ultrafast",
    );
    let server = stage.serve(&["--no-work"]);
    let page = || get(&server.site, "/title/news").status;
    stage.done(&["publish", &film, "--title", "News", "--effort", "quick", "--wait"]);
    until("published", || (page() == 200).then_some(()));
    stage.done(&["title", "set", "news", "--synopsis", "Told at once."]);
    until("retold", || {
        get(&server.site, "/title/news")
            .text()
            .contains("Told at once.")
            .then_some(())
    });
    stage.done(&["withdraw", "news"]);
    until("withdrawn", || (page() == 404).then_some(()));
    stage.done(&["release", "news", "--opens", "2999-01-01T00:00:00Z"]);
    assert_eq!(page(), 404);
    stage.done(&["release", "news"]);
    until("open again", || (page() == 200).then_some(()));
}

fn a_server_works_on_what_other_programs_queue(on: Keeping) {
    let stage = Stage::on(on);
    let film = stage.film(
        "film.mp4",
        "-f lavfi -i testsrc2=s=320x180:r=12:d=3 -c:v libx264 -preset ultrafast",
    );
    let server = stage.serve(&[]);
    stage.done(&["publish", &film, "--title", "Handed Over", "--effort", "quick"]);
    until("open", || {
        (get(&server.site, "/title/handed-over").status == 200).then_some(())
    });
    until("all done", || {
        stage
            .jobs()
            .iter()
            .all(|job| job["state"] == "done")
            .then_some(())
    });
    let (ended_well, talk) = server.end();
    assert!(ended_well, "{talk:?}");
    assert!(
        talk.iter().any(|line| line.contains("nothing is lost")),
        "{talk:?}"
    );
}

on_both!(
    a_server_sees_what_other_programs_change,
    a_server_works_on_what_other_programs_queue,
);
