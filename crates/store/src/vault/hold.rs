//! While somebody copies what the catalogue named at one moment, nothing may be collected from the vault.

use super::Vault;
use crate::{FileLock, StoreError};

/// Given back when dropped, or by the kernel when the process ends.
#[derive(Debug)]
pub struct Hold {
    _lock: FileLock,
}

impl Hold {
    /// Keeps every object where it is; waits for a collection that is under way. Several may hold at once.
    pub fn on_objects(vault: &Vault) -> Result<Self, StoreError> {
        Ok(Self {
            _lock: FileLock::shared(&vault.folder().join("hold"))?,
        })
    }

    /// For whoever collects.
    pub(crate) fn against_removal(vault: &Vault) -> Result<Self, StoreError> {
        let place = vault.folder().join("hold");
        match FileLock::try_exclusive(&place)? {
            Some(lock) => Ok(Self { _lock: lock }),
            None => Err(StoreError::InUse {
                place: vault.folder().to_owned(),
                what: "a backup copies from this vault, so nothing is removed from it now: try again when it has ended"
                    .into(),
            }),
        }
    }
}
