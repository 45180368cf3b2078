use std::fs;
use std::path::Path;

use super::WorkerId;
use crate::{FileLock, StoreError};

const TRIES: u32 = 1_000;

/// Proof for other processes of this machine that a worker lives: a locked file named after it. The kernel gives the
/// lock back when the process ends, however it ends, so a dead worker's jobs need not wait for their leases.
#[derive(Debug)]
pub struct WorkerPresence {
    _lock: FileLock,
}

impl WorkerPresence {
    /// `folder` is on this machine and the same for all workers of the house; it is made when it is not there.
    pub fn take(folder: &Path, worker: &WorkerId) -> Result<Self, StoreError> {
        fs::create_dir_all(folder).map_err(|e| StoreError::io(folder, e))?;
        let path = folder.join(worker.as_str());
        // A sweep may meet the file before it is locked, hold it for a moment and remove it.
        for _ in 0..TRIES {
            if let Some(lock) = FileLock::try_exclusive(&path)?
                && lock.is_at(&path)
            {
                return Ok(Self { _lock: lock });
            }
            std::thread::yield_now();
        }
        Err(StoreError::InUse {
            place: path,
            what: "another process is this worker".into(),
        })
    }

    /// Workers whose process is gone. Their files stay until [`Self::forget`], so that whoever sweeps and is ended
    /// before it has released their jobs leaves them to the next.
    pub fn sweep(folder: &Path) -> Result<Vec<WorkerId>, StoreError> {
        let mut dead = Vec::new();
        let entries = match fs::read_dir(folder) {
            Ok(entries) => entries,
            Err(e) if e.kind() == std::io::ErrorKind::NotFound => return Ok(dead),
            Err(e) => return Err(StoreError::io(folder, e)),
        };
        for entry in entries {
            let entry = entry.map_err(|e| StoreError::io(folder, e))?;
            let Some(worker) = entry.file_name().to_str().and_then(|name| name.parse().ok()) else {
                continue;
            };
            if FileLock::try_existing(&entry.path())?.is_some() {
                dead.push(worker);
            }
        }
        Ok(dead)
    }

    /// Removes what a dead worker left, after [`super::Queue::release_worker`].
    pub fn forget(folder: &Path, worker: &WorkerId) -> Result<(), StoreError> {
        let path = folder.join(worker.as_str());
        // Locked while it is removed, so that a worker that is just arriving notices and makes another.
        let Some(_lock) = FileLock::try_existing(&path)? else {
            return Ok(());
        };
        match fs::remove_file(&path) {
            Err(e) if e.kind() != std::io::ErrorKind::NotFound => Err(StoreError::io(&path, e)),
            _ => Ok(()),
        }
    }
}
