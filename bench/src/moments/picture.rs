//! The picture of a composed film: pieces of real films cut one after another, and black where it is planted.

use std::path::Path;

use house::analyse::look::{Eye, Look};
use house::analyse::picture::Viewing;
use house::analyse::shots::find_shots;
use house::analyse::{Finding, PictureAnalysis, Still};
use media::frames::Planes;
use media::time::FrameRate;

use super::Set;
use super::chance::Chance;
use super::sounds::Folders;
use super::sources::Sources;
use crate::child;

const WIDTH: usize = 256;
const HEIGHT: usize = 144;
const RATE: u32 = 25;

pub(super) struct Seen {
    pub(super) picture: PictureAnalysis,
    pub(super) findings: Vec<Finding>,
}

pub(super) fn seen(
    set: Set,
    folders: &Folders,
    seconds: f64,
    blacks: &[(f64, f64)],
    chance: &mut Chance,
) -> anyhow::Result<Seen> {
    let pieces = Sources::of(set).pieces.iter();
    let pieces: Vec<Vec<u8>> = pieces
        .map(|(from, name, start, length)| decode(&folders.file(*from, name)?, *start, *length))
        .collect::<Result<_, _>>()?;
    let size = Planes::bytes_of(WIDTH, HEIGHT);
    let frame = |at: f64| (at * f64::from(RATE)).round() as usize;
    let is_black = |at: usize| {
        blacks
            .iter()
            .any(|(start, end)| (frame(*start)..frame(*end)).contains(&at))
    };
    let mut black = vec![16; WIDTH * HEIGHT];
    black.resize(size, 128);
    let (mut eye, mut looks): (Eye, Vec<Look>) = (Eye::new(), Vec::new());
    let (mut piece, mut at, mut last) = (usize::MAX, 0, 0);
    for number in 0..frame(seconds) {
        if at == last {
            // Another one than before.
            let other = chance.below(pieces.len());
            piece = if other == piece {
                (other + 1) % pieces.len()
            } else {
                other
            };
            let frames = pieces.get(piece).map_or(0, |bytes| bytes.len() / size);
            let length = (chance.between(1.2, 9.0) * f64::from(RATE)) as usize;
            at = chance.below(frames.saturating_sub(length).max(1));
            last = (at + length).min(frames).max(at + 1);
        }
        let bytes = pieces
            .get(piece)
            .and_then(|bytes| bytes.get(at * size..(at + 1) * size));
        let bytes = if is_black(number) {
            &black
        } else {
            bytes.unwrap_or(&black)
        };
        if let Some(planes) = Planes::split(WIDTH, HEIGHT, bytes) {
            looks.push(eye.see(planes));
        }
        at += 1;
    }
    told(looks)
}

/// The picture of a file, from its beginning.
pub(super) fn seen_in(file: &Path, seconds: f64) -> anyhow::Result<Seen> {
    let bytes = decode(file, 0.0, seconds)?;
    let mut eye = Eye::new();
    let frames = bytes.chunks_exact(Planes::bytes_of(WIDTH, HEIGHT));
    let looks: Vec<Look> = frames
        .filter_map(|bytes| Planes::split(WIDTH, HEIGHT, bytes))
        .map(|planes| eye.see(planes))
        .collect();
    anyhow::ensure!(!looks.is_empty(), "no picture in {}", file.display());
    told(looks)
}

fn told(looks: Vec<Look>) -> anyhow::Result<Seen> {
    let rate = FrameRate::new(RATE, 1)?;
    let mut viewing = Viewing::new(rate);
    looks.iter().for_each(|look| viewing.see(look));
    let shots = find_shots(looks, rate);
    let viewed = viewing.finish(&shots);
    let still = |frame| Still {
        frame,
        start: 0,
        bytes: 1,
    };
    Ok(Seen {
        findings: viewed.findings,
        picture: PictureAnalysis {
            rate,
            width: u32::try_from(WIDTH)?,
            height: u32::try_from(HEIGHT)?,
            stills: shots.iter().map(|shot| still(shot.keyframe)).collect(),
            shots,
            still_width: u32::try_from(WIDTH)?,
            still_height: u32::try_from(HEIGHT)?,
            brightness: viewed.brightness,
            motion: viewed.motion,
        },
    })
}

fn decode(file: &Path, start: f64, seconds: f64) -> anyhow::Result<Vec<u8>> {
    let mut command = crate::engine::program("ffmpeg")?;
    let filter = format!("fps={RATE},scale={WIDTH}:{HEIGHT},format=yuv420p");
    command
        .args(["-v", "error", "-nostdin", "-ss", &start.to_string(), "-i"])
        .arg(file);
    command.args([
        "-map",
        "0:v:0",
        "-t",
        &seconds.to_string(),
        "-vf",
        &filter,
        "-f",
        "rawvideo",
        "-",
    ]);
    child::run(&mut command)
}
