//! Addresses that are told what happens in the house, and what was told to them.

use house::Instant;
use house::id::{DeliveryId, WebhookId};
use house::team::Actor;
use serde::Serialize;

use super::Catalogue;
use super::audit::{self, Change};
use super::columns::{Columns, to_bigint, to_json};
use crate::StoreError;
use crate::db::{Connection, Row, query, query_scalar};

/// Attempts before a delivery is given up: about 22 hours, each pause four times as long as the last, at most
/// six hours.
pub const DELIVERY_ATTEMPTS: u32 = 10;
const FIRST_PAUSE_MS: i64 = 10_000;
const LONGEST_PAUSE_MS: i64 = 6 * 60 * 60_000;
/// Deliveries are kept for the list so long.
const KEPT_MS: i64 = 30 * 24 * 60 * 60_000;

#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Webhook {
    pub id: WebhookId,
    pub url: String,
    /// Actions of the audit log: "title.update", or "title" for all that begin with it; empty is everything.
    pub events: Vec<String>,
    /// Signs what is sent. Not in the log.
    #[serde(skip)]
    pub secret: String,
    pub made: Instant,
    pub paused: bool,
    pub version: u64,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Delivery {
    pub id: DeliveryId,
    pub webhook: WebhookId,
    pub event: String,
    pub body: String,
    pub state: DeliveryState,
    pub attempts: u32,
    /// The next attempt is not before this time.
    pub not_before: Instant,
    /// The last answer's.
    pub status: Option<u16>,
    /// What went wrong the last time.
    pub sentence: Option<String>,
    pub made: Instant,
    pub ended: Option<Instant>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum DeliveryState {
    Waiting,
    Delivered,
    GivenUp,
}

impl DeliveryState {
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Waiting => "waiting",
            Self::Delivered => "delivered",
            Self::GivenUp => "given_up",
        }
    }
}

impl std::str::FromStr for DeliveryState {
    type Err = house::HouseError;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let all = [Self::Waiting, Self::Delivered, Self::GivenUp];
        all.into_iter()
            .find(|state| state.as_str() == text)
            .ok_or_else(|| house::HouseError::Unreadable {
                given: text.into(),
                expected: "a delivery's state",
            })
    }
}

impl Catalogue {
    pub async fn webhooks(&self) -> Result<Vec<Webhook>, StoreError> {
        let rows = query("SELECT * FROM webhooks ORDER BY made, id")
            .fetch_all(self.readers())
            .await?;
        rows.iter().map(read).collect()
    }

    pub async fn webhook(&self, id: &WebhookId) -> Result<Option<Webhook>, StoreError> {
        let row = query("SELECT * FROM webhooks WHERE id = $1")
            .bind(id.as_str())
            .fetch_optional(self.readers())
            .await?;
        row.as_ref().map(read).transpose()
    }

    pub async fn add_webhook(&self, actor: &Actor, webhook: &Webhook) -> Result<(), StoreError> {
        let mut write = self.write().await?;
        query(
            "INSERT INTO webhooks (id, url, events, secret, made, paused, version)
             VALUES ($1, $2, $3, $4, $5, $6, 1)",
        )
        .bind(webhook.id.as_str())
        .bind(&webhook.url)
        .bind(to_json(&webhook.events)?)
        .bind(&webhook.secret)
        .bind(webhook.made.micros())
        .bind(i64::from(webhook.paused))
        .execute(&mut *write)
        .await?;
        let change = Change::new("webhook.create", "webhook", &webhook.id).after(webhook)?;
        audit::record(&mut write, actor, self.now(), change).await?;
        Ok(write.commit().await?)
    }

    /// Replaces address, events and standing, if it still is what `before` says.
    ///
    /// # Errors
    /// [`StoreError::Stale`] when it was changed meanwhile.
    pub async fn change_webhook(
        &self,
        actor: &Actor,
        before: &Webhook,
        wanted: &Webhook,
    ) -> Result<Webhook, StoreError> {
        let after = Webhook {
            version: before.version + 1,
            ..wanted.clone()
        };
        let mut write = self.write().await?;
        let done = query(
            "UPDATE webhooks SET url = $2, events = $3, paused = $4, version = version + 1
             WHERE id = $1 AND version = $5",
        )
        .bind(before.id.as_str())
        .bind(&after.url)
        .bind(to_json(&after.events)?)
        .bind(i64::from(after.paused))
        .bind(to_bigint(before.version)?)
        .execute(&mut *write)
        .await?;
        if done.rows_affected() == 0 {
            return Err(StoreError::Stale);
        }
        let change = Change::new("webhook.update", "webhook", &before.id);
        audit::record(
            &mut write,
            actor,
            self.now(),
            change.before(before)?.after(&after)?,
        )
        .await?;
        write.commit().await?;
        Ok(after)
    }

