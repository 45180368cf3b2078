use std::path::{Path, PathBuf};

/// Why no words were heard, split by what the caller can do about it.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum SpeechError {
    /// The model's folder cannot be used as it is: fetch it again, or name another.
    #[error("{}: {problem}", file.display())]
    Model { file: PathBuf, problem: String },
    /// The file system failed; it may pass.
    #[error("{}: {source}", file.display())]
    File { file: PathBuf, source: std::io::Error },
    /// This program was built without the feature `asr`.
    #[error("this program was built without the part that hears words (cargo's feature `asr`)")]
    NotBuilt,
    /// The network did not do what it should; a mistake of the program or a model that fits no machine.
    #[error("the model failed while it listened: {0}")]
    Network(String),
    /// Whoever asked wants no answer any more.
    #[error("stopped")]
    Stopped,
}

impl SpeechError {
    pub(crate) fn model(file: &Path, problem: impl Into<String>) -> Self {
        Self::Model {
            file: file.to_owned(),
            problem: problem.into(),
        }
    }

    /// A file that is not there is a fault of the folder; anything else may pass.
    pub(crate) fn io(file: &Path, source: std::io::Error) -> Self {
        match source.kind() {
            std::io::ErrorKind::NotFound => Self::model(file, "is not there"),
            std::io::ErrorKind::UnexpectedEof => Self::model(file, "is cut short"),
            _ => Self::File {
                file: file.to_owned(),
                source,
            },
        }
    }
}
