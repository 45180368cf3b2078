//! Cuts and gradual transitions in films composed of real footage, so that the truth is exact; ours against PySceneDetect
//! and TransNetV2; and what a look at a film costs beside its bare decode.

mod chance;
mod compose;
mod ours;
mod picture;
mod pieces;
mod references;
mod score;
mod script;
mod speed;
mod truth;

use std::fs;
use std::path::{Path, PathBuf};

use anyhow::Context;
use clap::Args;
use media::time::FrameRate;

use compose::Composed;
use pieces::Set;
use references::{Answers, References};
use score::{Count, Score};

#[derive(Debug, Clone, Args)]
pub(crate) struct Options {
    /// Which films to compose and judge; both when left out
    #[arg(long, value_enum)]
    set: Option<Set>,
    /// Where the source films of bench/shots/pieces.toml are; fetched into the bench's folder when left out
    #[arg(long, value_name = "DIR")]
    films: Option<PathBuf>,
    /// Leave PySceneDetect and TransNetV2 out
    #[arg(long)]
    alone: bool,
    /// Name every fault of ours
    #[arg(long)]
    faults: bool,
    /// Measure only how fast a tape is gone through
    #[arg(long)]
    only_speed: bool,
    /// Leave out how fast a tape is gone through
    #[arg(long)]
    no_speed: bool,
}

/// As they come, and with thresholds about those that their documentation advises: the best on the films for tuning is
/// the one to compare with.
const DEFAULTS: [&str; 2] = ["content", "adaptive"];
const TUNED: &str = "content:20,content:23,content:32,content:37,adaptive:2,adaptive:2.5,adaptive:4,adaptive:5,adaptive:2:10,adaptive:2.5:10,adaptive:3:10,adaptive:4:10";

pub(crate) async fn run(folder: &Path, options: &Options, smoke: bool) -> anyhow::Result<()> {
    let home = folder.join("shots");
    fs::create_dir_all(&home)?;
    let home = fs::canonicalize(home)?;
    let films = match &options.films {
        Some(films) => films.clone(),
        None => fetch(&home)?,
    };
    let references = if options.alone {
        None
    } else {
        Some(References::set_up(&home)?)
    };
    if !options.only_speed {
        let sets = options.set.map_or(vec![Set::Tune, Set::Report], |set| vec![set]);
        let mut best = None;
        for set in sets {
            println!(
                "shots: films to {}",
                if set == Set::Tune { "tune on" } else { "report on" }
            );
            let (count, shots) = match (smoke, set) {
                (true, _) => (2, 8),
                (false, Set::Tune) => (10, 60),
                (false, Set::Report) => (20, 60),
            };
            let composed = compose::compose(&home, &films, set, count, shots)?;
            judge(&composed, options, references.as_ref(), &mut best).await?;
        }
    }
    if !options.no_speed {
        speed::measure(&home, &films, references.as_ref(), smoke)?;
    }
    Ok(())
}

fn fetch(home: &Path) -> anyhow::Result<PathBuf> {
    let films = home.join("films");
    let mut fetch = std::process::Command::new("bench/shots/fetch");
    crate::child::run(fetch.arg(&films)).context("bench/shots/fetch")?;
    Ok(films)
}

