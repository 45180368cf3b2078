//! The viewers' door: the only way from a request to the bytes of the vault. It asks for an [`Admission`] each time.

use std::ops::Range;
use std::sync::Arc;
use std::task::{Context, Poll};

use bytes::Bytes;
use house::Clock;
use house::id::{PictureKey, RenditionKey};
use house::release::Admission;

use crate::catalogue::unfinished;
use crate::{StoreError, Vault};

pub struct ViewersDoor {
    _vault: Vault,
    _clock: Arc<dyn Clock>,
}

impl ViewersDoor {
    pub fn new(vault: Vault, clock: Arc<dyn Clock>) -> Self {
        Self {
            _vault: vault,
            _clock: clock,
        }
    }

    /// A range of a rendition's bytes, to be sent on chunk by chunk. The file is opened (or found open) and its
    /// length checked before this answers, so that an error can still become a status.
    ///
    /// # Errors
    /// [`StoreError::NotAdmitted`] when the admission has expired or the rendition is none of its title's;
    /// [`StoreError::OutOfRange`]; [`StoreError::MissingObject`]; [`StoreError::DamagedObject`] when the file is
    /// shorter than the catalogue says.
    pub async fn read(
        &self,
        admission: &Admission,
        rendition: &RenditionKey,
        range: Range<u64>,
    ) -> Result<FilmBytes, StoreError> {
        let _ = (admission, rendition, range);
        Err(unfinished())
    }

    /// The same, whole in memory: for ranges of which something is made (an I-frame resource).
    pub async fn read_whole(
        &self,
        admission: &Admission,
        rendition: &RenditionKey,
        range: Range<u64>,
    ) -> Result<Bytes, StoreError> {
        let _ = (admission, rendition, range);
        Err(unfinished())
    }

    /// A range of a picture of the title (its length is in the title's record).
    pub async fn read_picture(
        &self,
        admission: &Admission,
        picture: &PictureKey,
        range: Range<u64>,
    ) -> Result<FilmBytes, StoreError> {
        let _ = (admission, picture, range);
        Err(unfinished())
    }
}

/// Bytes on their way to a viewer: a stream of chunks, made to be wrapped as an HTTP body.
pub struct FilmBytes {
    remaining: u64,
}

impl FilmBytes {
    /// Bytes that are still to come.
    pub fn remaining(&self) -> u64 {
        self.remaining
    }

    /// The next chunk; `None` when the range is complete. Bytes that are in the page cache come without waiting.
    pub fn poll_chunk(&mut self, cx: &mut Context<'_>) -> Poll<Option<Result<Bytes, StoreError>>> {
        let _ = cx;
        Poll::Ready(None)
    }

    pub async fn next_chunk(&mut self) -> Option<Result<Bytes, StoreError>> {
        std::future::poll_fn(|cx| self.poll_chunk(cx)).await
    }
}
