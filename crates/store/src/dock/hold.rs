use std::fs::File;
use std::io;
use std::os::unix::fs::{FileExt, OpenOptionsExt};
use std::path::{Path, PathBuf};

use rustix::fs::{FlockOperation, OFlags, flock};

use super::block::ALIGNMENT;
use super::checksum::{Algorithm, Summing};
use super::room::Room;
use crate::StoreError;

/// Where bytes do not go to the disk by themselves, they are sent there after so many.
const STRIDE: u64 = 64 << 20;

/// The file of an upload, open for the one who adds to it. All calls block.
///
/// Whole blocks go to the disk past the page cache: a film that comes in does not push out of memory what the audience
/// is watching, and costs no second copy. What is left at the ends of a part goes the usual way.
pub(super) struct Hold {
    path: PathBuf,
    /// Locked for this process alone.
    file: File,
    /// `None` where the file system knows no direct writing.
    direct: Option<File>,
    /// End of what is written.
    end: u64,
    /// Of all bytes from the first; `None` when this process has not seen them all.
    pub(super) hasher: Option<Box<blake3::Hasher>>,
    /// Of the bytes of this part.
    pub(super) summing: Option<Summing>,
    /// Where the checked part began, and what was hashed before it.
    before: Option<(u64, Option<Box<blake3::Hasher>>)>,
    room: Room,
    unsynced: u64,
}

impl Hold {
    /// `None` when another has the file.
    pub(super) fn open(path: &Path, room: Room) -> Result<Option<Self>, StoreError> {
        let failed = |e| StoreError::io(path, e);
        let mut options = File::options();
        options.read(true).write(true);
        let file = options
            .custom_flags(OFlags::NOFOLLOW.bits().cast_signed())
            .open(path)
            .map_err(failed)?;
        match flock(&file, FlockOperation::NonBlockingLockExclusive) {
            Ok(()) => {}
            Err(rustix::io::Errno::WOULDBLOCK) => return Ok(None),
            Err(e) => return Err(failed(e.into())),
        }
        let straight = OFlags::NOFOLLOW.union(OFlags::DIRECT).bits().cast_signed();
        let direct = options.custom_flags(straight).open(path).ok();
        let end = file.metadata().map_err(failed)?.len();
        Ok(Some(Self {
            path: path.to_owned(),
            file,
            direct,
            end,
            hasher: None,
            summing: None,
            before: None,
            room,
            unsynced: 0,
        }))
    }

    pub(super) fn end(&self) -> u64 {
        self.end
    }

    pub(super) fn check_by(&mut self, algorithm: Option<Algorithm>) {
        self.summing = algorithm.map(Summing::by);
        self.before = algorithm.map(|_| (self.end, self.hasher.clone()));
    }

    /// Adds the bytes at the end; `bytes` begins on an even address. What could be written before an error counts.
    pub(super) fn add(&mut self, bytes: &[u8]) -> Result<(), StoreError> {
        self.room.ask_for(bytes.len() as u64)?;
        let mut rest = bytes;
        while !rest.is_empty() {
            match self.write_some(rest) {
                Ok(0) => {
                    return Err(StoreError::io(&self.path, io::ErrorKind::WriteZero.into()));
                }
                Ok(written) => {
                    self.account(&rest[..written]);
                    rest = &rest[written..];
                }
                Err(e) if e.kind() == io::ErrorKind::Interrupted => {}
                Err(e) => return Err(StoreError::io(&self.path, e)),
            }
        }
        if self.unsynced >= STRIDE {
            self.sync()?;
        }
        Ok(())
    }

    fn write_some(&mut self, bytes: &[u8]) -> io::Result<usize> {
        let whole = bytes.len() / ALIGNMENT * ALIGNMENT;
        let is_even = self.end.is_multiple_of(ALIGNMENT as u64)
            && bytes.as_ptr().align_offset(ALIGNMENT) == 0
            && whole > 0;
        if is_even && let Some(direct) = &self.direct {
            match direct.write_at(&bytes[..whole], self.end) {
                // Opened, but not able to: some network file systems.
                Err(e) if e.kind() == io::ErrorKind::InvalidInput => self.direct = None,
                written => return written,
            }
        }
        let written = self.file.write_at(bytes, self.end)?;
        self.unsynced += written as u64;
        Ok(written)
    }

    fn account(&mut self, written: &[u8]) {
        self.end += written.len() as u64;
        if let Some(hasher) = &mut self.hasher {
            hasher.update(written);
        }
        if let Some(summing) = &mut self.summing {
            summing.add(written);
        }
    }

    /// What is written outlives the power.
    pub(super) fn sync(&mut self) -> Result<(), StoreError> {
        self.file.sync_data().map_err(|e| StoreError::io(&self.path, e))?;
        self.unsynced = 0;
        Ok(())
    }

    /// Gives up what comes after `end`.
    pub(super) fn cut_back(&mut self, end: u64) -> Result<(), StoreError> {
        if end >= self.end {
            return Ok(());
        }
        self.file
            .set_len(end)
            .and_then(|()| self.file.sync_all())
            .map_err(|e| StoreError::io(&self.path, e))?;
        self.end = end;
        self.hasher = match self.before.take() {
            Some((began, hasher)) if began == end => hasher,
            _ => None,
        };
        Ok(())
    }
}
