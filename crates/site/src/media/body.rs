use std::pin::Pin;
use std::task::{Context, Poll};

use bytes::Bytes;
use http_body::{Body, Frame, SizeHint};
use store::{FilmBytes, StoreError};

/// Bytes from the viewers' door as an HTTP body: chunk by chunk, as fast as the client takes them.
pub(super) struct FilmBody {
    /// Sent first: what was made, or is in memory already.
    head: Bytes,
    film: Option<FilmBytes>,
}

impl FilmBody {
    pub(super) fn new(film: FilmBytes) -> Self {
        Self {
            head: Bytes::new(),
            film: Some(film),
        }
    }

    pub(super) fn after(head: Bytes, film: Option<FilmBytes>) -> Self {
        Self { head, film }
    }

    fn remaining(&self) -> u64 {
        let film = self.film.as_ref().map_or(0, FilmBytes::remaining);
        self.head.len() as u64 + film
    }
}

impl Body for FilmBody {
    type Data = Bytes;
    type Error = StoreError;

    fn poll_frame(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<Bytes>, StoreError>>> {
        if !self.head.is_empty() {
            return Poll::Ready(Some(Ok(Frame::data(std::mem::take(&mut self.head)))));
        }
        match &mut self.film {
            Some(film) => film
                .poll_chunk(context)
                .map(|chunk| chunk.map(|bytes| bytes.map(Frame::data))),
            None => Poll::Ready(None),
        }
    }

    fn is_end_stream(&self) -> bool {
        self.remaining() == 0
    }

    fn size_hint(&self) -> SizeHint {
        SizeHint::with_exact(self.remaining())
    }
}
