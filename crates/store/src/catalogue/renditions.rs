use house::encode::{Rendition, Stage};
use house::id::{MasterId, RenditionId};

use super::{Catalogue, unfinished};
use crate::StoreError;

impl Catalogue {
    /// Files a rendition; one with the same id is replaced.
    pub async fn put_rendition(&self, rendition: &Rendition) -> Result<(), StoreError> {
        let _ = rendition;
        Err(unfinished())
    }

    pub async fn rendition_by_id(&self, id: &RenditionId) -> Result<Option<Rendition>, StoreError> {
        let _ = id;
        Err(unfinished())
    }

    /// All of a master in every stage: pictures from the smallest to the largest, then sounds and texts in the
    /// order in which they were made.
    pub async fn renditions_of(&self, master: &MasterId) -> Result<Vec<Rendition>, StoreError> {
        let _ = master;
        Err(unfinished())
    }

    pub async fn set_stage(&self, rendition: &RenditionId, stage: Stage) -> Result<(), StoreError> {
        let _ = (rendition, stage);
        Err(unfinished())
    }
}
