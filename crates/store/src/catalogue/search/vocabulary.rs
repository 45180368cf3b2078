//! In how many blocks each word is. Marks of two words are not counted: there are too many, and all are rare.

use std::collections::{BTreeMap, HashMap};

use sqlx::AssertSqlSafe;

use crate::StoreError;
use crate::catalogue::columns::Columns;
use crate::db::{Connection, Query, query};

/// Stands for all blocks of lines.
pub(super) const ALL: &str = "¤";
const MARK: char = '¬';
const AT_ONCE: usize = 300;

pub(super) fn is_counted(word: &str) -> bool {
    !word.starts_with(MARK)
}

/// Adds to the counts, or takes from them; a word that is in no block any more is forgotten.
pub(super) async fn add(
    connection: &mut Connection,
    changes: &BTreeMap<String, i64>,
) -> Result<(), StoreError> {
    let changes: Vec<(&String, &i64)> = changes.iter().filter(|(_, by)| **by != 0).collect();
    for chunk in changes.chunks(AT_ONCE) {
        let mut upsert = query(AssertSqlSafe(format!(
            "INSERT INTO search_words (word, reversed, blocks) VALUES {}
             ON CONFLICT (word) DO UPDATE SET blocks = search_words.blocks + excluded.blocks",
            places(chunk.len(), 3)
        )));
        for (word, by) in chunk {
            upsert = upsert.bind(*word).bind(reversed(word)).bind(**by);
        }
        upsert.execute(&mut *connection).await?;
        let fewer: Vec<&str> = chunk
            .iter()
            .filter(|(_, by)| **by < 0)
            .map(|(word, _)| word.as_str())
            .collect();
        if !fewer.is_empty() {
            let delete = AssertSqlSafe(format!(
                "DELETE FROM search_words WHERE blocks <= 0 AND word IN {}",
                places(1, fewer.len())
            ));
            bound(query(delete), &fewer).execute(&mut *connection).await?;
        }
    }
    Ok(())
}

/// Only a word that people type is looked for by its end.
fn reversed(word: &str) -> Option<String> {
    let typed = word.starts_with(char::is_alphabetic);
    typed.then(|| word.chars().rev().collect())
}

/// "($1, $2), ($3, $4)"
pub(super) fn places(rows: usize, width: usize) -> String {
    let row = |row: usize| {
        let places: Vec<String> = (1..=width).map(|n| format!("${}", row * width + n)).collect();
        format!("({})", places.join(", "))
    };
    (0..rows).map(row).collect::<Vec<_>>().join(", ")
}

fn bound(asked: Query, words: &[&str]) -> Query {
    words.iter().fold(asked, |asked, word| asked.bind(*word))
}

/// How many blocks have each of these words; those that none has are left out.
pub(super) async fn counts(
    connection: &mut Connection,
    words: &[&str],
) -> Result<HashMap<String, i64>, StoreError> {
    let mut counts = HashMap::new();
    for chunk in words.chunks(AT_ONCE) {
        let asked = AssertSqlSafe(format!(
            "SELECT word, blocks FROM search_words WHERE word IN {}",
            places(1, chunk.len())
        ));
        for row in bound(query(asked), chunk).fetch_all(&mut *connection).await? {
            counts.insert(row.text("word")?, row.bigint("blocks")?);
        }
    }
    Ok(counts)
}

/// The most frequent words that begin so, and whether there are more of them.
pub(super) async fn beginning_with(
    connection: &mut Connection,
    beginning: &str,
    most: usize,
) -> Result<(Vec<(String, i64)>, bool), StoreError> {
    let rows = query(
        "SELECT word, blocks FROM search_words WHERE word >= $1 AND word < $2 ORDER BY blocks DESC, word LIMIT $3",
    )
    .bind(beginning)
    .bind(format!("{beginning}\u{10ffff}"))
    .bind(i64::try_from(most + 1).unwrap_or(i64::MAX))
    .fetch_all(connection)
    .await?;
    let mut words: Vec<(String, i64)> = rows
        .iter()
        .map(|row| Ok((row.text("word")?, row.bigint("blocks")?)))
        .collect::<Result<_, StoreError>>()?;
    let more = words.len() > most;
    words.truncate(most);
    Ok((words, more))
}

/// Words that begin or, turned round, end so, of so many letters, with their counts.
pub(super) async fn with_pieces(
    connection: &mut Connection,
    start: &str,
    end: &str,
    (shortest, longest): (usize, usize),
) -> Result<Vec<(String, i64)>, StoreError> {
    let letters = |count: usize| i64::try_from(count).unwrap_or(i64::MAX);
    // Thousands of words end in "ing": handed over one by one they would take longer than they are looked for.
    let join = if connection.is_sqlite() {
        "group_concat"
    } else {
        "string_agg"
    };
    let row = query(AssertSqlSafe(format!(
        "SELECT coalesce({join}(word || ' ' || blocks, ','), '') AS words FROM (
             SELECT word, blocks FROM search_words
             WHERE word >= $1 AND word < $2 AND length(word) BETWEEN $5 AND $6
             UNION SELECT word, blocks FROM search_words
             WHERE reversed >= $3 AND reversed < $4 AND length(word) BETWEEN $5 AND $6
         ) AS near"
    )))
    .bind(start)
    .bind(format!("{start}\u{10ffff}"))
    .bind(end)
    .bind(format!("{end}\u{10ffff}"))
    .bind(letters(shortest))
    .bind(letters(longest))
    .fetch_one(connection)
    .await?;
    let words = row.text("words")?;
    let pairs = words.split(',').filter_map(|pair| pair.split_once(' '));
    Ok(pairs
        .filter_map(|(word, blocks)| Some((word.to_owned(), blocks.parse().ok()?)))
        .collect())
}

/// The first and the last year that any asset is of.
pub(super) async fn years(connection: &mut Connection) -> Result<(i64, i64), StoreError> {
    let row = query(
        "SELECT min(word) AS first, max(word) AS last FROM search_words WHERE word >= $1 AND word < $2",
    )
    .bind("¤y")
    .bind("¤z")
    .fetch_one(connection)
    .await?;
    let year = |column: &str| -> Result<Option<i64>, StoreError> {
        let word = row.text_or_none(column)?;
        Ok(word.and_then(|word| word.strip_prefix("¤y")?.parse().ok()))
    };
    // Without any year nothing lies between these.
    Ok((year("first")?.unwrap_or(1), year("last")?.unwrap_or(0)))
}
