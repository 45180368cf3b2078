use std::path::{Path, PathBuf};

use media::time::MediaTime;

use crate::{Engine, EngineError, Watch};

/// One text stream of a film, as WebVTT.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TextExtract {
    pub source: PathBuf,
    pub container: String,
    pub stream: u32,
    /// Presentation time in the file that becomes 0 (the picture's start).
    pub start: MediaTime,
}

impl Engine {
    /// Writes the stream's cues to `out` as WebVTT, times counted from `start`.
    ///
    /// # Errors
    /// [`EngineError::Refused`] for subtitles that are pictures; [`EngineError::Failed`] when ffmpeg fails.
    pub async fn extract_text(
        &self,
        _request: &TextExtract,
        _out: &Path,
        _watch: &Watch,
    ) -> Result<(), EngineError> {
        Err(EngineError::Missing("not built yet".into()))
    }
}
