use std::path::{Path, PathBuf};

use media::time::MediaTime;

use crate::{Engine, EngineError, Watch};

/// One AAC-LC sound rendition, whole.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SoundEncode {
    pub source: PathBuf,
    pub container: String,
    pub stream: u32,
    /// 1, 2 or 6.
    pub channels: u16,
    pub sample_rate: u32,
    /// Where the stream's first played sample lies on the master's time line: positive is padded with silence,
    /// negative is trimmed.
    pub offset: MediaTime,
    /// Length of the master; the sound is padded or cut to it exactly.
    pub length: MediaTime,
    /// Bits per second.
    pub bit_rate: u32,
}

impl Engine {
    /// Writes a single-track fragmented MP4 whose only edit skips the encoder's priming.
    ///
    /// # Errors
    /// [`EngineError::Failed`] when ffmpeg fails.
    pub async fn encode_sound(
        &self,
        _request: &SoundEncode,
        _out: &Path,
        _watch: &Watch,
    ) -> Result<(), EngineError> {
        Err(EngineError::Missing("not built yet".into()))
    }
}
