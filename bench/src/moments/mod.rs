//! Moments in films that are composed with planted events: how many of them are among the first ten, and how well their
//! borders fit.

mod chance;
mod film;
mod judge;
mod picture;
mod sounds;
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
use sounds::Shelf;

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
    crowds: Option<PathBuf>,
    /// Write the first film's moments in every form into this folder, for bench/moments/readers.py
    #[arg(long, value_name = "DIR")]
    write: Option<PathBuf>,
    /// Tell the moments of each film
    #[arg(long)]
    tell: bool,
}

/// Films of sources that rules were tuned on, and films of others.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum Set {
    Tune,
    Report,
}

const FILMS: u64 = 10;
const TOP: usize = 10;

pub(crate) fn run(folder: &Path, options: &Options, smoke: bool) -> anyhow::Result<()> {
    let crowds = match &options.crowds {
        Some(crowds) => crowds.clone(),
        None => fetch(folder)?,
    };
    let films = if smoke { 1 } else { FILMS };
    for set in options.set.map_or(vec![Set::Tune, Set::Report], |set| vec![set]) {
        println!(
            "\nmoments: films to {}",
            if set == Set::Tune { "tune on" } else { "report on" }
        );
        let shelf = Shelf::open(set, &options.media, &crowds)?;
        let mut tally = Tally::default();
        for number in 0..films {
            let film = Film::compose(set, number, &shelf)?;
            let analysis = film.analyse(&options.media)?;
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
        tally.print();
    }
    Ok(())
}

fn fetch(folder: &Path) -> anyhow::Result<PathBuf> {
    let crowds = folder.join("crowds");
    let mut fetch = std::process::Command::new("bench/moments/fetch");
    crate::child::run(fetch.arg(&crowds)).context("bench/moments/fetch")?;
    Ok(crowds)
}
