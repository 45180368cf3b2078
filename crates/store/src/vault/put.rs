use std::fs::{self, File, Permissions};
use std::io::{self, Read, Write};
use std::os::unix::fs::{MetadataExt, PermissionsExt};
use std::path::Path;

use house::Digest;
use rustix::fs::{Timespec, Timestamps, UTIME_NOW, UTIME_OMIT, futimens};

use super::incoming::Incoming;
use super::{BLOCK, Vault, digest_of};
use crate::{FileLock, StoreError};

/// An object that is in the vault now.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Kept {
    pub digest: Digest,
    pub bytes: u64,
    /// It was there before.
    pub known: bool,
}

impl Vault {
    /// Takes all bytes of `source`: hashed while they are written, fsynced, renamed into place, folder fsynced.
    pub fn put(&self, source: &mut impl Read) -> Result<Kept, StoreError> {
        self.put_checked(source, None)
    }

    /// Takes a copy of an object of another vault: hashed while it is written, as all are.
    ///
    /// # Errors
    /// [`StoreError::DamagedObject`] when the bytes are others than `expected`; then nothing was put.
    pub fn put_copy(&self, source: &mut impl Read, expected: &Digest) -> Result<Kept, StoreError> {
        self.put_checked(source, Some(expected))
    }

    fn put_checked(&self, source: &mut impl Read, expected: Option<&Digest>) -> Result<Kept, StoreError> {
        let mut incoming = Incoming::create(&self.incoming())?;
        let mut hasher = blake3::Hasher::new();
        let mut block = vec![0; BLOCK];
        let mut bytes = 0;
        loop {
            let n = match source.read(&mut block) {
                Ok(0) => break,
                Ok(n) => n,
                Err(e) if e.kind() == io::ErrorKind::Interrupted => continue,
                Err(error) if let Some(digest) = expected => {
                    return Err(StoreError::DamagedObject {
                        digest: *digest,
                        what: format!("it cannot be read: {error}"),
                    });
                }
                Err(source) => {
                    return Err(StoreError::Io {
                        place: "the file that is being taken in".into(),
                        source,
                    });
                }
            };
            hasher.update(&block[..n]);
            incoming
                .file
                .write_all(&block[..n])
                .map_err(|e| StoreError::io(&incoming.path, e))?;
            bytes += n as u64;
        }
        let found: Digest = hasher.finalize().into();
        if let Some(digest) = expected.filter(|digest| **digest != found) {
            return Err(StoreError::DamagedObject {
                digest: *digest,
                what: "its bytes have another digest".into(),
            });
        }
        self.place(found, bytes, &incoming.file, &incoming.path)
    }

    /// Takes over a file of this machine that nobody writes any more (a job's scratch file): moved when it is on the
    /// same file system, else copied. The file is gone afterwards.
    pub fn adopt(&self, path: &Path) -> Result<Kept, StoreError> {
        let failed = |e| StoreError::io(path, e);
        let facts = path.symlink_metadata().map_err(failed)?;
        if !facts.is_file() {
            return Err(StoreError::Refused(format!("{} is not a file", path.display())));
        }
        let mut file = File::open(path).map_err(failed)?;
        let here = fs::metadata(&self.folder).map_err(|e| StoreError::io(&self.folder, e))?;
        let kept = if facts.nlink() == 1 && facts.dev() == here.dev() {
            let digest = digest_of(file.try_clone().map_err(failed)?).map_err(failed)?;
            self.place(digest, facts.len(), &file, path)?
        } else {
            self.put(&mut file)?
        };
        match fs::remove_file(path) {
            Err(e) if e.kind() != io::ErrorKind::NotFound => Err(failed(e)),
            _ => Ok(kept),
        }
    }

