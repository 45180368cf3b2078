//! Recordings that films are composed of.

use std::path::{Path, PathBuf};

use anyhow::{Context, ensure};

use super::Set;
use crate::child;

pub(super) const RATE: usize = 16_000;

/// Mono, at [`RATE`], each at -20 dBFS in its loud half.
pub(super) struct Shelf {
    pub(super) talk: Vec<Vec<f32>>,
    pub(super) music: Vec<Vec<f32>>,
    pub(super) solos: Vec<Vec<f32>>,
    pub(super) crowds: Vec<Vec<f32>>,
}

const PIECES: usize = 40;
const LONGEST_SECONDS: u32 = 130;

impl Shelf {
    /// The two sets have no recording in common.
    pub(super) fn open(set: Set, media: &Path, crowds: &Path) -> anyhow::Result<Self> {
        let audio = media.join("audio");
        let all = |folder: PathBuf, parts: &[&str]| -> anyhow::Result<Vec<Vec<f32>>> {
            let mut files = files(&folder)?;
            files.retain(|file| {
                let path = file.to_string_lossy();
                let is_sound = [".wav", ".ogg", ".flac"].iter().any(|end| path.ends_with(end));
                is_sound && parts.iter().any(|part| path.contains(part))
            });
            files.truncate(PIECES);
            ensure!(
                !files.is_empty(),
                "no recordings {parts:?} in {}",
                folder.display()
            );
            files.iter().map(|file| decode(file)).collect()
        };
        Ok(match set {
            Set::Tune => Self {
                talk: all(audio.join("pocketsphinx"), &["librivox"])?,
                music: all(audio.join("librosa"), &[")", "Karissa", "Kevin"])?,
                solos: vec![],
                crowds: all(crowds.join("etw-data"), &["crowd/crowd"])?,
            },
            Set::Report => Self {
                talk: all(audio.clone(), &["-0000.hq", "jfk"])?,
                music: all(
                    audio.clone(),
                    &["asterisk-moh", "muldjord/armygeddon/song", "mutilated_mime/song"],
                )?,
                solos: all(audio.join("fretsonfire-muldjord"), &["guitar"])?,
                crowds: all(crowds.join("freetennis-common"), &["pubblico"])?,
            },
        })
    }
}

fn files(folder: &Path) -> anyhow::Result<Vec<PathBuf>> {
    let mut found = Vec::new();
    let entries = std::fs::read_dir(folder).with_context(|| folder.display().to_string())?;
    for entry in entries {
        let path = entry?.path();
        if path.is_dir() {
            found.extend(files(&path)?);
        } else {
            found.push(path);
        }
    }
    found.sort();
    Ok(found)
}

fn decode(file: &Path) -> anyhow::Result<Vec<f32>> {
    let mut command = crate::engine::program("ffmpeg")?;
    command.args(["-v", "error", "-nostdin", "-i"]).arg(file);
    let (rate, seconds) = (RATE.to_string(), LONGEST_SECONDS.to_string());
    command.args([
        "-map", "0:a:0", "-t", &seconds, "-ac", "1", "-ar", &rate, "-f", "f32le", "-",
    ]);
    let bytes = child::run(&mut command).with_context(|| file.display().to_string())?;
    let words = bytes.as_chunks::<4>().0;
    let mut sound: Vec<f32> = words.iter().map(|word| f32::from_le_bytes(*word)).collect();
    let scale = (0.1 / level(&sound)) as f32;
    sound.iter_mut().for_each(|sample| *sample *= scale);
    Ok(sound)
}

/// Amplitude of the loud half of its tenths of a second.
fn level(sound: &[f32]) -> f64 {
    let tenth = RATE / 10;
    let power = |tenth: &[f32]| {
        tenth.iter().map(|sample| f64::from(*sample).powi(2)).sum::<f64>() / tenth.len() as f64
    };
    let mut powers: Vec<f64> = sound.chunks_exact(tenth).map(power).collect();
    powers.sort_unstable_by(f64::total_cmp);
    let loud = powers.get(powers.len() / 2..).unwrap_or_default();
    (loud.iter().sum::<f64>() / loud.len().max(1) as f64)
        .sqrt()
        .max(1e-9)
}

/// Where something is heard, from the first to the last sample that is not near nothing.
pub(super) fn active(sound: &[f32]) -> (usize, usize) {
    let is_heard = |sample: &f32| sample.abs() > 0.02;
    let first = sound.iter().position(is_heard).unwrap_or(0);
    let last = sound
        .iter()
        .rposition(is_heard)
        .map_or(sound.len(), |last| last + 1);
    (first, last)
}

pub(super) fn gain(decibels: f64) -> f32 {
    10_f64.powf(decibels / 20.0) as f32
}
