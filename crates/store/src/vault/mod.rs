//! The vault: content-addressed files that are never modified, `aa/bb/<64 hex digits>` under one folder. All calls
//! block; call them from `tokio::task::spawn_blocking`.

mod hold;
mod incoming;
mod put;
mod remove;
#[cfg(test)]
mod tests;
mod walk;

use std::fs::{self, File};
use std::io::{self, Read};
use std::os::unix::fs::OpenOptionsExt;
use std::path::{Path, PathBuf};

use house::Digest;
use rustix::fs::OFlags;

pub use hold::Hold;
pub use put::Kept;

use crate::StoreError;

/// Bytes read or written at a time.
const BLOCK: usize = 1 << 20;

/// Cheap to clone.
#[derive(Debug, Clone)]
pub struct Vault {
    folder: PathBuf,
}

impl Vault {
    /// Opens the vault in `folder`, made when it is not there; what dead processes left half-way is removed.
    pub fn open(folder: &Path) -> Result<Self, StoreError> {
        let vault = Self {
            folder: folder.to_owned(),
        };
        let incoming = vault.incoming();
        fs::create_dir_all(&incoming).map_err(|e| StoreError::io(&incoming, e))?;
        incoming::sweep(&incoming)?;
        Ok(vault)
    }

    /// A vault that is only read: nothing is made or swept, so it may lie on a disk that cannot be written.
    pub fn for_reading(folder: &Path) -> Self {
        Self {
            folder: folder.to_owned(),
        }
    }

    pub fn folder(&self) -> &Path {
        &self.folder
    }

    pub fn contains(&self, digest: &Digest) -> bool {
        self.path_of(digest)
            .symlink_metadata()
            .is_ok_and(|facts| facts.is_file())
    }

    /// The object for reading, and its length.
    pub fn open_object(&self, digest: &Digest) -> Result<(File, u64), StoreError> {
        let path = self.path_of(digest);
        let file = File::options()
            .read(true)
            .custom_flags(OFlags::NOFOLLOW.bits().cast_signed())
            .open(&path)
            .map_err(|e| match e.kind() {
                io::ErrorKind::NotFound => StoreError::MissingObject(*digest),
                _ => StoreError::io(&path, e),
            })?;
        let length = file.metadata().map_err(|e| StoreError::io(&path, e))?.len();
        Ok((file, length))
    }

    /// Where the object lies, for the engine, which is handed an open descriptor of it.
    pub fn path_of(&self, digest: &Digest) -> PathBuf {
        let hex = digest.to_string();
        self.folder.join(&hex[..2]).join(&hex[2..4]).join(hex)
    }

    /// Reads the whole object and compares; answers its length.
    ///
    /// # Errors
    /// [`StoreError::MissingObject`], [`StoreError::DamagedObject`].
    pub fn verify(&self, digest: &Digest) -> Result<u64, StoreError> {
        let (file, length) = self.open_object(digest)?;
        let found = digest_of(file).map_err(|e| StoreError::DamagedObject {
            digest: *digest,
            what: format!("it cannot be read: {e}"),
        })?;
        if found != *digest {
            return Err(StoreError::DamagedObject {
                digest: *digest,
                what: "its bytes have another digest".into(),
            });
        }
        Ok(length)
    }

    fn incoming(&self) -> PathBuf {
        self.folder.join("incoming")
    }

    /// Shared by whoever puts, held alone by whoever removes: an object that is found to be there already is not
    /// removed in the same moment.
    fn lock_path(&self) -> PathBuf {
        self.folder.join("lock")
    }
}

pub(crate) fn digest_of(mut file: File) -> io::Result<Digest> {
    let mut hasher = blake3::Hasher::new();
    let mut block = vec![0; BLOCK];
    loop {
        match file.read(&mut block) {
            Ok(0) => return Ok(hasher.finalize().into()),
            Ok(n) => hasher.update(&block[..n]),
            Err(e) if e.kind() == io::ErrorKind::Interrupted => continue,
            Err(e) => return Err(e),
        };
    }
}
