use house::{Digest, Instant};

use super::list::{before, read_jobs};
use super::{Claim, Queue, WorkerId};
use crate::StoreError;
use crate::catalogue::columns::{Columns, to_bigint};
use crate::db::{Connection, query, query_scalar};
use sqlx::AssertSqlSafe;

/// A job that keeps losing its worker (it may be what ends it) waits this long from the tenth time on.
const LOSSES_BEFORE_PAUSE: i64 = 10;
const LOSS_PAUSE_MS: i64 = 60_000;

/// Smaller changes of the free disk are not written down again.
const DISK_STEP: i64 = 64 << 20;

/// All that a job waits for is done, its time has come ($1 is now), and nobody holds it back.
const READY: &str = "state = 'waiting' AND paused = 0 AND not_before <= $1 AND NOT EXISTS (
    SELECT 1 FROM job_after a JOIN jobs b ON b.id = a.after_job WHERE a.job = jobs.id AND b.state <> 'done')";

impl Queue {
    /// Takes the most urgent job that is ready and fits the disk: all it waits for is done, its time has come, and
    /// its `disk` fits `free_disk` less what running jobs have reserved. Leases that ran out are taken over.
    pub async fn claim(
        &self,
        worker: &WorkerId,
        lease_ms: i64,
        free_disk: u64,
    ) -> Result<Option<Claim>, StoreError> {
        // Asked often by idle workers: the write lock is taken only when there may be something to do.
        let unfinished: i64 = query_scalar("SELECT count(*) FROM jobs WHERE state IN ('waiting', 'running')")
            .fetch_one(self.catalogue.readers())
            .await?;
        if unfinished == 0 {
            return Ok(None);
        }
        self.claim_among(&[], worker, lease_ms, free_disk).await
    }

    /// As [`Self::claim`], of these kinds only.
    pub async fn claim_of(
        &self,
        kinds: &[&str],
        worker: &WorkerId,
        lease_ms: i64,
        free_disk: u64,
    ) -> Result<Option<Claim>, StoreError> {
        let (among, reader) = (among(kinds, 1), self.catalogue.readers());
        let count = format!("SELECT count(*) FROM jobs WHERE state = 'waiting'{among}");
        let count = kinds
            .iter()
            .fold(query_scalar(AssertSqlSafe(count)), |count, kind| {
                count.bind(*kind)
            });
        let waiting: i64 = count.fetch_one(reader).await?;
        if waiting == 0 {
            return Ok(None);
        }
        self.claim_among(kinds, worker, lease_ms, free_disk).await
    }

    /// Of every kind when none is named.
    async fn claim_among(
        &self,
        kinds: &[&str],
        worker: &WorkerId,
        lease_ms: i64,
        free_disk: u64,
    ) -> Result<Option<Claim>, StoreError> {
        if self.is_paused().await? {
            return Ok(None);
        }
        let now = self.catalogue.now();
        let mut write = self.catalogue.write().await?;
        mend_clock_jumps(&mut write, now).await?;
        take_back_expired(&mut write, now).await?;
        let free = to_bigint(free_disk.min(i64::MAX.unsigned_abs()))? - reserved(&mut write).await?;
        note_disk(&mut write, now, free).await?;
        let claim = match most_urgent(&mut write, now, free, kinds).await? {
            Some(job) => Some(take(&mut write, &job, worker, now, lease_ms).await?),
            None => None,
        };
        write.commit().await?;
        Ok(claim)
    }
}

/// When the clock was set back, times that were set before lie too far ahead: no lease or pause may end later than
/// its whole length from now.
async fn mend_clock_jumps(connection: &mut Connection, now: Instant) -> Result<(), StoreError> {
    query(
        "UPDATE jobs SET lease_until = $1 + lease_ms * 1000
         WHERE state = 'running' AND lease_until > $1 + lease_ms * 1000",
    )
    .bind(now.micros())
    .execute(&mut *connection)
    .await?;
    query(
        "UPDATE jobs SET not_before = $1 + backoff_ms * 1000
         WHERE state = 'waiting' AND not_before > $1 + backoff_ms * 1000",
    )
    .bind(now.micros())
    .execute(connection)
    .await?;
    Ok(())
}

async fn take_back_expired(connection: &mut Connection, now: Instant) -> Result<(), StoreError> {
    let rows = query("SELECT id, losses FROM jobs WHERE state = 'running' AND lease_until <= $1")
        .bind(now.micros())
        .fetch_all(&mut *connection)
        .await?;
    for row in &rows {
        take_back(connection, &row.text("id")?, row.bigint("losses")?, now).await?;
    }
    Ok(())
}

