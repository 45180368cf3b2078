//! Recordings that films are composed of.

use std::path::{Path, PathBuf};

use anyhow::{Context, ensure};

use super::Set;
use super::sources::{From, Source, Sources};
use crate::level::{self, level};
use crate::sound;

pub(super) const RATE: usize = 16_000;
const TENTH: usize = RATE / 10;

/// Mono, at [`RATE`], each at -20 dBFS in its loud half.
pub(super) struct Shelf {
    pub(super) talk: Vec<Vec<f32>>,
    pub(super) music: Vec<Vec<f32>>,
    pub(super) solos: Vec<Vec<f32>>,
    pub(super) crowds: Vec<Vec<f32>>,
}

/// Folders in which recordings and films are looked for.
#[derive(Debug, Clone)]
pub(super) struct Folders {
    pub(super) media: PathBuf,
    pub(super) packages: PathBuf,
}

const LONGEST_SECONDS: u32 = 130;
/// A sentence takes up to this; shorter recordings of one voice are said one after the other.
const SENTENCE_SECONDS: usize = 9;
/// Decibels under the level of the loud half, below which a crowd or a guitar is over.
const HEARD: f64 = 15.0;
/// Tenths of a second between two sounds that count too.
const BRIDGE: usize = 5;

impl Shelf {
    /// The two sets have no recording in common.
    pub(super) fn open(set: Set, folders: &Folders) -> anyhow::Result<Self> {
        let sources = Sources::of(set);
        let all = |sources: &[Source]| -> anyhow::Result<Vec<Vec<f32>>> {
            let of_each = sources.iter().map(|source| folders.recordings(source));
            Ok(of_each.collect::<Result<Vec<_>, _>>()?.concat())
        };
        let talk = sources.talk.iter().map(|source| {
            let said = folders.recordings(source)?;
            anyhow::Ok(one_after_the_other(&said))
        });
        Ok(Self {
            talk: talk.collect::<Result<Vec<_>, _>>()?.concat(),
            music: all(sources.music)?,
            solos: all(sources.solos)?.iter().map(|guitar| played(guitar)).collect(),
            crowds: all(sources.crowds)?
                .iter()
                .map(|crowd| from_first_to_last(crowd))
                .collect(),
        })
    }
}

impl Folders {
    pub(super) fn of(&self, from: From) -> PathBuf {
        match from {
            From::Media(within) => self.media.join(within),
            From::Package(name) => self.packages.join(name),
        }
    }

    /// The file of this name, wherever its package has it.
    pub(super) fn file(&self, from: From, name: &str) -> anyhow::Result<PathBuf> {
        let folder = self.of(from);
        let found = files(&folder)?.into_iter().find(|file| file.ends_with(name));
        found.with_context(|| format!("no {name} in {}", folder.display()))
    }

    fn recordings(&self, source: &Source) -> anyhow::Result<Vec<Vec<f32>>> {
        let folder = self.of(source.from);
        let mut files = files(&folder)?;
        files.retain(|file| {
            let path = file.to_string_lossy();
            // Packages have files that link to what other packages bring.
            path.contains(source.within) && path.ends_with(source.ends) && file.exists()
        });
        files.truncate(source.most);
        ensure!(
            !files.is_empty(),
            "no recordings '{}' in {}",
            source.within,
            folder.display()
        );
        let mut recordings = Vec::new();
        for file in &files {
            match decode(file) {
                Ok(recording) => recordings.push(recording),
                // Packages have files that only some decoders read.
                Err(_) => println!("    (unreadable: {})", file.display()),
            }
        }
        ensure!(!recordings.is_empty(), "nothing readable in {}", folder.display());
        Ok(recordings)
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
    let mut sound = samples(file, LONGEST_SECONDS)?;
    let scale = (0.1 / level(&sound, TENTH)) as f32;
    sound.iter_mut().for_each(|sample| *sample *= scale);
    Ok(sound)
}

/// Of a file as it is, mono at [`RATE`].
pub(super) fn samples(file: &Path, seconds: u32) -> anyhow::Result<Vec<f32>> {
    sound::decode(file, 1, u32::try_from(RATE)?, Some(seconds))
}

/// Recordings of one voice, joined until each is long enough for a sentence.
fn one_after_the_other(said: &[Vec<f32>]) -> Vec<Vec<f32>> {
    let mut joined: Vec<Vec<f32>> = Vec::new();
    for one in said {
        let (first, last) = active(one);
        let one = one.get(first..last).unwrap_or_default();
        match joined.last_mut() {
            Some(open) if open.len() < SENTENCE_SECONDS * RATE => {
                open.resize(open.len() + TENTH, 0.0);
                open.extend_from_slice(one);
            }
            _ => joined.push(one.to_vec()),
        }
    }
    // What is left at the end of a source may be too short.
    if joined.len() > 1 {
        joined.retain(|one| one.len() >= SENTENCE_SECONDS * RATE / 2);
    }
    joined
}

/// A crowd from where it is heard to where it is heard no more, so that what is planted is heard from border to border.
fn from_first_to_last(crowd: &[f32]) -> Vec<f32> {
    let heard = heard(crowd);
    let first = heard.iter().position(|heard| *heard).unwrap_or(0);
    let last = heard
        .iter()
        .rposition(|heard| *heard)
        .map_or(heard.len(), |last| last + 1);
    crowd
        .get(first * TENTH..last * TENTH)
        .unwrap_or_default()
        .to_vec()
}

/// A guitar without the bars in which it rests.
fn played(guitar: &[f32]) -> Vec<f32> {
    let tenths = guitar.chunks_exact(TENTH).zip(heard(guitar));
    let played = tenths.filter(|(_, heard)| *heard).map(|(tenth, _)| tenth);
    played.collect::<Vec<_>>().concat()
}

fn heard(sound: &[f32]) -> Vec<bool> {
    level::active(sound, TENTH, HEARD, BRIDGE)
}

/// So much of a crowd as is asked for: one that is too short comes again, faded into itself over a quarter of a second.
pub(super) fn lasting(crowd: &[f32], samples: usize) -> Vec<f32> {
    let fade = (RATE / 4).min(crowd.len() / 4).max(1);
    let mut out: Vec<f32> = crowd.iter().copied().take(samples).collect();
    while out.len() < samples && crowd.len() > fade {
        let from = out.len() - fade;
        let tail = out.get_mut(from..).unwrap_or_default();
        for (at, (old, new)) in tail.iter_mut().zip(crowd).enumerate() {
            // Of equal power, since two pieces of a crowd have nothing to do with each other.
            let share = (at as f32 + 0.5) / fade as f32;
            *old = *old * (1.0 - share).sqrt() + new * share.sqrt();
        }
        let missing = samples - out.len();
        out.extend(crowd.iter().copied().skip(fade).take(missing));
    }
    out
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
