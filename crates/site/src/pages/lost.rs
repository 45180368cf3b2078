use std::sync::Arc;

use askama::Template;
use axum::extract::{Request, State};
use axum::middleware::Next;
use axum::response::{Html, IntoResponse, Redirect, Response};

use super::Frame;
use crate::caching::Never;
use crate::problem::Problem;
use crate::site::Site;

#[derive(Template)]
#[template(path = "problem.html")]
struct ProblemPage<'a> {
    frame: Frame<'a>,
    heading: &'a str,
    sentence: &'a str,
    way_out: &'a str,
}

/// Every address that is no route.
pub(crate) async fn lost() -> Problem {
    Problem::NotFound
}

/// Layer of the pages: people get the house's page in place of a problem's JSON. It says what kind of problem it is and
/// nothing of what was asked for.
pub(crate) async fn show_problem(State(site): State<Arc<Site>>, request: Request, next: Next) -> Response {
    let response = next.run(request).await;
    let Some(problem) = response.extensions().get::<Problem>().cloned() else {
        return response;
    };
    if matches!(problem, Problem::NotLoggedIn) {
        return (Never, Redirect::to("/studio/login")).into_response();
    }
    let (heading, sentence, way_out) = words(&problem);
    let page = ProblemPage {
        frame: site.frame(),
        heading,
        sentence,
        way_out,
    };
    match page.render() {
        Ok(html) => {
            let mut response = (problem.status(), Never, Html(html)).into_response();
            problem.say_when(response.headers_mut());
            response
        }
        Err(error) => {
            tracing::error!(%error, "the page of a problem failed");
            response
        }
    }
}

fn words(problem: &Problem) -> (&'static str, &'static str, &'static str) {
    match problem {
        Problem::NotFound => (
            "No such film tonight",
            "Nothing is showing at this address. It may have been mistyped.",
            "See what is showing",
        ),
        Problem::StaleLink => (
            "This ticket is torn",
            "A login link works once and not for long. Nothing is lost: whoever runs the house can make a new one.",
            "Back to the front",
        ),
        Problem::NotAllowed => (
            "Not in your part",
            "Your account does not allow this. Nothing was changed; an owner of the house can change your role.",
            "Back to the front",
        ),
        Problem::TooOften { .. } => (
            "One moment",
            "That was tried too often. Nothing was changed; try again in a while.",
            "Back to the front",
        ),
        Problem::DiskFull => (
            "The house is full",
            "There is no room on the disk. Nothing was changed; whoever runs the house can make room.",
            "Back to the front",
        ),
        Problem::Internal(_) => (
            "The film broke",
            "Something failed on our side. Nothing is lost; try again in a moment.",
            "Back to the front",
        ),
        _ => (
            "Not through this door",
            "This address does not take what was sent. Nothing was changed.",
            "Back to the front",
        ),
    }
}
