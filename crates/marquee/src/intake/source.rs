//! The file that is handed in: opened once, and watched for changes while it is read.

use std::fs::{File, Metadata};
use std::io::Read;
use std::os::unix::fs::MetadataExt;
use std::path::{Path, PathBuf};

use anyhow::Context;

use super::Heard;
use crate::cli::problem::Advised;

pub struct Source {
    pub path: PathBuf,
    /// For people only.
    pub name: String,
    pub bytes: u64,
    seen: Seen,
}

/// What changes when someone writes to a file, or puts another in its place.
#[derive(Debug, PartialEq, Eq)]
struct Seen {
    device: u64,
    inode: u64,
    bytes: u64,
    modified: (i64, i64),
}

impl Seen {
    fn of(facts: &Metadata) -> Self {
        Self {
            device: facts.dev(),
            inode: facts.ino(),
            bytes: facts.len(),
            modified: (facts.mtime(), facts.mtime_nsec()),
        }
    }
}

impl Source {
    /// # Errors
    /// A sentence when it is no file, empty, or may not be read.
    pub fn open(path: &Path) -> anyhow::Result<Self> {
        let name = path
            .file_name()
            .map_or_else(|| "unnamed".into(), |name| name.to_string_lossy().into_owned());
        Self::named(path, name)
    }

    /// A file that lies under another name than it came with.
    ///
    /// # Errors
    /// As [`Self::open`].
    pub fn named(path: &Path, name: String) -> anyhow::Result<Self> {
        let facts = std::fs::metadata(path).context("it cannot be opened")?;
        if !facts.is_file() {
            return Err(Advised::new("it is no file", "name a file, or a folder with files").into());
        }
        if facts.len() == 0 {
            return Err(Advised::new("it is empty", "copy it again from where it came").into());
        }
        // Opened here, so that one that may not be read is refused before it is looked over.
        File::open(path).context("it cannot be read")?;
        Ok(Self {
            path: path.to_owned(),
            name,
            bytes: facts.len(),
            seen: Seen::of(&facts),
        })
    }

    pub fn reader(&self, heard: Heard) -> anyhow::Result<impl Read + Send + use<>> {
        let file = File::open(&self.path).context("it cannot be read")?;
        Ok(Counted {
            file,
            done: 0,
            total: self.bytes,
            heard,
        })
    }

    pub fn refuse_change(&self) -> anyhow::Result<()> {
        let facts = std::fs::metadata(&self.path).context("it vanished while it was read")?;
        if Seen::of(&facts) == self.seen {
            return Ok(());
        }
        Err(Advised::new(
            "it changed while it was read",
            "wait until whatever writes it has finished, then add it again",
        )
        .into())
    }
}

struct Counted {
    file: File,
    done: u64,
    total: u64,
    heard: Heard,
}

impl Read for Counted {
    fn read(&mut self, buffer: &mut [u8]) -> std::io::Result<usize> {
        let count = self.file.read(buffer)?;
        self.done = self.done.saturating_add(count as u64);
        (self.heard)(self.done, self.total);
        Ok(count)
    }
}
