//! The program killed at random points, again and again: the same result, no finished step made twice, nothing left
//! behind.

use std::collections::BTreeMap;
use std::path::Path;
use std::process::Stdio;
use std::time::Duration;

use serde_json::Value;

use crate::stage::{Keeping, Stage, on_both, until};

/// Two pieces of two pictures, a sound, a text.
const FILM: &str = "-f lavfi -i testsrc2=s=512x288:r=6:d=100 -f lavfi -i sine=frequency=330:sample_rate=48000:d=100 \
    -c:v libx264 -preset ultrafast -c:a aac -ac 2";
const KILLS: u32 = 12;

fn publish<'a>(film: &'a str, subtitles: &'a str) -> [&'a str; 8] {
    [
        "publish",
        film,
        "--title",
        "Twice Told",
        "--subtitles",
        subtitles,
        "--effort",
        "quick",
    ]
}

fn subtitles(stage: &Stage) -> String {
    let path = stage.path("film.en.srt");
    std::fs::write(&path, "1\n00:00:01,000 --> 00:00:02,000\nAnd then?\n").unwrap();
    path.display().to_string()
}

/// Digests that each step left, by its label.
fn outputs(jobs: &[Value]) -> BTreeMap<String, Value> {
    jobs.iter()
        .map(|job| (job["label"].as_str().unwrap().to_owned(), job["outputs"].clone()))
        .collect()
}

/// When each finished step ran, by its id: a step that ran again has other times.
fn runs(jobs: &[Value]) -> BTreeMap<String, (Value, Value)> {
    jobs.iter()
        .filter(|job| job["state"] == "done")
        .map(|job| {
            let id = job["id"].as_str().unwrap().to_owned();
            (id, (job["started"].clone(), job["ended"].clone()))
        })
        .collect()
}

/// Processes other than this one that have a file of the house open.
fn who_holds(folder: &Path) -> Vec<String> {
    let mut holders = Vec::new();
    for process in std::fs::read_dir("/proc").unwrap().flatten() {
        let fds = process.path().join("fd");
        for fd in std::fs::read_dir(fds).into_iter().flatten().flatten() {
            if std::fs::read_link(fd.path()).is_ok_and(|target| target.starts_with(folder)) {
                let command = std::fs::read(process.path().join("cmdline")).unwrap_or_default();
                holders.push(String::from_utf8_lossy(&command).replace('\0', " "));
                break;
            }
        }
    }
    holders
}

fn killed_at_random_points_the_house_comes_to_the_same_end(on: Keeping) {
    let calm = Stage::on(on);
    let film = calm.film("film.mp4", FILM);
    let text = subtitles(&calm);
    let arguments: Vec<&str> = publish(&film, &text).into_iter().chain(["--wait"]).collect();
    calm.done(&arguments);
    let expected = outputs(&calm.jobs());

    let rough = Stage::on(on);
    let mut finished = BTreeMap::new();
    for kill in 0..KILLS {
        let mut child = rough
            .command(&arguments)
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .spawn()
            .unwrap();
        // Random, so that other points are hit every time; short at first, to hit the ingest.
        let millis = rand::random_range(0..=100 * u64::from(kill + 1));
        std::thread::sleep(Duration::from_millis(millis));
        child.kill().unwrap();
        child.wait().unwrap();
        until("its children are gone", || {
            who_holds(&rough.house()).is_empty().then_some(())
        });
        let now = runs(&rough.jobs());
        for (id, run) in &finished {
            assert_eq!(
                now.get(id),
                Some(run),
                "a finished step ran again after kill {kill} at {millis} ms"
            );
        }
        finished = now;
    }
    rough.done(&arguments);

    let jobs = rough.jobs();
    let last = runs(&jobs);
    assert!(finished.iter().all(|(id, run)| last.get(id) == Some(run)));
    assert_eq!(outputs(&jobs), expected);
    assert!(
        jobs.iter().all(|job| job["attempts"] == 0),
        "a kill is no failure"
    );

    let ls = rough.json(&["ls"]);
    assert_eq!(ls["titles"].as_array().unwrap().len(), 1);
    assert_eq!(
        ls["assets"].as_array().unwrap().len(),
        2,
        "the film and its subtitles"
    );
    let checked = rough.json(&["check", "twice-told", "--quick"]);
    let calm_checked = calm.json(&["check", "twice-told", "--quick"]);
    let lines = |report: &Value| -> Vec<Value> {
        let reports = report["reports"].as_array().unwrap();
        reports.iter().map(|report| report["lines"].clone()).collect()
    };
    assert_eq!(lines(&checked), lines(&calm_checked));
    rough.done(&["fsck"]);
    let left: Vec<_> = std::fs::read_dir(rough.house().join("scratch"))
        .unwrap()
        .map(|entry| entry.unwrap().file_name().into_string().unwrap())
        .filter(|name| name.contains('-'))
        .collect();
    assert!(left.is_empty(), "left in scratch: {left:?}");
}

