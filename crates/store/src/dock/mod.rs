//! The dock: where files lie that are on their way in, one per upload, until they are whole and taken into the vault.
//!
//! An upload is as far as its file is long: nothing else says so, and whatever ends a process in the middle of a part,
//! the next one goes on where the file ends.

mod berth;
mod block;
mod checksum;
mod hold;
mod registry;
mod room;
#[cfg(test)]
mod tests;

use std::collections::HashMap;
use std::fs::{self, File};
use std::io;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use house::id::UploadId;
use tokio::sync::Semaphore;

pub use berth::{Berth, Settled};
pub use checksum::{Algorithm, Checksum};

use self::hold::Hold;
use self::registry::Registry;
use self::room::Room;
use crate::StoreError;

/// Blocks in memory at once, of all uploads together: 32 MB.
const BLOCKS: usize = 16;
/// How long one who finds an upload taken waits for the other to make way.
const PATIENCE: Duration = Duration::from_millis(if cfg!(test) { 100 } else { 2_000 });
const PAUSE: Duration = Duration::from_millis(20);
/// Uploads whose digest is known so far and goes on with the next part.
const RESTING: usize = 1_024;

/// Cheap to clone; all clones know of each other's writers.
#[derive(Clone)]
pub struct Dock {
    inner: Arc<Inner>,
}

struct Inner {
    room: Room,
    registry: Registry,
    blocks: Arc<Semaphore>,
    resting: Mutex<HashMap<UploadId, Rest>>,
}

/// What was hashed of an upload up to an offset.
struct Rest {
    hasher: Box<blake3::Hasher>,
    offset: u64,
}

impl Rest {
    fn new(hasher: Box<blake3::Hasher>, offset: u64) -> Self {
        Self { hasher, offset }
    }
}

impl Dock {
    /// Opens the dock in `folder`, made when it is not there. Uploads leave `keep_free` bytes of the disk free.
    pub fn open(folder: &Path, keep_free: u64) -> Result<Self, StoreError> {
        fs::create_dir_all(folder).map_err(|e| StoreError::io(folder, e))?;
        Ok(Self {
            inner: Arc::new(Inner {
                room: Room::new(folder.to_owned(), keep_free),
                registry: Registry::default(),
                blocks: Arc::new(Semaphore::new(BLOCKS)),
                resting: Mutex::default(),
            }),
        })
    }

    /// Where an upload's bytes lie, for the engine, which is handed an open descriptor of it.
    pub fn path_of(&self, id: &UploadId) -> PathBuf {
        self.inner.path_of(id)
    }

    /// Bytes that uploads may still take.
    pub fn room(&self) -> Result<u64, StoreError> {
        self.inner.room.left()
    }

    /// Makes the empty file of a new upload.
    pub async fn make_place(&self, id: &UploadId) -> Result<(), StoreError> {
        let (path, folder) = (self.path_of(id), self.inner.room.folder.clone());
        blocking(move || {
            File::create_new(&path).map_err(|e| StoreError::io(&path, e))?;
            File::open(&folder)
                .and_then(|folder| folder.sync_all())
                .map_err(|e| StoreError::io(&folder, e))
        })
        .await
    }

    /// Takes the upload for adding to it. Who has it already and gets nothing from its sender makes way. `verified`:
    /// what comes after it was never compared with its checksum and is given up. `algorithm`: by which the part that
    /// comes now is checked.
    ///
    /// # Errors
    /// [`StoreError::InUse`] when somebody else adds to it; [`StoreError::Io`] when the file is gone.
    pub async fn claim(
        &self,
        id: &UploadId,
        verified: Option<u64>,
        algorithm: Option<Algorithm>,
    ) -> Result<Berth, StoreError> {
        let claimed = tokio::time::timeout(PATIENCE, self.take(id)).await;
        let (leave, mut hold) = claimed.map_err(|_| self.in_use(id))??;
        let resting = self.inner.recall(id);
        let hold = blocking(move || {
            if let Some(verified) = verified {
                hold.cut_back(verified)?;
            }
            // What a killed process has left is made to last before anybody builds on it.
            hold.sync()?;
            hold.hasher = match resting {
                Some(rest) if rest.offset == hold.end() => Some(rest.hasher),
                _ if hold.end() == 0 => Some(Box::default()),
                _ => None,
            };
            hold.check_by(algorithm);
            Ok(hold)
        })
        .await?;
        Ok(Berth::new(leave, hold))
    }

