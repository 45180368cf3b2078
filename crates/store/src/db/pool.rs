use std::time::Duration;

use sqlx::postgres::{PgConnectOptions, PgPoolOptions};
use sqlx::sqlite::{SqliteConnectOptions, SqlitePoolOptions};
use sqlx::{Connection as _, PgPool, SqlitePool};

use super::query::query;
use super::{Connection, Transaction};

/// How long a caller waits for a connection: its turn, or a server that restarts.
const PATIENCE: Duration = Duration::from_secs(30);

/// Writers of a house on PostgreSQL hold this lock of the database for the length of their transaction, so that they
/// come one after another, as with SQLite's one writer: what a transaction read stays true until it commits.
const WRITERS: i64 = 0x4d61_7271_7565_6502;

/// Connections that are opened when they are needed.
#[derive(Clone)]
pub(crate) enum Pool {
    Sqlite(SqlitePool),
    Postgres(PgPool),
}

impl Pool {
    pub(crate) async fn of_file(
        options: SqliteConnectOptions,
        connections: u32,
    ) -> Result<Self, sqlx::Error> {
        let pool = SqlitePoolOptions::new()
            .max_connections(connections)
            .acquire_timeout(PATIENCE)
            .idle_timeout(None)
            .max_lifetime(None)
            .test_before_acquire(false)
            // SQLite ends a transaction by itself when the disk is full; sqlx's own rollback then fails and its count
            // of open transactions never comes back to none. Such a connection is given up, else nothing could be
            // written any more when there is room again.
            .before_acquire(|connection, _| {
                let usable = !connection.is_in_transaction();
                Box::pin(async move { Ok(usable) })
            });
        Ok(Self::Sqlite(pool.connect_with(options).await?))
    }

    /// A connection that the server closed meanwhile is noticed before it is used, and replaced.
    pub(crate) fn of_server(options: PgConnectOptions, connections: u32) -> Self {
        let pool = PgPoolOptions::new()
            .max_connections(connections)
            .acquire_timeout(PATIENCE)
            .test_before_acquire(true);
        Self::Postgres(pool.connect_lazy_with(options))
    }

    pub(crate) async fn acquire(&self) -> Result<Connection, sqlx::Error> {
        Ok(match self {
            Self::Sqlite(pool) => pool.acquire().await?.into(),
            Self::Postgres(pool) => pool.acquire().await?.into(),
        })
    }

    /// For reading: everything that is asked in it is of one moment.
    pub(crate) async fn begin(&self) -> Result<Transaction, sqlx::Error> {
        Ok(match self {
            Self::Sqlite(pool) => pool.begin().await?.into(),
            Self::Postgres(pool) => {
                let begin = "BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY";
                pool.begin_with(begin).await?.into()
            }
        })
    }

    /// For writing: nobody else writes from its start until it ends.
    pub(crate) async fn begin_writing(&self) -> Result<Transaction, sqlx::Error> {
        match self {
            Self::Sqlite(pool) => Ok(pool.begin_with("BEGIN IMMEDIATE").await?.into()),
            Self::Postgres(pool) => {
                let mut write: Transaction = pool.begin_with("BEGIN").await?.into();
                query("SELECT pg_advisory_xact_lock($1)")
                    .bind(WRITERS)
                    .execute(&mut *write)
                    .await?;
                Ok(write)
            }
        }
    }

    pub(crate) async fn close(&self) {
        match self {
            Self::Sqlite(pool) => pool.close().await,
            Self::Postgres(pool) => pool.close().await,
        }
    }
}
