//! The ways in: e-mail and password, and links that let somebody in once.

use std::sync::Arc;

use askama::Template;
use axum::extract::State;
use axum::http::{HeaderMap, header};
use axum::response::{IntoResponse, Redirect, Response};
use house::HouseError;
use house::team::{Account, EmailAddress, Password, Role};
use serde::Deserialize;
use store::{Link, LinkPurpose, NewAccount, Secret};

use super::form::Form;
use super::{cookie, login};
use crate::caching::Never;
use crate::pages::{Frame, page};
use crate::path::Named;
use crate::problem::Problem;
use crate::site::Site;

/// What somebody who came by a link is asked for.
#[derive(Template)]
#[template(path = "enter.html")]
struct Enter<'a> {
    frame: Frame<'a>,
    asked: Asked,
    /// The address of an invitation; what was typed, when something else was wrong.
    email: String,
    name: String,
    wrong: Option<String>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Asked {
    /// Nothing: a button, not the act itself. Mail programs and chats look at links before people do.
    Nothing,
    /// Address, name and password of the house's first account.
    First,
    /// Name and password.
    Invited,
    /// A new password.
    Reset,
}

/// What the form of a link's page sends.
#[derive(Default, Deserialize)]
#[serde(default)]
pub(crate) struct Answers {
    email: String,
    name: String,
    password: String,
}

/// `GET /studio/enter/{token}`, `/studio/invitation/{token}`, `/studio/reset/{token}`
pub(crate) async fn knock(
    State(site): State<Arc<Site>>,
    Named(token): Named<String>,
) -> Result<Response, Problem> {
    let link = site
        .catalogue
        .team()
        .look_at_link(&token)
        .await?
        .ok_or(Problem::StaleLink)?;
    let asked = asked(&site, &link).await?;
    ask(&site, asked, &link, Answers::default(), None)
}

/// `POST` to the same addresses: spends the link.
pub(crate) async fn enter(
    State(site): State<Arc<Site>>,
    Named(token): Named<String>,
    headers: HeaderMap,
    Form(answers): Form<Answers>,
) -> Result<Response, Problem> {
    let team = site.catalogue.team();
    let link = team.look_at_link(&token).await?.ok_or(Problem::StaleLink)?;
    let asked = asked(&site, &link).await?;
    if asked == Asked::Nothing {
        let session = team
            .enter(&token, browser(&headers), cookie::SESSION_MILLIS)
            .await?;
        return come_in(&site, &session.ok_or(Problem::StaleLink)?);
    }
    match by_link(&site, &token, &link, asked, &answers).await? {
        Ok(account) => {
            let session = team
                .open_session(&account, browser(&headers), cookie::SESSION_MILLIS)
                .await?;
            come_in(&site, &session)
        }
        Err(wrong) => ask(
            &site,
            asked,
            &link,
            answers,
            Some(crate::words::sentence(&wrong.to_string())),
        ),
    }
}

async fn asked(site: &Site, link: &Link) -> Result<Asked, Problem> {
    Ok(match link.purpose {
        LinkPurpose::Door(None) if !site.catalogue.team().has_accounts().await? => Asked::First,
        LinkPurpose::Door(_) => Asked::Nothing,
        LinkPurpose::Invitation { .. } => Asked::Invited,
        LinkPurpose::Reset(_) => Asked::Reset,
    })
}

fn ask(
    site: &Site,
    asked: Asked,
    link: &Link,
    given: Answers,
    wrong: Option<String>,
) -> Result<Response, Problem> {
    let email = match &link.purpose {
        LinkPurpose::Invitation { email, .. } => email.to_string(),
        LinkPurpose::Door(_) | LinkPurpose::Reset(_) => given.email,
    };
    let status = login::status_of(wrong.is_some());
    let page = page(&Enter {
        frame: site.frame(),
        asked,
        email,
        name: given.name,
        wrong,
    })?;
    Ok((status, page).into_response())
}

/// Does what the link is good for; what is wrong with the answers is a sentence for the page, and spends nothing.
async fn by_link(
    site: &Site,
    token: &str,
    link: &Link,
    asked: Asked,
    answers: &Answers,
) -> Result<Result<house::id::AccountId, HouseError>, Problem> {
    let team = site.catalogue.team();
    if let LinkPurpose::Reset(account) = &link.purpose {
        let account = team.account(account).await?.ok_or(Problem::StaleLink)?;
        let password = match Password::chosen(&answers.password, account.email.as_str(), &account.name) {
            Ok(password) => site.passwords.hash(&password).await?,
            Err(wrong) => return Ok(Err(wrong)),
        };
        let reset = team
            .reset_password(token, &password)
            .await?
            .ok_or(Problem::StaleLink)?;
        site.sessions.forget_all();
        return Ok(Ok(reset));
    }
    let email = match &link.purpose {
        LinkPurpose::Invitation { email, .. } if asked == Asked::Invited => email.to_string(),
        _ => answers.email.clone(),
    };
    let (new, password) = match checked(&email, answers) {
        Ok(checked) => checked,
        Err(wrong) => return Ok(Err(wrong)),
    };
    let new = NewAccount {
        password: Some(site.passwords.hash(&password).await?),
        ..new
    };
    let account = team.join(token, &new).await?.ok_or(Problem::StaleLink)?;
    Ok(Ok(account.id))
}

fn checked(email: &str, answers: &Answers) -> Result<(NewAccount, Password), HouseError> {
    let email: EmailAddress = email.parse()?;
    let name = Account::checked_name(&answers.name)?;
    let password = Password::chosen(&answers.password, email.as_str(), &name)?;
    let new = NewAccount {
        email,
        name,
        // The link decides.
        role: Role::Viewer,
        password: None,
    };
    Ok((new, password))
}

/// `POST /studio/leave`
pub(crate) async fn leave(State(site): State<Arc<Site>>, headers: HeaderMap) -> Result<Response, Problem> {
    end_session(&site, &headers).await?;
    let cookie = cookie::taken_back(&site.settings);
    let cookie = cookie.ok_or_else(|| Problem::internal("an empty cookie is no cookie"))?;
    Ok((Never, [(header::SET_COOKIE, cookie)], Redirect::to("/")).into_response())
}

/// Ends the session whose cookie the request carries, if it carries one.
pub(crate) async fn end_session(site: &Site, headers: &HeaderMap) -> Result<(), Problem> {
    if let Some(session) = cookie::read(&site.settings, headers) {
        site.catalogue.team().leave(session).await?;
        site.sessions.forget_all();
    }
    Ok(())
}

fn come_in(site: &Site, session: &Secret) -> Result<Response, Problem> {
    let cookie = cookie::given_to(&site.settings, session)?;
    Ok((Never, [(header::SET_COOKIE, cookie)], Redirect::to("/studio")).into_response())
}

/// What the browser calls itself.
pub(crate) fn browser(headers: &HeaderMap) -> &str {
    let named = headers.get(header::USER_AGENT);
    named.and_then(|name| name.to_str().ok()).unwrap_or_default()
}
