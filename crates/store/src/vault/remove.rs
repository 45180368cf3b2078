use std::fs;
use std::io;
use std::path::PathBuf;

use house::{Digest, Instant};

use super::Vault;
use super::walk::last_put;
use crate::{FileLock, StoreError};

impl Vault {
    /// Removes an object that was last put before `older_than`; answers its length, `None` when it was put since or
    /// is not there. Only for gc, with an age that no running step can have.
    pub fn remove(&self, digest: &Digest, older_than: Instant) -> Result<Option<u64>, StoreError> {
        let path = self.path_of(digest);
        let failed = |e| StoreError::io(&path, e);
        let _alone = FileLock::exclusive(&self.lock_path())?;
        let facts = match path.symlink_metadata() {
            Ok(facts) => facts,
            Err(e) if e.kind() == io::ErrorKind::NotFound => return Ok(None),
            Err(e) => return Err(failed(e)),
        };
        if last_put(&facts) >= older_than {
            return Ok(None);
        }
        fs::remove_file(&path).map_err(failed)?;
        Ok(Some(facts.len()))
    }

    /// Moves a damaged object out of the way, to `damaged/` in the vault, so that the same bytes can be put anew.
    pub fn set_aside(&self, digest: &Digest) -> Result<PathBuf, StoreError> {
        let folder = self.folder.join("damaged");
        fs::create_dir_all(&folder).map_err(|e| StoreError::io(&folder, e))?;
        let aside = folder.join(digest.to_string());
        let _alone = FileLock::exclusive(&self.lock_path())?;
        fs::rename(self.path_of(digest), &aside).map_err(|e| match e.kind() {
            io::ErrorKind::NotFound => StoreError::MissingObject(*digest),
            _ => StoreError::io(&aside, e),
        })?;
        Ok(aside)
    }
}
