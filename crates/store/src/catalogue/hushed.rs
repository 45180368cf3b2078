//! What the team sees and does in a showing's chat: the lines with their speakers, and who may say nothing more.

use house::audience::Line;
use house::id::TitleId;

use super::Catalogue;
use super::columns::Columns;
use super::talk::line;
use crate::StoreError;
use crate::db::{Connection, query, query_scalar};

/// A line as the team is shown it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SpokenLine {
    pub line: Line,
    /// The same for all lines of this showing that came from one place, and for nothing else; `None` in lines of before
    /// the house knew it.
    pub speaker: Option<String>,
    pub hushed: bool,
}

/// Letters of a speaker's word: nobody is taken for somebody else.
const LETTERS: usize = 24;

impl Catalogue {
    /// The newest `limit` lines that were not taken away, oldest first.
    pub async fn spoken_lines(&self, title: &TitleId, limit: u32) -> Result<Vec<SpokenLine>, StoreError> {
        let rows = query(
            "SELECT talk_lines.*, CASE WHEN talk_hushed.speaker IS NULL THEN 0 ELSE 1 END AS is_hushed
             FROM talk_lines LEFT JOIN talk_hushed
                ON talk_hushed.title = talk_lines.title AND talk_hushed.speaker = talk_lines.speaker
             WHERE talk_lines.title = $1 AND removed = 0 ORDER BY change DESC LIMIT $2",
        )
        .bind(title.as_str())
        .bind(i64::from(limit))
        .fetch_all(self.readers())
        .await?;
        let lines = rows.iter().rev().map(|row| {
            Ok(SpokenLine {
                line: line(row)?,
                speaker: row.text_or_none("speaker")?,
                hushed: row.bigint("is_hushed")? != 0,
            })
        });
        lines.collect()
    }

    /// From here on nothing is heard of this speaker. Answers whether there is such a one in the showing.
    pub async fn hush(&self, title: &TitleId, speaker: &str) -> Result<bool, StoreError> {
        let now = self.now();
        let mut write = self.write().await?;
        let known: Option<i64> =
            query_scalar("SELECT 1 FROM talk_lines WHERE title = $1 AND speaker = $2 LIMIT 1")
                .bind(title.as_str())
                .bind(speaker)
                .fetch_optional(&mut *write)
                .await?;
        if known.is_some() {
            query(
                "INSERT INTO talk_hushed (title, speaker, hushed) VALUES ($1, $2, $3)
                 ON CONFLICT (title, speaker) DO NOTHING",
            )
            .bind(title.as_str())
            .bind(speaker)
            .bind(now.micros())
            .execute(&mut *write)
            .await?;
        }
        write.commit().await?;
        Ok(known.is_some())
    }

    /// They may speak again. Answers whether they might not.
    pub async fn unhush(&self, title: &TitleId, speaker: &str) -> Result<bool, StoreError> {
        let mut write = self.write().await?;
        let done = query("DELETE FROM talk_hushed WHERE title = $1 AND speaker = $2")
            .bind(title.as_str())
            .bind(speaker)
            .execute(&mut *write)
            .await?;
        write.commit().await?;
        Ok(done.rows_affected() > 0)
    }
}

/// The speaker's word in this showing; `None` when they may say nothing more.
pub(super) async fn speaker(
    write: &mut Connection,
    title: &TitleId,
    origin: &str,
) -> Result<Option<String>, StoreError> {
    query("INSERT INTO talk_salts (title, salt) VALUES ($1, $2) ON CONFLICT (title) DO NOTHING")
        .bind(title.as_str())
        .bind(format!("{:032x}", rand::random::<u128>()))
        .execute(&mut *write)
        .await?;
    let salt: String = query_scalar("SELECT salt FROM talk_salts WHERE title = $1")
        .bind(title.as_str())
        .fetch_one(&mut *write)
        .await?;
    let key = blake3::derive_key("marquee 2026 who speaks in a showing", salt.as_bytes());
    let mut word = blake3::keyed_hash(&key, origin.as_bytes()).to_hex().to_string();
    word.truncate(LETTERS);
    let hushed: Option<i64> = query_scalar("SELECT 1 FROM talk_hushed WHERE title = $1 AND speaker = $2")
        .bind(title.as_str())
        .bind(word.as_str())
        .fetch_optional(&mut *write)
        .await?;
    Ok(hushed.is_none().then_some(word))
}

/// Nothing is known any more of who spoke.
pub(super) async fn forget(write: &mut Connection, title: &TitleId) -> Result<(), StoreError> {
    let tables = [
        "DELETE FROM talk_hushed WHERE title = $1",
        "DELETE FROM talk_salts WHERE title = $1",
    ];
    for forgotten in tables {
        query(forgotten).bind(title.as_str()).execute(&mut *write).await?;
    }
    Ok(())
}
