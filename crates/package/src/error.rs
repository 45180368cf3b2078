/// What can be wrong with a segment that is to be rewritten.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum PackageError {
    /// The vault's bytes are not what the segment table says.
    #[error(transparent)]
    Media(#[from] media::MediaError),
}
