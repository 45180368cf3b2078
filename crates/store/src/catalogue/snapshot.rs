//! The catalogue as it is at one moment, in a file of its own, while others go on working.

use std::path::Path;

use sqlx::{ConnectOptions, Connection, SqliteConnection};

use super::Catalogue;
use super::migrations::file::connect_options;
use crate::db::query;
use crate::{Database, StoreError, copy_catalogue};

/// Setting: the house's own mark, by which its backups are told from another house's.
const MARK: &str = "house_mark";

impl Catalogue {
    /// Writes the whole catalogue into a new SQLite file, all of one moment. Nobody waits for it.
    pub async fn snapshot_into(&self, path: &Path) -> Result<(), StoreError> {
        match self.database() {
            Database::File(own) => vacuum(own, path).await?,
            // One transaction of the server reads it all.
            Database::Server(_) => {
                copy_catalogue(self, &Database::from(path)).await?;
            }
        }
        let file = std::fs::File::open(path).map_err(|e| StoreError::io(path, e))?;
        file.sync_all().map_err(|e| StoreError::io(path, e))
    }

    /// SQLite's own look at every page and index; `None` when all is well (or a server's business), else what it found
    /// first.
    pub async fn integrity(&self) -> Result<Option<String>, StoreError> {
        let Database::File(own) = self.database() else {
            return Ok(None);
        };
        let mut connection = connect_options(own).connect().await?;
        let found = first_fault(&mut connection).await?;
        connection.close().await?;
        Ok(found)
    }

    /// A random mark that stays with the house wherever it is moved; made when it is first asked for.
    pub async fn house_mark(&self) -> Result<String, StoreError> {
        if let Some(mark) = self.setting(MARK).await? {
            return Ok(mark);
        }
        let mut write = self.write().await?;
        query("INSERT INTO settings (name, value) VALUES ($1, $2) ON CONFLICT (name) DO NOTHING")
            .bind(MARK)
            .bind(format!("{:032x}", rand::random::<u128>()))
            .execute(&mut *write)
            .await?;
        write.commit().await?;
        self.setting(MARK)
            .await?
            .ok_or_else(|| StoreError::Damaged("the house's mark cannot be kept".into()))
    }

    /// For a house that comes out of a backup: what was running waits again, whoever was logged in is not, and uploads
    /// that were not taken in yet are told to be sent anew, for a backup has no bytes of them.
    pub async fn come_back(&self) -> Result<(), StoreError> {
        let mut write = self.write().await?;
        query(
            "UPDATE uploads SET state = 'refused', salvageable = 0, verified = NULL, sentence = $1
             WHERE state IN ('receiving', 'arrived')",
        )
        .bind("the house was restored from a backup before this was taken in; send the file again")
        .execute(&mut *write)
        .await?;
        query(
            "UPDATE jobs SET state = 'waiting', worker = NULL, lease_until = 0, not_before = 0, fence = fence + 1
             WHERE state = 'running'",
        )
        .execute(&mut *write)
        .await?;
        for statement in [
            "UPDATE uploads SET salvageable = 0",
            "DELETE FROM workers",
            "DELETE FROM sessions",
            "DELETE FROM login_tokens",
        ] {
            query(statement).execute(&mut *write).await?;
        }
        Ok(write.commit().await?)
    }
}

/// What SQLite finds first in its pages and indexes.
pub(super) async fn first_fault(connection: &mut SqliteConnection) -> Result<Option<String>, StoreError> {
    let found: String = sqlx::query_scalar("PRAGMA integrity_check(1)")
        .fetch_one(connection)
        .await?;
    Ok((found != "ok").then_some(found))
}

pub(super) async fn vacuum(own: &Path, path: &Path) -> Result<(), StoreError> {
    // A connection of its own: the readers' are told to write nothing, and the writer's would keep others waiting.
    let mut connection = connect_options(own).connect().await?;
    let written = sqlx::query("VACUUM INTO $1")
        .bind(path.to_string_lossy().into_owned())
        .execute(&mut connection)
        .await;
    connection.close().await?;
    written?;
    Ok(())
}
