use std::collections::HashMap;

use house::Instant;
use house::encode::StepKey;
use house::id::{JobId, TitleId};

use super::pause::all_paused;
use super::workers::someone_works;
use super::{Job, JobFilter, JobState, Progress, Queue, Wait};
use crate::StoreError;
use crate::catalogue::columns::Columns;
use crate::db::{Connection, Query, Row, query, query_scalar};
use sqlx::AssertSqlSafe;

/// Which jobs a filter means: $1 a title, $2 a kind, $3 to $8 states.
const MEANT: &str =
    "($1 IS NULL OR title = $1) AND ($2 IS NULL OR kind = $2) AND state IN ($3, $4, $5, $6, $7, $8)";

/// What jobs come after, by job, in the order in which they name it.
pub(super) type Before = HashMap<String, Vec<(JobId, JobState)>>;

impl Queue {
    pub async fn job(&self, id: &JobId) -> Result<Option<Job>, StoreError> {
        let mut reader = self.catalogue.readers().begin().await?;
        let row = query("SELECT * FROM jobs WHERE id = $1")
            .bind(id.as_str())
            .fetch_optional(&mut *reader)
            .await?;
        let Some(row) = row else { return Ok(None) };
        let before = before(&mut reader, id.as_str()).await?;
        let mut jobs = read_jobs(&mut reader, &[row], before, self.catalogue.now()).await?;
        Ok(jobs.pop())
    }

    /// In the order in which they would be taken. All of one moment.
    pub async fn jobs(&self, filter: &JobFilter) -> Result<Vec<Job>, StoreError> {
        let mut reader = self.catalogue.readers().begin().await?;
        let jobs = format!("SELECT * FROM jobs WHERE {MEANT} ORDER BY priority DESC, position");
        let rows = bind(query(AssertSqlSafe(jobs)), filter)
            .fetch_all(&mut *reader)
            .await?;
        let edges = format!(
            "SELECT a.job, b.id, b.state FROM job_after a JOIN jobs b ON b.id = a.after_job
             WHERE a.job IN (SELECT id FROM jobs WHERE {MEANT}) ORDER BY a.job, a.place"
        );
        let edges = bind(query(AssertSqlSafe(edges)), filter)
            .fetch_all(&mut *reader)
            .await?;
        read_jobs(&mut reader, &rows, by_job(&edges)?, self.catalogue.now()).await
    }
}

/// Which jobs come next in a list that is read page by page.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum JobOrder {
    /// As they were queued.
    Oldest,
    Newest,
}

impl Queue {
    /// A part of the list: the jobs that come after `after` in this order, each with its position.
    pub async fn jobs_page(
        &self,
        filter: &JobFilter,
        order: JobOrder,
        after: Option<i64>,
        limit: u32,
    ) -> Result<Vec<(i64, Job)>, StoreError> {
        let (beyond, from, way) = match order {
            JobOrder::Oldest => ("position > $9", i64::MIN, ""),
            JobOrder::Newest => ("position < $9", i64::MAX, "DESC"),
        };
        let page = format!("FROM jobs WHERE {MEANT} AND {beyond} ORDER BY position {way} LIMIT $10");
        let ask = |statement: String| {
            bind(query(AssertSqlSafe(statement)), filter)
                .bind(after.unwrap_or(from))
                .bind(i64::from(limit))
        };
        let mut reader = self.catalogue.readers().begin().await?;
        let rows = ask(format!("SELECT * {page}")).fetch_all(&mut *reader).await?;
        let edges = ask(format!(
            "SELECT a.job, b.id, b.state FROM job_after a JOIN jobs b ON b.id = a.after_job
             WHERE a.job IN (SELECT id {page}) ORDER BY a.job, a.place"
        ));
        let edges = edges.fetch_all(&mut *reader).await?;
        let positions: Result<Vec<i64>, StoreError> = rows.iter().map(|row| row.bigint("position")).collect();
        let positions = positions?;
        let jobs = read_jobs(&mut reader, &rows, by_job(&edges)?, self.catalogue.now()).await?;
        Ok(positions.into_iter().zip(jobs).collect())
    }
}

fn bind(query: Query, filter: &JobFilter) -> Query {
    let states = if filter.states.is_empty() {
        &JobState::ALL[..]
    } else {
        &filter.states[..]
    };
    let query = query
        .bind(filter.title.as_ref().map(TitleId::as_str))
        .bind(filter.kind.as_deref());
    // Six places for at most six states; a shorter list goes round.
    let six = states.iter().cycle().take(JobState::ALL.len());
    six.fold(query, |query, state| query.bind(state.as_str()))
}

