//! The films of the demo house: what set-up fetched (`.engine/films/films.toml`), or what the engine paints.

use std::path::{Path, PathBuf};

use engine::DemoFilm;
use house::release::Credit;
use serde::Deserialize;

use crate::cli::publish::WishOptions;
use crate::cli::title::TitleTexts;

/// A film of the demo with what its page says.
pub struct DemoEntry {
    pub film: Reel,
    pub name: String,
    pub texts: TitleTexts,
    pub wishes: WishOptions,
}

pub enum Reel {
    File(PathBuf),
    Painted(DemoFilm),
}

#[derive(Deserialize)]
struct FilmList {
    film: Vec<FilmRecord>,
}

#[derive(Deserialize)]
struct FilmRecord {
    file: PathBuf,
    title: String,
    synopsis: Option<String>,
    year: Option<String>,
    language: Option<String>,
    licence: Option<String>,
    licence_url: Option<String>,
    attribution: Option<String>,
    source_url: Option<String>,
    #[serde(default)]
    credits: Vec<Credit>,
}

/// Two films: a painted one stands in for each that is not there.
pub fn entries() -> Vec<DemoEntry> {
    let mut entries: Vec<DemoEntry> = folders()
        .iter()
        .find_map(|folder| fetched(folder))
        .unwrap_or_default();
    for film in [DemoFilm::Dive, DemoFilm::Life] {
        if entries.len() < 2 {
            entries.push(painted(film));
        }
    }
    entries
}

/// Where set-up puts the films: beside the engine.
fn folders() -> Vec<PathBuf> {
    let named = std::env::var_os("MARQUEE_ENGINE").map(|engine| PathBuf::from(engine).join("films"));
    let here = Some(PathBuf::from(".engine/films"));
    let beside = std::env::current_exe().ok().and_then(|program| {
        let root = program.ancestors().nth(3)?;
        Some(root.join(".engine/films"))
    });
    [named, here, beside].into_iter().flatten().collect()
}

/// The films of the list that are there; `None` without a list that can be read.
fn fetched(folder: &Path) -> Option<Vec<DemoEntry>> {
    let list = std::fs::read_to_string(folder.join("films.toml")).ok()?;
    let list: FilmList = toml::from_str(&list)
        .inspect_err(|error| tracing::warn!("{}/films.toml: {error}", folder.display()))
        .ok()?;
    let there = list
        .film
        .into_iter()
        .filter(|film| folder.join(&film.file).is_file());
    Some(there.map(|film| entry(folder, film)).collect())
}

fn entry(folder: &Path, film: FilmRecord) -> DemoEntry {
    DemoEntry {
        film: Reel::File(folder.join(&film.file)),
        name: film.title,
        texts: TitleTexts {
            synopsis: film.synopsis,
            credits: film.credits,
            year: film.year,
            licence: film.licence,
            licence_url: film.licence_url,
            attribution: film.attribution,
            source_url: film.source_url,
            ..TitleTexts::default()
        },
        wishes: WishOptions {
            language: film.language,
            ..WishOptions::default()
        },
    }
}

fn painted(film: DemoFilm) -> DemoEntry {
    let (name, synopsis) = match film {
        DemoFilm::Dive => (
            "The Dive",
            "Half a minute down into the edge of the Mandelbrot set, where it never ends, over a standing chord.",
        ),
        DemoFilm::Life => (
            "Life",
            "Cells are born, live and die by three rules, in colours of their age, to a pulse.",
        ),
    };
    let credit = Credit {
        role: "Painted by".into(),
        name: "the media engine of this house".into(),
    };
    DemoEntry {
        film: Reel::Painted(film),
        name: name.into(),
        texts: TitleTexts {
            synopsis: Some(synopsis.into()),
            credits: vec![credit],
            licence: Some("Public domain".into()),
            ..TitleTexts::default()
        },
        wishes: WishOptions {
            language: Some("zxx".into()),
            ..WishOptions::default()
        },
    }
}
