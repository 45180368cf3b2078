use house::Instant;

use super::Catalogue;
use super::columns::Columns;
use crate::StoreError;
use crate::db::{Connection, query};

/// Letters that the house has still to send.
#[derive(Clone)]
pub struct Letters {
    catalogue: Catalogue,
}

/// A letter in the hands of whoever sends it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct KeptLetter {
    pub id: String,
    pub recipient: String,
    pub subject: String,
    pub text: String,
    pub made: Instant,
    /// With this one.
    pub attempts: u32,
}

/// How the post stands.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct LettersWaiting {
    pub waiting: u64,
    pub given_up: u64,
    /// What the mail server said to the letter that waits longest.
    pub sentence: Option<String>,
}

/// How long a letter that was given up is remembered.
const REMEMBERED_MS: i64 = 30 * 24 * 60 * 60 * 1_000;

/// Keeps a letter as a part of what else is written.
pub(super) async fn put(
    write: &mut Connection,
    now: Instant,
    recipient: &str,
    subject: &str,
    text: &str,
) -> Result<(), StoreError> {
    query(
        "INSERT INTO letters (id, recipient, subject, text, made, attempts, not_before, held_until)
         VALUES ($1, $2, $3, $4, $5, 0, $5, 0)",
    )
    .bind(format!("{:032x}", rand::random::<u128>()))
    .bind(recipient)
    .bind(subject)
    .bind(text)
    .bind(now.micros())
    .execute(write)
    .await?;
    Ok(())
}

impl Letters {
    pub(super) fn new(catalogue: Catalogue) -> Self {
        Self { catalogue }
    }

    /// Keeps a letter until it is delivered.
    pub async fn put(&self, recipient: &str, subject: &str, text: &str) -> Result<(), StoreError> {
        let now = self.catalogue.now().micros();
        let mut write = self.catalogue.write().await?;
        query("DELETE FROM letters WHERE given_up < $1")
            .bind(now.saturating_sub(REMEMBERED_MS * 1_000))
            .execute(&mut *write)
            .await?;
        put(&mut write, self.catalogue.now(), recipient, subject, text).await?;
        Ok(write.commit().await?)
    }

    /// The next letter whose time has come; nobody else gets it for `hold_ms`.
    pub async fn take(&self, hold_ms: i64) -> Result<Option<KeptLetter>, StoreError> {
        let now = self.catalogue.now();
        let due = query(
            "SELECT 1 FROM letters WHERE given_up IS NULL AND not_before <= $1 AND held_until <= $1 LIMIT 1",
        )
        .bind(now.micros())
        .fetch_optional(self.catalogue.readers())
        .await?;
        if due.is_none() {
            return Ok(None);
        }
        let mut write = self.catalogue.write().await?;
        let taken = query(
            "UPDATE letters SET held_until = $2, attempts = attempts + 1
             WHERE held_until <= $1 AND id = (
                 SELECT id FROM letters WHERE given_up IS NULL AND not_before <= $1 AND held_until <= $1
                 ORDER BY not_before, id LIMIT 1)
             RETURNING id, recipient, subject, text, made, attempts",
        )
        .bind(now.micros())
        .bind(now.plus_millis(hold_ms).micros())
        .fetch_optional(&mut *write)
        .await?;
        write.commit().await?;
        let Some(row) = taken else {
            return Ok(None);
        };
        Ok(Some(KeptLetter {
            id: row.text("id")?,
            recipient: row.text("recipient")?,
            subject: row.text("subject")?,
            text: row.text("text")?,
            made: row.instant("made")?,
            attempts: row.number("attempts")?,
        }))
    }

    /// It has arrived: the house forgets it.
    pub async fn delivered(&self, id: &str) -> Result<(), StoreError> {
        let mut write = self.catalogue.write().await?;
        query("DELETE FROM letters WHERE id = $1")
            .bind(id)
            .execute(&mut *write)
            .await?;
        Ok(write.commit().await?)
    }

    /// It was not taken, for the reason in `sentence`; it is tried again at `again`, or never.
    pub async fn refused(&self, id: &str, sentence: &str, again: Option<Instant>) -> Result<(), StoreError> {
        let now = self.catalogue.now().micros();
        let mut write = self.catalogue.write().await?;
        let outcome = match again {
            Some(again) => {
                query("UPDATE letters SET held_until = 0, sentence = $2, not_before = $3 WHERE id = $1")
                    .bind(id)
                    .bind(sentence)
                    .bind(again.micros())
            }
            None => query(
                "UPDATE letters SET held_until = 0, sentence = $2, given_up = $3, text = '' WHERE id = $1",
            )
            .bind(id)
            .bind(sentence)
            .bind(now),
        };
        outcome.execute(&mut *write).await?;
        Ok(write.commit().await?)
    }

    pub async fn waiting(&self) -> Result<LettersWaiting, StoreError> {
        let readers = self.catalogue.readers();
        let row = query("SELECT count(*) AS all_letters, count(given_up) AS given_up FROM letters")
            .fetch_one(readers)
            .await?;
        let (all, given_up): (u64, u64) = (row.number("all_letters")?, row.number("given_up")?);
        let oldest = query(
            "SELECT sentence FROM letters WHERE given_up IS NULL AND sentence IS NOT NULL ORDER BY made, id LIMIT 1",
        )
        .fetch_optional(readers)
        .await?;
        Ok(LettersWaiting {
            waiting: all.saturating_sub(given_up),
            given_up,
            sentence: oldest.map(|row| row.text("sentence")).transpose()?,
        })
    }
}
