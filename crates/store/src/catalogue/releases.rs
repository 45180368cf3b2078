use house::Instant;
use house::id::{ReleaseId, TitleId};
use house::release::Release;

use super::{Catalogue, unfinished};
use crate::StoreError;

impl Catalogue {
    /// Files a release; one with the same id is replaced.
    pub async fn put_release(&self, release: &Release) -> Result<(), StoreError> {
        let _ = release;
        Err(unfinished())
    }

    /// The release that shows the title: the newest that is not withdrawn, else the newest.
    pub async fn release_of(&self, title: &TitleId) -> Result<Option<Release>, StoreError> {
        let _ = title;
        Err(unfinished())
    }

    pub async fn release_by_id(&self, id: &ReleaseId) -> Result<Option<Release>, StoreError> {
        let _ = id;
        Err(unfinished())
    }

    /// Sets the instant of opening: now when `at` is `None` and none is set.
    pub async fn open_release(&self, id: &ReleaseId, at: Option<Instant>) -> Result<(), StoreError> {
        let _ = (id, at);
        Err(unfinished())
    }

    pub async fn withdraw_release(&self, id: &ReleaseId) -> Result<(), StoreError> {
        let _ = id;
        Err(unfinished())
    }
}
