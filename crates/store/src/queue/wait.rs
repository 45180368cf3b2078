use std::fmt;

use house::Instant;
use serde::Serialize;

/// Why a job does not run yet. `Display` is the sentence for people.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Wait {
    /// Other steps must be done first.
    Steps { open: u32 },
    /// Tried and failed; the next attempt is not before this time.
    NotBefore(Instant),
    /// Not enough room on the disk.
    Disk { needed: u64, free: u64 },
    /// A step that it needs has failed.
    Blocked { by: String },
    /// Somebody holds it back.
    Paused,
    /// Somebody holds the whole queue back.
    AllPaused,
    /// Ready; waits for a free worker.
    Turn,
    /// Ready, but no program works in this house.
    NobodyWorks,
}

impl Wait {
    /// It may last, and somebody may have to do something: a full disk, a failure.
    pub fn needs_telling(&self) -> bool {
        matches!(self, Self::NotBefore(_) | Self::Disk { .. } | Self::NobodyWorks)
    }
}

impl fmt::Display for Wait {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Steps { open: 1 } => f.write_str("waits for 1 other step"),
            Self::Steps { open } => write!(f, "waits for {open} other steps"),
            Self::NotBefore(at) => write!(f, "tries again not before {at}"),
            Self::Disk { needed, free } => {
                write!(f, "needs {} of disk, {} free", Size(*needed), Size(*free))
            }
            Self::Blocked { by } => write!(f, "blocked: '{by}' failed"),
            Self::Paused => f.write_str("paused: it waits until somebody lets it go on"),
            Self::AllPaused => f.write_str("all work is paused until somebody lets it go on"),
            Self::Turn => f.write_str("waits for its turn"),
            Self::NobodyWorks => f.write_str("nobody works in this house: start 'marquee serve'"),
        }
    }
}

/// Bytes for people, in decimal units with one place.
struct Size(u64);

impl fmt::Display for Size {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        const UNITS: [(u64, &str); 4] = [
            (1_000_000_000_000, "TB"),
            (1_000_000_000, "GB"),
            (1_000_000, "MB"),
            (1_000, "kB"),
        ];
        match UNITS.iter().find(|(unit, _)| self.0 >= *unit) {
            Some((unit, name)) => write!(f, "{}.{} {name}", self.0 / unit, self.0 % unit * 10 / unit),
            None => write!(f, "{} B", self.0),
        }
    }
}
