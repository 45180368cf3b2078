use std::pin::Pin;
use std::task::{Context, Poll, ready};

use bytes::Bytes;
use http_body::{Body, Frame, SizeHint};
use store::{FilmBytes, Place, StoreError};

use crate::wire::{Line, blank};

/// Bytes from the viewers' door as an HTTP body, as fast as the client takes them: chunk by chunk, or, on a connection
/// that can, as blanks for places that the kernel sends.
pub(super) struct FilmBody {
    /// Sent first: what was made, or is in memory already.
    head: Bytes,
    film: Option<FilmBytes>,
    line: Option<Line>,
}

impl FilmBody {
    pub(super) fn new(head: Bytes, film: Option<FilmBytes>, line: Option<Line>) -> Self {
        Self { head, film, line }
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
        let this = &mut *self;
        if !this.head.is_empty() {
            return Poll::Ready(Some(Ok(Frame::data(std::mem::take(&mut this.head)))));
        }
        let next = match (&mut this.film, &this.line) {
            (None, _) => None,
            (Some(film), None) => ready!(film.poll_chunk(context)),
            (Some(film), Some(line)) => ready!(film.poll_place(context)).map(|place| stand_for(line, place?)),
        };
        Poll::Ready(next.map(|bytes| bytes.map(Frame::data)))
    }

    fn is_end_stream(&self) -> bool {
        self.remaining() == 0
    }

    fn size_hint(&self) -> SizeHint {
        SizeHint::with_exact(self.remaining())
    }
}

fn stand_for(line: &Line, place: Place) -> Result<Bytes, StoreError> {
    let blank =
        blank(place.remaining()).ok_or_else(|| StoreError::Refused("a place that is too long".into()))?;
    line.push(place);
    Ok(blank)
}
