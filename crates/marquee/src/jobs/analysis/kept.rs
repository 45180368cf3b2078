//! What the steps of a pass leave for each other.

use std::path::Path;

use engine::Fields;
use media::time::FrameNo;
use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};

use super::super::{Failure, Work};

/// Besides the looks at a piece and its stills.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct PieceNotes {
    /// Frame and length of each still, in the order in which they lie in their object.
    pub(super) stills: Vec<(FrameNo, u32)>,
    /// Frames counted by how their fields lie: top first, bottom first, progressive, undecided.
    pub(super) fields: [u64; 4],
    /// Frames that the file holds no more of; they were taken for black.
    pub(super) missing: u64,
    /// What the decoder complained of.
    pub(super) complaints: Vec<String>,
}

/// Besides what was heard.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct SoundNotes {
    pub(super) complaints: Vec<String>,
}

/// In the order of [`PieceNotes::fields`].
pub(super) fn counted(fields: Fields) -> [u64; 4] {
    [
        fields.top_first,
        fields.bottom_first,
        fields.progressive,
        fields.undecided,
    ]
}

/// Writes a value into a scratch file, to be moved into the vault.
pub(super) fn write(path: &Path, value: &impl Serialize) -> Result<(), Failure> {
    let bytes = serde_json::to_vec(value).map_err(|error| Failure::Lasting(error.to_string()))?;
    std::fs::write(path, bytes).map_err(|error| Failure::io(path, &error))
}

/// Reads what [`write`] wrote, out of the vault: output `output` of the step before with this number.
pub(super) fn read<T: DeserializeOwned>(work: &Work, input: usize, output: usize) -> Result<T, Failure> {
    let path = object(work, input, output)?;
    let bytes = std::fs::read(&path).map_err(|error| Failure::io(&path, &error))?;
    serde_json::from_slice(&bytes).map_err(|error| Failure::Lasting(format!("{}: {error}", path.display())))
}

pub(super) fn object(work: &Work, input: usize, output: usize) -> Result<std::path::PathBuf, Failure> {
    let digest = work.inputs.get(input).and_then(|outputs| outputs.get(output));
    let digest = digest.ok_or_else(|| {
        Failure::Lasting(format!(
            "step {} before this one left too little behind",
            input + 1
        ))
    })?;
    work.workshop.object(digest)
}
