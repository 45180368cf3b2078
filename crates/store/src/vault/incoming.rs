//! Files on their way into the vault. Each is locked by the process that writes it; an unlocked one is what a dead
//! process left.

use std::fs::{self, File};
use std::io;
use std::os::unix::fs::MetadataExt;
use std::path::{Path, PathBuf};

use rustix::fs::{FlockOperation, flock};

use crate::{FileLock, StoreError};

/// A new file, removed when dropped unless it was moved away.
pub(super) struct Incoming {
    pub(super) file: File,
    pub(super) path: PathBuf,
}

impl Incoming {
    pub(super) fn create(folder: &Path) -> Result<Self, StoreError> {
        loop {
            let path = folder.join(format!("{:032x}", rand::random::<u128>()));
            let file = File::options()
                .create_new(true)
                .read(true)
                .write(true)
                .open(&path)
                .map_err(|e| StoreError::io(&path, e))?;
            let incoming = Self { file, path };
            if incoming
                .is_ours()
                .map_err(|e| StoreError::io(&incoming.path, e))?
            {
                return Ok(incoming);
            }
        }
    }

    /// A sweep of another process may meet the file between its making and its locking, and remove it.
    fn is_ours(&self) -> io::Result<bool> {
        match flock(&self.file, FlockOperation::NonBlockingLockExclusive) {
            Ok(()) => Ok(self.file.metadata()?.nlink() > 0),
            Err(rustix::io::Errno::WOULDBLOCK) => Ok(false),
            Err(e) => Err(e.into()),
        }
    }
}

impl Drop for Incoming {
    fn drop(&mut self) {
        // It is not there any more when it was moved into place; anything else the next sweep removes.
        let _ = fs::remove_file(&self.path);
    }
}

/// Removes what dead processes left.
pub(super) fn sweep(folder: &Path) -> Result<(), StoreError> {
    for entry in fs::read_dir(folder).map_err(|e| StoreError::io(folder, e))? {
        let path = entry.map_err(|e| StoreError::io(folder, e))?.path();
        if let Some(_lock) = FileLock::try_existing(&path)? {
            match fs::remove_file(&path) {
                Err(e) if e.kind() != io::ErrorKind::NotFound => return Err(StoreError::io(&path, e)),
                _ => {}
            }
        }
    }
    Ok(())
}