fn a_server_that_is_killed_while_it_works_leaves_the_rest_to_the_next(on: Keeping) {
    let stage = Stage::on(on);
    let film = stage.film("film.mp4", FILM);
    let text = subtitles(&stage);
    let server = stage.serve(&[]);
    stage.done(&publish(&film, &text));
    until("something runs", || {
        stage
            .jobs()
            .iter()
            .any(|job| job["state"] == "running")
            .then_some(())
    });
    // Dropped, it is killed.
    drop(server);
    until("its children are gone", || {
        who_holds(&stage.house()).is_empty().then_some(())
    });
    let finished = runs(&stage.jobs());
    let next = stage.serve(&[]);
    until("all done", || {
        stage
            .jobs()
            .iter()
            .all(|job| job["state"] == "done")
            .then_some(())
    });
    let last = runs(&stage.jobs());
    assert!(finished.iter().all(|(id, run)| last.get(id) == Some(run)));
    drop(next);
}

fn a_worker_that_wakes_too_late_changes_nothing(on: Keeping) {
    use rustix::process::Signal;
    let stage = Stage::on(on);
    let film = stage.film("film.mp4", FILM);
    let text = subtitles(&stage);
    let sleeper = stage.serve(&[]);
    stage.done(&publish(&film, &text));
    let is_running = |job: &Value| job["state"] == "running";
    let mut attempts = 0;
    let held = until("it sleeps with a step in its hands", || {
        if !stage.jobs().iter().any(is_running) {
            return None;
        }
        sleeper.signal(Signal::STOP);
        let held: Vec<String> = stage
            .jobs()
            .iter()
            .filter(|job| is_running(job))
            .map(|job| job["id"].as_str().unwrap().to_owned())
            .collect();
        // Stopped in the middle of a write it would hold the catalogue: then it is woken and caught again.
        attempts += 1;
        let tagline = format!("Asleep, {attempts}");
        let can_write = stage.run(&["title", "set", "twice-told", "--tagline", &tagline]);
        let caught = !held.is_empty() && can_write.status.success();
        if !caught {
            sleeper.signal(Signal::CONT);
        }
        caught.then_some(held)
    });
    // Its lease runs out, and another does the work.
    let next = stage.serve(&[]);
    until("all done by the other", || {
        stage
            .jobs()
            .iter()
            .all(|job| job["state"] == "done")
            .then_some(())
    });
    let before = stage.jobs();
    sleeper.signal(Signal::CONT);
    let (ended_well, _) = sleeper.end();
    assert!(ended_well);
    assert_eq!(stage.jobs(), before);
    let taken_over = before
        .iter()
        .filter(|job| held.contains(&job["id"].as_str().unwrap().to_owned()));
    assert!(taken_over.clone().count() > 0);
    for job in taken_over {
        assert_eq!(job["losses"], 1, "{}", job["label"]);
    }
    assert_eq!(stage.json(&["check", "twice-told", "--quick"])["passed"], true);
    drop(next);
}

on_both!(
    killed_at_random_points_the_house_comes_to_the_same_end,
    a_server_that_is_killed_while_it_works_leaves_the_rest_to_the_next,
    a_worker_that_wakes_too_late_changes_nothing,
);
