use std::sync::Arc;

use askama::Template;
use axum::extract::State;
use axum::response::Response;

use super::{Desk, When};
use crate::pages::{Frame, page};
use crate::problem::Problem;
use crate::site::Site;
use crate::team::Member;

#[derive(Template)]
#[template(path = "studio/people.html")]
struct People<'a> {
    frame: Frame<'a>,
    studio: Desk,
    people: Vec<Person>,
}

struct Person {
    name: String,
    email: String,
    role: &'static str,
    mark: &'static str,
    word: &'static str,
    made: When,
}

/// `GET /studio/people`
pub(crate) async fn people(State(site): State<Arc<Site>>, member: Member) -> Result<Response, Problem> {
    let accounts = site
        .catalogue
        .team()
        .accounts()
        .await
        .map_err(Problem::internal)?;
    let people = accounts.into_iter().map(|account| {
        let (mark, word) = match account.disabled {
            None => ("open", "Open"),
            Some(_) => ("quiet", "Closed"),
        };
        Person {
            name: account.name,
            email: account.email.to_string(),
            role: account.role.as_str(),
            mark,
            word,
            made: When::of(account.made),
        }
    });
    page(&People {
        frame: site.frame(),
        studio: Desk::of(&member, "/studio/people"),
        people: people.collect(),
    })
}
