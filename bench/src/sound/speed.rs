//! How fast the ear is on one processor, beside ffmpeg's ebur128 filter, and what memory hours of sound take.

use std::path::Path;
use std::process::Command;

use anyhow::Context;
use house::analyse::sound::Ear;

use super::material::{self, RATE};
use super::ours;
use super::sources::{self, Shelf};
use crate::child;
use crate::figures::Series;

pub(crate) fn run(folder: &Path, shelf: &Shelf, smoke: bool, hours: Option<u32>) -> anyhow::Result<()> {
    println!("\n### Speed, stereo at 48 kHz, by processor time\n");
    let files = shelf.files(&sources::SONGS)?;
    let song = material::decode(files.first().context("no song")?, 2, RATE, None)?;
    let seconds = if smoke { 60 } else { 600 };
    let samples: Vec<f32> = song
        .iter()
        .copied()
        .cycle()
        .take(seconds * RATE as usize * 2)
        .collect();
    let path = folder.join("speed.wav");
    ours::write_wave(&path, 2, RATE, &samples)?;
    let (mut ear, mut filter, mut bare) = (Series::default(), Series::default(), Series::default());
    for round in 0..if smoke { 2 } else { 4 } {
        let begun = spent()?;
        listen(&samples);
        let ours = spent()?.0 - begun.0;
        let theirs = ffmpeg(&path, &["-af", "ebur128=peak=true"])?;
        let decode = ffmpeg(&path, &[])?;
        // The first round warms up.
        if round > 0 {
            ear.push(seconds as f64 / ours);
            filter.push(seconds as f64 / (theirs - decode).max(0.01));
            bare.push(seconds as f64 / theirs);
        }
    }
    println!("    the ear, all of it: {:.0} times real time", ear.median());
    println!(
        "    ffmpeg -af ebur128=peak=true: {:.0} times; the filter without reading the file {:.0}",
        bare.median(),
        filter.median()
    );
    println!(
        "    the ear takes {:.1} times as long as ffmpeg's run",
        bare.median() / ear.median()
    );
    if let Some(hours) = hours {
        memory(&song, hours)?;
    }
    Ok(())
}

fn listen(samples: &[f32]) {
    let mut ear = Ear::new(2, RATE);
    samples.chunks(8192).for_each(|piece| ear.hear(piece));
    std::hint::black_box(ear.finish());
}

/// Seconds of processor time.
fn ffmpeg(path: &Path, filter: &[&str]) -> anyhow::Result<f64> {
    let mut command: Command = crate::engine::program("ffmpeg")?;
    command
        .args(["-nostats", "-v", "error", "-benchmark", "-threads", "1", "-i"])
        .arg(path);
    command.args(filter).args(["-f", "null", "-"]);
    let begun = spent()?;
    child::run(&mut command)?;
    Ok(spent()?.1 - begun.1)
}

/// Seconds of processor time of this program, and of its children that ended (`/proc/self/stat`): what else the machine
/// does is not ours.
fn spent() -> anyhow::Result<(f64, f64)> {
    let stat = std::fs::read_to_string("/proc/self/stat")?;
    let fields: Vec<&str> = stat
        .rsplit(')')
        .next()
        .unwrap_or_default()
        .split_whitespace()
        .collect();
    let ticks = |at: usize| {
        fields
            .get(at)
            .and_then(|field| field.parse::<f64>().ok())
            .context("/proc/self/stat")
    };
    Ok((
        (ticks(11)? + ticks(12)?) / 100.0,
        (ticks(13)? + ticks(14)?) / 100.0,
    ))
}

/// Anonymous memory before and at the end of some hours, the ear's own only.
fn memory(song: &[f32], hours: u32) -> anyhow::Result<()> {
    let before = anonymous()?;
    let mut ear = Ear::new(2, RATE);
    let mut heard = 0_u64;
    let wanted = u64::from(hours) * 3600 * u64::from(RATE) * 2;
    let mut most = 0;
    'listening: loop {
        for piece in song.chunks(96_000) {
            ear.hear(piece);
            heard += piece.len() as u64;
            if heard >= wanted {
                break 'listening;
            }
        }
        most = most.max(anonymous()?);
    }
    most = most.max(anonymous()?);
    let hearing = ear.finish();
    let end = most.max(anonymous()?);
    let text = serde_json::to_vec(&hearing)?.len();
    println!(
        "    {hours} h of sound: {} MB while it listens, {} MB at the end; {:.1} MB of JSON",
        (most.saturating_sub(before)) / 1_000_000,
        (end.saturating_sub(before)) / 1_000_000,
        text as f64 / 1e6
    );
    Ok(())
}

/// Bytes of anonymous memory of this program.
fn anonymous() -> anyhow::Result<u64> {
    let status = std::fs::read_to_string("/proc/self/status")?;
    let line = status
        .lines()
        .find(|line| line.starts_with("RssAnon:"))
        .context("RssAnon")?;
    let kilobytes: u64 = line.split_whitespace().nth(1).context("RssAnon")?.parse()?;
    Ok(kilobytes * 1024)
}
