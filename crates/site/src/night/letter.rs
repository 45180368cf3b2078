//! A letter before the opening, for who wants one: asked for on a page, confirmed by a link, written once. The address is
//! kept for that alone.

use std::sync::Arc;

use askama::Template;
use axum::extract::State;
use axum::http::StatusCode;
use axum::http::request::Parts;
use axum::response::{IntoResponse, Response};
use house::release::Announcement;
use house::team::EmailAddress;
use serde::Deserialize;

use crate::pages::{Frame, page};
use crate::path::Named;
use crate::postman::Letter;
use crate::problem::Problem;
use crate::site::Site;
use crate::team::Form as Sent;
use crate::{viewer, words};

#[derive(Template)]
#[template(path = "remind.html")]
struct Remind<'a> {
    frame: Frame<'a>,
    heading: &'a str,
    sentence: String,
    wrong: bool,
    form: Form,
}

enum Form {
    Asks { action: String },
    Confirms { action: String },
    Nothing,
}

#[derive(Default, Deserialize)]
#[serde(default)]
pub(crate) struct Address {
    email: String,
}

#[derive(Default, Deserialize)]
#[serde(default)]
pub(crate) struct Answer {
    answer: String,
}

/// `GET /title/{slug}/reminder`
pub(crate) async fn ask(
    State(site): State<Arc<Site>>,
    Named(slug): Named<String>,
    parts: Parts,
) -> Result<Response, Problem> {
    let announced = announced(&site, &parts, &slug)?;
    let sentence = format!(
        "{} opens {}. One letter comes an hour before; your address is kept for that alone.",
        announced.name(),
        opens(&announced)
    );
    shown(&site, announced.name(), sentence, false, asks(&slug))
}

/// `POST /title/{slug}/reminder`: the same answer, whether the address is known or not.
pub(crate) async fn asked(
    State(site): State<Arc<Site>>,
    Named(slug): Named<String>,
    parts: Parts,
    Sent(given): Sent<Address>,
) -> Result<Response, Problem> {
    let announced = announced(&site, &parts, &slug)?;
    let Ok(email) = given.email.parse::<EmailAddress>() else {
        let sentence = "Write an e-mail address such as ada@films.example.".to_owned();
        let page = shown(&site, announced.name(), sentence, true, asks(&slug))?;
        return Ok((StatusCode::UNPROCESSABLE_ENTITY, page).into_response());
    };
    let secret = site.catalogue.ask_reminder(announced.id(), &email).await?;
    if let Some(secret) = secret {
        let link = format!("{}/reminder/{}", site.settings.address, secret.0);
        let letter = Letter::confirm_reminder(
            email.as_str(),
            &site.settings.house_name,
            announced.name(),
            &opens(&announced),
            &link,
        )?;
        let posted = site.postman.post(letter).await;
        posted.map_err(Problem::internal)?;
    }
    let sentence =
        "A letter is on its way. Open the link in it and say yes; without that nothing more is written.";
    shown(&site, announced.name(), sentence.into(), false, Form::Nothing)
}

/// `GET /reminder/{token}`: nothing happens yet, because programs that look through letters open links, too.
pub(crate) async fn knock(
    State(site): State<Arc<Site>>,
    Named(token): Named<String>,
) -> Result<Response, Problem> {
    let sentence = "Shall a letter come an hour before the doors open?".to_owned();
    let action = format!("/reminder/{token}");
    shown(&site, "A letter", sentence, false, Form::Confirms { action })
}

/// `POST /reminder/{token}`
pub(crate) async fn answer(
    State(site): State<Arc<Site>>,
    Named(token): Named<String>,
    Sent(given): Sent<Answer>,
) -> Result<Response, Problem> {
    let known = match given.answer.as_str() {
        "yes" => site.catalogue.confirm_reminder(&token).await?.is_some(),
        _ => site.catalogue.forget_reminder(&token).await?,
    };
    if !known {
        return Err(Problem::StaleLink);
    }
    let sentence = match given.answer.as_str() {
        "yes" => "One letter comes an hour before the doors open. Then your address is forgotten.",
        _ => "Your address is forgotten.",
    };
    shown(&site, "A letter", sentence.into(), false, Form::Nothing)
}

/// A house without mail has no such page.
fn announced(site: &Site, parts: &Parts, slug: &str) -> Result<Announcement, Problem> {
    let announced = viewer::announced(site, parts, slug).filter(|_| site.postman.delivers());
    announced.ok_or(Problem::NotFound)
}

fn opens(announced: &Announcement) -> String {
    words::Local::of(announced.opens(), announced.zone()).sentence()
}

fn asks(slug: &str) -> Form {
    Form::Asks {
        action: format!("/title/{slug}/reminder"),
    }
}

fn shown(site: &Site, heading: &str, sentence: String, wrong: bool, form: Form) -> Result<Response, Problem> {
    page(&Remind {
        frame: site.frame(),
        heading,
        sentence,
        wrong,
        form,
    })
}
