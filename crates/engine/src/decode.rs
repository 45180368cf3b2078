use std::path::{Path, PathBuf};

use crate::{Engine, EngineError, Watch};

/// Decode one track of a file from beginning to end.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DecodeRequest {
    pub file: PathBuf,
    /// Demuxer to name; "mp4" for renditions.
    pub container: String,
    pub stream: u32,
}

/// One decoded picture, or one run of decoded samples.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct DecodedUnit {
    /// In [`Decoded::timescale`] units.
    pub time: i64,
    pub duration: i64,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Decoded {
    /// Units per second of `units`, as a fraction: numerator, denominator.
    pub timescale: (u32, u32),
    /// Pictures, or runs of samples, in the order they are played.
    pub units: Vec<DecodedUnit>,
    /// Samples per channel of a sound track, 0 for a picture.
    pub samples: u64,
    /// BLAKE3, in hex, of what `-f framemd5` says of every unit; equal for equal decoded pictures or samples.
    pub digest: String,
    /// The decoder's complaints, at most a hundred lines.
    pub errors: Vec<String>,
}

impl Decoded {
    pub fn frames(&self) -> u64 {
        u64::try_from(self.units.len()).unwrap_or(u64::MAX)
    }
}

impl Engine {
    /// # Errors
    /// [`EngineError::Failed`] when the file cannot be opened at all; damage inside is told in [`Decoded::errors`].
    pub async fn decode(&self, _request: &DecodeRequest, _watch: &Watch) -> Result<Decoded, EngineError> {
        let _: &Path = &_request.file;
        Err(EngineError::Missing("not built yet".into()))
    }
}