    /// Like [`Self::adopt`], for a file whose bytes were hashed when they came: they are not read again where the file
    /// can be moved.
    ///
    /// # Errors
    /// [`StoreError::Refused`] when a file that must be copied has other bytes.
    pub fn adopt_as(&self, path: &Path, digest: &Digest) -> Result<Kept, StoreError> {
        let failed = |e| StoreError::io(path, e);
        let facts = path.symlink_metadata().map_err(failed)?;
        let here = fs::metadata(&self.folder).map_err(|e| StoreError::io(&self.folder, e))?;
        if !facts.is_file() || facts.nlink() != 1 || facts.dev() != here.dev() {
            let kept = self.adopt(path)?;
            if kept.digest != *digest {
                return Err(StoreError::Refused(format!(
                    "{} has other bytes than came",
                    path.display()
                )));
            }
            return Ok(kept);
        }
        let file = File::open(path).map_err(failed)?;
        let kept = self.place(*digest, facts.len(), &file, path)?;
        match fs::remove_file(path) {
            Err(e) if e.kind() != io::ErrorKind::NotFound => Err(failed(e)),
            _ => Ok(kept),
        }
    }

    /// The digest of a file outside of the vault, by which it can be adopted.
    pub fn digest_of_file(path: &Path) -> Result<Digest, StoreError> {
        File::open(path)
            .and_then(digest_of)
            .map_err(|e| StoreError::io(path, e))
    }

    /// Moves a complete file to where its digest belongs, unless it is there already.
    fn place(&self, digest: Digest, bytes: u64, file: &File, path: &Path) -> Result<Kept, StoreError> {
        let failed = |e| StoreError::io(path, e);
        file.set_permissions(Permissions::from_mode(0o444))
            .map_err(failed)?;
        touch(file).map_err(failed)?;
        file.sync_all().map_err(failed)?;
        let target = self.path_of(&digest);
        let _shared = FileLock::shared(&self.lock_path())?;
        let known = self.is_there(&digest, bytes)?;
        if !known {
            self.make_room(&target)?;
            // Replaces an object of the same bytes that another process put meanwhile, or one that was cut short.
            fs::rename(path, &target).map_err(|e| StoreError::io(&target, e))?;
            sync_folder(target.parent().unwrap_or(&self.folder))?;
        }
        Ok(Kept { digest, bytes, known })
    }

    /// An object that is put again is as young as a new one, so that gc leaves it to whoever put it.
    fn is_there(&self, digest: &Digest, bytes: u64) -> Result<bool, StoreError> {
        let (file, length) = match self.open_object(digest) {
            Ok(found) => found,
            Err(StoreError::MissingObject(_)) => return Ok(false),
            Err(e) => return Err(e),
        };
        if length != bytes {
            return Ok(false);
        }
        touch(&file).map_err(|e| StoreError::io(&self.path_of(digest), e))?;
        Ok(true)
    }

    /// Makes the folders `aa/bb` of an object, each lasting before the next.
    fn make_room(&self, target: &Path) -> Result<(), StoreError> {
        let Some(inner) = target.parent() else {
            return Ok(());
        };
        let Some(outer) = inner.parent() else {
            return Ok(());
        };
        for (folder, above) in [(outer, self.folder.as_path()), (inner, outer)] {
            match fs::create_dir(folder) {
                Ok(()) => sync_folder(above)?,
                Err(e) if e.kind() == io::ErrorKind::AlreadyExists => {}
                Err(e) => return Err(StoreError::io(folder, e)),
            }
        }
        Ok(())
    }
}

/// Sets the time of modification to now, by the file system's own clock (gc compares it, see [`Vault::remove`]).
fn touch(file: &File) -> io::Result<()> {
    let time = |tv_nsec| Timespec { tv_sec: 0, tv_nsec };
    Ok(futimens(
        file,
        &Timestamps {
            last_access: time(UTIME_OMIT),
            last_modification: time(UTIME_NOW),
        },
    )?)
}

fn sync_folder(folder: &Path) -> Result<(), StoreError> {
    File::open(folder)
        .and_then(|file| file.sync_all())
        .map_err(|e| StoreError::io(folder, e))
}
