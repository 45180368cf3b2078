use std::collections::BTreeMap;
use std::fs::{self, Metadata};
use std::io;
use std::os::unix::fs::MetadataExt;
use std::path::{Path, PathBuf};

use house::{Digest, Instant};

use super::Vault;
use crate::StoreError;

impl Vault {
    /// Every object with its length, in the order of their digests.
    pub fn objects(&self) -> Result<Vec<(Digest, u64)>, StoreError> {
        let mut found = Vec::new();
        self.walk(|digest, facts| found.push((digest, facts.len())))?;
        found.sort_unstable();
        Ok(found)
    }

    /// Those that were last put before `older_than`.
    pub(crate) fn objects_put_before(
        &self,
        older_than: Instant,
    ) -> Result<BTreeMap<Digest, u64>, StoreError> {
        let mut found = BTreeMap::new();
        self.walk(|digest, facts| {
            if last_put(facts) < older_than {
                found.insert(digest, facts.len());
            }
        })?;
        Ok(found)
    }

    fn walk(&self, mut meet: impl FnMut(Digest, &Metadata)) -> Result<(), StoreError> {
        for outer in shelves(&self.folder)? {
            for inner in shelves(&outer)? {
                for entry in fs::read_dir(&inner).map_err(|e| StoreError::io(&inner, e))? {
                    let entry = entry.map_err(|e| StoreError::io(&inner, e))?;
                    let Some(digest) = entry.file_name().to_str().and_then(|name| name.parse().ok()) else {
                        continue;
                    };
                    match entry.metadata() {
                        Ok(facts) if facts.is_file() => meet(digest, &facts),
                        Ok(_) => {}
                        // Removed by a gc meanwhile.
                        Err(e) if e.kind() == io::ErrorKind::NotFound => {}
                        Err(e) => return Err(StoreError::io(&entry.path(), e)),
                    }
                }
            }
        }
        Ok(())
    }
}

/// When the object was put the last time, by the file system's clock.
pub(super) fn last_put(facts: &Metadata) -> Instant {
    let micros = facts
        .mtime()
        .saturating_mul(1_000_000)
        .saturating_add(facts.mtime_nsec() / 1_000);
    Instant::from_micros(micros)
}

/// Folders with names of two hex digits.
fn shelves(folder: &Path) -> Result<Vec<PathBuf>, StoreError> {
    let mut found = Vec::new();
    for entry in fs::read_dir(folder).map_err(|e| StoreError::io(folder, e))? {
        let entry = entry.map_err(|e| StoreError::io(folder, e))?;
        let name = entry.file_name();
        if name.len() == 2 && name.as_encoded_bytes().iter().all(u8::is_ascii_hexdigit) {
            found.push(entry.path());
        }
    }
    Ok(found)
}
