//! Moments in films that are composed with planted events: how many of them are among the first ten, and how well their
//! borders fit.

mod chance;
mod film;
mod judge;
mod kept;
mod picture;
mod real;
mod sounds;
mod sources;
mod talk;
mod written;

use std::path::{Path, PathBuf};
use std::time::Instant;

use anyhow::Context;
use clap::{Args, ValueEnum};
use house::analyse::moments::{Material, find_moments};
use house::archive::AssetKind;

use film::Film;
use judge::Tally;
use sounds::{Folders, Shelf};

#[derive(Debug, Clone, Default, Args)]
pub(crate) struct Options {
    /// Which films to compose and judge; both when left out
    #[arg(long, value_enum)]
    set: Option<Set>,
    /// Recordings and films; those beside the repository when left out
    #[arg(long, value_name = "DIR", default_value = "../shared/media")]
    media: PathBuf,
    /// What bench/moments/fetch brought; fetched when left out
    #[arg(long, value_name = "DIR")]
    packages: Option<PathBuf>,
    /// Write the first film's moments in every form into this folder, for bench/moments/readers.py
    #[arg(long, value_name = "DIR")]
    write: Option<PathBuf>,
    /// Keep what was seen and heard of the films in this folder, and take it from there
    #[arg(long, value_name = "DIR")]
    keep: Option<PathBuf>,
    /// Tell the moments of these files instead; what is said in them nobody wrote down
    #[arg(long, value_name = "FILE", num_args = 1..)]
    of: Vec<PathBuf>,
    /// Tell the moments of each film, and what was missed
    #[arg(long)]
    tell: bool,
}

/// Films of sources that rules were tuned on, and films of others.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum Set {
    Tune,
    Report,
}

impl Set {
    fn films(self) -> u64 {
        match self {
            Self::Tune => 90,
            Self::Report => 20,
        }
    }
}

const TOP: usize = 10;

pub(crate) fn run(folder: &Path, options: &Options, smoke: bool) -> anyhow::Result<()> {
    if !options.of.is_empty() {
        let keep = options.keep.as_deref();
        return options.of.iter().try_for_each(|file| real::tell(file, keep));
    }
    let folders = Folders {
        media: options.media.clone(),
        packages: match &options.packages {
            Some(packages) => packages.clone(),
            None => fetch(folder)?,
        },
    };
    for set in options.set.map_or(vec![Set::Tune, Set::Report], |set| vec![set]) {
        println!(
            "\nmoments: films to {}",
            if set == Set::Tune { "tune on" } else { "report on" }
        );
        let shelf = Shelf::open(set, &folders)?;
        let films = if smoke { 1 } else { set.films() };
        let mut tally = Tally::default();
        for number in 0..films {
            let film = Film::compose(set, number, &shelf)?;
            let analysis = kept::or_else(options.keep.as_deref(), &film.sound, || film.analyse(&folders))?;
            let material = Material {
                analysis: &analysis,
                lines: &film.lines,
                kind: AssetKind::Film,
                duplicates: &[],
                audience: None,
                marks: &[],
            };
            let begun = Instant::now();
            let moments = find_moments(&material, TOP);
            let took = begun.elapsed();
            tally.is_the_same &= moments == find_moments(&material, TOP);
            if options.tell {
                judge::tell(number, &film, &moments);
            }
            if let Some(folder) = options.write.as_ref().filter(|_| number == 0) {
                written::write(folder, &analysis, &moments)?;
            }
            tally.add(&film, &moments, took);
        }
        tally.print(options.tell);
    }
    Ok(())
}

fn fetch(folder: &Path) -> anyhow::Result<PathBuf> {
    let packages = folder.join("packages");
    let mut fetch = std::process::Command::new("bench/moments/fetch");
    crate::child::run(fetch.arg(&packages)).context("bench/moments/fetch")?;
    Ok(packages)
}
