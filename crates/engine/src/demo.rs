use std::path::Path;

use crate::{Engine, EngineError, Watch};

/// Films that the engine paints itself, for houses without network and for tests.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum DemoFilm {
    /// A slow dive into the Mandelbrot set over a chord, 1280x720, 24 frames a second, about 30 s.
    Dive,
    /// Cells living and dying in colour over a pulse, 1280x720, 30000/1001 frames a second, about 30 s.
    Life,
}

impl Engine {
    /// # Errors
    /// [`EngineError::Failed`] when ffmpeg fails.
    pub async fn generate_demo(
        &self,
        _film: DemoFilm,
        _out: &Path,
        _watch: &Watch,
    ) -> Result<(), EngineError> {
        Err(EngineError::Missing("not built yet".into()))
    }

    /// A flash and a click at every whole second, for tests of sync: 640x360, 25 frames a second, stereo 48 kHz.
    ///
    /// # Errors
    /// [`EngineError::Failed`] when ffmpeg fails.
    pub async fn generate_sync_film(
        &self,
        _seconds: u32,
        _out: &Path,
        _watch: &Watch,
    ) -> Result<(), EngineError> {
        Err(EngineError::Missing("not built yet".into()))
    }
}
