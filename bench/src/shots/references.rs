//! Other detectors, in a Python of their own: `bench/references/`.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::{Context, ensure};
use serde::{Deserialize, Serialize};

use super::score::Said;
use crate::child::run;
use crate::engine;

const REQUIREMENTS: &str = "bench/references/requirements.txt";
const SCRIPT: &str = "bench/references/shots.py";

/// By detector, by film: pairs of the first frame of the new shot and the end of the transition.
pub(super) type Answers = BTreeMap<String, BTreeMap<String, Vec<(usize, usize)>>>;

pub(super) struct References {
    python: PathBuf,
}

#[derive(Debug, Serialize, Deserialize)]
struct Kept {
    answers: Answers,
}

impl References {
    /// Makes the Python once: about 6 GB, because torch brings what it needs for other processors too.
    pub(super) fn set_up(folder: &Path) -> anyhow::Result<Self> {
        let home = folder.join("references");
        let python = home.join("bin/python");
        let stamp = home.join("requirements.txt");
        let wanted = fs::read_to_string(REQUIREMENTS).context(REQUIREMENTS)?;
        if fs::read_to_string(&stamp).ok().as_ref() != Some(&wanted) {
            println!("  fetching the references (about 6 GB on disk, once)");
            run(Command::new("python3").args(["-m", "venv"]).arg(&home))?;
            run(Command::new(&python)
                .args([
                    "-m",
                    "pip",
                    "install",
                    "--quiet",
                    "--no-cache-dir",
                    "--disable-pip-version-check",
                ])
                .args(["--requirement", REQUIREMENTS]))?;
            fs::write(&stamp, wanted)?;
        }
        Ok(Self { python })
    }

    /// What the detectors named say of the films; kept beside them.
    pub(super) fn ask(&self, detectors: &[&str], films: &[PathBuf]) -> anyhow::Result<Answers> {
        let folder = films.first().and_then(|film| film.parent()).context("films")?;
        let mut answers = Answers::new();
        for detector in detectors {
            let kept = folder.join(format!("{}.said.json", detector.replace(':', "-")));
            if !kept.exists() {
                println!("  asking {detector}");
                let said = run(self.command(detector)?.args(films))?;
                fs::write(&kept, said)?;
            }
            let read: Kept = serde_json::from_str(&fs::read_to_string(&kept)?)?;
            answers.extend(read.answers);
        }
        Ok(answers)
    }

    pub(super) fn command(&self, detector: &str) -> anyhow::Result<Command> {
        ensure!(
            Path::new(SCRIPT).exists(),
            "{SCRIPT} is not there: run from the repository"
        );
        let mut command = Command::new(&self.python);
        command
            .arg(SCRIPT)
            .arg(engine::program("ffmpeg")?.get_program())
            .arg(detector);
        Ok(command)
    }
}

pub(super) fn said(answer: &[(usize, usize)]) -> Vec<Said> {
    answer
        .iter()
        .map(|(first, end)| Said {
            first: *first,
            end: *end,
            kind: None,
        })
        .collect()
}
