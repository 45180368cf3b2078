use sqlx::{Connection, SqliteConnection};

use crate::StoreError;

/// Notices what others write. Its connection never writes, so SQLite's `data_version` changes on it with every
/// commit of any other connection, of this process or another, without a table being read.
pub(super) struct Watcher {
    connection: Option<SqliteConnection>,
    seen: i64,
    gate_version: i64,
}

impl Watcher {
    pub(super) fn new(connection: SqliteConnection) -> Self {
        Self {
            connection: Some(connection),
            seen: -1,
            gate_version: 0,
        }
    }

    pub(super) async fn data_version(&mut self) -> Result<i64, StoreError> {
        let connection = self.connection.as_mut().ok_or(sqlx::Error::PoolClosed)?;
        Ok(sqlx::query_scalar("PRAGMA data_version")
            .fetch_one(connection)
            .await?)
    }

    pub(super) async fn gate_version(&mut self) -> Result<i64, StoreError> {
        // Asked for first: what is committed between the two questions is noticed by the next call.
        let now = self.data_version().await?;
        if now != self.seen {
            let connection = self.connection.as_mut().ok_or(sqlx::Error::PoolClosed)?;
            self.gate_version = sqlx::query_scalar("SELECT value FROM versions WHERE name = 'gate'")
                .fetch_one(connection)
                .await?;
            self.seen = now;
        }
        Ok(self.gate_version)
    }

    pub(super) async fn close(&mut self) {
        if let Some(connection) = self.connection.take() {
            // Nothing was written by it, so nothing can be lost when closing fails.
            let _ = connection.close().await;
        }
    }
}
