//! The log of what people caused: written in the transaction that makes the change, so that there is no change without
//! its entry and no entry without its change.

use std::fmt::Display;

use house::Instant;
use house::id::AuditId;
use house::team::{Actor, AuditEntry};
use serde::Serialize;
use serde_json::Value;

use super::Catalogue;
use super::columns::{Columns, from_json, to_json};
use crate::StoreError;
use crate::db::{Connection, Row, query};

/// What is changed, to be recorded.
#[derive(Debug, Clone)]
pub(crate) struct Change {
    action: &'static str,
    subject: String,
    before: Option<Value>,
    after: Option<Value>,
}

impl Change {
    /// `action`: "title.update"; `kind` and `id` name what is changed: "title:ID".
    pub(crate) fn new(action: &'static str, kind: &str, id: impl Display) -> Self {
        Self {
            action,
            subject: format!("{kind}:{id}"),
            before: None,
            after: None,
        }
    }

    pub(crate) fn before(mut self, record: &impl Serialize) -> Result<Self, StoreError> {
        self.before = Some(value(record)?);
        Ok(self)
    }

    pub(crate) fn after(mut self, record: &impl Serialize) -> Result<Self, StoreError> {
        self.after = Some(value(record)?);
        Ok(self)
    }
}

fn value(record: &impl Serialize) -> Result<Value, StoreError> {
    serde_json::to_value(record).map_err(|e| StoreError::Damaged(format!("a record cannot be written: {e}")))
}

/// To be called in every transaction in which a person changes something. What is the same before and after leaves no
/// entry.
pub(crate) async fn record(
    connection: &mut Connection,
    actor: &Actor,
    now: Instant,
    change: Change,
) -> Result<(), StoreError> {
    if change.before.is_some() && change.before == change.after {
        return Ok(());
    }
    let json = |value: Option<Value>| value.as_ref().map(to_json).transpose();
    query(
        "INSERT INTO audit (position, id, at, actor, action, subject, before_json, after_json)
         VALUES ((SELECT coalesce(max(position), 0) + 1 FROM audit), $1, $2, $3, $4, $5, $6, $7)",
    )
    .bind(AuditId::random().as_str())
    .bind(now.micros())
    .bind(actor.to_string())
    .bind(change.action)
    .bind(change.subject)
    .bind(json(change.before)?)
    .bind(json(change.after)?)
    .execute(connection)
    .await?;
    Ok(())
}

/// Which entries to list; all by default.
#[derive(Debug, Clone, Default)]
pub struct AuditFilter {
    pub actor: Option<Actor>,
    /// "title:ID"
    pub subject: Option<String>,
    /// "title.update", or its first part alone: "title".
    pub action: Option<String>,
    pub since: Option<Instant>,
    pub until: Option<Instant>,
}

impl Catalogue {
    /// Newest first, each with its position; `before` is the position of the last one that was seen.
    pub async fn audit(
        &self,
        filter: &AuditFilter,
        before: Option<i64>,
        limit: u32,
    ) -> Result<Vec<(i64, AuditEntry)>, StoreError> {
        let rows = query(
            "SELECT * FROM audit
             WHERE ($1 IS NULL OR actor = $1) AND ($2 IS NULL OR subject = $2)
               AND ($3 IS NULL OR action = $3 OR substr(action, 1, length($3) + 1) = $3 || '.')
               AND at >= $4 AND at < $5 AND position < $6
             ORDER BY position DESC LIMIT $7",
        )
        .bind(filter.actor.as_ref().map(ToString::to_string))
        .bind(&filter.subject)
        .bind(&filter.action)
        .bind(filter.since.map_or(i64::MIN, Instant::micros))
        .bind(filter.until.map_or(i64::MAX, Instant::micros))
        .bind(before.unwrap_or(i64::MAX))
        .bind(i64::from(limit))
        .fetch_all(self.readers())
        .await?;
        rows.iter()
            .map(|row| Ok((row.bigint("position")?, read(row)?)))
            .collect()
    }
}

pub(super) fn read(row: &Row) -> Result<AuditEntry, StoreError> {
    let json = |column: &str| -> Result<Option<Value>, StoreError> {
        let text = row.text_or_none(column)?;
        text.map(|text| from_json(&text, column)).transpose()
    };
    Ok(AuditEntry {
        id: row.parsed("id")?,
        at: row.instant("at")?,
        actor: row.parsed("actor")?,
        action: row.text("action")?,
        subject: row.text("subject")?,
        before: json("before_json")?,
        after: json("after_json")?,
    })
}