/// A running job without a worker waits again; how far it was is forgotten.
pub(super) async fn take_back(
    connection: &mut Connection,
    job: &str,
    losses: i64,
    now: Instant,
) -> Result<(), StoreError> {
    let pause_ms = if losses + 1 < LOSSES_BEFORE_PAUSE {
        0
    } else {
        LOSS_PAUSE_MS
    };
    query(
        "UPDATE jobs SET state = 'waiting', worker = NULL, losses = losses + 1, backoff_ms = $2, not_before = $3,
            permille = 0, eta_ms = NULL, note = NULL, started = NULL
         WHERE id = $1",
    )
    .bind(job)
    .bind(pause_ms)
    .bind(now.plus_millis(pause_ms).micros())
    .execute(connection)
    .await?;
    Ok(())
}

/// Disk that running jobs were promised.
async fn reserved(connection: &mut Connection) -> Result<i64, StoreError> {
    Ok(
        query_scalar("SELECT CAST(coalesce(sum(disk), 0) AS BIGINT) FROM jobs WHERE state = 'running'")
            .fetch_one(connection)
            .await?,
    )
}

/// Writes down which ready jobs do not fit, for the reason that people are shown.
async fn note_disk(connection: &mut Connection, now: Instant, free: i64) -> Result<(), StoreError> {
    let refuse = format!(
        "UPDATE jobs SET disk_free = $2 WHERE {READY} AND disk > $2
           AND (disk_free IS NULL OR disk_free > $2 + $3 OR disk_free < $2 - $3)"
    );
    query(AssertSqlSafe(refuse))
        .bind(now.micros())
        .bind(free.max(0))
        .bind(DISK_STEP)
        .execute(&mut *connection)
        .await?;
    query("UPDATE jobs SET disk_free = NULL WHERE disk_free IS NOT NULL AND disk <= $1")
        .bind(free)
        .execute(connection)
        .await?;
    Ok(())
}

async fn most_urgent(
    connection: &mut Connection,
    now: Instant,
    free: i64,
    kinds: &[&str],
) -> Result<Option<String>, StoreError> {
    let among = among(kinds, 3);
    // A job that needs no disk runs even on a full one.
    let choose = format!(
        "SELECT id FROM jobs WHERE {READY} AND (disk = 0 OR disk <= $2){among}
         ORDER BY priority DESC, position LIMIT 1"
    );
    let choose = query_scalar(AssertSqlSafe(choose)).bind(now.micros()).bind(free);
    let choose = kinds.iter().fold(choose, |choose, kind| choose.bind(*kind));
    Ok(choose.fetch_optional(connection).await?)
}

/// The condition that a job is of one of so many kinds, which are bound from number `first` on; none for no kinds.
fn among(kinds: &[&str], first: usize) -> String {
    if kinds.is_empty() {
        return String::new();
    }
    let places: Vec<String> = (first..)
        .take(kinds.len())
        .map(|place| format!("${place}"))
        .collect();
    format!(" AND kind IN ({})", places.join(", "))
}

async fn take(
    connection: &mut Connection,
    job: &str,
    worker: &WorkerId,
    now: Instant,
    lease_ms: i64,
) -> Result<Claim, StoreError> {
    query(
        "UPDATE jobs SET state = 'running', fence = fence + 1, worker = $2, lease_ms = $3, lease_until = $4,
            backoff_ms = 0, not_before = 0, disk_free = NULL, permille = 0, eta_ms = NULL, note = NULL,
            started = $5, ended = NULL
         WHERE id = $1",
    )
    .bind(job)
    .bind(worker.as_str())
    .bind(lease_ms)
    .bind(now.plus_millis(lease_ms).micros())
    .bind(now.micros())
    .execute(&mut *connection)
    .await?;
    let fence = query_scalar("SELECT fence FROM jobs WHERE id = $1")
        .bind(job)
        .fetch_one(&mut *connection)
        .await?;
    let inputs = inputs_of(connection, job).await?;
    let rows = query("SELECT * FROM jobs WHERE id = $1")
        .bind(job)
        .fetch_all(&mut *connection)
        .await?;
    let before = before(connection, job).await?;
    let job = read_jobs(connection, &rows, before, now)
        .await?
        .pop()
        .ok_or_else(|| StoreError::Damaged("a job vanished while it was claimed".into()))?;
    Ok(Claim {
        job,
        fence,
        worker: worker.clone(),
        lease_ms,
        inputs,
    })
}

async fn inputs_of(connection: &mut Connection, job: &str) -> Result<Vec<Vec<Digest>>, StoreError> {
    let rows = query(
        "SELECT b.outputs FROM job_after a JOIN jobs b ON b.id = a.after_job WHERE a.job = $1 ORDER BY a.place",
    )
    .bind(job)
    .fetch_all(connection)
    .await?;
    rows.iter().map(|row| row.json("outputs")).collect()
}
