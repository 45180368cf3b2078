use std::sync::Arc;

use askama::Template;
use axum::extract::State;
use axum::http::request::Parts;
use axum::response::Response;

use super::{Film, Frame, page};
use crate::problem::Problem;
use crate::site::Site;
use crate::viewer;

/// How many names fit on the sign; all films are below it.
const SIGN_LINES: usize = 4;

#[derive(Template)]
#[template(path = "home.html")]
struct Home<'a> {
    frame: Frame<'a>,
    description: String,
    films: Vec<Film<'a>>,
}

/// `GET /`: the front of the cinema. The team, too, sees here what the public sees.
pub(crate) async fn home(State(site): State<Arc<Site>>, parts: Parts) -> Result<Response, Problem> {
    let showing = site.gate.admitted(&viewer::public(&parts));
    let films: Vec<_> = showing.iter().map(Film::of).collect();
    let description = match films.as_slice() {
        [] => "The doors open soon.".to_owned(),
        films => {
            let names: Vec<_> = films.iter().take(SIGN_LINES).map(|film| film.name).collect();
            format!("Now showing: {}.", names.join(", "))
        }
    };
    page(&Home {
        frame: site.frame(),
        description,
        films,
    })
}
