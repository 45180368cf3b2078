//! The check of structure before a release: what a finding names is wrong in the rendition, not in the reader.

mod boundaries;
mod rendition;
mod segment;

use serde::{Deserialize, Serialize};

pub use boundaries::{verify_aligned, verify_sound_boundaries};
pub use rendition::verify_rendition;

/// Something that a viewer would stumble over.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Finding {
    /// "init", "segment 3", "end of file".
    pub place: String,
    /// What is wrong there.
    pub sentence: String,
}

/// What a rendition's file should hold.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Kind {
    Picture,
    Sound,
}

/// A damaged file breaks at many places; a report names the first ones.
const MOST_FINDINGS: usize = 100;

/// Findings, no more than a report can hold.
#[derive(Debug, Default)]
struct Findings(Vec<Finding>);

impl Findings {
    fn add(&mut self, place: impl Into<String>, sentence: impl Into<String>) {
        if self.0.len() < MOST_FINDINGS {
            self.0.push(Finding {
                place: place.into(),
                sentence: sentence.into(),
            });
        }
    }
}
