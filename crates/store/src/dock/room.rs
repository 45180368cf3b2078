use std::path::PathBuf;

use crate::{StoreError, disk};

/// The disk is asked again after so many bytes.
const GRANT: u64 = 64 << 20;

/// How much of the disk uploads may take: they never fill it below what is to stay free.
#[derive(Debug, Clone)]
pub(super) struct Room {
    pub(super) folder: PathBuf,
    pub(super) keep_free: u64,
    /// May be written without asking again.
    granted: u64,
}

impl Room {
    pub(super) fn new(folder: PathBuf, keep_free: u64) -> Self {
        Self {
            folder,
            keep_free,
            granted: 0,
        }
    }

    /// Bytes that uploads may still take.
    pub(super) fn left(&self) -> Result<u64, StoreError> {
        Ok(disk::free_bytes(&self.folder)?.saturating_sub(self.keep_free))
    }

    /// # Errors
    /// [`StoreError::DiskFull`] when the bytes do not fit any more.
    pub(super) fn ask_for(&mut self, bytes: u64) -> Result<(), StoreError> {
        if self.granted < bytes {
            let left = self.left()?;
            if left < bytes {
                return Err(StoreError::DiskFull(self.folder.clone()));
            }
            // With little left it is asked again at once, so that several writers together do not overstep it.
            self.granted = if left / 4 > GRANT { GRANT.max(bytes) } else { bytes };
        }
        self.granted -= bytes;
        Ok(())
    }
}
