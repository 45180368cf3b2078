use std::ops::{Deref, DerefMut};

use sqlx::migrate::{MigrateError, Migrator};
use sqlx::pool::PoolConnection;
use sqlx::{PgConnection, Postgres, Sqlite, SqliteConnection};

use super::query::{Done, Query, query};
use super::{Pool, Row};

/// A connection to either database: a pool's, or one that stands alone.
pub(crate) struct Connection {
    held: Held,
    /// Was anything written by it? Only what its transaction commits counts.
    changed: bool,
}

enum Held {
    Sqlite(PoolConnection<Sqlite>),
    SqliteAlone(Box<SqliteConnection>),
    SqliteTransaction(sqlx::Transaction<'static, Sqlite>),
    Postgres(PoolConnection<Postgres>),
    PostgresAlone(Box<PgConnection>),
    PostgresTransaction(sqlx::Transaction<'static, Postgres>),
}

enum Raw<'c> {
    Sqlite(&'c mut SqliteConnection),
    Postgres(&'c mut PgConnection),
}

impl Connection {
    fn raw(&mut self) -> Raw<'_> {
        match &mut self.held {
            Held::Sqlite(connection) => Raw::Sqlite(connection),
            Held::SqliteAlone(connection) => Raw::Sqlite(connection),
            Held::SqliteTransaction(transaction) => Raw::Sqlite(transaction),
            Held::Postgres(connection) => Raw::Postgres(connection),
            Held::PostgresAlone(connection) => Raw::Postgres(connection),
            Held::PostgresTransaction(transaction) => Raw::Postgres(transaction),
        }
    }

    pub(crate) fn is_sqlite(&self) -> bool {
        matches!(
            self.held,
            Held::Sqlite(_) | Held::SqliteAlone(_) | Held::SqliteTransaction(_)
        )
    }

    /// Closes a connection that stands alone; others go back to their pool.
    pub(crate) async fn close(self) -> Result<(), sqlx::Error> {
        match self.held {
            Held::SqliteAlone(connection) => sqlx::Connection::close(*connection).await,
            Held::PostgresAlone(connection) => sqlx::Connection::close(*connection).await,
            _ => Ok(()),
        }
    }

    /// Inside a transaction nothing of it stays unless that is committed.
    pub(crate) async fn migrate(&mut self, migrations: &Migrator) -> Result<(), MigrateError> {
        match self.raw() {
            Raw::Sqlite(connection) => migrations.run_direct(None, connection, false).await,
            Raw::Postgres(connection) => migrations.run_direct(None, connection, false).await,
        }
    }

    async fn execute(&mut self, query: Query) -> Result<Done, sqlx::Error> {
        let writes = !query.only_looks();
        let rows = match self.raw() {
            Raw::Sqlite(connection) => query.for_sqlite().execute(connection).await?.rows_affected(),
            Raw::Postgres(connection) => query.for_postgres().execute(connection).await?.rows_affected(),
        };
        self.changed |= writes && rows > 0;
        Ok(Done::new(rows))
    }

    async fn fetch_all(&mut self, query: Query) -> Result<Vec<Row>, sqlx::Error> {
        let writes = !query.only_looks();
        let rows: Vec<Row> = match self.raw() {
            Raw::Sqlite(connection) => {
                let rows = query.for_sqlite().fetch_all(connection).await?;
                rows.into_iter().map(Row::Sqlite).collect()
            }
            Raw::Postgres(connection) => {
                let rows = query.for_postgres().fetch_all(connection).await?;
                rows.into_iter().map(Row::Postgres).collect()
            }
        };
        self.changed |= writes && !rows.is_empty();
        Ok(rows)
    }

    async fn fetch_optional(&mut self, query: Query) -> Result<Option<Row>, sqlx::Error> {
        let writes = !query.only_looks();
        let row = match self.raw() {
            Raw::Sqlite(connection) => {
                let row = query.for_sqlite().fetch_optional(connection).await?;
                row.map(Row::Sqlite)
            }
            Raw::Postgres(connection) => {
                let row = query.for_postgres().fetch_optional(connection).await?;
                row.map(Row::Postgres)
            }
        };
        self.changed |= writes && row.is_some();
        Ok(row)
    }
}

impl From<PoolConnection<Sqlite>> for Connection {
    fn from(connection: PoolConnection<Sqlite>) -> Self {
        Held::Sqlite(connection).into()
    }
}

impl From<PoolConnection<Postgres>> for Connection {
    fn from(connection: PoolConnection<Postgres>) -> Self {
        Held::Postgres(connection).into()
    }
}

impl From<SqliteConnection> for Connection {
    fn from(connection: SqliteConnection) -> Self {
        Held::SqliteAlone(Box::new(connection)).into()
    }
}

impl From<PgConnection> for Connection {
    fn from(connection: PgConnection) -> Self {
        Held::PostgresAlone(Box::new(connection)).into()
    }
}

impl From<Held> for Connection {
    fn from(held: Held) -> Self {
        Self { held, changed: false }
    }
}

/// Taken back when it is dropped before [`Self::commit`].
pub(crate) struct Transaction {
    connection: Connection,
}

impl Transaction {
    /// On PostgreSQL a counter stands for SQLite's `data_version`: it grows with every transaction that wrote.
    pub(crate) async fn commit(mut self) -> Result<(), sqlx::Error> {
        if self.connection.changed && !self.connection.is_sqlite() {
            query(
                "INSERT INTO versions (name, value) VALUES ('data', 1)
                 ON CONFLICT (name) DO UPDATE SET value = versions.value + 1",
            )
            .execute(&mut self.connection)
            .await?;
        }
        self.commit_uncounted().await
    }

    /// The same without counting: nobody can watch yet what comes into being.
    pub(crate) async fn commit_uncounted(self) -> Result<(), sqlx::Error> {
        match self.connection.held {
            Held::SqliteTransaction(transaction) => transaction.commit().await,
            Held::PostgresTransaction(transaction) => transaction.commit().await,
            _ => Ok(()),
        }
    }
}

impl From<sqlx::Transaction<'static, Sqlite>> for Transaction {
    fn from(transaction: sqlx::Transaction<'static, Sqlite>) -> Self {
        Self {
            connection: Held::SqliteTransaction(transaction).into(),
        }
    }
}

impl From<sqlx::Transaction<'static, Postgres>> for Transaction {
    fn from(transaction: sqlx::Transaction<'static, Postgres>) -> Self {
        Self {
            connection: Held::PostgresTransaction(transaction).into(),
        }
    }
}

