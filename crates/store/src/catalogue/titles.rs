use house::id::TitleId;
use house::release::{Picture, Title};

use super::{Catalogue, unfinished};
use crate::StoreError;

impl Catalogue {
    /// Files a new title.
    ///
    /// # Errors
    /// [`StoreError::Refused`] when the slug is taken.
    pub async fn put_title(&self, title: &Title) -> Result<(), StoreError> {
        let _ = title;
        Err(unfinished())
    }

    /// Replaces everything but the id, the day it was made and the pictures (see [`Self::put_pictures`]).
    pub async fn update_title(&self, title: &Title) -> Result<(), StoreError> {
        let _ = title;
        Err(unfinished())
    }

    pub async fn title_by_id(&self, id: &TitleId) -> Result<Option<Title>, StoreError> {
        let _ = id;
        Err(unfinished())
    }

    pub async fn title_by_slug(&self, slug: &str) -> Result<Option<Title>, StoreError> {
        let _ = slug;
        Err(unfinished())
    }

    /// Oldest first.
    pub async fn titles(&self) -> Result<Vec<Title>, StoreError> {
        Err(unfinished())
    }

    /// Replaces the title's pictures; `accent` is kept when `None`.
    pub async fn put_pictures(
        &self,
        title: &TitleId,
        pictures: &[Picture],
        accent: Option<&str>,
    ) -> Result<(), StoreError> {
        let _ = (title, pictures, accent);
        Err(unfinished())
    }
}
