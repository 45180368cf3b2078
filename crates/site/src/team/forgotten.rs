//! A forgotten password. Whether there is such an account nobody is told: not by what is answered, nor by how soon.

use std::sync::Arc;

use askama::Template;
use axum::extract::{Extension, State};
use axum::response::{IntoResponse, Response};
use house::team::{Actor, EmailAddress};
use serde::Deserialize;
use store::LoginAttempt;

use super::form::Form;
use super::login;
use super::reset::{RESET_HOURS, Reset};
use crate::front::Visitor;
use crate::pages::{Frame, page};
use crate::problem::Problem;
use crate::site::Site;

#[derive(Template)]
#[template(path = "forgotten.html")]
struct Forgotten<'a> {
    frame: Frame<'a>,
    stage: Stage,
    hours: u32,
    wrong: Option<String>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Stage {
    /// The form.
    Asks,
    /// A letter is on its way, if there is such an account.
    Sent,
    /// The house sends no letters.
    NoMail,
}

#[derive(Default, Deserialize)]
#[serde(default)]
pub(crate) struct Named {
    email: String,
}

/// `GET /studio/forgotten`
pub(crate) async fn show(State(site): State<Arc<Site>>) -> Result<Response, Problem> {
    let stage = match site.postman.delivers() {
        true => Stage::Asks,
        false => Stage::NoMail,
    };
    shown(&site, stage, None)
}

/// `POST /studio/forgotten`
pub(crate) async fn ask(
    State(site): State<Arc<Site>>,
    visitor: Option<Extension<Visitor>>,
    Form(given): Form<Named>,
) -> Result<Response, Problem> {
    if !site.postman.delivers() {
        return shown(&site, Stage::NoMail, None);
    }
    let Ok(email) = given.email.trim().parse::<EmailAddress>() else {
        let wrong = "Write the e-mail address of your account.".to_owned();
        return shown(&site, Stage::Asks, Some(wrong));
    };
    // Counted as logins are, but apart from those of the account: nobody is locked out by who asks for letters.
    let address = visitor.map(|Extension(visitor)| visitor.address.to_string());
    let attempt = LoginAttempt::new(&format!("forgotten {email}"), address.as_deref());
    super::refuse_locked(&site.catalogue.team(), &attempt).await?;
    let sender = Arc::clone(&site);
    tokio::spawn(async move {
        if let Err(problem) = send(&sender, &email).await {
            tracing::error!(%problem, "the letter for a forgotten password was not sent");
        }
    });
    shown(&site, Stage::Sent, None)
}

async fn send(site: &Site, email: &EmailAddress) -> Result<(), Problem> {
    let account = site.catalogue.team().account_by_email(email).await?;
    let Some(account) = account.filter(|account| account.disabled.is_none()) else {
        return Ok(());
    };
    // Who asked is not known: anybody can write an address into the form.
    let reset = Reset::made(site, &Actor::Program, &account).await?;
    let posted = site.postman.post(reset.letter).await;
    posted.map(drop).map_err(Problem::internal)
}

fn shown(site: &Site, stage: Stage, wrong: Option<String>) -> Result<Response, Problem> {
    let status = login::status_of(wrong.is_some());
    let page = page(&Forgotten {
        frame: site.frame(),
        stage,
        hours: RESET_HOURS,
        wrong,
    })?;
    Ok((status, page).into_response())
}
