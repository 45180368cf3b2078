use std::collections::HashMap;
use std::fs::File;
use std::io;
use std::ops::Range;
use std::sync::{Arc, Mutex, PoisonError};

use house::{Digest, Instant};
use rustix::io::{Errno, ReadWriteFlags, preadv2};

use super::nowhere::Nowhere;
use crate::{StoreError, Vault};

/// Files kept open; the one that was used longest ago makes room.
const KEPT: usize = 256;

/// A file that nobody has asked for in so long is closed, so that one that gc removed gives its room back.
const IDLE_MS: i64 = 60_000;

/// Distance between two bytes that are looked at to tell whether a run is in the page cache.
const PROBE: u64 = 128 << 10;

/// Objects that viewers are reading: open, with known length, so that a warm read costs no other call.
pub(super) struct OpenFiles {
    vault: Vault,
    kept: Mutex<Kept>,
}

struct Kept {
    files: HashMap<Digest, Use>,
    swept: Instant,
}

struct Use {
    object: Arc<OpenObject>,
    last: Instant,
}

pub(super) struct OpenObject {
    pub(super) digest: Digest,
    pub(super) len: u64,
    pub(super) file: File,
}

impl OpenFiles {
    pub(super) fn new(vault: Vault, now: Instant) -> Self {
        Self {
            vault,
            kept: Mutex::new(Kept {
                files: HashMap::new(),
                swept: now,
            }),
        }
    }

    pub(super) async fn open(&self, digest: &Digest, now: Instant) -> Result<Arc<OpenObject>, StoreError> {
        if let Some(object) = self.lock().find(digest, now) {
            return Ok(object);
        }
        let (vault, digest) = (self.vault.clone(), *digest);
        let opened = tokio::task::spawn_blocking(move || vault.open_object(&digest)).await;
        let (file, len) = opened.map_err(|e| StoreError::io(self.vault.folder(), io::Error::other(e)))??;
        // Segments are read from end to end: larger windows of reading ahead. Only advice.
        let _ = rustix::fs::fadvise(&file, 0, None, rustix::fs::Advice::Sequential);
        let object = Arc::new(OpenObject { digest, len, file });
        self.lock().keep(&object, now);
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

    fn lock(&self) -> std::sync::MutexGuard<'_, Kept> {
        self.kept.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Kept {
    fn find(&mut self, digest: &Digest, now: Instant) -> Option<Arc<OpenObject>> {
        if !(0..IDLE_MS).contains(&now.millis_since(self.swept)) {
            self.files
                .retain(|_, used| (0..IDLE_MS).contains(&now.millis_since(used.last)));
            self.swept = now;
        }
        let used = self.files.get_mut(digest)?;
        used.last = now;
        Some(Arc::clone(&used.object))
    }

    fn keep(&mut self, object: &Arc<OpenObject>, now: Instant) {
        if self.files.len() >= KEPT {
            let oldest = self.files.iter().min_by_key(|(_, used)| used.last);
            let oldest = oldest.map(|(digest, _)| *digest);
            oldest.and_then(|digest| self.files.remove(&digest));
        }
        let object = Arc::clone(object);
        self.files.insert(object.digest, Use { object, last: now });
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

    /// Whether the page cache has `len` bytes from `offset` on, as far as a byte here and there tells: pages come from
    /// the disk in runs.
    pub(super) fn is_warm(&self, offset: u64, len: usize) -> Result<bool, StoreError> {
        let last = offset + (len as u64).saturating_sub(1);
        let mut at = offset;
        loop {
            if let Warm::Cold = self.read_warm(&mut [0], at)? {
                return Ok(false);
            }
            if at >= last {
                return Ok(true);
            }
            at = last.min(at + PROBE);
        }
    }

    /// Waits until the page cache has `len` bytes from `offset` on. They are not asked for ahead: the kernel reads
    /// ahead by itself, in large folios, which cost half of the single pages that `fadvise` brings.
    pub(super) fn bring(&self, nowhere: &Nowhere, offset: u64, len: usize) -> Result<(), StoreError> {
        let mut brought = 0;
        while brought < len {
            let at = offset + brought as u64;
            match nowhere.send(&self.file, at, len - brought) {
                Ok(0) => return Err(self.cut_short(at)),
                Ok(n) => brought += n,
                Err(Errno::INTR) => {}
                Err(e) => return Err(self.failed(e)),
            }
        }
        Ok(())
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

    /// A range whole in memory, waiting for the disk.
    pub(super) fn read(&self, range: Range<u64>) -> Result<Vec<u8>, StoreError> {
        let wanted = range.end.saturating_sub(range.start);
        if range.end > self.len {
            return Err(self.cut_short(self.len));
        }
        let mut bytes = vec![0; usize::try_from(wanted).unwrap_or(0)];
        self.read_cold(&mut bytes, range.start, wanted)?;
        Ok(bytes)
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
