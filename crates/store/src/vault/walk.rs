use std::fs;
use std::path::Path;

use house::Digest;

use super::Vault;
use crate::StoreError;

impl Vault {
    /// Every object with its length, in the order of their digests.
    pub fn objects(&self) -> Result<Vec<(Digest, u64)>, StoreError> {
        let mut found = Vec::new();
        for outer in shelves(&self.folder)? {
            for inner in shelves(&outer)? {
                for entry in fs::read_dir(&inner).map_err(|e| StoreError::io(&inner, e))? {
                    let entry = entry.map_err(|e| StoreError::io(&inner, e))?;
                    let Some(digest) = entry.file_name().to_str().and_then(|name| name.parse().ok()) else {
                        continue;
                    };
                    match entry.metadata() {
                        Ok(facts) if facts.is_file() => found.push((digest, facts.len())),
                        Ok(_) => {}
                        // Removed by a gc meanwhile.
                        Err(e) if e.kind() == std::io::ErrorKind::NotFound => {}
                        Err(e) => return Err(StoreError::io(&entry.path(), e)),
                    }
                }
            }
        }
        found.sort_unstable();
        Ok(found)
    }
}

/// Folders with names of two hex digits.
fn shelves(folder: &Path) -> Result<Vec<std::path::PathBuf>, StoreError> {
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
