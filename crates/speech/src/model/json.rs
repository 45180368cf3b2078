use std::fs::File;
use std::io::Read;
use std::path::Path;

use serde::de::DeserializeOwned;

use crate::SpeechError;

/// A description or a vocabulary is not longer than this.
const LONGEST: u64 = 64 << 20;

/// A file of text that belongs to a model.
pub(crate) fn read_text(path: &Path) -> Result<Vec<u8>, SpeechError> {
    let failed = |error| SpeechError::io(path, error);
    let file = File::open(path).map_err(failed)?;
    let mut text = Vec::new();
    file.take(LONGEST + 1).read_to_end(&mut text).map_err(failed)?;
    if text.len() as u64 > LONGEST {
        return Err(SpeechError::model(
            path,
            "is longer than any description of a model (64 MB)",
        ));
    }
    Ok(text)
}

pub(crate) fn read_json<T: DeserializeOwned>(path: &Path) -> Result<T, SpeechError> {
    serde_json::from_slice(&read_text(path)?)
        .map_err(|error| SpeechError::model(path, format!("is not read: {error}")))
}
