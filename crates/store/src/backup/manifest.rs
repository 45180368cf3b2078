use std::fs::{self, File};
use std::io::Write;
use std::path::Path;

use house::{Digest, Instant};
use serde::{Deserialize, Serialize};

use crate::StoreError;

/// The form of a backup's folder and manifests that this program writes.
pub(super) const FORM: u32 = 1;

pub(super) const MANIFEST: &str = "manifest.json";
pub(super) const SEAL: &str = "manifest.blake3";
pub(super) const CATALOGUE: &str = "catalogue.sqlite";
pub(super) const CONFIGURATION: &str = "marquee.toml";

/// What one generation is made of.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Manifest {
    pub form: u32,
    /// The house's name on its pages.
    pub house: String,
    /// Microseconds since 1970.
    pub made: Instant,
    /// The version of the program that wrote it.
    pub program: String,
    pub catalogue: FileRecord,
    /// The catalogue's form: a program that knows only earlier ones cannot open it.
    pub catalogue_form: i64,
    pub configuration: FileRecord,
    pub objects: Vec<ObjectRecord>,
    /// What the catalogue names and the house had lost when the backup was made.
    pub missing: Vec<Digest>,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct FileRecord {
    pub bytes: u64,
    pub digest: Digest,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct ObjectRecord {
    pub digest: Digest,
    pub bytes: u64,
}

/// Read before the rest, so that a newer form is told as such and not as damage.
#[derive(Deserialize)]
struct FormOnly {
    form: u32,
}

impl FileRecord {
    pub(super) fn of(path: &Path) -> Result<Self, StoreError> {
        let file = File::open(path).map_err(|e| StoreError::io(path, e))?;
        let bytes = file.metadata().map_err(|e| StoreError::io(path, e))?.len();
        let digest = crate::vault::digest_of(file).map_err(|e| StoreError::io(path, e))?;
        Ok(Self { bytes, digest })
    }
}

impl Manifest {
    /// Everything that a restored house takes on the disk.
    pub fn bytes(&self) -> u64 {
        let objects: u64 = self.objects.iter().map(|object| object.bytes).sum();
        objects + self.catalogue.bytes + self.configuration.bytes
    }

    pub(super) fn write(&self, folder: &Path) -> Result<(), StoreError> {
        let text = serde_json::to_vec_pretty(self)
            .map_err(|e| StoreError::Damaged(format!("a manifest cannot be written: {e}")))?;
        write_synced(&folder.join(MANIFEST), &text)?;
        let seal = format!("{}  {MANIFEST}\n", Digest::of(&text));
        write_synced(&folder.join(SEAL), seal.as_bytes())
    }

    pub(super) fn read(folder: &Path) -> Result<Self, StoreError> {
        let damaged = |what: &str| {
            StoreError::Refused(format!(
                "the backup's generation in {} is damaged: {what}; choose another with --generation",
                folder.display()
            ))
        };
        let path = folder.join(MANIFEST);
        let text = fs::read(&path).map_err(|e| StoreError::io(&path, e))?;
        let seal =
            fs::read_to_string(folder.join(SEAL)).map_err(|_| damaged("its manifest.blake3 is not there"))?;
        if seal.split_whitespace().next() != Some(Digest::of(&text).to_string().as_str()) {
            return Err(damaged(
                "its manifest.json has another digest than it was written with",
            ));
        }
        let form: FormOnly =
            serde_json::from_slice(&text).map_err(|_| damaged("its manifest.json cannot be read"))?;
        refuse_newer(form.form)?;
        serde_json::from_slice(&text).map_err(|e| damaged(&format!("its manifest.json cannot be read: {e}")))
    }
}

pub(super) fn refuse_newer(form: u32) -> Result<(), StoreError> {
    if form > FORM {
        return Err(StoreError::Refused(format!(
            "this backup was written by a newer Marquee (form {form}, this program knows up to {FORM}): use that newer \
             Marquee; nothing was changed"
        )));
    }
    Ok(())
}

/// Readable by its owner alone: a configuration may hold passwords.
pub(super) fn write_synced(path: &Path, bytes: &[u8]) -> Result<(), StoreError> {
    use std::os::unix::fs::OpenOptionsExt;
    let write = || {
        let mut file = File::options()
            .create(true)
            .truncate(true)
            .write(true)
            .mode(0o600)
            .open(path)?;
        file.write_all(bytes)?;
        file.sync_all()
    };
    write().map_err(|e| StoreError::io(path, e))
}
