use crate::Digest;
use crate::clock::Instant;
use crate::id::AssetId;

/// A small copy of a tape that every browser plays (H.264 and AAC in an MP4), for a tape that none plays as it came. It
/// lies on the tape's time line: its second 5 is what was found at second 5.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct WorkingCopy {
    pub asset: AssetId,
    pub digest: Digest,
    pub bytes: u64,
    /// Something is seen in it, not only heard.
    pub is_film: bool,
    pub made: Instant,
}

impl WorkingCopy {
    /// As what a browser plays it.
    pub fn kind(&self) -> &'static str {
        if self.is_film { "video/mp4" } else { "audio/mp4" }
    }
}
