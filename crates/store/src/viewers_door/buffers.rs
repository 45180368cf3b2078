use std::sync::{Arc, Mutex, PoisonError};

use bytes::Bytes;

/// Bytes in a buffer: what one chunk to a viewer holds at most. Small enough to be still in the processor's cache when
/// it is sent, large enough that a call costs little against the copy.
pub(super) const CHUNK: usize = 128 << 10;

/// Buffers kept for the next reader; more than these are given back to the system.
const KEPT: usize = 32;

/// Buffers that go round: a chunk's memory comes back when the connection has sent it, so that a busy door neither
/// allocates nor zeroes.
#[derive(Clone, Default)]
pub(super) struct Buffers {
    free: Arc<Mutex<Vec<Box<[u8]>>>>,
}

impl Buffers {
    pub(super) fn take(&self) -> Buffer {
        let kept = self.lock().pop();
        Buffer {
            block: kept.unwrap_or_else(|| vec![0; CHUNK].into_boxed_slice()),
            filled: 0,
            home: self.clone(),
        }
    }

    fn lock(&self) -> std::sync::MutexGuard<'_, Vec<Box<[u8]>>> {
        self.free.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// A block of [`CHUNK`] bytes of which the first `filled` mean something.
pub(super) struct Buffer {
    pub(super) block: Box<[u8]>,
    pub(super) filled: usize,
    home: Buffers,
}

impl Buffer {
    pub(super) fn into_bytes(self) -> Bytes {
        Bytes::from_owner(self)
    }
}

impl AsRef<[u8]> for Buffer {
    fn as_ref(&self) -> &[u8] {
        &self.block[..self.filled]
    }
}

impl Drop for Buffer {
    fn drop(&mut self) {
        let mut free = self.home.lock();
        if free.len() < KEPT {
            free.push(std::mem::take(&mut self.block));
        }
    }
}