    /// Removes a webhook with its deliveries, if it still is what `before` says.
    ///
    /// # Errors
    /// [`StoreError::Stale`] when it was changed meanwhile.
    pub async fn remove_webhook(&self, actor: &Actor, before: &Webhook) -> Result<(), StoreError> {
        let mut write = self.write().await?;
        query("DELETE FROM webhook_deliveries WHERE webhook = $1")
            .bind(before.id.as_str())
            .execute(&mut *write)
            .await?;
        let done = query("DELETE FROM webhooks WHERE id = $1 AND version = $2")
            .bind(before.id.as_str())
            .bind(to_bigint(before.version)?)
            .execute(&mut *write)
            .await?;
        if done.rows_affected() == 0 {
            return Err(StoreError::Stale);
        }
        let change = Change::new("webhook.remove", "webhook", &before.id).before(before)?;
        audit::record(&mut write, actor, self.now(), change).await?;
        Ok(write.commit().await?)
    }

    /// Queues a delivery to one webhook, whatever events it wants (a trial).
    pub async fn queue_delivery(
        &self,
        webhook: &WebhookId,
        event: &str,
        body: &str,
    ) -> Result<DeliveryId, StoreError> {
        let mut write = self.write().await?;
        let id = queue(&mut write, webhook, event, body, self.now()).await?;
        write.commit().await?;
        Ok(id)
    }

    /// A webhook's deliveries, the newest first, each with its position.
    pub async fn deliveries(
        &self,
        webhook: &WebhookId,
        before: Option<i64>,
        limit: u32,
    ) -> Result<Vec<(i64, Delivery)>, StoreError> {
        let rows = query(
            "SELECT * FROM webhook_deliveries WHERE webhook = $1 AND position < $2
             ORDER BY position DESC LIMIT $3",
        )
        .bind(webhook.as_str())
        .bind(before.unwrap_or(i64::MAX))
        .bind(i64::from(limit))
        .fetch_all(self.readers())
        .await?;
        rows.iter()
            .map(|row| Ok((row.bigint("position")?, read_delivery(row)?)))
            .collect()
    }

    /// Deliveries whose time has come, the oldest first, with where each goes.
    pub async fn due_deliveries(&self, limit: u32) -> Result<Vec<(Webhook, Delivery)>, StoreError> {
        let rows = query(
            "SELECT d.* FROM webhook_deliveries d JOIN webhooks w ON w.id = d.webhook AND w.paused = 0
             WHERE d.state = 'waiting' AND d.not_before <= $1 ORDER BY d.position LIMIT $2",
        )
        .bind(self.now().micros())
        .bind(i64::from(limit))
        .fetch_all(self.readers())
        .await?;
        if rows.is_empty() {
            return Ok(Vec::new());
        }
        let webhooks = self.webhooks().await?;
        let mut due = Vec::with_capacity(rows.len());
        for delivery in rows.iter().map(read_delivery) {
            let delivery = delivery?;
            let to = webhooks.iter().find(|webhook| webhook.id == delivery.webhook);
            due.extend(to.cloned().map(|webhook| (webhook, delivery)));
        }
        Ok(due)
    }

    /// Notes how an attempt ended: with the answer's status, or with a sentence. What failed is tried again later, up
    /// to [`DELIVERY_ATTEMPTS`].
    pub async fn delivery_tried(
        &self,
        delivery: &Delivery,
        outcome: Result<u16, (Option<u16>, String)>,
    ) -> Result<(), StoreError> {
        let now = self.now();
        let attempts = delivery.attempts.saturating_add(1);
        let (state, status, sentence) = match outcome {
            Ok(status) => (DeliveryState::Delivered, Some(status), None),
            Err((status, sentence)) if attempts < DELIVERY_ATTEMPTS => {
                (DeliveryState::Waiting, status, Some(sentence))
            }
            Err((status, sentence)) => (DeliveryState::GivenUp, status, Some(sentence)),
        };
        let over = state != DeliveryState::Waiting;
        let pause = FIRST_PAUSE_MS
            .saturating_mul(4_i64.saturating_pow(attempts - 1))
            .min(LONGEST_PAUSE_MS);
        let mut write = self.write().await?;
        query(
            "UPDATE webhook_deliveries SET state = $2, attempts = $3, not_before = $4, status = $5, sentence = $6,
                ended = $7
             WHERE id = $1 AND state = 'waiting' AND attempts = $8",
        )
        .bind(delivery.id.as_str())
        .bind(state.as_str())
        .bind(i64::from(attempts))
        .bind(now.plus_millis(pause).micros())
        .bind(status.map(i64::from))
        .bind(sentence)
        .bind(over.then_some(now.micros()))
        .bind(i64::from(delivery.attempts))
        .execute(&mut *write)
        .await?;
        Ok(write.commit().await?)
    }

