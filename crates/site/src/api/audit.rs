use std::sync::Arc;

use axum::extract::State;
use house::team::{Actor, AuditEntry};
use serde::{Deserialize, Serialize};
use serde_json::Value;
use store::AuditFilter;
use utoipa::{IntoParams, ToSchema};

use super::{Page, Query, Told, When, page};
use crate::problem::Problem;
use crate::site::Site;

/// One change that somebody caused.
#[derive(Serialize, ToSchema)]
pub(crate) struct AuditRecord {
    id: String,
    at: When,
    /// "account:ID", "token:ID" or "program".
    actor: String,
    /// "title.update"
    action: String,
    /// "title:ID"
    subject: String,
    /// Null: it was not there.
    #[schema(required, value_type = Value)]
    before: Option<Value>,
    /// Null: it is not there any more.
    #[schema(required, value_type = Value)]
    after: Option<Value>,
}

/// Which entries to list.
#[derive(Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub(crate) struct AuditAsked {
    #[param(minimum = 1, maximum = 200)]
    limit: Option<u32>,
    cursor: Option<String>,
    /// "account:ID", "token:ID" or "program".
    actor: Option<String>,
    /// "title:ID"
    subject: Option<String>,
    /// "title.update", or "title" for all that begin with it.
    action: Option<String>,
    #[param(value_type = Option<String>, format = DateTime)]
    since: Option<When>,
    #[param(value_type = Option<String>, format = DateTime)]
    until: Option<When>,
}

/// The audit log, newest first
#[utoipa::path(get, path = "/api/v1/audit", tag = "audit", params(AuditAsked),
    responses((status = 200, body = Page<AuditRecord>)))]
pub(crate) async fn list(
    State(site): State<Arc<Site>>,
    Query(asked): Query<AuditAsked>,
) -> Result<Told<Page<AuditRecord>>, Problem> {
    let limit = page::limit(asked.limit)?;
    let actor = asked.actor.as_deref().map(str::parse::<Actor>).transpose();
    let filter = AuditFilter {
        actor: actor.map_err(|error| Problem::invalid("actor", error))?,
        subject: asked.subject,
        action: asked.action,
        since: asked.since.map(|When(at)| at),
        until: asked.until.map(|When(at)| at),
    };
    let before = page::after(asked.cursor.as_deref())?;
    let found = site.catalogue.audit(&filter, before, limit + 1).await?;
    let found = found
        .into_iter()
        .map(|(position, entry)| (position, record(entry)));
    Ok(Told(Page::of(found.collect(), limit)))
}

fn record(entry: AuditEntry) -> AuditRecord {
    AuditRecord {
        id: entry.id.to_string(),
        at: entry.at.into(),
        actor: entry.actor.to_string(),
        action: entry.action,
        subject: entry.subject,
        before: entry.before,
        after: entry.after,
    }
}
