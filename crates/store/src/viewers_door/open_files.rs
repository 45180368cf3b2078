use std::collections::HashMap;
use std::fs::File;
use std::io;
use std::sync::{Arc, Mutex, PoisonError};

use house::Digest;
use rustix::io::{Errno, ReadWriteFlags, preadv2};

use crate::{StoreError, Vault};

/// Files kept open; the one that was used longest ago makes room.
const KEPT: usize = 256;

/// Objects that viewers are reading: open, with known length, so that a warm read costs no other call.
pub(super) struct OpenFiles {
    vault: Vault,
    kept: Mutex<Kept>,
}

#[derive(Default)]
struct Kept {
    files: HashMap<Digest, (Arc<OpenObject>, u64)>,
    uses: u64,
}

pub(super) struct OpenObject {
    pub(super) digest: Digest,
    pub(super) len: u64,
    file: File,
}

impl OpenFiles {
    pub(super) fn new(vault: Vault) -> Self {
        Self {
            vault,
            kept: Mutex::default(),
        }
    }

    pub(super) async fn open(&self, digest: &Digest) -> Result<Arc<OpenObject>, StoreError> {
        if let Some(object) = self.find(digest) {
            return Ok(object);
        }
        let (vault, digest) = (self.vault.clone(), *digest);
        let opened = tokio::task::spawn_blocking(move || vault.open_object(&digest)).await;
        let (file, len) = opened.map_err(|e| StoreError::io(self.vault.folder(), io::Error::other(e)))??;
        let object = Arc::new(OpenObject { digest, len, file });
        self.keep(&object);
        Ok(object)
    }

    /// Lets go of a file that turned out to be damaged: it may be healed by another one.
    pub(super) fn forget(&self, digest: &Digest) {
        self.lock().files.remove(digest);
    }

    #[cfg(test)]
    pub(super) fn count(&self) -> usize {
        self.lock().files.len()
    }

    fn find(&self, digest: &Digest) -> Option<Arc<OpenObject>> {
        let mut kept = self.lock();
        kept.uses += 1;
        let uses = kept.uses;
        let (object, used) = kept.files.get_mut(digest)?;
        *used = uses;
        Some(Arc::clone(object))
    }

    fn keep(&self, object: &Arc<OpenObject>) {
        let mut kept = self.lock();
        if kept.files.len() >= KEPT {
            let oldest = kept
                .files
                .iter()
                .min_by_key(|(_, (_, used))| *used)
                .map(|(digest, _)| *digest);
            oldest.and_then(|digest| kept.files.remove(&digest));
        }
        let uses = kept.uses;
        kept.files.insert(object.digest, (Arc::clone(object), uses));
    }

    fn lock(&self) -> std::sync::MutexGuard<'_, Kept> {
        self.kept.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// What a read that must not wait came to.
pub(super) enum Warm {
    Read(usize),
    /// The page cache has nothing at this place: the disk must be asked.
    Cold,
}

impl OpenObject {
    /// Reads what the page cache has at `offset`, without waiting for the disk.
    pub(super) fn read_warm(&self, block: &mut [u8], offset: u64) -> Result<Warm, StoreError> {
        let mut into = [io::IoSliceMut::new(block)];
        match preadv2(&self.file, &mut into, offset, ReadWriteFlags::NOWAIT) {
            Ok(0) => Err(self.cut_short(offset)),
            Ok(n) => Ok(Warm::Read(n)),
            // EOPNOTSUPP: the file system cannot tell; ask the disk, which never stalls anybody but its own thread.
            Err(Errno::AGAIN | Errno::OPNOTSUPP | Errno::INTR | Errno::NOSYS) => Ok(Warm::Cold),
            Err(e) => Err(self.failed(e)),
        }
    }

    /// Fills the block, waiting for the disk; `ahead` bytes from `offset` on are asked for at once.
    pub(super) fn read_cold(&self, block: &mut [u8], offset: u64, ahead: u64) -> Result<(), StoreError> {
        if let Some(ahead) = std::num::NonZeroU64::new(ahead) {
            // Only advice: without it the same bytes come, later.
            let _ = rustix::fs::fadvise(&self.file, offset, Some(ahead), rustix::fs::Advice::WillNeed);
        }
        let mut filled = 0;
        while filled < block.len() {
            let at = offset + filled as u64;
            match rustix::io::pread(&self.file, &mut block[filled..], at) {
                Ok(0) => return Err(self.cut_short(at)),
                Ok(n) => filled += n,
                Err(Errno::INTR) => {}
                Err(e) => return Err(self.failed(e)),
            }
        }
        Ok(())
    }

    fn cut_short(&self, offset: u64) -> StoreError {
        StoreError::DamagedObject {
            digest: self.digest,
            what: format!("it ends at byte {offset} of {}", self.len),
        }
    }

    fn failed(&self, error: Errno) -> StoreError {
        StoreError::DamagedObject {
            digest: self.digest,
            what: format!("it cannot be read: {}", io::Error::from(error)),
        }
    }
}
