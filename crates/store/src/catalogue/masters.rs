use house::id::{MasterId, TitleId};
use house::master::Master;

use super::{Catalogue, unfinished};
use crate::StoreError;

impl Catalogue {
    /// Files a master. `planned` is how many renditions its ladder, sounds and texts will have.
    ///
    /// # Errors
    /// [`StoreError::Refused`] when the title has a master with this revision.
    pub async fn put_master(&self, master: &Master, planned: usize) -> Result<(), StoreError> {
        let _ = (master, planned);
        Err(unfinished())
    }

    pub async fn master_by_id(&self, id: &MasterId) -> Result<Option<Master>, StoreError> {
        let _ = id;
        Err(unfinished())
    }

    /// Newest revision first.
    pub async fn masters_of(&self, title: &TitleId) -> Result<Vec<Master>, StoreError> {
        let _ = title;
        Err(unfinished())
    }

    pub async fn planned_renditions(&self, master: &MasterId) -> Result<usize, StoreError> {
        let _ = master;
        Err(unfinished())
    }

    pub async fn set_planned_renditions(&self, master: &MasterId, planned: usize) -> Result<(), StoreError> {
        let _ = (master, planned);
        Err(unfinished())
    }
}
