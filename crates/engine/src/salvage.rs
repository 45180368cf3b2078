use std::path::Path;

use media::facts::Survey;

use crate::{Engine, EngineError, Watch};

/// What could be saved of a damaged file.
#[derive(Debug, Clone, PartialEq)]
pub struct Salvaged {
    /// The saved file looked over.
    pub survey: Survey,
    /// What was left behind, in sentences.
    pub notes: Vec<String>,
}

impl Engine {
    /// Copies the readable part of `source` into `out`; nothing is encoded again.
    ///
    /// # Errors
    /// [`EngineError::Refused`] when nothing can be read.
    pub async fn salvage(
        &self,
        _source: &Path,
        _out: &Path,
        _watch: &Watch,
    ) -> Result<Salvaged, EngineError> {
        Err(EngineError::Missing("not built yet".into()))
    }
}