    /// Queues what the audit log has new for everybody who wants it, each entry once: the place up to which that was
    /// done is kept in the same transaction.
    pub async fn queue_news(&self, limit: u32) -> Result<usize, StoreError> {
        let newest: i64 = query_scalar("SELECT coalesce(max(position), 0) FROM audit")
            .fetch_one(self.readers())
            .await?;
        if told_up_to(self.setting(TOLD).await?)? >= newest {
            return Ok(0);
        }
        let hooks = self.webhooks().await?;
        let now = self.now();
        let mut write = self.write().await?;
        let told: Option<String> = query_scalar("SELECT value FROM settings WHERE name = $1")
            .bind(TOLD)
            .fetch_optional(&mut *write)
            .await?;
        let told = told_up_to(told)?;
        let rows = query("SELECT * FROM audit WHERE position > $1 ORDER BY position LIMIT $2")
            .bind(told)
            .bind(i64::from(limit))
            .fetch_all(&mut *write)
            .await?;
        let mut up_to = told;
        let mut queued = 0;
        for row in &rows {
            up_to = row.bigint("position")?;
            let entry = audit::read(row)?;
            // What was done before somebody asked to be told is not told.
            let wants = |hook: &&Webhook| hook.made < entry.at && hook.wants(&entry.action);
            for hook in hooks.iter().filter(wants) {
                let body = to_json(&serde_json::json!({
                    "id": entry.id, "event": entry.action, "at": entry.at.to_string(), "subject": entry.subject,
                    "actor": entry.actor,
                }))?;
                queue(&mut write, &hook.id, &entry.action, &body, now).await?;
                queued += 1;
            }
        }
        query(
            "INSERT INTO settings (name, value) VALUES ($1, $2)
             ON CONFLICT (name) DO UPDATE SET value = excluded.value",
        )
        .bind(TOLD)
        .bind(up_to.to_string())
        .execute(&mut *write)
        .await?;
        query("DELETE FROM webhook_deliveries WHERE ended < $1")
            .bind(now.plus_millis(-KEPT_MS).micros())
            .execute(&mut *write)
            .await?;
        write.commit().await?;
        Ok(queued)
    }
}

/// Setting of the catalogue: the position in the audit log up to which webhooks were told.
const TOLD: &str = "webhooks.told";

fn told_up_to(setting: Option<String>) -> Result<i64, StoreError> {
    setting.map_or(Ok(0), |text| {
        text.parse()
            .map_err(|_| StoreError::Damaged(format!("setting {TOLD}: {text}")))
    })
}

impl Webhook {
    fn wants(&self, action: &str) -> bool {
        let begins = |event: &String| {
            action == event
                || action
                    .strip_prefix(event.as_str())
                    .is_some_and(|rest| rest.starts_with('.'))
        };
        self.events.is_empty() || self.events.iter().any(begins)
    }
}

async fn queue(
    connection: &mut Connection,
    webhook: &WebhookId,
    event: &str,
    body: &str,
    now: Instant,
) -> Result<DeliveryId, StoreError> {
    let id = DeliveryId::random();
    query(
        "INSERT INTO webhook_deliveries (id, position, webhook, event, body, state, attempts, not_before, made)
         VALUES ($1, (SELECT coalesce(max(position), 0) + 1 FROM webhook_deliveries), $2, $3, $4, 'waiting', 0, $5, $6)",
    )
    .bind(id.as_str())
    .bind(webhook.as_str())
    .bind(event)
    .bind(body)
    .bind(now.micros())
    .bind(now.micros())
    .execute(connection)
    .await?;
    Ok(id)
}

fn read(row: &Row) -> Result<Webhook, StoreError> {
    Ok(Webhook {
        id: row.parsed("id")?,
        url: row.text("url")?,
        events: row.json("events")?,
        secret: row.text("secret")?,
        made: row.instant("made")?,
        paused: row.bigint("paused")? != 0,
        version: row.number("version")?,
    })
}

fn read_delivery(row: &Row) -> Result<Delivery, StoreError> {
    Ok(Delivery {
        id: row.parsed("id")?,
        webhook: row.parsed("webhook")?,
        event: row.text("event")?,
        body: row.text("body")?,
        state: row.parsed("state")?,
        attempts: row.number("attempts")?,
        not_before: row.instant("not_before")?,
        status: row.number_or_none("status")?,
        sentence: row.text_or_none("sentence")?,
        made: row.instant("made")?,
        ended: row.instant_or_none("ended")?,
    })
}
