use std::sync::Arc;

use axum::extract::State;
use axum::http::StatusCode;
use axum::response::Response;
use data_encoding::BASE64;
use house::id::WebhookId;
use serde::{Deserialize, Serialize};
use store::{Delivery, StoreError, Webhook};
use utoipa::{IntoParams, ToSchema};

use super::{Body, IfMatch, Page, Query, Told, Versioned, When, page};
use crate::path::Named;
use crate::problem::Problem;
use crate::site::Site;
use crate::team::Member;

/// An address that is told what happens in the house.
#[derive(Serialize, ToSchema)]
pub(crate) struct WebhookRecord {
    id: String,
    url: String,
    /// Actions of the audit log, "title.update", or "title" for all that begin with it; empty is everything.
    events: Vec<String>,
    paused: bool,
    made: When,
    version: u64,
    /// The key of the signatures: only now.
    #[schema(required)]
    secret: Option<String>,
}

#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct NewWebhook {
    /// Begins with https:// (http:// only where the house's configuration allows the address).
    url: String,
    #[serde(default)]
    events: Vec<String>,
}

#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct WebhookChange {
    url: Option<String>,
    events: Option<Vec<String>>,
    paused: Option<bool>,
}

/// One attempt after another to tell an address something.
#[derive(Serialize, ToSchema)]
pub(crate) struct DeliveryRecord {
    id: String,
    event: String,
    /// waiting, delivered or given_up.
    state: &'static str,
    attempts: u32,
    /// The last answer's.
    #[schema(required)]
    status: Option<u16>,
    /// What went wrong the last time.
    #[schema(required)]
    reason: Option<String>,
    #[schema(required)]
    not_before: Option<When>,
    made: When,
    #[schema(required)]
    ended: Option<When>,
}

#[derive(Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub(crate) struct DeliveriesAsked {
    #[param(minimum = 1, maximum = 200)]
    limit: Option<u32>,
    cursor: Option<String>,
}

/// Webhooks
#[utoipa::path(get, path = "/api/v1/webhooks", tag = "webhooks",
    responses((status = 200, body = Page<WebhookRecord>)))]
pub(crate) async fn list(State(site): State<Arc<Site>>) -> Result<Told<Page<WebhookRecord>>, Problem> {
    let webhooks = site.catalogue.webhooks().await?;
    Ok(Told(Page::whole(webhooks.into_iter().map(record).collect())))
}

/// Have an address told
#[utoipa::path(post, path = "/api/v1/webhooks", tag = "webhooks", request_body = NewWebhook,
    responses((status = 201, body = WebhookRecord)))]
pub(crate) async fn create(
    State(site): State<Arc<Site>>,
    member: Member,
    Body(new): Body<NewWebhook>,
) -> Result<Response, Problem> {
    let secret: [u8; 32] = rand::random();
    let webhook = Webhook {
        id: WebhookId::random(),
        url: checked_url(new.url)?,
        events: checked_events(new.events)?,
        secret: format!("whsec_{}", BASE64.encode(&secret)),
        made: site.clock.now(),
        paused: false,
        version: 1,
    };
    site.catalogue.add_webhook(&member.actor, &webhook).await?;
    let address = format!("/api/v1/webhooks/{}", webhook.id);
    let shown = Some(webhook.secret.clone());
    let mut made = versioned(webhook);
    made.record.secret = shown;
    Ok(made.created(&address))
}

/// One webhook
#[utoipa::path(get, path = "/api/v1/webhooks/{id}", tag = "webhooks", params(("id" = String, Path)),
    responses((status = 200, body = WebhookRecord), (status = 404)))]
pub(crate) async fn show(
    State(site): State<Arc<Site>>,
    Named(id): Named<WebhookId>,
) -> Result<Versioned<WebhookRecord>, Problem> {
    Ok(versioned(found(&site, &id).await?))
}

/// Change a webhook's address, events or standing
#[utoipa::path(patch, path = "/api/v1/webhooks/{id}", tag = "webhooks",
    params(("id" = String, Path), ("If-Match" = Option<String>, Header)), request_body = WebhookChange,
    responses((status = 200, body = WebhookRecord), (status = 404)))]
pub(crate) async fn change(
    State(site): State<Arc<Site>>,
    member: Member,
    Named(id): Named<WebhookId>,
    if_match: IfMatch,
    Body(change): Body<WebhookChange>,
) -> Result<Versioned<WebhookRecord>, Problem> {
    let before = found(&site, &id).await?;
    if_match.holds(&versioned(before.clone()))?;
    let wanted = Webhook {
        url: change.url.map_or_else(|| Ok(before.url.clone()), checked_url)?,
        events: change
            .events
            .map_or_else(|| Ok(before.events.clone()), checked_events)?,
        paused: change.paused.unwrap_or(before.paused),
        ..before.clone()
    };
    match site
        .catalogue
        .change_webhook(&member.actor, &before, &wanted)
        .await
    {
        Ok(after) => Ok(versioned(after)),
        Err(StoreError::Stale) => Err(versioned(found(&site, &id).await?).changed()),
        Err(error) => Err(error.into()),
    }
}

