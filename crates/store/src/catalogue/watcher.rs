use std::time::Duration;

use sqlx::SqliteConnection;

use super::migrations;
use crate::StoreError;
use crate::db::{Connection, ServerAddress, is_lost, query_scalar};

/// These questions take microseconds.
const PATIENCE: Duration = Duration::from_secs(10);

/// Notices what others write. Its connection never writes, so SQLite's `data_version` changes on it with every
/// commit of any other connection, of this process or another, without a table being read. PostgreSQL has no such
/// number; there every writing transaction counts one up.
pub(super) struct Watcher {
    place: Place,
    connection: Option<Connection>,
    seen: i64,
    gate_version: i64,
}

enum Place {
    File,
    /// A lost connection is made again: the server was restarted, or the network was away.
    Server(ServerAddress),
    Closed,
}

impl Watcher {
    pub(super) fn of_file(connection: SqliteConnection) -> Self {
        Self::with(Place::File, connection.into())
    }

    /// `presence` also holds the lock that says that somebody works in the house.
    pub(super) fn of_server(presence: Connection, address: ServerAddress) -> Self {
        Self::with(Place::Server(address), presence)
    }

    fn with(place: Place, connection: Connection) -> Self {
        Self {
            place,
            connection: Some(connection),
            seen: -1,
            gate_version: 0,
        }
    }

    pub(super) async fn data_version(&mut self) -> Result<i64, StoreError> {
        self.ask(match self.place {
            Place::Server(_) => "SELECT coalesce(max(value), 0) FROM versions WHERE name = 'data'",
            Place::File | Place::Closed => "PRAGMA data_version",
        })
        .await
    }

    pub(super) async fn gate_version(&mut self) -> Result<i64, StoreError> {
        // Asked for first: what is committed between the two questions is noticed by the next call.
        let now = self.data_version().await?;
        if now != self.seen {
            self.gate_version = self.ask("SELECT value FROM versions WHERE name = 'gate'").await?;
            self.seen = now;
        }
        Ok(self.gate_version)
    }

    async fn ask(&mut self, sql: &'static str) -> Result<i64, StoreError> {
        if let Some(connection) = &mut self.connection {
            match tokio::time::timeout(PATIENCE, query_scalar(sql).fetch_one(connection)).await {
                Ok(Err(error)) if is_lost(&error) => self.connection = None,
                Ok(answer) => return Ok(answer?),
                // The network swallows what is sent.
                Err(_) if matches!(self.place, Place::Server(_)) => self.connection = None,
                Err(_) => return Err(sqlx::Error::PoolTimedOut.into()),
            }
        }
        let Place::Server(address) = &self.place else {
            return Err(sqlx::Error::PoolClosed.into());
        };
        let connection = migrations::server::bring_up_to_date(address, migrations::PATIENCE).await?;
        let connection = self.connection.insert(connection);
        Ok(query_scalar(sql).fetch_one(connection).await?)
    }

    pub(super) async fn close(&mut self) {
        self.place = Place::Closed;
        if let Some(connection) = self.connection.take() {
            // Nothing was written by it, so nothing can be lost when closing fails.
            let _ = connection.close().await;
        }
    }
}
