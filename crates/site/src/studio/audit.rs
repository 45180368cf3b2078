use std::collections::HashMap;
use std::sync::Arc;

use askama::Template;
use axum::extract::State;
use axum::response::Response;
use house::id::AccountId;
use house::team::{Actor, AuditEntry};
use store::AuditFilter;

use super::{Desk, When};
use crate::pages::{Frame, page};
use crate::problem::Problem;
use crate::site::Site;
use crate::team::Member;

/// As many as a screen shows; scripts fetch the rest.
const FIRST: u32 = 60;

#[derive(Template)]
#[template(path = "studio/audit.html")]
struct Audit<'a> {
    frame: Frame<'a>,
    studio: Desk,
    entries: Vec<Entry>,
}

struct Entry {
    at: When,
    who: String,
    action: String,
    subject: String,
}

/// `GET /studio/audit`
pub(crate) async fn audit(State(site): State<Arc<Site>>, member: Member) -> Result<Response, Problem> {
    let catalogue = &site.catalogue;
    let accounts = catalogue.team().accounts().await.map_err(Problem::internal)?;
    let names: HashMap<AccountId, String> = accounts
        .into_iter()
        .map(|account| (account.id, account.name))
        .collect();
    let newest = catalogue.audit(&AuditFilter::default(), None, FIRST).await;
    let newest = newest.map_err(Problem::internal)?;
    page(&Audit {
        frame: site.frame(),
        studio: Desk::of(&member, "/studio/audit"),
        entries: newest.into_iter().map(|(_, entry)| told(entry, &names)).collect(),
    })
}

fn told(entry: AuditEntry, names: &HashMap<AccountId, String>) -> Entry {
    let who = match &entry.actor {
        Actor::Account(id) => names.get(id).cloned(),
        Actor::Token(_) => None,
        Actor::Program => Some("the command line".to_owned()),
    };
    Entry {
        at: When::of(entry.at),
        who: who.unwrap_or_else(|| entry.actor.to_string()),
        action: entry.action,
        subject: entry.subject,
    }
}
