//! The catalogue: the house's records, in SQLite (WAL) or PostgreSQL: one writer connection, a pool of readers.

mod analyses;
mod answered;
mod asset_has;
mod asset_list;
mod assets;
pub(crate) mod audit;
mod choosing;
pub(crate) mod columns;
mod content_keys;
mod effects;
mod figures;
mod garbage;
mod gate_titles;
mod hushed;
mod letters;
mod masters;
mod migrations;
mod moment_marks;
mod notebooks;
mod passes;
mod releases;
mod reminders;
mod renditions;
mod replacing;
mod replays;
mod reports;
mod search;
mod settings;
mod sheets;
mod shown_moments;
mod snapshot;
mod talk;
mod team;
#[cfg(test)]
mod tests;
mod text_edits;
mod title_list;
mod titles;
mod transcripts;
mod tree;
mod upgrade;
mod uploads;
mod watcher;
mod webhooks;
mod working_copies;

use std::collections::HashMap;
use std::path::Path;
use std::sync::{Arc, Mutex};

use house::{Clock, Digest, Instant};
use media::segments::SegmentTable;
use sqlx::ConnectOptions;

pub use answered::{Asked, GivenAnswer};
pub use asset_list::{AssetPlace, AssetQuery, AssetSort, Corrected, Versioned};
pub use audit::AuditFilter;
pub(crate) use content_keys::KeptKey;
pub use effects::Effect;
pub(crate) use effects::apply;
pub use figures::{Figure, QueueFigures};
pub use garbage::Collected;
pub use hushed::SpokenLine;
pub use letters::{KeptLetter, Letters, LettersWaiting};
pub(crate) use migrations::file::look as form_of;
pub(crate) use migrations::{MIGRATIONS, file, known_form, migration_error, server};
pub use passes::{PassDeed, PassUse, PassUser};
pub use reminders::Reminder;
pub(crate) use search::fill_pending;
pub use search::{Remark, SearchHit, SearchPage, SearchPlace, SearchSize};
pub use sheets::ComparedSheet;
pub use talk::TalkChange;
pub use team::{ApiToken, Link, LinkPurpose, LoginAttempt, NewAccount, NewApiToken, Secret, Session, Team};
pub use text_edits::TextRevision;
pub use title_list::{ListedTitle, TitleQuery, TitleSort, TitleStanding};
pub use upgrade::{Trial, Upgraded};
pub use webhooks::{DELIVERY_ATTEMPTS, Delivery, DeliveryState, Webhook};

use self::watcher::Watcher;
use crate::db::{Connection, Database, Pool, ServerAddress, Transaction, query, query_scalar};
use crate::{FileLock, Queue, StoreError};

/// Readers at once; more wait for their turn.
const READERS: u32 = 4;

/// Cheap to clone; all clones share the connections.
#[derive(Clone)]
pub struct Catalogue {
    inner: Arc<Inner>,
}

struct Inner {
    clock: Arc<dyn Clock>,
    database: Database,
    /// One connection: within a process writes queue up here instead of in the database.
    writer: Pool,
    readers: Pool,
    watcher: tokio::sync::Mutex<Watcher>,
    /// Tables of rendition files by digest: the same bytes have the same table, so nothing here grows stale.
    segments: Mutex<HashMap<Digest, Arc<SegmentTable>>>,
    /// What opening it brought.
    upgraded: Option<Upgraded>,
    /// Held as long as the catalogue is open, so that nobody migrates it meanwhile. (On a server, the watcher's
    /// connection holds the like.)
    _lock: Option<FileLock>,
}

impl Catalogue {
    /// Makes the catalogue of a new house: the file and its folder, or the tables in an empty database.
    ///
    /// # Errors
    /// [`StoreError::Refused`] when there is one already.
    pub async fn create(database: impl Into<Database>, clock: Arc<dyn Clock>) -> Result<Self, StoreError> {
        match database.into() {
            Database::File(path) => {
                new_file(&path).await?;
                Self::open_file(&path, clock).await
            }
            Database::Server(address) => {
                migrations::server::found(&address).await?;
                Self::open_server(address, clock).await
            }
        }
    }

    /// Opens a catalogue, bringing it up to date first when it was left by an earlier program (a file's is tried on a
    /// copy, see [`Self::upgraded`]; a server takes back by itself what fails).
    ///
    /// # Errors
    /// [`StoreError::NoHouse`]; [`StoreError::NewerHouse`] (nothing was written); [`StoreError::InUse`] when it must
    /// be migrated while another program works in the house; [`StoreError::Unreachable`].
    pub async fn open(database: impl Into<Database>, clock: Arc<dyn Clock>) -> Result<Self, StoreError> {
        match database.into() {
            Database::File(path) => Self::open_file(&path, clock).await,
            Database::Server(address) => Self::open_server(address, clock).await,
        }
    }

