use std::fs;
use std::path::Path;

use anyhow::Context;
use serde::{Deserialize, Serialize};

/// What a composed film is known to hold.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(super) struct Truth {
    pub(super) name: String,
    pub(super) what: String,
    pub(super) rate: u32,
    pub(super) frames: usize,
    pub(super) transitions: Vec<Mark>,
    /// Flashes and strobes that are in it.
    pub(super) lights: usize,
}

/// A transition: the first frame of the shot that comes in, mixed or not, and how many frames are mixed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Mark {
    pub(super) first: usize,
    /// 0 for a cut.
    pub(super) frames: usize,
    pub(super) kind: Kind,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub(super) enum Kind {
    Cut,
    Dissolve,
    Fade,
}

impl Truth {
    pub(super) fn read(path: &Path) -> anyhow::Result<Self> {
        let text = fs::read_to_string(path).with_context(|| path.display().to_string())?;
        Ok(serde_json::from_str(&text)?)
    }

    pub(super) fn write(&self, path: &Path) -> anyhow::Result<()> {
        Ok(fs::write(path, serde_json::to_string(self)?)?)
    }
}
