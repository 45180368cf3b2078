use std::path::Path;

use media::facts::Survey;

use crate::{Engine, EngineError};

impl Engine {
    /// Looks a file over: its facts, then a walk over all its packets (nothing is decoded).
    ///
    /// # Errors
    /// [`EngineError::Refused`] with a sentence for what is no media, empty, unreadable or a playlist.
    pub async fn survey(&self, _file: &Path) -> Result<Survey, EngineError> {
        Err(EngineError::Missing("not built yet".into()))
    }
}