    async fn open_file(path: &Path, clock: Arc<dyn Clock>) -> Result<Self, StoreError> {
        let path = std::path::absolute(path).map_err(|e| StoreError::io(path, e))?;
        let (lock, upgraded) = migrations::file::bring_up_to_date(&path, migrations::PATIENCE).await?;
        let options = migrations::file::connect_options(&path);
        let writer = Pool::of_file(options.clone(), 1).await?;
        // Kilobytes: a search reads a few thousand pages, many of them again for the next one.
        let reading = options.pragma("query_only", "ON").pragma("cache_size", "-8000");
        let readers = Pool::of_file(reading.clone(), READERS).await?;
        let watcher = Watcher::of_file(reading.connect().await?);
        Ok(Self::with(
            clock,
            Database::File(path),
            (writer, readers),
            watcher,
            (Some(lock), upgraded),
        ))
    }

    async fn open_server(address: ServerAddress, clock: Arc<dyn Clock>) -> Result<Self, StoreError> {
        let present = migrations::server::bring_up_to_date(&address, migrations::PATIENCE).await?;
        let writer = Pool::of_server(address.options(), 1);
        let reading = address
            .options()
            .options([("default_transaction_read_only", "on")]);
        let readers = Pool::of_server(reading, READERS);
        let watcher = Watcher::of_server(present, address.clone());
        Ok(Self::with(
            clock,
            Database::Server(address),
            (writer, readers),
            watcher,
            (None, None),
        ))
    }

    fn with(
        clock: Arc<dyn Clock>,
        database: Database,
        (writer, readers): (Pool, Pool),
        watcher: Watcher,
        (lock, upgraded): (Option<FileLock>, Option<Upgraded>),
    ) -> Self {
        Self {
            inner: Arc::new(Inner {
                clock,
                database,
                writer,
                readers,
                watcher: tokio::sync::Mutex::new(watcher),
                segments: Mutex::default(),
                upgraded,
                _lock: lock,
            }),
        }
    }

    /// Where it is kept.
    pub fn database(&self) -> &Database {
        &self.inner.database
    }

    /// "SQLite 3.50.2", "PostgreSQL 15.12".
    pub async fn engine_version(&self) -> Result<String, StoreError> {
        let (name, ask) = match self.inner.database {
            Database::File(_) => ("SQLite", "SELECT sqlite_version()"),
            Database::Server(_) => ("PostgreSQL", "SELECT current_setting('server_version')"),
        };
        let version: String = query_scalar(ask).fetch_one(self.readers()).await?;
        // Distributions add their own: "15.12 (Debian 15.12-0+deb12u2)".
        let version = version.split(' ').next().unwrap_or_default();
        Ok(format!("{name} {version}"))
    }

    pub fn queue(&self) -> Queue {
        Queue::new(self.clone())
    }

    pub fn letters(&self) -> Letters {
        Letters::new(self.clone())
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

    pub(crate) fn readers(&self) -> &Pool {
        &self.inner.readers
    }

    /// A transaction that holds the house's write lock from its start: what it reads stays true until it commits.
    pub(crate) async fn write(&self) -> Result<Transaction, StoreError> {
        Ok(self.inner.writer.begin_writing().await?)
    }
}

async fn new_file(path: &Path) -> Result<(), StoreError> {
    if let Some(folder) = path.parent() {
        std::fs::create_dir_all(folder).map_err(|e| StoreError::io(folder, e))?;
    }
    match std::fs::File::create_new(path) {
        Ok(_) => Ok(()),
        // A file without tables is what a `create` left that was ended half-way.
        Err(e)
            if e.kind() == std::io::ErrorKind::AlreadyExists && migrations::file::look(path).await? == 0 =>
        {
            Ok(())
        }
        Err(e) if e.kind() == std::io::ErrorKind::AlreadyExists => Err(StoreError::Refused(format!(
            "there is a house in {} already",
            path.parent().unwrap_or(path).display()
        ))),
        Err(e) => Err(StoreError::io(path, e)),
    }
}

/// To be called in every transaction that changes what the gate answers from.
pub(crate) async fn gate_changed(connection: &mut Connection) -> Result<(), StoreError> {
    query("UPDATE versions SET value = value + 1 WHERE name = 'gate'")
        .execute(connection)
        .await?;
    Ok(())
}