impl Deref for Transaction {
    type Target = Connection;

    fn deref(&self) -> &Connection {
        &self.connection
    }
}

impl DerefMut for Transaction {
    fn deref_mut(&mut self) -> &mut Connection {
        &mut self.connection
    }
}

/// What a question is put to.
pub(crate) enum Executor<'c> {
    Connection(&'c mut Connection),
    Pool(&'c Pool),
}

impl<'c> From<&'c mut Connection> for Executor<'c> {
    fn from(connection: &'c mut Connection) -> Self {
        Self::Connection(connection)
    }
}

impl<'c> From<&'c Pool> for Executor<'c> {
    fn from(pool: &'c Pool) -> Self {
        Self::Pool(pool)
    }
}

impl Executor<'_> {
    pub(super) async fn execute(self, query: Query) -> Result<Done, sqlx::Error> {
        match self {
            Self::Connection(connection) => connection.execute(query).await,
            Self::Pool(pool) => pool.acquire().await?.execute(query).await,
        }
    }

    pub(super) async fn fetch_all(self, query: Query) -> Result<Vec<Row>, sqlx::Error> {
        match self {
            Self::Connection(connection) => connection.fetch_all(query).await,
            Self::Pool(pool) => pool.acquire().await?.fetch_all(query).await,
        }
    }

    pub(super) async fn fetch_optional(self, query: Query) -> Result<Option<Row>, sqlx::Error> {
        match self {
            Self::Connection(connection) => connection.fetch_optional(query).await,
            Self::Pool(pool) => pool.acquire().await?.fetch_optional(query).await,
        }
    }
}
