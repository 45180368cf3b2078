use std::path::PathBuf;

/// What was found, for `marquee doctor`.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize)]
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
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize)]
#[serde(rename_all = "snake_case", tag = "level", content = "reason")]
pub enum Sandbox {
    /// Limits, no network, no writing, and reading only of program libraries.
    Full,
    /// Limits, no network and no writing, but this kernel cannot restrict which files are read; says why.
    Partial(String),
    /// Limits only; says why.
    None(String),
}
