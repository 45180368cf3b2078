//! The catalogue: the house's records, in SQLite (WAL, one writer connection, a pool of readers).

mod asset_list;
mod assets;
pub(crate) mod audit;
pub(crate) mod columns;
mod effects;
mod garbage;
mod gate_titles;
mod masters;
mod migrations;
mod releases;
mod renditions;
mod reports;
mod settings;
mod team;
#[cfg(test)]
mod tests;
mod titles;
mod uploads;
mod watcher;

use std::collections::HashMap;
use std::path::Path;
use std::sync::{Arc, Mutex};
use std::time::Duration;

use house::{Clock, Digest, Instant};
use media::segments::SegmentTable;
use sqlx::sqlite::SqlitePoolOptions;
use sqlx::{ConnectOptions, Connection, Sqlite, SqliteConnection, SqlitePool, Transaction};

pub use asset_list::{AssetPlace, AssetQuery, AssetSort, Versioned};
pub use audit::AuditFilter;
pub use effects::Effect;
pub(crate) use effects::apply;
pub use garbage::Collected;
pub use team::{ApiToken, Link, LinkPurpose, LoginAttempt, NewAccount, NewApiToken, Secret, Session, Team};

use self::watcher::Watcher;
use crate::{FileLock, Queue, StoreError};

/// Readers at once; more wait for their turn.
const READERS: u32 = 4;

/// How long a caller waits for the writer connection of this process.
const PATIENCE: Duration = Duration::from_secs(30);

/// Cheap to clone; all clones share the connections.
#[derive(Clone)]
pub struct Catalogue {
    inner: Arc<Inner>,
}

struct Inner {
    clock: Arc<dyn Clock>,
    /// One connection: within a process writes queue up here instead of in SQLite's busy handler.
    writer: SqlitePool,
    readers: SqlitePool,
    watcher: tokio::sync::Mutex<Watcher>,
    /// Tables of rendition files by digest: the same bytes have the same table, so nothing here grows stale.
    segments: Mutex<HashMap<Digest, Arc<SegmentTable>>>,
    /// Held as long as the catalogue is open, so that nobody migrates it meanwhile.
    _lock: FileLock,
}

impl Catalogue {
    /// Makes the catalogue file of a new house, and its folder.
    ///
    /// # Errors
    /// [`StoreError::Refused`] when there is one already.
    pub async fn create(path: &Path, clock: Arc<dyn Clock>) -> Result<Self, StoreError> {
        if let Some(folder) = path.parent() {
            std::fs::create_dir_all(folder).map_err(|e| StoreError::io(folder, e))?;
        }
        match std::fs::File::create_new(path) {
            Ok(_) => {}
            // A file without tables is what a `create` left that was ended half-way.
            Err(e) if e.kind() == std::io::ErrorKind::AlreadyExists && migrations::look(path).await? == 0 => {
            }
            Err(e) if e.kind() == std::io::ErrorKind::AlreadyExists => {
                return Err(StoreError::Refused(format!(
                    "there is a house in {} already",
                    path.parent().unwrap_or(path).display()
                )));
            }
            Err(e) => return Err(StoreError::io(path, e)),
        }
        Self::open(path, clock).await
    }

    /// Opens the catalogue at `path`, migrating it first when it was left by an earlier program.
    ///
    /// # Errors
    /// [`StoreError::NoHouse`]; [`StoreError::NewerHouse`] (nothing was written); [`StoreError::InUse`] when it must
    /// be migrated while another program works in the house.
    pub async fn open(path: &Path, clock: Arc<dyn Clock>) -> Result<Self, StoreError> {
        let path = &std::path::absolute(path).map_err(|e| StoreError::io(path, e))?;
        let lock = migrations::bring_up_to_date(path, migrations::PATIENCE).await?;
        let options = migrations::connect_options(path);
        let writer = pool(1).connect_with(options.clone()).await?;
        let reading = options.pragma("query_only", "ON");
        let readers = pool(READERS).connect_with(reading.clone()).await?;
        let watcher = Watcher::new(reading.connect().await?);
        Ok(Self {
            inner: Arc::new(Inner {
                clock,
                writer,
                readers,
                watcher: tokio::sync::Mutex::new(watcher),
                segments: Mutex::default(),
                _lock: lock,
            }),
        })
    }

    pub fn queue(&self) -> Queue {
        Queue::new(self.clone())
    }

    pub fn team(&self) -> Team {
        Team::new(self.clone())
    }

    pub fn clock(&self) -> &Arc<dyn Clock> {
        &self.inner.clock
    }

    /// Grows whenever anything that [`Self::gate_titles`] answers from was changed, by whatever process; heartbeats
    /// and progress do not count. Cheap enough to ask every 250 ms.
    pub async fn version(&self) -> Result<i64, StoreError> {
        self.inner.watcher.lock().await.gate_version().await
    }

    /// Changes whenever anything at all was written, by whatever process.
    pub(crate) async fn data_version(&self) -> Result<i64, StoreError> {
        self.inner.watcher.lock().await.data_version().await
    }

    /// Closes the connections; further calls fail.
    pub async fn close(&self) {
        self.inner.readers.close().await;
        self.inner.watcher.lock().await.close().await;
        // Last, so that its connection is the one that folds the log into the main file.
        self.inner.writer.close().await;
    }

    pub(crate) fn now(&self) -> Instant {
        self.inner.clock.now()
    }

    pub(crate) fn readers(&self) -> &SqlitePool {
        &self.inner.readers
    }

    /// A transaction that holds SQLite's write lock from its start: what it reads stays true until it commits.
    pub(crate) async fn write(&self) -> Result<Transaction<'static, Sqlite>, StoreError> {
        Ok(self.inner.writer.begin_with("BEGIN IMMEDIATE").await?)
    }
}

fn pool(connections: u32) -> SqlitePoolOptions {
    SqlitePoolOptions::new()
        .max_connections(connections)
        .acquire_timeout(PATIENCE)
        .idle_timeout(None)
        .max_lifetime(None)
        .test_before_acquire(false)
        // SQLite ends a transaction by itself when the disk is full; sqlx's own rollback then fails and its count of
        // open transactions never comes back to none. Such a connection is given up, else nothing could be written
        // any more when there is room again.
        .before_acquire(|connection, _| {
            let usable = !connection.is_in_transaction();
            Box::pin(async move { Ok(usable) })
        })
}

/// To be called in every transaction that changes what the gate answers from.
pub(crate) async fn gate_changed(connection: &mut SqliteConnection) -> Result<(), StoreError> {
    sqlx::query("UPDATE versions SET value = value + 1 WHERE name = 'gate'")
        .execute(connection)
        .await?;
    Ok(())
}
