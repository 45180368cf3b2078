//! Outputs of finished jobs: what must be kept of them, and what happens when one is gone.

use std::collections::BTreeSet;

use house::Digest;
use house::id::JobId;

use super::retry::set_going;
use crate::StoreError;
use crate::catalogue::columns::Columns;
use crate::db::{Connection, query, query_scalar};

/// Outputs that an unfinished job will read.
pub(crate) async fn needed_outputs(connection: &mut Connection) -> Result<BTreeSet<Digest>, StoreError> {
    let rows = query(
        "SELECT DISTINCT b.outputs FROM job_after a
         JOIN jobs j ON j.id = a.job
         JOIN jobs b ON b.id = a.after_job
         WHERE j.state <> 'done' AND b.state = 'done'",
    )
    .fetch_all(connection)
    .await?;
    let mut needed = BTreeSet::new();
    for row in &rows {
        let outputs: Vec<Digest> = row.json("outputs")?;
        needed.extend(outputs);
    }
    Ok(needed)
}

/// Why outputs of a finished job are not in the vault: what its column `collected` says (0: they are there).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Gone {
    /// Nobody needed them any more.
    Collected = 1,
    /// They are needed.
    Lost = 2,
}

/// Notes which finished jobs have an output among `gone`. They are done still, and run again only when another job
/// comes to need what they made, or, when it was lost, when their own step is queued again.
pub(crate) async fn mark_gone(
    connection: &mut Connection,
    gone: &BTreeSet<Digest>,
    why: Gone,
) -> Result<u64, StoreError> {
    let rows = query("SELECT id, outputs FROM jobs WHERE state = 'done' AND collected < $1")
        .bind(why as i64)
        .fetch_all(&mut *connection)
        .await?;
    let mut marked = 0;
    for row in &rows {
        let outputs: Vec<Digest> = row.json("outputs")?;
        if outputs.iter().any(|output| gone.contains(output)) {
            query("UPDATE jobs SET collected = $2 WHERE id = $1")
                .bind(row.text("id")?)
                .bind(why as i64)
                .execute(&mut *connection)
                .await?;
            marked += 1;
        }
    }
    Ok(marked)
}

/// Is what this finished job made lost?
pub(super) async fn is_lost(connection: &mut Connection, job: &JobId) -> Result<bool, StoreError> {
    let collected: i64 = query_scalar("SELECT collected FROM jobs WHERE id = $1")
        .bind(job.as_str())
        .fetch_one(connection)
        .await?;
    Ok(collected == Gone::Lost as i64)
}

/// Sets going what `job` waits for and whose outputs are gone, and what that needs in turn.
pub(super) async fn make_again_what_is_lost(
    connection: &mut Connection,
    job: &JobId,
) -> Result<(), StoreError> {
    let mut open = vec![job.clone()];
    while let Some(job) = open.pop() {
        let lost = query(
            "SELECT b.id FROM job_after a JOIN jobs b ON b.id = a.after_job
             WHERE a.job = $1 AND b.state = 'done' AND b.collected <> 0",
        )
        .bind(job.as_str())
        .fetch_all(&mut *connection)
        .await?;
        for row in &lost {
            let id: JobId = row.parsed("id")?;
            set_going(connection, &id).await?;
            open.push(id);
        }
    }
    Ok(())
}

/// The same for every unfinished job.
pub(crate) async fn make_again_everything_lost(connection: &mut Connection) -> Result<(), StoreError> {
    let rows = query("SELECT id FROM jobs WHERE state IN ('waiting', 'blocked', 'running')")
        .fetch_all(&mut *connection)
        .await?;
    for row in &rows {
        make_again_what_is_lost(connection, &row.parsed("id")?).await?;
    }
    Ok(())
}
