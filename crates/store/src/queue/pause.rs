//! Holding work back: one job, or all.

use house::id::JobId;
use house::team::Actor;

use super::retry::state_of;
use super::{JobState, Queue};
use crate::StoreError;
use crate::catalogue::audit::{self, Change};
use crate::db::{Connection, query, query_scalar};

/// Setting of the catalogue while all work is held back.
const ALL: &str = "queue.paused";

impl Queue {
    /// Holds a job back until [`Self::resume`]; a running one stops at its worker's next heartbeat and starts afresh
    /// afterwards. What comes after it waits with it.
    ///
    /// # Errors
    /// [`StoreError::Refused`] for a job that is over or is not there.
    pub async fn pause(&self, actor: &Actor, job: &JobId) -> Result<(), StoreError> {
        let now = self.catalogue.now();
        let mut write = self.catalogue.write().await?;
        let (state, label) = state_of(&mut write, job).await?;
        if !matches!(state, JobState::Waiting | JobState::Running | JobState::Blocked) {
            return Err(StoreError::Refused(format!(
                "'{label}' is {} already",
                state.as_str()
            )));
        }
        // Waiting again, it is no longer its worker's: the worker learns so and writes nothing.
        query(
            "UPDATE jobs SET paused = 1, worker = NULL, permille = 0, eta_ms = NULL, note = NULL, started = NULL,
                state = CASE state WHEN 'running' THEN 'waiting' ELSE state END
             WHERE id = $1",
        )
        .bind(job.as_str())
        .execute(&mut *write)
        .await?;
        audit::record(&mut write, actor, now, Change::new("job.pause", "job", job)).await?;
        Ok(write.commit().await?)
    }

    /// Lets a paused job go on.
    ///
    /// # Errors
    /// [`StoreError::Refused`] when there is no such job.
    pub async fn resume(&self, actor: &Actor, job: &JobId) -> Result<(), StoreError> {
        let now = self.catalogue.now();
        let mut write = self.catalogue.write().await?;
        state_of(&mut write, job).await?;
        let done = query("UPDATE jobs SET paused = 0 WHERE id = $1 AND paused <> 0")
            .bind(job.as_str())
            .execute(&mut *write)
            .await?;
        if done.rows_affected() > 0 {
            audit::record(&mut write, actor, now, Change::new("job.resume", "job", job)).await?;
        }
        Ok(write.commit().await?)
    }

    /// Holds all work back, or lets it go on. Steps that run are finished first.
    pub async fn pause_all(&self, actor: &Actor, paused: bool) -> Result<(), StoreError> {
        let now = self.catalogue.now();
        let mut write = self.catalogue.write().await?;
        if all_paused(&mut write).await? == paused {
            return Ok(());
        }
        let statement = if paused {
            "INSERT INTO settings (name, value) VALUES ($1, '1')"
        } else {
            "DELETE FROM settings WHERE name = $1"
        };
        query(statement).bind(ALL).execute(&mut *write).await?;
        let action = if paused { "queue.pause" } else { "queue.resume" };
        audit::record(&mut write, actor, now, Change::new(action, "queue", "all")).await?;
        Ok(write.commit().await?)
    }

    /// Is all work held back?
    pub async fn is_paused(&self) -> Result<bool, StoreError> {
        let mut reader = self.catalogue.readers().acquire().await?;
        all_paused(&mut reader).await
    }
}

pub(super) async fn all_paused(connection: &mut Connection) -> Result<bool, StoreError> {
    let found: i64 = query_scalar("SELECT count(*) FROM settings WHERE name = $1")
        .bind(ALL)
        .fetch_one(connection)
        .await?;
    Ok(found > 0)
}
