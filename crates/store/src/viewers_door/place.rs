use std::io;
use std::os::fd::AsFd;
use std::sync::Arc;

use rustix::fs::sendfile;

use super::open_files::OpenObject;

/// Most bytes of one place.
pub(super) const PLACE: usize = 1 << 20;

/// A run of bytes of an open object that the kernel can send by itself, without a copy in this program. It stands for an
/// admission that was checked when it was handed out, and can be sent once, to one socket.
pub struct Place {
    object: Arc<OpenObject>,
    at: u64,
    end: u64,
}

impl Place {
    pub(super) fn new(object: Arc<OpenObject>, at: u64, len: usize) -> Self {
        let end = at + len as u64;
        Self { object, at, end }
    }

    /// Bytes that are still to be sent.
    pub fn remaining(&self) -> usize {
        usize::try_from(self.end - self.at).unwrap_or(usize::MAX)
    }

    /// Sends as many of the next `most` bytes as the socket takes now; answers how many.
    ///
    /// # Errors
    /// [`io::ErrorKind::WouldBlock`] when a non-blocking socket takes none; [`io::ErrorKind::UnexpectedEof`] when the
    /// object is shorter than it was.
    pub fn send(&mut self, socket: impl AsFd, most: usize) -> io::Result<usize> {
        let count = most.min(self.remaining());
        let sent = sendfile(socket, &self.object.file, Some(&mut self.at), count)?;
        if sent == 0 && count > 0 {
            return Err(io::ErrorKind::UnexpectedEof.into());
        }
        Ok(sent)
    }
}
