//! Answers that are given again: a request that comes a second time with its Idempotency-Key does nothing twice.

use house::Digest;

use super::Catalogue;
use super::columns::Columns;
use crate::StoreError;
use crate::db::query;

const KEPT_MS: i64 = 24 * 60 * 60_000;

/// An answer as it was given.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct GivenAnswer {
    pub status: u16,
    /// Names and values, as JSON.
    pub headers: String,
    pub body: String,
}

/// What is known of a request with a key.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Asked {
    /// It is new, and from now on under way.
    First,
    Before(GivenAnswer),
    /// The key came with another request.
    Otherwise,
    /// The same request is being answered just now.
    UnderWay,
    /// The program ended while it answered; nobody knows whether it took effect.
    CutOff,
}

impl Catalogue {
    /// Notes that a request is under way, unless its key is known. `sender` and `key` name it, `request` is everything
    /// that it asks, `process` this run of the program.
    pub async fn asked_before(
        &self,
        sender: &str,
        key: &str,
        request: &Digest,
        process: &str,
    ) -> Result<Asked, StoreError> {
        let (id, now) = (id_of(sender, key), self.now());
        let mut write = self.write().await?;
        query("DELETE FROM answered WHERE made <= $1")
            .bind(now.plus_millis(-KEPT_MS).micros())
            .execute(&mut *write)
            .await?;
        let row = query("SELECT * FROM answered WHERE id = $1")
            .bind(&id)
            .fetch_optional(&mut *write)
            .await?;
        let Some(row) = row else {
            query("INSERT INTO answered (id, request, process, made) VALUES ($1, $2, $3, $4)")
                .bind(&id)
                .bind(request.to_string())
                .bind(process)
                .bind(now.micros())
                .execute(&mut *write)
                .await?;
            write.commit().await?;
            return Ok(Asked::First);
        };
        Ok(match row.number_or_none("status")? {
            _ if row.text("request")? != request.to_string() => Asked::Otherwise,
            Some(status) => Asked::Before(GivenAnswer {
                status,
                headers: row.text_or_none("headers")?.unwrap_or_default(),
                body: row.text_or_none("body")?.unwrap_or_default(),
            }),
            None if row.text("process")? == process => Asked::UnderWay,
            None => Asked::CutOff,
        })
    }

    /// Keeps the answer for a day; `None` forgets the key, so that the request may be tried again.
    pub async fn answered(
        &self,
        sender: &str,
        key: &str,
        answer: Option<&GivenAnswer>,
    ) -> Result<(), StoreError> {
        let id = id_of(sender, key);
        let mut write = self.write().await?;
        match answer {
            Some(answer) => query("UPDATE answered SET status = $2, headers = $3, body = $4 WHERE id = $1")
                .bind(&id)
                .bind(i64::from(answer.status))
                .bind(&answer.headers)
                .bind(&answer.body),
            None => query("DELETE FROM answered WHERE id = $1").bind(&id),
        }
        .execute(&mut *write)
        .await?;
        Ok(write.commit().await?)
    }
}

fn id_of(sender: &str, key: &str) -> String {
    Digest::of(format!("{sender}\n{key}").as_bytes()).to_string()
}
