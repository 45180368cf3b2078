//! Sealed bytes, for whoever asks once a night is settled. The stored bytes are read and sealed in one piece of work
//! that hands out nothing but the outcome: with a [`SealedCopy`] no readable byte can be had.

use std::sync::Arc;

use bytes::Bytes;
use house::encode::{Rendition, Track};
use house::id::RenditionKey;
use house::release::SealedCopy;
use package::address::Resource;
use package::seal::{ContentKey, KeyId, Scheme, Sealing, Sort};

use super::ViewersDoor;
use super::open_files::OpenObject;
use super::sealed_shelf::Name;
use crate::{KeyRing, StoreError};

/// One sealed resource of a release.
#[derive(Debug, Clone, Copy)]
pub struct SealedResource<'a> {
    pub key: KeyId,
    pub scheme: Scheme,
    pub rendition: &'a RenditionKey,
    pub resource: Resource,
}

impl ViewersDoor {
    /// Size of a sealed resource, without reading it; `None` when the release has no such.
    pub fn sealed_len(&self, copy: &SealedCopy, keys: &KeyRing, asked: &SealedResource<'_>) -> Option<u64> {
        let rendition = copy.rendition(asked.rendition)?;
        keys.has(copy, asked.key).then_some(())?;
        sealing(rendition, asked.scheme, asked.resource).map(|sealing| sealing.len())
    }

    /// A sealed resource. What many ask for at once is sealed once and kept in memory for a while.
    ///
    /// # Errors
    /// [`StoreError::NotAdmitted`] when the copy has expired, has no such resource, or no key of that name;
    /// [`StoreError::MissingObject`], [`StoreError::DamagedObject`].
    pub async fn read_sealed(
        &self,
        copy: &SealedCopy,
        keys: &KeyRing,
        asked: &SealedResource<'_>,
    ) -> Result<Bytes, StoreError> {
        let now = self.means.clock.now();
        let rendition = copy.rendition(asked.rendition).ok_or(StoreError::NotAdmitted)?;
        let key = keys.seals(copy, asked.key, now).ok_or(StoreError::NotAdmitted)?;
        let (scheme, resource) = (asked.scheme, asked.resource);
        let name = Name {
            key: asked.key,
            scheme,
            rendition: asked.rendition.clone(),
            resource,
        };
        let make = async {
            let object = self.object(&rendition.digest, rendition.bytes).await?;
            let rendition = rendition.clone();
            let work = move || read_and_seal(&object, &rendition, &key, scheme, resource);
            let sealed = tokio::task::spawn_blocking(work).await;
            sealed.map_err(|e| StoreError::io("the vault".as_ref(), std::io::Error::other(e)))?
        };
        self.sealed.get_or_make(name, make).await
    }
}

fn sealing(rendition: &Rendition, scheme: Scheme, resource: Resource) -> Option<Sealing<'_>> {
    let sort = match rendition.track {
        Track::Picture { .. } => Sort::Picture,
        Track::Sound { .. } => Sort::Sound,
        Track::Text { .. } => Sort::Text,
    };
    let table = rendition.segments.as_deref();
    Sealing::of(
        scheme,
        rendition.key.as_str(),
        sort,
        table,
        rendition.bytes,
        resource,
    )
}

fn read_and_seal(
    object: &Arc<OpenObject>,
    rendition: &Rendition,
    key: &ContentKey,
    scheme: Scheme,
    resource: Resource,
) -> Result<Bytes, StoreError> {
    let sealing = sealing(rendition, scheme, resource).ok_or(StoreError::NotAdmitted)?;
    let init = object.read(sealing.reads_init())?;
    let stored = object.read(sealing.reads())?;
    let sealed = sealing.seal(key, &init, stored);
    let sealed = sealed.map_err(|error| StoreError::DamagedObject {
        digest: object.digest,
        what: format!("it cannot be sealed: {error}"),
    })?;
    Ok(Bytes::from(sealed))
}
