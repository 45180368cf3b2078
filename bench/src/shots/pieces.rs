//! Single shots out of real films, as frames in memory.

use std::path::Path;

use anyhow::{Context, ensure};
use serde::Deserialize;

use super::picture::{HEIGHT, Picture, WIDTH};
use crate::child::run;
use crate::engine;

pub(super) const LIST: &str = include_str!("../../shots/pieces.toml");

#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize, clap::ValueEnum)]
#[serde(rename_all = "kebab-case")]
pub(crate) enum Set {
    /// For choosing thresholds
    Tune,
    /// Other films, for the figures
    Report,
}

#[derive(Debug, Deserialize)]
struct List {
    film: Vec<Film>,
}

#[derive(Debug, Deserialize)]
struct Film {
    file: String,
    set: Set,
    sha256: String,
    pieces: Vec<Part>,
}

#[derive(Debug, Deserialize)]
struct Part {
    scene: String,
    first: usize,
    frames: usize,
    crop: Option<String>,
}

pub(super) struct Piece {
    pub(super) scene: String,
    pub(super) frames: Vec<Picture>,
}

/// All pieces of a set whose films are in `folder`.
pub(super) fn load(folder: &Path, set: Set) -> anyhow::Result<Vec<Piece>> {
    let list: List = toml::from_str(LIST).context("bench/shots/pieces.toml")?;
    let mut pieces = Vec::new();
    for film in list.film.iter().filter(|film| film.set == set) {
        let path = folder.join(&film.file);
        ensure!(
            digest(&path)? == film.sha256,
            "{} is not the film that its pieces were looked at in: run bench/shots/fetch",
            path.display()
        );
        for part in &film.pieces {
            pieces.push(Piece {
                scene: part.scene.clone(),
                frames: frames(&path, part).with_context(|| part.scene.clone())?,
            });
        }
    }
    Ok(pieces)
}

fn digest(path: &Path) -> anyhow::Result<String> {
    let said = run(std::process::Command::new("sha256sum").arg(path))?;
    let said = String::from_utf8_lossy(&said);
    Ok(said.split_whitespace().next().unwrap_or_default().to_owned())
}

/// Cropped to the shape of the composition, then scaled.
fn frames(film: &Path, part: &Part) -> anyhow::Result<Vec<Picture>> {
    let end = part.first + part.frames;
    let mut filters = vec![format!("trim=start_frame={}:end_frame={end}", part.first)];
    filters.extend(part.crop.as_ref().map(|crop| format!("crop={crop}")));
    filters.push("crop='min(iw,ih*16/9)':'min(ih,iw*9/16)'".into());
    filters.push(format!(
        "scale={WIDTH}:{HEIGHT}:flags=bicubic:out_range=tv,format=yuv420p"
    ));
    let bytes = run(engine::program("ffmpeg")?
        .args(["-nostdin", "-v", "fatal", "-i"])
        .arg(film)
        .args([
            "-an",
            "-sn",
            "-vf",
            &filters.join(","),
            "-fps_mode",
            "passthrough",
        ])
        .args(["-f", "rawvideo", "-"]))?;
    let frames: Vec<Picture> = bytes.chunks_exact(Picture::BYTES).map(Picture::of).collect();
    ensure!(
        frames.len() == part.frames,
        "{} frames of {}",
        frames.len(),
        part.frames
    );
    Ok(frames)
}
