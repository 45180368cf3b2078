//! Locks between processes: `flock` on a file, given back by the kernel when the process ends, however it ends.

use std::fs::File;
use std::io;
use std::os::unix::fs::MetadataExt;
use std::path::Path;

use rustix::fs::{FlockOperation, flock};

use crate::StoreError;

/// A held lock; dropped with it.
#[derive(Debug)]
pub struct FileLock {
    file: File,
}

impl FileLock {
    /// Takes the lock for this process alone; `None` when another holds it.
    pub fn try_exclusive(path: &Path) -> Result<Option<Self>, StoreError> {
        Self::attempt(
            path,
            open_or_make(path)?,
            FlockOperation::NonBlockingLockExclusive,
        )
    }

    /// Takes the lock together with others that share it; `None` when one holds it alone.
    pub fn try_shared(path: &Path) -> Result<Option<Self>, StoreError> {
        Self::attempt(path, open_or_make(path)?, FlockOperation::NonBlockingLockShared)
    }

    /// Like [`Self::try_exclusive`], but makes no file: `None` also when there is none.
    pub fn try_existing(path: &Path) -> Result<Option<Self>, StoreError> {
        match File::open(path) {
            Ok(file) => Self::attempt(path, file, FlockOperation::NonBlockingLockExclusive),
            Err(e) if e.kind() == io::ErrorKind::NotFound => Ok(None),
            Err(e) => Err(StoreError::io(path, e)),
        }
    }

    /// Waits for the lock and takes it for this process alone. Only for sections that take moments.
    pub fn exclusive(path: &Path) -> Result<Self, StoreError> {
        Self::wait(path, FlockOperation::LockExclusive)
    }

    /// Waits for the lock and shares it. Only for sections that take moments.
    pub fn shared(path: &Path) -> Result<Self, StoreError> {
        Self::wait(path, FlockOperation::LockShared)
    }

    /// Is the locked file still the one at `path`? It may have been removed between opening and locking.
    pub fn is_at(&self, path: &Path) -> bool {
        match (self.file.metadata(), path.symlink_metadata()) {
            (Ok(held), Ok(there)) => (held.dev(), held.ino()) == (there.dev(), there.ino()),
            _ => false,
        }
    }

    fn wait(path: &Path, operation: FlockOperation) -> Result<Self, StoreError> {
        let file = open_or_make(path)?;
        loop {
            match flock(&file, operation) {
                Ok(()) => return Ok(Self { file }),
                Err(rustix::io::Errno::INTR) => {}
                Err(e) => return Err(StoreError::io(path, e.into())),
            }
        }
    }

    fn attempt(path: &Path, file: File, operation: FlockOperation) -> Result<Option<Self>, StoreError> {
        match flock(&file, operation) {
            Ok(()) => Ok(Some(Self { file })),
            Err(rustix::io::Errno::WOULDBLOCK) => Ok(None),
            Err(e) => Err(StoreError::io(path, e.into())),
        }
    }
}

fn open_or_make(path: &Path) -> Result<File, StoreError> {
    File::options()
        .create(true)
        .truncate(false)
        .write(true)
        .open(path)
        .map_err(|e| StoreError::io(path, e))
}
