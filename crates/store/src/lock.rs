//! Locks between processes: `flock` on a file, given back by the kernel when the process ends, however it ends.

use std::fs::File;
use std::path::Path;

use rustix::fs::{FlockOperation, flock};

use crate::StoreError;

/// A held lock; dropped with it.
#[derive(Debug)]
pub struct FileLock {
    _file: File,
}

impl FileLock {
    /// Takes the lock for this process alone; `None` when another holds it.
    pub fn try_exclusive(path: &Path) -> Result<Option<Self>, StoreError> {
        Self::attempt(path, FlockOperation::NonBlockingLockExclusive)
    }

    /// Takes the lock together with others that share it; `None` when one holds it alone.
    pub fn try_shared(path: &Path) -> Result<Option<Self>, StoreError> {
        Self::attempt(path, FlockOperation::NonBlockingLockShared)
    }

    fn attempt(path: &Path, operation: FlockOperation) -> Result<Option<Self>, StoreError> {
        let file = File::options()
            .create(true)
            .truncate(false)
            .write(true)
            .open(path)
            .map_err(|e| StoreError::io(path, e))?;
        match flock(&file, operation) {
            Ok(()) => Ok(Some(Self { _file: file })),
            Err(rustix::io::Errno::WOULDBLOCK) => Ok(None),
            Err(e) => Err(StoreError::io(path, e.into())),
        }
    }
}
