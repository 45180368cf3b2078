use std::pin::Pin;
use std::sync::Arc;
use std::task::{Context, Poll, ready};

use bytes::Bytes;
use house::{Clock, Instant};
use tokio::task::{JoinError, JoinHandle};

use super::buffers::{Buffer, Buffers, CHUNK};
use super::nowhere::Nowhere;
use super::open_files::{OpenFiles, OpenObject, Warm};
use super::place::{PLACE, Place};
use crate::StoreError;

/// Asked of the disk at once when a chunk is not in the page cache: about a segment.
const READ_AHEAD: u64 = 4 << 20;

/// Brought into the page cache at once for places: about a segment.
const BROUGHT: usize = 2 << 20;

/// Bytes on their way to a viewer: a stream of chunks, made to be wrapped as an HTTP body. Holds one chunk at a time.
pub struct FilmBytes {
    object: Arc<OpenObject>,
    at: u64,
    end: u64,
    /// The release closes: not a byte after this.
    closes: Option<Instant>,
    waiting: Option<JoinHandle<Result<Buffer, StoreError>>>,
    /// The next bytes are on their way into the page cache; so many.
    bringing: Option<JoinHandle<Result<usize, StoreError>>>,
    means: Arc<Means>,
}

/// What all streams of a door share.
pub(super) struct Means {
    pub(super) clock: Arc<dyn Clock>,
    pub(super) files: OpenFiles,
    pub(super) buffers: Buffers,
    pub(super) nowhere: Nowhere,
}

impl FilmBytes {
    pub(super) fn new(
        means: Arc<Means>,
        object: Arc<OpenObject>,
        range: std::ops::Range<u64>,
        closes: Option<Instant>,
    ) -> Self {
        Self {
            object,
            at: range.start,
            end: range.end,
            closes,
            waiting: None,
            bringing: None,
            means,
        }
    }

    /// Bytes that are still to come.
    pub fn remaining(&self) -> u64 {
        self.end - self.at
    }

    /// The next chunk; `None` when the range is complete or after an error. Bytes that are in the page cache come
    /// without waiting; for others a thread of the blocking pool waits.
    pub fn poll_chunk(&mut self, cx: &mut Context<'_>) -> Poll<Option<Result<Bytes, StoreError>>> {
        if self.at >= self.end {
            return Poll::Ready(None);
        }
        let outcome = ready!(self.poll_buffer(cx));
        match outcome {
            Ok(buffer) => {
                self.at += buffer.filled as u64;
                Poll::Ready(Some(Ok(buffer.into_bytes())))
            }
            Err(error) => {
                self.end = self.at;
                self.means.files.forget(&self.object.digest);
                Poll::Ready(Some(Err(error)))
            }
        }
    }

    pub async fn next_chunk(&mut self) -> Option<Result<Bytes, StoreError>> {
        std::future::poll_fn(|cx| self.poll_chunk(cx)).await
    }

    /// The same bytes as places that the kernel sends by itself: for connections that can. What is not in the page
    /// cache is brought there first, on a thread of the blocking pool.
    pub fn poll_place(&mut self, cx: &mut Context<'_>) -> Poll<Option<Result<Place, StoreError>>> {
        if self.at >= self.end {
            return Poll::Ready(None);
        }
        let outcome = ready!(self.poll_warm(cx));
        match outcome {
            Ok(len) => {
                let place = Place::new(Arc::clone(&self.object), self.at, len);
                self.at += len as u64;
                Poll::Ready(Some(Ok(place)))
            }
            Err(error) => {
                self.end = self.at;
                self.means.files.forget(&self.object.digest);
                Poll::Ready(Some(Err(error)))
            }
        }
    }

    /// How many of the next bytes are in the page cache now.
    fn poll_warm(&mut self, cx: &mut Context<'_>) -> Poll<Result<usize, StoreError>> {
        if self.has_closed() {
            return Poll::Ready(Err(StoreError::NotAdmitted));
        }
        if self.bringing.is_none() {
            let wanted = usize::try_from(self.remaining()).unwrap_or(PLACE).min(PLACE);
            if self.object.is_warm(self.at, wanted)? {
                return Poll::Ready(Ok(wanted));
            }
            self.bringing = Some(self.bring());
        }
        let Some(bringing) = self.bringing.as_mut() else {
            return Poll::Pending;
        };
        let brought = ready!(Pin::new(bringing).poll(cx));
        self.bringing = None;
        Poll::Ready(ended(brought))
    }

    /// Brings the next bytes in; more than one place, since each call costs a change of threads.
    fn bring(&self) -> JoinHandle<Result<usize, StoreError>> {
        let (object, means, offset) = (Arc::clone(&self.object), Arc::clone(&self.means), self.at);
        let wanted = usize::try_from(self.remaining()).unwrap_or(BROUGHT).min(BROUGHT);
        tokio::task::spawn_blocking(move || {
            object.bring(&means.nowhere, offset, wanted)?;
            Ok(wanted.min(PLACE))
        })
    }

    fn has_closed(&self) -> bool {
        self.closes.is_some_and(|closes| closes <= self.means.clock.now())
    }

    fn poll_buffer(&mut self, cx: &mut Context<'_>) -> Poll<Result<Buffer, StoreError>> {
        if self.has_closed() {
            return Poll::Ready(Err(StoreError::NotAdmitted));
        }
        if self.waiting.is_none() {
            let mut buffer = self.means.buffers.take();
            let wanted = usize::try_from(self.remaining()).unwrap_or(CHUNK).min(CHUNK);
            match self.object.read_warm(&mut buffer.block[..wanted], self.at)? {
                Warm::Read(n) => {
                    buffer.filled = n;
                    return Poll::Ready(Ok(buffer));
                }
                Warm::Cold => self.waiting = Some(self.read_cold(buffer, wanted)),
            }
        }
        let Some(waiting) = self.waiting.as_mut() else {
            return Poll::Pending;
        };
        let joined = ready!(Pin::new(waiting).poll(cx));
        self.waiting = None;
        Poll::Ready(ended(joined))
    }

    fn read_cold(&self, mut buffer: Buffer, wanted: usize) -> JoinHandle<Result<Buffer, StoreError>> {
        let object = Arc::clone(&self.object);
        let (offset, ahead) = (self.at, self.remaining().min(READ_AHEAD));
        tokio::task::spawn_blocking(move || {
            object.read_cold(&mut buffer.block[..wanted], offset, ahead)?;
            buffer.filled = wanted;
            Ok(buffer)
        })
    }
}

/// What a thread of the blocking pool came to.
fn ended<T>(joined: Result<Result<T, StoreError>, JoinError>) -> Result<T, StoreError> {
    joined.unwrap_or_else(|e| {
        let place = std::path::Path::new("the vault");
        Err(StoreError::io(place, std::io::Error::other(e)))
    })
}
