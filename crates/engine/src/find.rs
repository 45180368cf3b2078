use crate::{EngineConfig, EngineError, EngineReport};

/// The engine: found once, used by every step. Cheap to clone.
#[derive(Debug, Clone)]
pub struct Engine {
    build: std::sync::Arc<str>,
}

impl Engine {
    /// Looks in the configuration, `$MARQUEE_ENGINE`, `.engine/` in the working folder and beside the program, then
    /// in `$PATH`; FFmpeg 6 or newer.
    ///
    /// # Errors
    /// [`EngineError::Missing`] says where it looked and what to do.
    pub async fn find(_config: &EngineConfig) -> Result<Self, EngineError> {
        Err(EngineError::Missing("not built yet".into()))
    }

    /// Version and a short hash of the ffmpeg binary: part of every step key.
    pub fn build(&self) -> &str {
        &self.build
    }

    /// # Errors
    /// [`EngineError::Failed`] when ffmpeg does not tell its parts.
    pub async fn report(&self) -> Result<EngineReport, EngineError> {
        Err(EngineError::Missing("not built yet".into()))
    }
}
