//! Logging in by e-mail and password. Unknown, disabled and wrong are one answer, and take as long.

use std::sync::Arc;

use askama::Template;
use axum::extract::rejection::QueryRejection;
use axum::extract::{Extension, Query, State};
use axum::http::{HeaderMap, StatusCode, header};
use axum::response::{IntoResponse, Redirect, Response};
use house::team::EmailAddress;
use serde::Deserialize;
use store::{LoginAttempt, Secret, Team};

use super::form::Form;
use super::{Sessions, cookie, door};
use crate::caching::Never;
use crate::front::Visitor;
use crate::pages::{Frame, page};
use crate::problem::Problem;
use crate::site::Site;
use crate::words;

#[derive(Template)]
#[template(path = "login.html")]
struct Login<'a> {
    frame: Frame<'a>,
    email: &'a str,
    to: &'a str,
    wrong: Option<String>,
}

/// Where to go afterwards.
#[derive(Default, Deserialize)]
#[serde(default)]
pub(crate) struct Way {
    to: String,
}

#[derive(Default, Deserialize)]
#[serde(default)]
pub(crate) struct Credentials {
    email: String,
    password: String,
    to: String,
}

/// `GET /studio/login`
pub(crate) async fn show(
    State(site): State<Arc<Site>>,
    way: Result<Query<Way>, QueryRejection>,
    headers: HeaderMap,
) -> Result<Response, Problem> {
    let to = way.map(|Query(way)| way.to).unwrap_or_default();
    if Sessions::member(&site, &headers).await?.is_some() {
        return Ok((Never, Redirect::to(inside(&to))).into_response());
    }
    page(&Login {
        frame: site.frame(),
        email: "",
        to: inside(&to),
        wrong: None,
    })
}

/// `POST /studio/login`
pub(crate) async fn log_in(
    State(site): State<Arc<Site>>,
    visitor: Option<Extension<Visitor>>,
    headers: HeaderMap,
    Form(given): Form<Credentials>,
) -> Result<Response, Problem> {
    let wrong = match try_password(&site, visitor.as_deref(), &headers, &given.email, &given.password).await {
        Ok(session) => {
            let cookie = cookie::given_to(&site.settings, &session)?;
            let way = Redirect::to(inside(&given.to));
            return Ok((Never, [(header::SET_COOKIE, cookie)], way).into_response());
        }
        Err(wrong @ (Problem::WrongPassword | Problem::TooOften { .. })) => wrong,
        Err(problem) => return Err(problem),
    };
    let shown = page(&Login {
        frame: site.frame(),
        email: &given.email,
        to: inside(&given.to),
        wrong: Some(words::sentence(&wrong.to_string())),
    })?;
    let mut response = (wrong.status(), shown).into_response();
    wrong.say_when(response.headers_mut());
    Ok(response)
}

/// Notes an attempt, unless there were too many before it.
pub(crate) async fn refuse_locked(team: &Team, attempt: &LoginAttempt) -> Result<(), Problem> {
    let Some(locked_ms) = team.begin_login(attempt).await? else {
        return Ok(());
    };
    let seconds = u64::try_from(locked_ms).unwrap_or_default().div_ceil(1_000);
    Err(Problem::TooOften { seconds })
}

/// Opens a session for who knows an account's password.
pub(crate) async fn try_password(
    site: &Site,
    visitor: Option<&Visitor>,
    headers: &HeaderMap,
    email: &str,
    password: &str,
) -> Result<Secret, Problem> {
    let team = site.catalogue.team();
    let address = visitor.map(|visitor| visitor.address.to_string());
    let attempt = LoginAttempt::new(email, address.as_deref());
    refuse_locked(&team, &attempt).await?;
    let account = match email.parse::<EmailAddress>() {
        Ok(email) => team.account_by_email(&email).await?,
        Err(_) => None,
    };
    let account = account.filter(|account| account.disabled.is_none());
    let kept = match &account {
        Some(account) => team.password_of(&account.id).await?,
        None => None,
    };
    let right = site.passwords.is_right(password, kept).await?;
    let Some(account) = account.filter(|_| right) else {
        return Err(Problem::WrongPassword);
    };
    team.login_succeeded(&attempt).await?;
    Ok(team
        .open_session(&account.id, door::browser(headers), cookie::SESSION_MILLIS)
        .await?)
}

/// A page is shown again with its sentence when something was wrong.
pub(super) fn status_of(wrong: bool) -> StatusCode {
    if wrong {
        StatusCode::UNPROCESSABLE_ENTITY
    } else {
        StatusCode::OK
    }
}

/// Never a way out of the studio: the address of a login page may come from anywhere.
fn inside(to: &str) -> &str {
    let within = to == "/studio" || to.starts_with("/studio/") || to.starts_with("/title/");
    let plain = to.bytes().all(|byte| byte.is_ascii_graphic() && byte != b'\\');
    if within && plain { to } else { "/studio" }
}

#[cfg(test)]
mod tests {
    use super::inside;

    #[test]
    fn the_way_leads_into_the_studio_only() {
        assert_eq!(inside("/studio/titles?filter=x"), "/studio/titles?filter=x");
        for out in [
            "",
            "//evil.example",
            "https://evil.example/studio",
            "/studio\r\nx",
            "/studiox",
            "/\\evil",
        ] {
            assert_eq!(inside(out), "/studio", "{out}");
        }
    }
}