pub(super) async fn before(connection: &mut Connection, job: &str) -> Result<Before, StoreError> {
    let edges = query(
        "SELECT a.job, b.id, b.state FROM job_after a JOIN jobs b ON b.id = a.after_job
         WHERE a.job = $1 ORDER BY a.place",
    )
    .bind(job)
    .fetch_all(connection)
    .await?;
    by_job(&edges)
}

fn by_job(edges: &[Row]) -> Result<Before, StoreError> {
    let mut before = Before::new();
    for edge in edges {
        before
            .entry(edge.text("job")?)
            .or_default()
            .push((edge.parsed("id")?, edge.parsed("state")?));
    }
    Ok(before)
}

/// Rows of `jobs` as they stand, with what each waits for.
pub(super) async fn read_jobs(
    connection: &mut Connection,
    rows: &[Row],
    mut before: Before,
    now: Instant,
) -> Result<Vec<Job>, StoreError> {
    let about = About {
        now,
        someone_works: someone_works(connection, now).await?,
        all_paused: all_paused(connection).await?,
    };
    let mut jobs = Vec::with_capacity(rows.len());
    let mut labels = HashMap::new();
    for row in rows {
        let before = before.remove(&row.text("id")?).unwrap_or_default();
        let open = before
            .iter()
            .filter(|(_, state)| *state != JobState::Done)
            .count();
        let state: JobState = row.parsed("state")?;
        let wait = match state {
            JobState::Waiting => Some(waits_for(row, open, &about)?),
            JobState::Blocked => Some(Wait::Blocked {
                by: cause_label(connection, row, &mut labels).await?,
            }),
            _ => None,
        };
        let after = before.into_iter().map(|(id, _)| id).collect();
        jobs.push(read_job(row, state, after, wait)?);
    }
    Ok(jobs)
}

/// How things stand for all jobs.
struct About {
    now: Instant,
    someone_works: bool,
    all_paused: bool,
}

fn waits_for(row: &Row, open: usize, about: &About) -> Result<Wait, StoreError> {
    if row.bigint("paused")? != 0 {
        return Ok(Wait::Paused);
    }
    if about.all_paused {
        return Ok(Wait::AllPaused);
    }
    if open > 0 {
        return Ok(Wait::Steps {
            open: u32::try_from(open).unwrap_or(u32::MAX),
        });
    }
    let not_before = row.instant("not_before")?;
    if not_before > about.now {
        return Ok(Wait::NotBefore(not_before));
    }
    if let Some(free) = row.number_or_none("disk_free")? {
        return Ok(Wait::Disk {
            needed: row.number("disk")?,
            free,
        });
    }
    Ok(if about.someone_works {
        Wait::Turn
    } else {
        Wait::NobodyWorks
    })
}

async fn cause_label(
    connection: &mut Connection,
    row: &Row,
    labels: &mut HashMap<String, String>,
) -> Result<String, StoreError> {
    let Some(cause) = row.text_or_none("cause")? else {
        return Ok("an earlier step".into());
    };
    if let Some(label) = labels.get(&cause) {
        return Ok(label.clone());
    }
    let label: Option<String> = query_scalar("SELECT label FROM jobs WHERE id = $1")
        .bind(&cause)
        .fetch_optional(connection)
        .await?;
    let label = label.unwrap_or_else(|| cause.clone());
    labels.insert(cause, label.clone());
    Ok(label)
}

fn read_job(row: &Row, state: JobState, after: Vec<JobId>, wait: Option<Wait>) -> Result<Job, StoreError> {
    Ok(Job {
        id: row.parsed("id")?,
        kind: row.text("kind")?,
        title: row.parsed_or_none("title")?,
        label: row.text("label")?,
        params: row.json("params")?,
        key: StepKey(row.parsed("step_key")?),
        after,
        priority: row.number("priority")?,
        disk: row.number("disk")?,
        state,
        wait,
        attempts: row.number("attempts")?,
        losses: row.number("losses")?,
        sentence: row.text_or_none("sentence")?,
        worker: row.parsed_or_none("worker")?,
        progress: Progress {
            permille: row.number("permille")?,
            eta_ms: row.bigint_or_none("eta_ms")?,
            note: row.text_or_none("note")?,
        },
        outputs: row.json("outputs")?,
        made: row.instant("made")?,
        started: row.instant_or_none("started")?,
        ended: row.instant_or_none("ended")?,
    })
}
