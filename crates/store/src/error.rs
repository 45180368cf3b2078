use std::io;
use std::path::{Path, PathBuf};

use house::Digest;
use sqlx::error::DatabaseError;
use sqlx::sqlite::SqliteError;

/// What can go wrong where things are kept, split by what the caller can do about it.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum StoreError {
    /// The folder holds no catalogue.
    #[error("there is no house in {}: make one with 'marquee init {}'", .0.display(), .0.display())]
    NoHouse(PathBuf),
    /// A newer program has migrated the catalogue; nothing was written.
    #[error(
        "this house was last opened by a newer Marquee (its catalogue has form {found}, this program knows up to {known}); nothing was changed: use that newer Marquee, or a backup made before"
    )]
    NewerHouse { found: i64, known: i64 },
    /// Another process holds a lock that is needed.
    #[error("{}: {what}", place.display())]
    InUse { place: PathBuf, what: String },
    /// The database's server does not answer, or lets nobody in; the sentence says which and what to do.
    #[error("{0}")]
    Unreachable(String),
    /// The request cannot be met as it is; the sentence says why and what to do.
    #[error("{0}")]
    Refused(String),
    /// The record was changed since it was read; nothing was written.
    #[error("it was changed meanwhile: look at it again")]
    Stale,
    #[error("the disk is full: writing {}: free some space (marquee gc) and try again", .0.display())]
    DiskFull(PathBuf),
    #[error("{}: {source}", place.display())]
    Io { place: PathBuf, source: io::Error },
    /// An object that the catalogue names is not in the vault.
    #[error("object {0} is missing from the vault (marquee fsck lists what is lost)")]
    MissingObject(Digest),
    /// An object of the vault is shorter than the catalogue says, or its bytes have another digest.
    #[error("object {digest} of the vault is damaged: {what} (marquee fsck lists what is lost)")]
    DamagedObject { digest: Digest, what: String },
    /// The admission has expired, or does not cover what was asked for.
    #[error("not admitted")]
    NotAdmitted,
    /// The range asked for does not lie in the object.
    #[error("bytes {start}..{end} do not lie in an object of {len} bytes")]
    OutOfRange { start: u64, end: u64, len: u64 },
    /// A record of the catalogue cannot be read as what it should be.
    #[error("the catalogue is damaged: {0}")]
    Damaged(String),
    #[error("catalogue: {0}")]
    Database(sqlx::Error),
}

impl StoreError {
    /// An error of the file system at `place`; a full disk is told apart.
    pub fn io(place: &Path, source: io::Error) -> Self {
        match source.kind() {
            io::ErrorKind::StorageFull | io::ErrorKind::QuotaExceeded => Self::DiskFull(place.to_owned()),
            _ => Self::Io {
                place: place.to_owned(),
                source,
            },
        }
    }
}

/// SQLite's primary result codes; extended ones carry them in their low byte.
const SQLITE_BUSY: u32 = 5;
const SQLITE_FULL: u32 = 13;

impl From<sqlx::Error> for StoreError {
    fn from(error: sqlx::Error) -> Self {
        let code = error
            .as_database_error()
            .and_then(|e| e.try_downcast_ref::<SqliteError>())
            .and_then(|e| e.code()?.parse::<u32>().ok())
            .map(|code| code & 0xff);
        match code {
            Some(SQLITE_FULL) => Self::DiskFull("the catalogue".into()),
            Some(SQLITE_BUSY) => Self::InUse {
                place: "the catalogue".into(),
                what: "another program has been writing for a long time: try again".into(),
            },
            _ => crate::db::of_server(error),
        }
    }
}