    /// How far the upload is: bytes that are in its file and outlive the power. `None` when there is no file.
    pub async fn received(&self, id: &UploadId) -> Result<Option<u64>, StoreError> {
        // One whose sender is gone without a word first writes what it still has.
        if let Some(taken) = self.inner.registry.find(id) {
            let _ = tokio::time::timeout(PATIENCE / 2, self.inner.registry.wait_for(id, &taken)).await;
        }
        let path = self.path_of(id);
        blocking(move || {
            let file = match File::open(&path) {
                Ok(file) => file,
                Err(e) if e.kind() == io::ErrorKind::NotFound => return Ok(None),
                Err(e) => return Err(StoreError::io(&path, e)),
            };
            // Asked before it is synced: what comes meanwhile is not promised.
            let length = file.metadata().map_err(|e| StoreError::io(&path, e))?.len();
            file.sync_data().map_err(|e| StoreError::io(&path, e))?;
            Ok(Some(length))
        })
        .await
    }

    /// How far it seems to be, without asking the disk to keep it: for lists.
    pub fn glance(&self, id: &UploadId) -> u64 {
        if let Some(taken) = self.inner.registry.find(id) {
            return taken.end();
        }
        fs::metadata(self.path_of(id)).map_or(0, |facts| facts.len())
    }

    /// Is somebody adding to it now, in this process?
    pub fn is_taken(&self, id: &UploadId) -> bool {
        self.inner.registry.find(id).is_some()
    }

    /// Removes an upload's file, if there is one; whoever adds to it is asked to make way first.
    ///
    /// # Errors
    /// [`StoreError::InUse`] when somebody goes on adding to it.
    pub async fn remove(&self, id: &UploadId) -> Result<(), StoreError> {
        let path = self.path_of(id);
        match self.claim(id, None, None).await {
            Ok(_berth) => {
                blocking(move || remove_file(&path)).await?;
                self.inner.forget(id);
                Ok(())
            }
            Err(StoreError::Io { source, .. }) if source.kind() == io::ErrorKind::NotFound => Ok(()),
            Err(e) => Err(e),
        }
    }

    /// Ids of all files in the dock.
    pub async fn uploads(&self) -> Result<Vec<UploadId>, StoreError> {
        let folder = self.inner.room.folder.clone();
        blocking(move || {
            let mut found = Vec::new();
            for entry in fs::read_dir(&folder).map_err(|e| StoreError::io(&folder, e))? {
                let entry = entry.map_err(|e| StoreError::io(&folder, e))?;
                found.extend(entry.file_name().to_str().and_then(|name| name.parse().ok()));
            }
            Ok(found)
        })
        .await
    }

    async fn take(&self, id: &UploadId) -> Result<(Leave, Box<Hold>), StoreError> {
        loop {
            let taken = match self.inner.registry.take(id) {
                Ok(taken) => taken,
                Err(taken) => {
                    self.inner.registry.wait_for(id, &taken).await;
                    continue;
                }
            };
            let leave = Leave {
                inner: Arc::clone(&self.inner),
                id: id.clone(),
                taken,
            };
            let (path, room) = (self.path_of(id), self.inner.room.clone());
            if let Some(hold) = blocking(move || Hold::open(&path, room)).await? {
                return Ok((leave, Box::new(hold)));
            }
            // A writer of this process that was dropped, or another process: asked again until the caller's patience
            // ends.
            drop(leave);
            tokio::time::sleep(PAUSE).await;
        }
    }

    fn in_use(&self, id: &UploadId) -> StoreError {
        StoreError::InUse {
            place: self.path_of(id),
            what: "somebody is sending this upload already".into(),
        }
    }
}

impl Inner {
    fn path_of(&self, id: &UploadId) -> PathBuf {
        self.room.folder.join(id.as_str())
    }

    fn remember(&self, id: &UploadId, rest: Rest) {
        let mut resting = self.resting.lock().unwrap_or_else(PoisonError::into_inner);
        if resting.len() >= RESTING && !resting.contains_key(id) {
            resting.clear();
        }
        resting.insert(id.clone(), rest);
    }

    fn recall(&self, id: &UploadId) -> Option<Rest> {
        self.resting
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .remove(id)
    }

    fn forget(&self, id: &UploadId) {
        let _ = self.recall(id);
    }
}

/// A taken berth; left when dropped.
struct Leave {
    inner: Arc<Inner>,
    id: UploadId,
    taken: Arc<registry::Taken>,
}

impl Drop for Leave {
    fn drop(&mut self) {
        self.inner.registry.leave(&self.id, &self.taken);
    }
}

fn remove_file(path: &Path) -> Result<(), StoreError> {
    match fs::remove_file(path) {
        Err(e) if e.kind() != io::ErrorKind::NotFound => Err(StoreError::io(path, e)),
        _ => Ok(()),
    }
}

async fn blocking<T: Send + 'static>(
    work: impl FnOnce() -> Result<T, StoreError> + Send + 'static,
) -> Result<T, StoreError> {
    match tokio::task::spawn_blocking(work).await {
        Ok(outcome) => outcome,
        Err(e) => Err(StoreError::io(Path::new("the dock"), io::Error::other(e))),
    }
}