/// Tell an address nothing any more
#[utoipa::path(delete, path = "/api/v1/webhooks/{id}", tag = "webhooks",
    params(("id" = String, Path), ("If-Match" = Option<String>, Header)),
    responses((status = 204), (status = 404)))]
pub(crate) async fn remove(
    State(site): State<Arc<Site>>,
    member: Member,
    Named(id): Named<WebhookId>,
    if_match: IfMatch,
) -> Result<StatusCode, Problem> {
    let before = found(&site, &id).await?;
    if_match.holds(&versioned(before.clone()))?;
    match site.catalogue.remove_webhook(&member.actor, &before).await {
        Ok(()) => Ok(StatusCode::NO_CONTENT),
        Err(StoreError::Stale) => Err(versioned(found(&site, &id).await?).changed()),
        Err(error) => Err(error.into()),
    }
}

/// Send a trial
#[utoipa::path(post, path = "/api/v1/webhooks/{id}/test", tag = "webhooks", params(("id" = String, Path)),
    responses((status = 204), (status = 404)))]
pub(crate) async fn test(
    State(site): State<Arc<Site>>,
    Named(id): Named<WebhookId>,
) -> Result<StatusCode, Problem> {
    let webhook = found(&site, &id).await?;
    let body = serde_json::json!({ "event": "trial", "at": When(site.clock.now()), "subject": format!("webhook:{id}") });
    site.catalogue
        .queue_delivery(&webhook.id, "trial", &body.to_string())
        .await?;
    Ok(StatusCode::NO_CONTENT)
}

/// What an address was told, newest first
#[utoipa::path(get, path = "/api/v1/webhooks/{id}/deliveries", tag = "webhooks",
    params(("id" = String, Path), DeliveriesAsked),
    responses((status = 200, body = Page<DeliveryRecord>), (status = 404)))]
pub(crate) async fn deliveries(
    State(site): State<Arc<Site>>,
    Named(id): Named<WebhookId>,
    Query(asked): Query<DeliveriesAsked>,
) -> Result<Told<Page<DeliveryRecord>>, Problem> {
    let webhook = found(&site, &id).await?;
    let limit = page::limit(asked.limit)?;
    let before = page::after(asked.cursor.as_deref())?;
    let found = site.catalogue.deliveries(&webhook.id, before, limit + 1).await?;
    let found = found
        .into_iter()
        .map(|(position, delivery)| (position, delivered(delivery)));
    Ok(Told(Page::of(found.collect(), limit)))
}

async fn found(site: &Site, id: &WebhookId) -> Result<Webhook, Problem> {
    site.catalogue.webhook(id).await?.ok_or(Problem::NotFound)
}

/// What the address resolves to is looked at when something is sent to it.
fn checked_url(url: String) -> Result<String, Problem> {
    let uri: Option<axum::http::Uri> = url.parse().ok();
    let good = uri.is_some_and(|uri| {
        let plain = uri
            .authority()
            .is_some_and(|authority| !authority.as_str().contains('@'));
        matches!(uri.scheme_str(), Some("https" | "http"))
            && plain
            && uri.host().is_some_and(|host| !host.is_empty())
    });
    if good && url.len() <= 2_000 {
        return Ok(url);
    }
    Err(Problem::invalid(
        "url",
        "an address such as https://films.example/hook, without a name or password in it",
    ))
}

fn checked_events(events: Vec<String>) -> Result<Vec<String>, Problem> {
    let is_action = |event: &String| {
        let letters = event
            .bytes()
            .all(|byte| byte.is_ascii_lowercase() || matches!(byte, b'.' | b'_'));
        letters && !event.is_empty() && event.len() <= 60
    };
    if events.len() <= 100 && events.iter().all(is_action) {
        return Ok(events);
    }
    Err(Problem::invalid(
        "events",
        "actions of the audit log, such as title.update, or title",
    ))
}

fn versioned(webhook: Webhook) -> Versioned<WebhookRecord> {
    Versioned {
        version: webhook.version,
        record: record(webhook),
    }
}

fn record(webhook: Webhook) -> WebhookRecord {
    WebhookRecord {
        id: webhook.id.to_string(),
        url: webhook.url,
        events: webhook.events,
        paused: webhook.paused,
        made: webhook.made.into(),
        version: webhook.version,
        secret: None,
    }
}

fn delivered(delivery: Delivery) -> DeliveryRecord {
    let waiting = delivery.ended.is_none();
    DeliveryRecord {
        id: delivery.id.to_string(),
        event: delivery.event,
        state: delivery.state.as_str(),
        attempts: delivery.attempts,
        status: delivery.status,
        reason: delivery.sentence,
        not_before: waiting.then_some(When(delivery.not_before)),
        made: delivery.made.into(),
        ended: delivery.ended.map(When),
    }
}
