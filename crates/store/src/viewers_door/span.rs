use std::io;
use std::os::fd::AsFd;
use std::sync::Arc;

use house::Instant;
use rustix::fs::sendfile;
use rustix::io::Errno;

use super::film_bytes::Means;
use super::open_files::OpenObject;

/// A range of a file that the kernel can hand to a socket without a copy, because its pages were in the page cache a
/// moment ago (see [`super::FilmBytes::take_span`]).
pub struct Span {
    pub(super) object: Arc<OpenObject>,
    pub(super) at: u64,
    pub(super) end: u64,
    pub(super) closes: Option<Instant>,
    pub(super) means: Arc<Means>,
}

impl Span {
    /// Bytes that are still to be sent.
    pub fn remaining(&self) -> u64 {
        self.end - self.at
    }

    /// Sends as much as the socket takes now, which must not block; answers how much that was.
    ///
    /// # Errors
    /// `WouldBlock` when the socket takes nothing now; `UnexpectedEof` when the file was shortened; `PermissionDenied`
    /// when the release has closed; whatever the socket says.
    pub fn send(&mut self, socket: impl AsFd) -> io::Result<usize> {
        if self.closes.is_some_and(|closes| closes <= self.means.clock.now()) {
            return Err(io::ErrorKind::PermissionDenied.into());
        }
        let wanted = usize::try_from(self.remaining()).unwrap_or(usize::MAX);
        loop {
            let mut offset = self.at;
            match sendfile(&socket, self.object.file(), Some(&mut offset), wanted) {
                Ok(0) if wanted > 0 => {
                    self.means.files.forget(&self.object.digest);
                    return Err(io::ErrorKind::UnexpectedEof.into());
                }
                Ok(sent) => {
                    self.at += sent as u64;
                    return Ok(sent);
                }
                Err(Errno::INTR) => {}
                Err(error) => return Err(error.into()),
            }
        }
    }
}
