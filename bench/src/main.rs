//! Side-by-side measurements against other programs, run by hand (`make bench`). Each prints both sides and the ratio;
//! nothing here is a test.

mod backup;
mod bench_house;
mod cache;
mod child;
mod copy;
mod crowd;
mod edge;
mod engine;
mod figures;
mod film;
mod first_picture;
mod http;
mod level;
mod lists;
mod machine;
mod marquee;
mod moments;
mod nginx;
mod opening;
mod origin;
mod publish;
mod relay;
mod scale;
mod search;
mod shots;
mod sound;
mod spoken;
mod surge;
mod table;
mod upload;
mod usage;
mod wrk;

use std::path::PathBuf;

use anyhow::Context;
use clap::{Parser, Subcommand};

use scale::Scale;

/// Measure Marquee against other programs on this machine.
#[derive(Debug, Parser)]
#[command(name = "marquee-bench")]
struct Arguments {
    /// What to measure; all of it when left out
    #[command(subcommand)]
    what: Option<What>,
    /// Where the films and copies are laid (about 8 GB, removed at the end); on a disk, not in memory
    #[arg(
        long,
        global = true,
        value_name = "DIR",
        default_value = "/var/tmp/marquee-bench"
    )]
    folder: PathBuf,
    /// Small and short: shows that everything works, its figures say nothing
    #[arg(long, global = true)]
    smoke: bool,
}

#[derive(Debug, Clone, Subcommand)]
enum What {
    /// Segments, playlists and memory of the server, against nginx
    Origin,
    /// From finished renditions to something playable, against shaka-packager
    Publishing,
    /// A large file sent to the house, against PUT to nginx
    Upload,
    /// Backup under a running encode, restore and drill, beside rsync -a
    Backup,
    /// Bytes that the house sends for each visitor of a sealed film, through a cold and a warm nginx cache
    Edge,
    /// Studio's lists of 10,000 assets and 1,000 titles
    Lists,
    /// The first byte of films that open, after their instants
    Opening,
    /// Thousands of visitors who all ask at the instant of an opening, beside nginx
    Surge,
    /// Cuts and gradual transitions found in composed films, against PySceneDetect and TransNetV2
    Shots(shots::Options),
    /// Questions to thousands of hours of transcripts, on SQLite and on PostgreSQL
    Search(search::Search),
    /// What is heard on a tape: classes, beats, loudness, faults, and the speed of it, beside ffmpeg's ebur128
    Sound(sound::Options),
    /// What the model of sound classes sees: raw samples in, figures out (for bench/sound/train.py)
    #[command(hide = true)]
    SoundFigures { channels: u16, sample_rate: u32 },
    /// Planted events among the moments that are found in composed films
    Moments(moments::Options),
    /// Navigation to the first frame in Chromium, against hls.js on nginx
    FirstPicture {
        /// A film to publish; one is made when left out
        #[arg(long, value_name = "FILE")]
        film: Option<PathBuf>,
    },
}

fn main() -> anyhow::Result<()> {
    ::engine::cell::run_if_called();
    tokio::runtime::Builder::new_multi_thread()
        .enable_all()
        .build()?
        .block_on(measure(Arguments::parse()))
}

async fn measure(arguments: Arguments) -> anyhow::Result<()> {
    if let Some(What::SoundFigures {
        channels,
        sample_rate,
    }) = arguments.what
    {
        return sound::figures(channels, sample_rate);
    }
    let scale = if arguments.smoke {
        Scale::SMOKE
    } else {
        Scale::FULL
    };
    std::fs::create_dir_all(&arguments.folder)?;
    if let Some(What::Shots(options)) = &arguments.what {
        machine::describe();
        return shots::run(&arguments.folder, options, arguments.smoke).await;
    }
    let folder = tempfile::Builder::new()
        .prefix("run-")
        .tempdir_in(&arguments.folder)
        .context("a folder for this run")?;
    let path = std::fs::canonicalize(folder.path())?;
    if !matches!(arguments.what, Some(What::Sound(_) | What::Moments(_))) {
        marquee::bring(&path)?;
    }
    child::hand_over(&path)?;
    machine::describe();
    let all = [
        What::Origin,
        What::Publishing,
        What::Upload,
        What::FirstPicture { film: None },
        What::Backup,
        What::Lists,
        What::Edge,
        What::Opening,
        What::Surge,
        What::Search(search::Search::default()),
        What::Sound(sound::Options::default()),
    ];
    let chosen = arguments.what.map_or(all.to_vec(), |what| vec![what]);
    for what in chosen {
        match what {
            What::Origin => origin::run(&path, &scale).await?,
            What::Publishing => publish::run(&path, &scale).await?,
            What::Upload => upload::run(&path, &scale).await?,
            What::Edge => edge::run(&path, &scale).await?,
            What::Opening => opening::run(&path, &scale).await?,
            What::Surge => surge::run(&path, &scale).await?,
            What::Search(search) => search.run(&path, arguments.smoke).await?,
            What::Moments(options) => moments::run(&path, &options, arguments.smoke)?,
            What::Lists => lists::run(&path, &scale).await?,
            What::Backup => backup::run_backup(&path, &scale)?,
            // Apart from the others: it needs films and a gigabyte of references.
            What::Shots(_) => {}
            What::Sound(options) => sound::run(&path, &options, arguments.smoke).await?,
            What::SoundFigures { .. } => {}
            What::FirstPicture { film } => first_picture::run(&path, &scale, film).await?,
        }
    }
    Ok(())
}
