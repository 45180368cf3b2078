//! Where a catalogue is moved from and to.

use std::fs::File;
use std::path::{Path, PathBuf};

use sqlx::ConnectOptions;
use sqlx::sqlite::SqliteConnectOptions;

use crate::catalogue::{file, server};
use crate::db::{Connection, Pool, Transaction};
use crate::{Database, FileLock, StoreError};

/// A catalogue that nobody works in until this is dropped.
pub(super) struct Source {
    connection: Connection,
    _lock: Option<FileLock>,
}

impl Source {
    pub(super) async fn open(database: &Database) -> Result<Self, StoreError> {
        match database {
            Database::File(path) => {
                let lock =
                    FileLock::try_exclusive(&file::lock_path(path))?.ok_or_else(|| in_use(database))?;
                let connection = file::connect_options(path).connect().await?;
                Ok(Self {
                    connection: connection.into(),
                    _lock: Some(lock),
                })
            }
            Database::Server(address) => Ok(Self {
                connection: server::enter_alone(address)
                    .await?
                    .ok_or_else(|| in_use(database))?,
                _lock: None,
            }),
        }
    }

    pub(super) fn connection(&mut self) -> &mut Connection {
        &mut self.connection
    }

    pub(super) async fn close(self) -> Result<(), StoreError> {
        Ok(self.connection.close().await?)
    }
}

fn in_use(database: &Database) -> StoreError {
    StoreError::InUse {
        place: database.to_string().into(),
        what: "somebody works in this house: stop 'marquee serve' and every other command, then try again"
            .into(),
    }
}

/// A catalogue that comes into being: seen by nobody until it is finished.
pub(super) struct Target {
    transaction: Transaction,
    pool: Pool,
    /// A file gets its name when it is complete.
    file: Option<(PathBuf, PathBuf)>,
}

impl Target {
    pub(super) async fn begin(database: &Database) -> Result<Self, StoreError> {
        match database {
            Database::File(path) => Self::begin_file(path).await,
            Database::Server(address) => {
                let pool = Pool::of_server(address.options(), 1);
                let mut transaction = pool.begin_writing().await?;
                transaction
                    .migrate(&server::SERVER_MIGRATIONS)
                    .await
                    .map_err(crate::catalogue::migration_error)?;
                Ok(Self {
                    transaction,
                    pool,
                    file: None,
                })
            }
        }
    }

    async fn begin_file(path: &Path) -> Result<Self, StoreError> {
        let unfinished = path.with_extension("moving");
        // What an earlier attempt left that was ended half-way.
        for ending in ["moving", "moving-wal", "moving-shm"] {
            match std::fs::remove_file(path.with_extension(ending)) {
                Err(e) if e.kind() != std::io::ErrorKind::NotFound => return Err(StoreError::io(path, e)),
                _ => {}
            }
        }
        file::migrate(&unfinished, &crate::catalogue::MIGRATIONS).await?;
        let pool = Pool::of_file(file::connect_options(&unfinished), 1).await?;
        Ok(Self {
            transaction: pool.begin_writing().await?,
            pool,
            file: Some((unfinished, path.to_owned())),
        })
    }

    pub(super) fn connection(&mut self) -> &mut Connection {
        &mut self.transaction
    }

    pub(super) async fn finish(self) -> Result<(), StoreError> {
        self.transaction.commit_uncounted().await?;
        // The last connection of a file folds its log in.
        self.pool.close().await;
        let Some((unfinished, path)) = self.file else {
            return Ok(());
        };
        let settle = || {
            File::open(&unfinished)?.sync_all()?;
            std::fs::rename(&unfinished, &path)?;
            File::open(path.parent().unwrap_or(Path::new(".")))?.sync_all()
        };
        settle().map_err(|e| StoreError::io(&path, e))
    }
}

/// The catalogue that is at `database` already, if there is one.
pub(super) async fn open_finished(database: &Database) -> Result<Option<Connection>, StoreError> {
    match database {
        Database::File(path) if !path.exists() => Ok(None),
        Database::File(path) => {
            let reading = SqliteConnectOptions::new().filename(path).read_only(true);
            Ok(Some(reading.connect().await?.into()))
        }
        Database::Server(address) => {
            let mut connection = Connection::from(address.connect().await?);
            match server::look(&mut connection).await? {
                0 => connection.close().await.map(|()| None).map_err(StoreError::from),
                _ => Ok(Some(connection)),
            }
        }
    }
}
