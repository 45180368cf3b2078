use engine::EngineError;
use media::MediaError;
use store::StoreError;

/// Why a job did not finish, split by what the worker does about it.
#[derive(Debug, thiserror::Error)]
pub enum Failure {
    /// It was told to stop; nothing is wrong.
    #[error("stopped")]
    Stopped,
    /// May pass by itself (disk full, a lock): tried again, longer apart each time.
    #[error("{0}")]
    Passing(String),
    /// May be chance or may be the film (an encoder that ends with an error): tried once more.
    #[error("{0}")]
    Doubtful(String),
    /// Will be the same at every attempt.
    #[error("{0}")]
    Lasting(String),
}

/// Attempts of a job that fails doubtfully.
const DOUBTFUL_ATTEMPTS: u32 = 2;

impl Failure {
    /// Should a job that has failed `attempts` times before be tried again?
    pub fn is_worth_retrying(&self, attempts: u32) -> bool {
        match self {
            Self::Stopped | Self::Passing(_) => true,
            Self::Doubtful(_) => attempts + 1 < DOUBTFUL_ATTEMPTS,
            Self::Lasting(_) => false,
        }
    }

    pub fn io(place: &std::path::Path, error: &std::io::Error) -> Self {
        Self::Passing(format!("{}: {error}", place.display()))
    }
}

impl From<EngineError> for Failure {
    fn from(error: EngineError) -> Self {
        match error {
            EngineError::Cancelled => Self::Stopped,
            EngineError::Failed { .. } => Self::Doubtful(error.to_string()),
            EngineError::File { .. } | EngineError::Process(_) => Self::Passing(error.to_string()),
            EngineError::Media(media) => media.into(),
            _ => Self::Lasting(error.to_string()),
        }
    }
}

impl From<MediaError> for Failure {
    fn from(error: MediaError) -> Self {
        match &error {
            MediaError::Io(io) if io.kind() == std::io::ErrorKind::ConnectionAborted => Self::Stopped,
            MediaError::Io(_) => Self::Passing(error.to_string()),
            _ => Self::Lasting(error.to_string()),
        }
    }
}

impl From<StoreError> for Failure {
    fn from(error: StoreError) -> Self {
        match &error {
            StoreError::DiskFull(_)
            | StoreError::InUse { .. }
            | StoreError::Io { .. }
            | StoreError::Database(_) => Self::Passing(error.to_string()),
            _ => Self::Lasting(error.to_string()),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn doubtful_failures_get_a_second_chance_and_no_third() {
        let failure = Failure::Doubtful("ffmpeg failed".into());
        assert!(failure.is_worth_retrying(0));
        assert!(!failure.is_worth_retrying(1));
        assert!(!Failure::Lasting("no such stream".into()).is_worth_retrying(0));
        assert!(Failure::Passing("disk full".into()).is_worth_retrying(3));
    }
}
