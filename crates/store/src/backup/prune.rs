use std::collections::BTreeSet;
use std::fs;

use house::Digest;

use super::folder::{BackupFolder, sync};
use super::take::clear;
use crate::{Collected, StoreError, Vault};

/// A generation on its way out.
const LEAVING: &str = "leaving";

impl BackupFolder {
    /// Leaves the newest `keep` generations and what they name. To be called with the folder locked alone.
    ///
    /// # Errors
    /// When the manifest of one that stays cannot be read: then no object is removed.
    pub fn keep_newest(&self, keep: usize) -> Result<Collected, StoreError> {
        let leaving = self.generations_folder().join(LEAVING);
        clear(&leaving)?;
        let numbers = self.numbers()?;
        let (old, kept) = numbers.split_at(numbers.len().saturating_sub(keep.max(1)));
        let mut named: BTreeSet<Digest> = BTreeSet::new();
        for number in kept {
            let manifest = self.generation(Some(*number))?.manifest;
            named.extend(manifest.objects.iter().map(|object| object.digest));
        }
        for number in old {
            // Renamed first, so that a generation is never there in part.
            let folder = self.generation_folder(*number);
            fs::rename(&folder, &leaving).map_err(|e| StoreError::io(&folder, e))?;
            sync(&self.generations_folder())?;
            clear(&leaving)?;
        }
        self.remove_unnamed(&named)
    }

    fn remove_unnamed(&self, named: &BTreeSet<Digest>) -> Result<Collected, StoreError> {
        let objects = Vault::open(&self.objects())?;
        let mut removed = Collected::default();
        for (digest, bytes) in objects.objects()? {
            if !named.contains(&digest) {
                let path = objects.path_of(&digest);
                fs::remove_file(&path).map_err(|e| StoreError::io(&path, e))?;
                removed.objects += 1;
                removed.bytes += bytes;
            }
        }
        Ok(removed)
    }
}