async fn judge(
    films: &[Composed],
    options: &Options,
    references: Option<&References>,
    best: &mut Option<Vec<String>>,
) -> anyhow::Result<()> {
    let engine = ours::engine().await?;
    let (mut strict, mut loose) = (Score::default(), Score::default());
    let mut by_stock: Vec<(String, Score)> = Vec::new();
    for film in films {
        let rate = FrameRate::new(film.truth.rate, 1)?;
        let looks = film
            .file
            .with_extension(format!("looks-{}", house::analyse::look::looks::VERSION));
        if !looks.exists() {
            let film = ours::Film {
                file: &film.file,
                rate,
                frames: film.truth.frames as u64,
            };
            ours::look(&engine, &film, &looks).await?;
        }
        let said = ours::said(&ours::shots(&looks, rate)?);
        let score = score::by_kind(&film.truth.name, &film.truth.transitions, &said);
        loose.add(score::of_any_kind(&film.truth.transitions, &said));
        match by_stock.iter_mut().find(|(what, _)| *what == film.truth.what) {
            Some((_, sum)) => sum.add(score.clone()),
            None => by_stock.push((film.truth.what.clone(), score.clone())),
        }
        strict.add(score);
    }
    describe(films);
    println!("  kinds count");
    row("marquee", &strict);
    println!(
        "    {:<26} frames in common, of those of either: {:.2}",
        "",
        strict.shared()
    );
    for (what, score) in &by_stock {
        row(&format!("  {what}"), score);
    }
    println!("  kinds left out");
    row("marquee", &loose);
    if let Some(references) = references {
        compare(films, references, best)?;
    }
    if options.faults {
        strict.faults.iter().for_each(|fault| println!("  {fault}"));
    }
    Ok(())
}

fn describe(films: &[Composed]) {
    let of = |wanted: &dyn Fn(&truth::Mark) -> bool| -> usize {
        films
            .iter()
            .map(|film| film.truth.transitions.iter().filter(|mark| wanted(mark)).count())
            .sum()
    };
    let frames: usize = films.iter().map(|film| film.truth.frames).sum();
    let lights: usize = films.iter().map(|film| film.truth.lights).sum();
    println!(
        "  {} films, {frames} frames: {} cuts, {} dissolves, {} fades; {lights} flashes and strobes",
        films.len(),
        of(&|mark| mark.kind == truth::Kind::Cut),
        of(&|mark| mark.kind == truth::Kind::Dissolve),
        of(&|mark| mark.kind == truth::Kind::Fade),
    );
}

/// The references; of tuned thresholds those that were best on the films for tuning, when these were judged before.
fn compare(
    films: &[Composed],
    references: &References,
    best: &mut Option<Vec<String>>,
) -> anyhow::Result<()> {
    let files: Vec<PathBuf> = films.iter().map(|film| film.file.clone()).collect();
    let tuned = best
        .clone()
        .map_or_else(|| TUNED.to_owned(), |best| best.join(","));
    let [content, adaptive] = DEFAULTS;
    let answers = references.ask(&[content, adaptive, &tuned, "transnet"], &files)?;
    let scores: Vec<(String, Score)> = answers
        .keys()
        .map(|name| (name.clone(), score_of(films, &answers, name)))
        .collect();
    let shown = |start: &str| {
        let of_kind = scores
            .iter()
            .filter(|(name, _)| name.starts_with(start) && name.contains(':'));
        of_kind.max_by(|one, other| one.1.all.f1().total_cmp(&other.1.all.f1()))
    };
    let chosen: Vec<_> = DEFAULTS
        .iter()
        .filter_map(|start| shown(&format!("{start}:")))
        .collect();
    for (name, score) in &scores {
        if !name.contains(':') || chosen.iter().any(|chosen| chosen.0 == *name) {
            row(name, score);
        }
    }
    best.get_or_insert_with(|| chosen.iter().map(|chosen| chosen.0.clone()).collect());
    Ok(())
}

fn score_of(films: &[Composed], answers: &Answers, name: &str) -> Score {
    let mut sum = Score::default();
    for film in films {
        let answer = answers
            .get(name)
            .and_then(|answers| answers.get(&film.truth.name));
        let said = references::said(answer.map(Vec::as_slice).unwrap_or_default());
        sum.add(score::of_any_kind(&film.truth.transitions, &said));
    }
    sum
}

fn row(name: &str, score: &Score) {
    let told = |count: &Count| {
        format!(
            "{:.3} (p {:.3} r {:.3})",
            count.f1(),
            count.precision(),
            count.recall()
        )
    };
    println!(
        "    {name:<38} cuts {}   gradual {}   all {:.3}",
        told(&score.cuts),
        told(&score.gradual),
        score.all.f1()
    );
}
