//! What is heard on a tape, held against what the bench put there: real recordings, mixed here, and signals made here.

mod beats;
mod classes;
mod faults;
mod loudness;
mod material;
mod midi;
mod ours;
mod random;
mod score;
mod sources;
mod speed;

use std::io::{Read, Write};
use std::path::{Path, PathBuf};

use anyhow::Context;
use clap::{Args, ValueEnum};

pub(crate) use material::decode;
use ours::Listening;
use sources::Shelf;

#[derive(Debug, Clone, Args)]
pub(crate) struct Options {
    /// Only these; all when left out
    #[arg(long, value_enum)]
    only: Vec<Part>,
    /// Recordings that are laid beside the repository
    #[arg(long, value_name = "DIR", default_value = "../shared/media/audio")]
    media: PathBuf,
    /// Where packages were unpacked, each in a folder of its name; they are fetched when left out
    #[arg(long, value_name = "DIR")]
    packages: Option<PathBuf>,
    /// Hours of sound that the memory is looked at for; not at all when left out
    #[arg(long, value_name = "HOURS")]
    hours: Option<u32>,
}

impl Default for Options {
    fn default() -> Self {
        Self {
            only: Vec::new(),
            media: "../shared/media/audio".into(),
            packages: None,
            hours: None,
        }
    }
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum Part {
    Classes,
    Beats,
    Loudness,
    Faults,
    Speed,
}

pub(crate) async fn run(folder: &Path, options: &Options, smoke: bool) -> anyhow::Result<()> {
    println!("\n## sound\n");
    let wanted = |part: Part| options.only.is_empty() || options.only.contains(&part);
    let listening = Listening::new(folder).await?;
    if wanted(Part::Loudness) {
        loudness::run(&listening).await?;
    }
    let shelf = Shelf::new(&options.media, options.packages.as_deref(), folder)?;
    if wanted(Part::Classes) {
        classes::run(&listening, &shelf, smoke).await?;
    }
    if wanted(Part::Beats) {
        beats::run(&listening, &shelf, smoke).await?;
    }
    if wanted(Part::Faults) {
        faults::run(&listening, &shelf, smoke).await?;
    }
    if wanted(Part::Speed) {
        speed::run(folder, &shelf, smoke, options.hours)?;
    }
    Ok(())
}

/// Interleaved 32-bit floats from standard input, as figures of the model to standard output.
pub(crate) fn figures(channels: u16, sample_rate: u32) -> anyhow::Result<()> {
    let mut bytes = Vec::new();
    std::io::stdin().read_to_end(&mut bytes)?;
    let samples = material::floats(&bytes);
    drop(bytes);
    let mut out = std::io::BufWriter::new(std::io::stdout().lock());
    for row in house::analyse::sound::figures(channels, sample_rate, &samples) {
        for figure in row {
            out.write_all(&figure.to_le_bytes())?;
        }
    }
    out.flush().context("the figures")
}
