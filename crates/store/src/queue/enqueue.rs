use std::collections::HashMap;

use house::Instant;
use house::id::JobId;
use house::team::Actor;

use super::outputs::{is_lost, make_again_what_is_lost};
use super::retry::{set_going, start_again};
use super::{Enqueued, JobState, NewJob, Queue};
use crate::StoreError;
use crate::catalogue::audit::{self, Change};
use crate::catalogue::columns::{Columns, to_bigint, to_json};
use crate::db::{Connection, query, query_scalar};

/// What somebody asked for, as the log has it.
#[derive(Debug, Clone, Copy)]
pub struct Deed<'a> {
    pub actor: &'a Actor,
    /// "title.encode"
    pub action: &'static str,
    /// What is worked on: "title" and its id.
    pub kind: &'static str,
    pub id: &'a str,
}

impl Queue {
    /// Queues jobs in one transaction; a job's `after` may name jobs earlier in the list or in the queue. Idempotent
    /// by step key: a job that is there already (live or done) is used instead; one that failed, was cancelled, or
    /// made what has been lost since, is set going again. Answers what became of each, in the order given.
    ///
    /// # Errors
    /// [`StoreError::Refused`] when `after` names a job that is nowhere.
    pub async fn enqueue(&self, jobs: Vec<NewJob>) -> Result<Vec<Enqueued>, StoreError> {
        self.enqueue_as(None, jobs).await
    }

    /// The same for somebody who asked for it: the entry in the log is in the same transaction.
    ///
    /// # Errors
    /// As [`Self::enqueue`].
    pub async fn enqueue_by(&self, deed: &Deed<'_>, jobs: Vec<NewJob>) -> Result<Vec<Enqueued>, StoreError> {
        self.enqueue_as(Some(deed), jobs).await
    }

    async fn enqueue_as(
        &self,
        deed: Option<&Deed<'_>>,
        jobs: Vec<NewJob>,
    ) -> Result<Vec<Enqueued>, StoreError> {
        let now = self.catalogue.now();
        let mut write = self.catalogue.write().await?;
        let mut standing_for: HashMap<JobId, JobId> = HashMap::new();
        let mut answers = Vec::with_capacity(jobs.len());
        for job in &jobs {
            let answer = match find_by_key(&mut write, job).await? {
                Some((id, state)) => join(&mut write, job, id, state).await?,
                None => {
                    insert(&mut write, job, now).await?;
                    put_after(&mut write, job, &standing_for).await?;
                    Enqueued::New(job.id.clone())
                }
            };
            standing_for.insert(job.id.clone(), answer.id().clone());
            answers.push(answer);
        }
        for answer in &answers {
            if !matches!(answer, Enqueued::Done(_)) {
                make_again_what_is_lost(&mut write, answer.id()).await?;
            }
        }
        if let Some(deed) = deed {
            let is_going = |answer: &&Enqueued| !matches!(answer, Enqueued::Done(_));
            let going = answers.iter().filter(is_going).count();
            // What was all done before changes nothing.
            if going > 0 {
                let after = serde_json::json!({ "jobs": going });
                let change = Change::new(deed.action, deed.kind, deed.id).after(&after)?;
                audit::record(&mut write, deed.actor, now, change).await?;
            }
        }
        write.commit().await?;
        Ok(answers)
    }
}

async fn find_by_key(
    connection: &mut Connection,
    job: &NewJob,
) -> Result<Option<(JobId, JobState)>, StoreError> {
    let row = query("SELECT id, state FROM jobs WHERE step_key = $1")
        .bind(job.key.0.to_string())
        .fetch_optional(connection)
        .await?;
    row.map(|row| Ok((row.parsed("id")?, row.parsed("state")?)))
        .transpose()
}

async fn join(
    connection: &mut Connection,
    job: &NewJob,
    id: JobId,
    state: JobState,
) -> Result<Enqueued, StoreError> {
    match state {
        JobState::Done if is_lost(connection, &id).await? => {
            set_going(connection, &id).await?;
            Ok(Enqueued::Revived(id))
        }
        JobState::Done => Ok(Enqueued::Done(id)),
        JobState::Waiting | JobState::Running => {
            raise_priority(connection, &id, job.priority).await?;
            Ok(Enqueued::Joined(id))
        }
        JobState::Failed | JobState::Blocked | JobState::Cancelled => {
            raise_priority(connection, &id, job.priority).await?;
            start_again(connection, &id).await?;
            Ok(Enqueued::Revived(id))
        }
    }
}

/// Whoever wants the step most urgently decides.
async fn raise_priority(connection: &mut Connection, id: &JobId, priority: i32) -> Result<(), StoreError> {
    query("UPDATE jobs SET priority = $2 WHERE id = $1 AND priority < $2")
        .bind(id.as_str())
        .bind(i64::from(priority))
        .execute(connection)
        .await?;
    Ok(())
}

async fn insert(connection: &mut Connection, job: &NewJob, now: Instant) -> Result<(), StoreError> {
    query(
        "INSERT INTO jobs (id, position, kind, title, label, params, step_key, priority, disk, state, fence,
            lease_ms, lease_until, backoff_ms, not_before, attempts, losses, permille, outputs, made, collected)
         SELECT $1, coalesce(max(position), 0) + 1, $2, $3, $4, $5, $6, $7, $8, 'waiting', 0,
            0, 0, 0, 0, 0, 0, 0, '[]', $9, 0 FROM jobs",
    )
    .bind(job.id.as_str())
    .bind(&job.kind)
    .bind(job.title.as_ref().map(|title| title.as_str()))
    .bind(&job.label)
    .bind(to_json(&job.params)?)
    .bind(job.key.0.to_string())
    .bind(i64::from(job.priority))
    .bind(to_bigint(job.disk)?)
    .bind(now.micros())
    .execute(connection)
    .await?;
    Ok(())
}

async fn put_after(
    connection: &mut Connection,
    job: &NewJob,
    standing_for: &HashMap<JobId, JobId>,
) -> Result<(), StoreError> {
    for (place, named) in (0_i64..).zip(&job.after) {
        let after = standing_for.get(named).unwrap_or(named);
        let state: Option<String> = query_scalar("SELECT state FROM jobs WHERE id = $1")
            .bind(after.as_str())
            .fetch_optional(&mut *connection)
            .await?;
        let state: JobState = match state {
            Some(text) => text
                .parse()
                .map_err(|e| StoreError::Damaged(format!("column state: {e}")))?,
            None => {
                return Err(StoreError::Refused(format!(
                    "'{}' waits for job {after}, which is not in the queue",
                    job.label
                )));
            }
        };
        query("INSERT INTO job_after (job, place, after_job) VALUES ($1, $2, $3)")
            .bind(job.id.as_str())
            .bind(place)
            .bind(after.as_str())
            .execute(&mut *connection)
            .await?;
        if matches!(state, JobState::Failed | JobState::Cancelled | JobState::Blocked) {
            query("UPDATE jobs SET state = 'blocked', cause = $2 WHERE id = $1")
                .bind(job.id.as_str())
                .bind(after.as_str())
                .execute(&mut *connection)
                .await?;
        }
    }
    Ok(())
}
