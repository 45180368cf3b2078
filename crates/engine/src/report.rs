use std::path::PathBuf;

use serde::{Deserialize, Serialize};

use crate::child::Program;
use crate::{Engine, EngineError};

/// What was found, for `marquee doctor`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct EngineReport {
    pub ffmpeg: PathBuf,
    pub ffmpeg_version: String,
    pub ffprobe: PathBuf,
    pub ffprobe_version: String,
    /// Which of the parts that the house uses are there, by ffmpeg's names ("libx264", "aac", "zscale", "libvmaf").
    pub present: Vec<String>,
    /// Parts that are not there and what each costs, in sentences.
    pub missing: Vec<String>,
    pub sandbox: Sandbox,
}

/// How well children are locked in.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", tag = "level", content = "reason")]
pub enum Sandbox {
    /// Limits, no network, no writing, and reading only of program libraries.
    Full,
    /// Limits, but one of the two locks is missing; says which.
    Partial(String),
    /// Limits only; says why.
    None(String),
}

struct Part {
    list: &'static str,
    name: &'static str,
    /// What its absence costs the user.
    cost: &'static str,
}

const PARTS: &[Part] = &[
    Part {
        list: "-encoders",
        name: "libx264",
        cost: "without libx264 no film can be encoded",
    },
    Part {
        list: "-encoders",
        name: "aac",
        cost: "without aac no sound can be encoded",
    },
    Part {
        list: "-encoders",
        name: "mjpeg",
        cost: "without mjpeg there are no posters and no pictures on the seek bar",
    },
    Part {
        list: "-filters",
        name: "bwdif",
        cost: "without bwdif interlaced films cannot be taken in",
    },
    Part {
        list: "-filters",
        name: "zscale",
        cost: "without zscale HDR films cannot be taken in",
    },
    Part {
        list: "-filters",
        name: "tonemap",
        cost: "without tonemap HDR films cannot be taken in",
    },
    Part {
        list: "-filters",
        name: "libvmaf",
        cost: "without libvmaf the quality of encodes is not measured",
    },
];

pub(crate) async fn report(engine: &Engine) -> Result<EngineReport, EngineError> {
    let encoders = engine
        .ask(Program::Ffmpeg, &["-hide_banner", "-encoders"])
        .await?;
    let filters = engine.ask(Program::Ffmpeg, &["-hide_banner", "-filters"]).await?;
    let has = |part: &Part| {
        let listed = if part.list == "-encoders" {
            &encoders
        } else {
            &filters
        };
        listed
            .lines()
            .any(|line| line.split_whitespace().nth(1) == Some(part.name))
    };
    let (present, missing): (Vec<&Part>, Vec<&Part>) = PARTS.iter().partition(|part| has(part));
    Ok(EngineReport {
        ffmpeg: engine.program(Program::Ffmpeg)?.to_owned(),
        ffmpeg_version: engine.version(Program::Ffmpeg).await?,
        ffprobe: engine.program(Program::Ffprobe)?.to_owned(),
        ffprobe_version: engine.version(Program::Ffprobe).await?,
        present: present.iter().map(|part| part.name.to_owned()).collect(),
        missing: missing.iter().map(|part| part.cost.to_owned()).collect(),
        sandbox: engine.probe_cell().await?,
    })
}
