use house::id::JobId;
use house::team::Actor;

use super::outputs::make_again_what_is_lost;
use super::{JobState, Queue};
use crate::StoreError;
use crate::catalogue::audit::{self, Change};
use crate::catalogue::columns::Columns;
use crate::db::{Connection, query};

impl Queue {
    /// Sets a failed, blocked or cancelled job going again, with what it waits for and what was held up by it; a job
    /// that waits after a failed attempt is tried at once. Answers how many jobs that were.
    ///
    /// # Errors
    /// [`StoreError::Refused`] for a job that runs, is done or is not there.
    pub async fn retry(&self, job: &JobId) -> Result<u64, StoreError> {
        self.retry_by(&Actor::Program, job).await
    }

    /// The same, for somebody.
    ///
    /// # Errors
    /// As [`Self::retry`].
    pub async fn retry_by(&self, actor: &Actor, job: &JobId) -> Result<u64, StoreError> {
        let now = self.catalogue.now();
        let mut write = self.catalogue.write().await?;
        let (state, label) = state_of(&mut write, job).await?;
        let count = match state {
            JobState::Done => {
                return Err(StoreError::Refused(format!("'{label}' is done already")));
            }
            JobState::Running => {
                return Err(StoreError::Refused(format!("'{label}' is running")));
            }
            JobState::Waiting => {
                query("UPDATE jobs SET not_before = 0, backoff_ms = 0 WHERE id = $1")
                    .bind(job.as_str())
                    .execute(&mut *write)
                    .await?;
                1
            }
            JobState::Failed | JobState::Blocked | JobState::Cancelled => {
                start_again(&mut write, job).await?
            }
        };
        let change = Change::new("job.retry", "job", job).before(&state)?;
        audit::record(&mut write, actor, now, change).await?;
        write.commit().await?;
        Ok(count)
    }
}

/// Sets a stopped job going, with everything stopped before it and what was held up by these. Answers how many.
pub(super) async fn start_again(connection: &mut Connection, job: &JobId) -> Result<u64, StoreError> {
    let stopped = stopped_before(connection, job).await?;
    for id in &stopped {
        set_going(connection, id).await?;
        make_again_what_is_lost(connection, id).await?;
    }
    let mut count = stopped.len() as u64;
    for id in &stopped {
        count += unblock_after(connection, id).await?;
    }
    Ok(count)
}

pub(super) async fn state_of(
    connection: &mut Connection,
    job: &JobId,
) -> Result<(JobState, String), StoreError> {
    let row = query("SELECT state, label FROM jobs WHERE id = $1")
        .bind(job.as_str())
        .fetch_optional(connection)
        .await?
        .ok_or_else(|| StoreError::Refused(format!("there is no job {job}: 'marquee jobs' lists them")))?;
    Ok((row.parsed("state")?, row.text("label")?))
}

/// The job itself and everything before it that stopped: failed, blocked or cancelled.
async fn stopped_before(connection: &mut Connection, job: &JobId) -> Result<Vec<JobId>, StoreError> {
    let mut found = vec![job.clone()];
    let mut at = 0;
    while let Some(id) = found.get(at).cloned() {
        at += 1;
        let rows = query(
            "SELECT b.id FROM job_after a JOIN jobs b ON b.id = a.after_job
             WHERE a.job = $1 AND b.state IN ('failed', 'blocked', 'cancelled') ORDER BY a.place",
        )
        .bind(id.as_str())
        .fetch_all(&mut *connection)
        .await?;
        for row in &rows {
            let before: JobId = row.parsed("id")?;
            if !found.contains(&before) {
                found.push(before);
            }
        }
    }
    Ok(found)
}

/// Back to the start, as if it had just been queued. The fence stays, so that a worker of before stays locked out.
pub(super) async fn set_going(connection: &mut Connection, job: &JobId) -> Result<(), StoreError> {
    query(
        "UPDATE jobs SET state = 'waiting', worker = NULL, lease_until = 0, backoff_ms = 0, not_before = 0,
            attempts = 0, losses = 0, sentence = NULL, cause = NULL, disk_free = NULL, permille = 0, eta_ms = NULL,
            note = NULL, outputs = '[]', started = NULL, ended = NULL, collected = 0
         WHERE id = $1",
    )
    .bind(job.as_str())
    .execute(connection)
    .await?;
    Ok(())
}

/// Sets going what comes after `job` and was held up only because of others, as far as nothing else before it has
/// stopped. Answers how many.
async fn unblock_after(connection: &mut Connection, job: &JobId) -> Result<u64, StoreError> {
    let mut count = 0;
    let mut open = vec![job.clone()];
    while let Some(id) = open.pop() {
        let rows = query(
            "SELECT j.id FROM job_after a JOIN jobs j ON j.id = a.job
             WHERE a.after_job = $1 AND j.state IN ('blocked', 'cancelled') AND j.cause IS NOT NULL
               AND NOT EXISTS (
                   SELECT 1 FROM job_after c JOIN jobs b ON b.id = c.after_job
                   WHERE c.job = j.id AND b.state IN ('failed', 'blocked', 'cancelled'))",
        )
        .bind(id.as_str())
        .fetch_all(&mut *connection)
        .await?;
        for row in &rows {
            let next: JobId = row.parsed("id")?;
            set_going(connection, &next).await?;
            make_again_what_is_lost(connection, &next).await?;
            count += 1;
            open.push(next);
        }
    }
    Ok(count)
}
