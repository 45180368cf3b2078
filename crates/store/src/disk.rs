//! How much room is left.

use std::path::Path;

use crate::StoreError;

/// Bytes that an unprivileged process may still write on the file system of `place`.
pub fn free_bytes(place: &Path) -> Result<u64, StoreError> {
    let facts = rustix::fs::statvfs(place).map_err(|e| StoreError::io(place, e.into()))?;
    Ok(facts.f_bavail.saturating_mul(facts.f_frsize))
}

/// Size of the file system of `place`.
pub fn all_bytes(place: &Path) -> Result<u64, StoreError> {
    let facts = rustix::fs::statvfs(place).map_err(|e| StoreError::io(place, e.into()))?;
    Ok(facts.f_blocks.saturating_mul(facts.f_frsize))
}
