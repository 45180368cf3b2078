//! The catalogue: the house's records, in SQLite (WAL, one writer connection, a pool of readers).

mod assets;
mod effects;
mod gate_titles;
mod masters;
mod releases;
mod renditions;
mod reports;
mod settings;
mod team;
mod titles;

use std::path::Path;
use std::sync::Arc;

use house::Clock;

pub use effects::Effect;
pub use team::{LoginToken, SessionToken, Team};

use crate::{Queue, StoreError};

/// Cheap to clone; all clones share the connections.
#[derive(Clone)]
pub struct Catalogue {
    clock: Arc<dyn Clock>,
}

impl Catalogue {
    /// Makes the catalogue file of a new house.
    ///
    /// # Errors
    /// [`StoreError::Refused`] when there is one already.
    pub async fn create(path: &Path, clock: Arc<dyn Clock>) -> Result<Self, StoreError> {
        let _ = path;
        Ok(Self { clock })
    }

    /// Opens the catalogue at `path`, migrating it first when it was left by an earlier program.
    ///
    /// # Errors
    /// [`StoreError::NoHouse`]; [`StoreError::NewerHouse`] (nothing was written); [`StoreError::InUse`] when it must
    /// be migrated while another program works in the house.
    pub async fn open(path: &Path, clock: Arc<dyn Clock>) -> Result<Self, StoreError> {
        let _ = path;
        Ok(Self { clock })
    }

    pub fn queue(&self) -> Queue {
        Queue::new(self.clone())
    }

    pub fn team(&self) -> Team {
        Team::new(self.clone())
    }

    pub fn clock(&self) -> &Arc<dyn Clock> {
        &self.clock
    }

    /// Grows whenever anything that [`Self::gate_titles`] answers from was changed, by whatever process; heartbeats
    /// and progress do not count. Cheap enough to ask every 250 ms.
    pub async fn version(&self) -> Result<i64, StoreError> {
        Err(unfinished())
    }

    /// Checkpoints and closes the connections; further calls fail.
    pub async fn close(&self) {}
}

pub(crate) fn unfinished() -> StoreError {
    StoreError::Refused("this part of the store is being built".into())
}
