use house::Instant;
use house::audience::Line;
use house::id::{LineId, TitleId};

use super::columns::Columns;
use super::{Catalogue, hushed};
use crate::StoreError;
use crate::db::{Connection, Row, query, query_scalar};

/// Lines of one title that are kept while its showing lasts.
const MOST: i64 = 2_000;
/// A line that nobody cleared away goes after a day.
const KEPT_MS: i64 = 24 * 3_600_000;

/// A line that was said, or taken away, since somebody last looked.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum TalkChange {
    Said(Line),
    Removed(LineId),
}

impl Catalogue {
    /// Files what was said. `origin` is where it came from; of that only a word is kept that tells this showing's speakers
    /// apart. Answers whether it is heard: not from whom the team has hushed.
    pub async fn say(&self, title: &TitleId, line: &Line, origin: &str) -> Result<bool, StoreError> {
        let mut write = self.write().await?;
        let Some(speaker) = hushed::speaker(&mut write, title, origin).await? else {
            return Ok(false);
        };
        let change = next_change(&mut write).await?;
        query(
            "INSERT INTO talk_lines (id, title, change, said, said_by, text, removed, speaker)
             VALUES ($1, $2, $3, $4, $5, $6, 0, $7)",
        )
        .bind(line.id.as_str())
        .bind(title.as_str())
        .bind(change)
        .bind(line.said.micros())
        .bind(line.by.as_str())
        .bind(line.text.as_str())
        .bind(speaker)
        .execute(&mut *write)
        .await?;
        query(
            "DELETE FROM talk_lines WHERE said < $2 OR (title = $1 AND change < (
                 SELECT coalesce(min(change), 0) FROM (
                     SELECT change FROM talk_lines WHERE title = $1 ORDER BY change DESC LIMIT $3) AS newest))",
        )
        .bind(title.as_str())
        .bind(self.now().plus_millis(-KEPT_MS).micros())
        .bind(MOST)
        .execute(&mut *write)
        .await?;
        write.commit().await?;
        Ok(true)
    }

    /// Takes a line away: its words are gone, who has it on the screen is told. Answers whether there was one.
    pub async fn unsay(&self, title: &TitleId, line: &LineId) -> Result<bool, StoreError> {
        let mut write = self.write().await?;
        let change = next_change(&mut write).await?;
        let done = query(
            "UPDATE talk_lines SET removed = 1, said_by = '', text = '', change = $3
             WHERE title = $1 AND id = $2 AND removed = 0",
        )
        .bind(title.as_str())
        .bind(line.as_str())
        .bind(change)
        .execute(&mut *write)
        .await?;
        write.commit().await?;
        Ok(done.rows_affected() > 0)
    }

    /// What has changed since `change`, oldest first: the newest `limit` of it, and up to where that goes.
    pub async fn talk_since(
        &self,
        title: &TitleId,
        change: i64,
        limit: u32,
    ) -> Result<(Vec<TalkChange>, i64), StoreError> {
        let rows =
            query("SELECT * FROM talk_lines WHERE title = $1 AND change > $2 ORDER BY change DESC LIMIT $3")
                .bind(title.as_str())
                .bind(change)
                .bind(i64::from(limit))
                .fetch_all(self.readers())
                .await?;
        let upto = rows.first().map(|row| row.bigint("change")).transpose()?;
        let changes = rows.iter().rev().map(read).collect::<Result<_, _>>()?;
        Ok((changes, upto.unwrap_or(change)))
    }
}

/// The showing is over: nothing that was said in it is kept.
pub(super) async fn forget(write: &mut Connection, title: &TitleId) -> Result<(), StoreError> {
    query("DELETE FROM talk_lines WHERE title = $1")
        .bind(title.as_str())
        .execute(&mut *write)
        .await?;
    hushed::forget(write, title).await
}

async fn next_change(write: &mut Connection) -> Result<i64, StoreError> {
    let newest: i64 = query_scalar("SELECT coalesce(max(change), 0) FROM talk_lines")
        .fetch_one(&mut *write)
        .await?;
    Ok(newest + 1)
}

fn read(row: &Row) -> Result<TalkChange, StoreError> {
    let id: LineId = row.parsed("id")?;
    if row.flag("removed")? {
        return Ok(TalkChange::Removed(id));
    }
    Ok(TalkChange::Said(line(row)?))
}

pub(super) fn line(row: &Row) -> Result<Line, StoreError> {
    Ok(Line {
        id: row.parsed("id")?,
        said: Instant::from_micros(row.bigint("said")?),
        by: row.text("said_by")?,
        text: row.text("text")?,
    })
}
