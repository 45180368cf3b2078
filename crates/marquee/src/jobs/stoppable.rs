use std::io::{self, Write};

use engine::CancelToken;

/// A writer that ends with an error when its job must stop, so that a long join does not outlive its claim.
#[derive(Debug)]
pub struct Stoppable<W> {
    inner: W,
    stop: CancelToken,
}

impl<W> Stoppable<W> {
    pub fn new(inner: W, stop: CancelToken) -> Self {
        Self { inner, stop }
    }
}

impl<W: Write> Write for Stoppable<W> {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        if self.stop.is_cancelled() {
            return Err(io::Error::new(io::ErrorKind::ConnectionAborted, "stopped"));
        }
        self.inner.write(bytes)
    }

    fn flush(&mut self) -> io::Result<()> {
        self.inner.flush()
    }
}
