use house::Instant;

use super::claim::take_back;
use super::{Queue, WorkerId};
use crate::StoreError;
use crate::catalogue::columns::Columns;
use crate::db::{Connection, query, query_scalar};

/// Rows of workers that ended without a word are kept this long.
const FORGOTTEN_AFTER_MS: i64 = 3_600_000;

impl Queue {
    /// Says that this worker is there and works; to be repeated well within `valid_ms`.
    pub async fn worker_beat(&self, worker: &WorkerId, valid_ms: i64) -> Result<(), StoreError> {
        let now = self.catalogue.now();
        let mut write = self.catalogue.write().await?;
        query(
            "INSERT INTO workers (id, beat, valid_ms) VALUES ($1, $2, $3)
             ON CONFLICT (id) DO UPDATE SET beat = excluded.beat, valid_ms = excluded.valid_ms",
        )
        .bind(worker.as_str())
        .bind(now.micros())
        .bind(valid_ms)
        .execute(&mut *write)
        .await?;
        query("DELETE FROM workers WHERE beat < $1")
            .bind(now.plus_millis(-FORGOTTEN_AFTER_MS).micros())
            .execute(&mut *write)
            .await?;
        Ok(write.commit().await?)
    }

    pub async fn worker_leaves(&self, worker: &WorkerId) -> Result<(), StoreError> {
        let mut write = self.catalogue.write().await?;
        forget(&mut write, worker).await?;
        Ok(write.commit().await?)
    }

    /// Is any worker there?
    pub async fn someone_works(&self) -> Result<bool, StoreError> {
        let mut reader = self.catalogue.readers().acquire().await?;
        someone_works(&mut reader, self.catalogue.now()).await
    }

    /// Takes back everything that a worker held which is known to be dead (see [`super::WorkerPresence::sweep`]),
    /// without waiting for its leases; answers how many jobs that were.
    pub async fn release_worker(&self, worker: &WorkerId) -> Result<u64, StoreError> {
        let now = self.catalogue.now();
        let mut write = self.catalogue.write().await?;
        let rows = query("SELECT id, losses FROM jobs WHERE state = 'running' AND worker = $1")
            .bind(worker.as_str())
            .fetch_all(&mut *write)
            .await?;
        for row in &rows {
            take_back(&mut write, &row.text("id")?, row.bigint("losses")?, now).await?;
        }
        forget(&mut write, worker).await?;
        write.commit().await?;
        Ok(rows.len() as u64)
    }
}

async fn forget(connection: &mut Connection, worker: &WorkerId) -> Result<(), StoreError> {
    query("DELETE FROM workers WHERE id = $1")
        .bind(worker.as_str())
        .execute(connection)
        .await?;
    Ok(())
}

/// A beat that lies further ahead than it holds was made before the clock was set back, and says nothing.
pub(super) async fn someone_works(connection: &mut Connection, now: Instant) -> Result<bool, StoreError> {
    let there: i64 = query_scalar(
        "SELECT count(*) FROM workers
         WHERE beat + valid_ms * 1000 > $1 AND beat - valid_ms * 1000 <= $1",
    )
    .bind(now.micros())
    .fetch_one(connection)
    .await?;
    Ok(there > 0)
}
