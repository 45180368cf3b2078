use std::collections::{HashMap, HashSet};

use house::Instant;
use house::id::{JobId, TitleId};
use house::team::Actor;

use super::retry::state_of;
use super::{JobState, Queue};
use crate::StoreError;
use crate::catalogue::audit::{self, Change};
use crate::catalogue::columns::Columns;
use crate::db::{Connection, query};

impl Queue {
    /// Cancels the job and everything that comes after it; answers how many. A worker that runs it learns so by its
    /// next heartbeat.
    ///
    /// # Errors
    /// [`StoreError::Refused`] for a job that is done or is not there.
    pub async fn cancel(&self, job: &JobId) -> Result<u64, StoreError> {
        self.cancel_by(&Actor::Program, job).await
    }

    /// The same, for somebody.
    ///
    /// # Errors
    /// As [`Self::cancel`].
    pub async fn cancel_by(&self, actor: &Actor, job: &JobId) -> Result<u64, StoreError> {
        let now = self.catalogue.now();
        let mut write = self.catalogue.write().await?;
        let (state, label) = state_of(&mut write, job).await?;
        if state == JobState::Done {
            return Err(StoreError::Refused(format!("'{label}' is done already")));
        }
        let count = cancel_with_followers(&mut write, job, &label, now).await?;
        let change = Change::new("job.cancel", "job", job)
            .before(&state)?
            .after(&JobState::Cancelled)?;
        audit::record(&mut write, actor, now, change).await?;
        write.commit().await?;
        Ok(count)
    }

    /// Cancels every unfinished job of a title, except those that another title's unfinished jobs wait for.
    pub async fn cancel_title(&self, title: &TitleId) -> Result<u64, StoreError> {
        let now = self.catalogue.now();
        let mut write = self.catalogue.write().await?;
        let mut count = 0;
        for (job, label) in only_for(&mut write, title).await? {
            count += cancel_with_followers(&mut write, &job, &label, now).await?;
        }
        write.commit().await?;
        Ok(count)
    }
}

async fn cancel_with_followers(
    connection: &mut Connection,
    job: &JobId,
    label: &str,
    now: Instant,
) -> Result<u64, StoreError> {
    let mut count = cancel_one(connection, job, "cancelled", None, now).await?;
    let sentence = format!("cancelled with '{label}'");
    for follower in followers(connection, job).await? {
        count += cancel_one(connection, &follower, &sentence, Some(job), now).await?;
    }
    Ok(count)
}

async fn cancel_one(
    connection: &mut Connection,
    job: &JobId,
    sentence: &str,
    cause: Option<&JobId>,
    now: Instant,
) -> Result<u64, StoreError> {
    let done = query(
        "UPDATE jobs SET state = 'cancelled', sentence = $2, cause = $3, worker = NULL, ended = $4, disk_free = NULL
         WHERE id = $1 AND state NOT IN ('done', 'cancelled')",
    )
    .bind(job.as_str())
    .bind(sentence)
    .bind(cause.map(JobId::as_str))
    .bind(now.micros())
    .execute(connection)
    .await?;
    Ok(done.rows_affected())
}

/// Everything that comes after `job`, directly or through others; each once.
pub(super) async fn followers(connection: &mut Connection, job: &JobId) -> Result<Vec<JobId>, StoreError> {
    let mut met = HashSet::from([job.clone()]);
    let mut open = vec![job.clone()];
    let mut found = Vec::new();
    while let Some(id) = open.pop() {
        let rows = query("SELECT job FROM job_after WHERE after_job = $1")
            .bind(id.as_str())
            .fetch_all(&mut *connection)
            .await?;
        for row in &rows {
            let follower: JobId = row.parsed("job")?;
            if met.insert(follower.clone()) {
                open.push(follower.clone());
                found.push(follower);
            }
        }
    }
    Ok(found)
}

/// Unfinished jobs of the title that nobody else's unfinished job needs, directly or through others.
async fn only_for(connection: &mut Connection, title: &TitleId) -> Result<Vec<(JobId, String)>, StoreError> {
    let rows = query(
        "SELECT id, label FROM jobs WHERE title = $1 AND state NOT IN ('done', 'cancelled') ORDER BY position",
    )
    .bind(title.as_str())
    .fetch_all(&mut *connection)
    .await?;
    let mut own = HashMap::new();
    for row in &rows {
        own.insert(row.parsed::<JobId>("id")?, row.text("label")?);
    }
    let mut edges: Vec<(JobId, JobId)> = Vec::new();
    for row in query(
        "SELECT a.job, a.after_job FROM job_after a
         JOIN jobs b ON b.id = a.after_job AND b.title = $1
         JOIN jobs j ON j.id = a.job AND j.state NOT IN ('done', 'cancelled')",
    )
    .bind(title.as_str())
    .fetch_all(connection)
    .await?
    {
        edges.push((row.parsed("job")?, row.parsed("after_job")?));
    }
    loop {
        let before = own.len();
        for (follower, needed) in &edges {
            if !own.contains_key(follower) {
                own.remove(needed);
            }
        }
        if own.len() == before {
            return Ok(own.into_iter().collect());
        }
    }
}
