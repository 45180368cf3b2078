/// What can be wrong with media, split by what the caller can do about it.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum MediaError {
    /// The bytes break the format's rules; the file is damaged or is not what it says.
    #[error("{what} at byte {offset} of box '{path}'")]
    Malformed { path: String, offset: u64, what: String },
    /// The bytes may be right but hold something that Marquee does not work with.
    #[error("not supported: {what}")]
    Unsupported { what: String },
    /// The file ends before its own structure says.
    #[error("cut short: {what} needs {needed} bytes, {found} are there")]
    Truncated { what: String, needed: u64, found: u64 },
    /// A number does not fit or a timescale is zero.
    #[error("time out of range: {what}")]
    Time { what: String },
    /// Pieces that must fit together do not.
    #[error("pieces do not fit: {what}")]
    Mismatch { what: String },
    /// A subtitle file breaks its format's rules; lines count from 1.
    #[error("line {line}: {what}")]
    Text { line: usize, what: String },
    #[error("reading: {0}")]
    Io(#[from] std::io::Error),
}
