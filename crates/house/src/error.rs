/// Why the house refuses something, split by what the caller can do about it.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum HouseError {
    /// The input cannot be taken as it is; the sentence says what is wrong and what to do.
    #[error("{0}")]
    Refused(String),
    /// A text that should name something (an id, a date, a kind) does not.
    #[error("'{given}' is not {expected}")]
    Unreadable { given: String, expected: &'static str },
    #[error(transparent)]
    Media(#[from] media::MediaError),
}
