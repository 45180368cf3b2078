use std::fs::{self, File};
use std::io;
use std::path::Path;
use std::sync::Arc;

use house::{Clock, Digest};

use super::folder::{BackupFolder, Generation};
use super::manifest::{CATALOGUE, CONFIGURATION, FileRecord};
use super::take::{Hearer, blocking};
use crate::catalogue::known_form;
use crate::{Catalogue, StoreError, Vault, disk};

/// What came back.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Restored {
    pub objects: u64,
    pub bytes: u64,
    /// Of the backup's own, each with what is wrong with it. Nothing of these came back.
    pub damaged: Vec<(Digest, String)>,
}

impl Generation {
    /// Everything that can be said before anything is written.
    ///
    /// # Errors
    /// [`StoreError::Refused`] for a catalogue of a newer program, and for too little disk at `place` (an existing
    /// folder).
    pub fn refuse_hopeless(&self, place: &Path) -> Result<(), StoreError> {
        let (found, known) = (self.manifest.catalogue_form, known_form());
        if found > known {
            return Err(StoreError::Refused(format!(
                "this backup was made by a newer Marquee (its catalogue has form {found}, this program knows up to \
                 {known}): use that newer Marquee"
            )));
        }
        let (needed, free) = (self.manifest.bytes(), disk::free_bytes(place)?);
        if needed > free {
            let text = house::encode::size_text;
            return Err(StoreError::Refused(format!(
                "the disk at {} is too small: the house takes {} and {} are free; nothing was written",
                place.display(),
                text(needed),
                text(free)
            )));
        }
        Ok(())
    }

    /// The configuration as it was.
    ///
    /// # Errors
    /// [`StoreError::Refused`] when its digest is another.
    pub fn configuration(&self) -> Result<String, StoreError> {
        self.refuse_changed(CONFIGURATION, &self.manifest.configuration)?;
        let path = self.folder.join(CONFIGURATION);
        fs::read_to_string(&path).map_err(|e| StoreError::io(&path, e))
    }

    /// Brings catalogue and vault back into `house`, a folder that is there and empty. Every digest is compared while
    /// it is copied; objects that are damaged are left out and told.
    ///
    /// # Errors
    /// [`StoreError::Refused`] when the catalogue itself is damaged.
    pub async fn restore(
        &self,
        backup: &BackupFolder,
        house: &Path,
        clock: Arc<dyn Clock>,
        hearer: impl Hearer,
    ) -> Result<Restored, StoreError> {
        self.refuse_changed(CATALOGUE, &self.manifest.catalogue)?;
        let (from, to) = (backup.objects_to_read(), Vault::open(&house.join("vault"))?);
        let objects = self.manifest.objects.clone();
        let restored = blocking(move || {
            hearer.begins(
                objects.len() as u64,
                objects.iter().map(|object| object.bytes).sum(),
            );
            let mut restored = Restored {
                objects: 0,
                bytes: 0,
                damaged: Vec::new(),
            };
            for object in objects {
                match bring(&from, &to, &object.digest) {
                    Ok(bytes) => {
                        restored.objects += 1;
                        restored.bytes += bytes;
                    }
                    Err(StoreError::DamagedObject { what, .. }) => {
                        restored.damaged.push((object.digest, what))
                    }
                    Err(StoreError::MissingObject(_)) => {
                        restored.damaged.push((object.digest, "it is missing".into()));
                    }
                    Err(error) => return Err(error),
                }
                hearer.copied(object.bytes);
            }
            Ok(restored)
        })
        .await?;
        let path = house.join(CATALOGUE);
        copy_synced(&self.folder.join(CATALOGUE), &path)?;
        let catalogue = Catalogue::open(&path, clock).await?;
        if let Some(found) = catalogue.integrity().await? {
            return Err(StoreError::Damaged(found));
        }
        catalogue.come_back().await?;
        catalogue.close().await;
        Ok(restored)
    }

    fn refuse_changed(&self, name: &str, record: &FileRecord) -> Result<(), StoreError> {
        let path = self.folder.join(name);
        if FileRecord::of(&path)? == *record {
            return Ok(());
        }
        Err(StoreError::Refused(format!(
            "{} has other bytes than it was written with, so this generation cannot be brought back: choose another \
             with --generation",
            path.display()
        )))
    }
}

fn bring(from: &Vault, to: &Vault, digest: &Digest) -> Result<u64, StoreError> {
    let (mut file, _) = from.open_object(digest)?;
    Ok(to.put_copy(&mut file, digest)?.bytes)
}

fn copy_synced(from: &Path, to: &Path) -> Result<(), StoreError> {
    let copy = || -> io::Result<()> {
        let mut source = File::open(from)?;
        let mut target = File::create_new(to)?;
        io::copy(&mut source, &mut target)?;
        target.sync_all()
    };
    copy().map_err(|e| StoreError::io(to, e))
}
