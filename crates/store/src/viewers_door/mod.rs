//! The viewers' door: the only way from a request to the bytes of the vault. It asks for an [`Admission`] each time; for
//! a [`house::release::SealedCopy`] it hands out sealed bytes and no others.

mod buffers;
mod film_bytes;
mod nowhere;
mod open_files;
mod place;
mod sealed;
mod sealed_shelf;
#[cfg(test)]
mod tests;

use std::ops::Range;
use std::sync::Arc;

use bytes::{Bytes, BytesMut};
use house::id::{PictureKey, RenditionKey};
use house::release::{Admission, Announcement, ArchiveAdmission};
use house::{Clock, Digest, Instant};

pub use film_bytes::FilmBytes;
pub use place::Place;
pub use sealed::SealedResource;

use self::buffers::Buffers;
use self::film_bytes::Means;
use self::nowhere::Nowhere;
use self::open_files::{OpenFiles, OpenObject};
use self::sealed_shelf::SealedShelf;
use crate::{StoreError, Vault};

/// Most that is read into memory as a whole; nothing of which a resource is made is larger.
const WHOLE: u64 = 32 << 20;

/// Sealed resources that are kept in memory, in bytes: the first seconds of a night, for everybody.
const SEALED: usize = 64 << 20;

pub struct ViewersDoor {
    means: Arc<Means>,
    sealed: SealedShelf,
}

impl ViewersDoor {
    pub fn new(vault: Vault, clock: Arc<dyn Clock>) -> Self {
        Self {
            means: Arc::new(Means {
                files: OpenFiles::new(vault, clock.now()),
                clock,
                buffers: Buffers::default(),
                nowhere: Nowhere::open(),
            }),
            sealed: SealedShelf::of(SEALED),
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
        let rendition = admission.rendition(rendition).ok_or(StoreError::NotAdmitted)?;
        self.open(admission, &rendition.digest, rendition.bytes, range)
            .await
    }

    /// The same, whole in memory: for ranges of which something is made (an I-frame resource).
    pub async fn read_whole(
        &self,
        admission: &Admission,
        rendition: &RenditionKey,
        range: Range<u64>,
    ) -> Result<Bytes, StoreError> {
        if range.end.saturating_sub(range.start) > WHOLE {
            return Err(StoreError::OutOfRange {
                start: range.start,
                end: range.end,
                len: WHOLE,
            });
        }
        whole(self.read(admission, rendition, range).await?).await
    }

    /// A range of a picture of the title (its length is in the title's record).
    pub async fn read_picture(
        &self,
        admission: &Admission,
        picture: &PictureKey,
        range: Range<u64>,
    ) -> Result<FilmBytes, StoreError> {
        let mut pictures = admission.title().pictures.iter();
        let picture = pictures
            .find(|known| &known.key == picture)
            .ok_or(StoreError::NotAdmitted)?;
        self.open(admission, &picture.digest, picture.bytes, range).await
    }

    /// A range of the poster of what is announced.
    pub async fn read_poster(
        &self,
        announcement: &Announcement,
        picture: &PictureKey,
        range: Range<u64>,
    ) -> Result<FilmBytes, StoreError> {
        let poster = announcement.poster().filter(|poster| &poster.key == picture);
        let poster = poster.ok_or(StoreError::NotAdmitted)?;
        self.open_object(&poster.digest, poster.bytes, range, None).await
    }

    /// A range of what lies in the archive, for the team.
    pub async fn read_archive(
        &self,
        admission: &ArchiveAdmission,
        range: Range<u64>,
    ) -> Result<FilmBytes, StoreError> {
        if !admission.is_valid(self.means.clock.now()) {
            return Err(StoreError::NotAdmitted);
        }
        self.open_object(admission.digest(), admission.bytes(), range, None)
            .await
    }

    /// All of what lies there, in memory: for what is read and not sent on.
    ///
    /// # Errors
    /// As [`Self::read`]; [`StoreError::OutOfRange`] also for more than `limit` bytes.
    pub async fn read_archive_whole(
        &self,
        admission: &ArchiveAdmission,
        limit: u64,
    ) -> Result<Bytes, StoreError> {
        let bytes = admission.bytes();
        if bytes > limit {
            return Err(StoreError::OutOfRange {
                start: 0,
                end: bytes,
                len: limit,
            });
        }
        whole(self.read_archive(admission, 0..bytes).await?).await
    }

    async fn open(
        &self,
        admission: &Admission,
        digest: &Digest,
        bytes: u64,
        range: Range<u64>,
    ) -> Result<FilmBytes, StoreError> {
        if !admission.is_valid(self.means.clock.now()) {
            return Err(StoreError::NotAdmitted);
        }
        self.open_object(digest, bytes, range, admission.ends()).await
    }

    async fn open_object(
        &self,
        digest: &Digest,
        bytes: u64,
        range: Range<u64>,
        ends: Option<Instant>,
    ) -> Result<FilmBytes, StoreError> {
        if range.start > range.end || range.end > bytes {
            return Err(StoreError::OutOfRange {
                start: range.start,
                end: range.end,
                len: bytes,
            });
        }
        let object = self.object(digest, bytes).await?;
        Ok(FilmBytes::new(Arc::clone(&self.means), object, range, ends))
    }

    /// An object of the vault, if it is as long as its record says.
    async fn object(&self, digest: &Digest, bytes: u64) -> Result<Arc<OpenObject>, StoreError> {
        let now = self.means.clock.now();
        let object = self.means.files.open(digest, now).await?;
        if object.len != bytes {
            self.means.files.forget(digest);
            return Err(StoreError::DamagedObject {
                digest: *digest,
                what: format!("it has {} bytes and should have {bytes}", object.len),
            });
        }
        Ok(object)
    }
}

async fn whole(mut stream: FilmBytes) -> Result<Bytes, StoreError> {
    let wanted = stream.remaining();
    let Some(first) = stream.next_chunk().await.transpose()? else {
        return Ok(Bytes::new());
    };
    if first.len() as u64 == wanted {
        return Ok(first);
    }
    let mut whole = BytesMut::with_capacity(usize::try_from(wanted).unwrap_or(0));
    whole.extend_from_slice(&first);
    while let Some(chunk) = stream.next_chunk().await.transpose()? {
        whole.extend_from_slice(&chunk);
    }
    Ok(whole.freeze())
}
