use std::fs::File;

use rustix::fs::sendfile;
use rustix::io::{Errno, pread};

/// Where bytes are sent that are only to come into the page cache: the kernel waits for each of their pages and copies
/// none.
pub(super) struct Nowhere(Option<File>);

/// Where there is no `/dev/null`: a byte of each page is read.
const PAGE: usize = 4 << 10;

impl Nowhere {
    pub(super) fn open() -> Self {
        Self(File::options().write(true).open("/dev/null").ok())
    }

    #[cfg(test)]
    pub(super) fn missing() -> Self {
        Self(None)
    }

    /// Waits for the next of `len` bytes of `file` at `at`; answers how many are there now, 0 at the file's end.
    pub(super) fn send(&self, file: &File, mut at: u64, len: usize) -> Result<usize, Errno> {
        if let Some(nowhere) = &self.0 {
            match sendfile(nowhere, file, Some(&mut at), len) {
                // A file system that cannot splice.
                Err(Errno::INVAL | Errno::NOSYS) => {}
                outcome => return outcome,
            }
        }
        let page = PAGE - usize::try_from(at % PAGE as u64).unwrap_or(0);
        let there = pread(file, &mut [0; 1], at)?;
        Ok(there * page.min(len))
    }
}
