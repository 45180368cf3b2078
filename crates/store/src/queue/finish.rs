use house::Digest;

use super::cancel::followers;
use super::{Claim, JobState, Progress, Queue, Standing};
use crate::catalogue::apply;
use crate::catalogue::columns::{Columns, to_json};
use crate::db::{Connection, query};
use crate::{Effect, StoreError};

/// After this many failed attempts a job has failed for good (until it is retried by hand).
pub const MAX_ATTEMPTS: u32 = 5;

/// Wait after the first failed attempt; each further one waits four times as long, at most [`LONGEST_PAUSE_MS`].
const FIRST_PAUSE_MS: i64 = 5_000;
const LONGEST_PAUSE_MS: i64 = 600_000;

impl Queue {
    /// Renews the lease and tells how far the job is.
    pub async fn heartbeat(&self, claim: &Claim, progress: &Progress) -> Result<Standing, StoreError> {
        let until = self.catalogue.now().plus_millis(claim.lease_ms);
        let mut write = self.catalogue.write().await?;
        let standing = standing(&mut write, claim).await?;
        if standing == Standing::Held {
            query("UPDATE jobs SET lease_until = $2, permille = $3, eta_ms = $4, note = $5 WHERE id = $1")
                .bind(claim.job.id.as_str())
                .bind(until.micros())
                .bind(i64::from(progress.permille.min(1_000)))
                .bind(progress.eta_ms)
                .bind(&progress.note)
                .execute(&mut *write)
                .await?;
            write.commit().await?;
        }
        Ok(standing)
    }

    /// Marks the job done with its outputs and applies its effects, all or nothing; nothing happens unless the
    /// answer is [`Standing::Held`]. The outputs must be in the vault already.
    pub async fn finish(
        &self,
        claim: &Claim,
        outputs: &[Digest],
        effects: &[Effect],
    ) -> Result<Standing, StoreError> {
        let now = self.catalogue.now();
        let mut write = self.catalogue.write().await?;
        let standing = standing(&mut write, claim).await?;
        if standing == Standing::Held {
            for effect in effects {
                apply(&mut write, effect, now).await?;
            }
            query(
                "UPDATE jobs SET state = 'done', worker = NULL, outputs = $2, ended = $3, permille = 1000,
                    eta_ms = NULL, note = NULL, sentence = NULL, collected = 0
                 WHERE id = $1",
            )
            .bind(claim.job.id.as_str())
            .bind(to_json(&outputs)?)
            .bind(now.micros())
            .execute(&mut *write)
            .await?;
            write.commit().await?;
        }
        Ok(standing)
    }

    /// Ends the attempt with a sentence for people. With `retry` the job waits (longer each time) and is tried again,
    /// up to [`MAX_ATTEMPTS`]; without, or after that, it has failed and what comes after it is blocked.
    pub async fn fail(&self, claim: &Claim, sentence: &str, retry: bool) -> Result<Standing, StoreError> {
        let now = self.catalogue.now();
        let mut write = self.catalogue.write().await?;
        let standing = standing(&mut write, claim).await?;
        if standing != Standing::Held {
            return Ok(standing);
        }
        let attempts: u32 = query("SELECT attempts FROM jobs WHERE id = $1")
            .bind(claim.job.id.as_str())
            .fetch_one(&mut *write)
            .await?
            .number("attempts")?;
        let attempts = attempts.saturating_add(1);
        let again = retry && attempts < MAX_ATTEMPTS;
        let pause_ms = if again { pause_after(attempts) } else { 0 };
        query(
            "UPDATE jobs SET state = $2, worker = NULL, attempts = $3, sentence = $4, backoff_ms = $5,
                not_before = $6, ended = $7, permille = 0, eta_ms = NULL, note = NULL, cause = NULL
             WHERE id = $1",
        )
        .bind(claim.job.id.as_str())
        .bind(
            if again {
                JobState::Waiting
            } else {
                JobState::Failed
            }
            .as_str(),
        )
        .bind(i64::from(attempts))
        .bind(sentence)
        .bind(pause_ms)
        .bind(now.plus_millis(pause_ms).micros())
        .bind(now.micros())
        .execute(&mut *write)
        .await?;
        if !again {
            block_followers(&mut write, claim).await?;
        }
        write.commit().await?;
        Ok(standing)
    }

    /// Gives the job back as if it had never been taken (the program is shutting down).
    pub async fn release_claim(&self, claim: &Claim) -> Result<(), StoreError> {
        let mut write = self.catalogue.write().await?;
        if standing(&mut write, claim).await? == Standing::Held {
            query(
                "UPDATE jobs SET state = 'waiting', worker = NULL, permille = 0, eta_ms = NULL, note = NULL,
                    started = NULL
                 WHERE id = $1",
            )
            .bind(claim.job.id.as_str())
            .execute(&mut *write)
            .await?;
            write.commit().await?;
        }
        Ok(())
    }
}

/// Does the claim still hold? A lease that ran out holds until somebody takes the job over.
async fn standing(connection: &mut Connection, claim: &Claim) -> Result<Standing, StoreError> {
    let row = query("SELECT state, fence FROM jobs WHERE id = $1")
        .bind(claim.job.id.as_str())
        .fetch_optional(connection)
        .await?;
    let Some(row) = row else { return Ok(Standing::Lost) };
    let state: JobState = row.parsed("state")?;
    Ok(match state {
        _ if row.bigint("fence")? != claim.fence => Standing::Lost,
        JobState::Running => Standing::Held,
        JobState::Cancelled => Standing::Cancelled,
        _ => Standing::Lost,
    })
}

fn pause_after(attempts: u32) -> i64 {
    let factor = 4_i64.saturating_pow(attempts.saturating_sub(1));
    FIRST_PAUSE_MS.saturating_mul(factor).min(LONGEST_PAUSE_MS)
}

async fn block_followers(connection: &mut Connection, claim: &Claim) -> Result<(), StoreError> {
    for follower in followers(connection, &claim.job.id).await? {
        query(
            "UPDATE jobs SET state = 'blocked', cause = $2, disk_free = NULL WHERE id = $1 AND state = 'waiting'",
        )
        .bind(follower.as_str())
        .bind(claim.job.id.as_str())
        .execute(&mut *connection)
        .await?;
    }
    Ok(())
}
