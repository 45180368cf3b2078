use std::path::PathBuf;

/// What can go wrong in the engine room, split by what the caller can do about it.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum EngineError {
    /// No usable ffmpeg or ffprobe; the sentence says where it was looked for and what to do.
    #[error("{0}")]
    Missing(String),
    /// The file is not what the house takes; the sentence is for the person who gave it.
    #[error("{sentence}")]
    Refused { sentence: String },
    /// The request contradicts itself (no frames, odd size, ...): a fault of the caller.
    #[error("the request makes no sense: {0}")]
    Request(String),
    /// The child ran and failed.
    #[error("{program} failed ({how}): {command}\n{tail}")]
    Failed {
        program: &'static str,
        /// "exit code 1", "signal 9", "took longer than 600 s", "made 120 frames of 150".
        how: String,
        /// The command line, quoted so that it can be run again.
        command: String,
        /// The last lines of its stderr.
        tail: String,
    },
    /// Cancelled by its [`crate::Watch`].
    #[error("cancelled")]
    Cancelled,
    #[error("{path}: {source}", path = path.display())]
    File {
        path: PathBuf,
        #[source]
        source: std::io::Error,
    },
    #[error("starting or talking to a child process: {0}")]
    Process(#[from] std::io::Error),
    #[error(transparent)]
    Media(#[from] media::MediaError),
}

impl EngineError {
    pub(crate) fn file(path: &std::path::Path) -> impl FnOnce(std::io::Error) -> Self + use<> {
        let path = path.to_owned();
        move |source| Self::File { path, source }
    }

    pub(crate) fn refused(sentence: impl Into<String>) -> Self {
        Self::Refused {
            sentence: sentence.into(),
        }
    }
}
