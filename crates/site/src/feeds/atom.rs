use std::sync::Arc;

use askama::Template;
use axum::extract::State;
use axum::http::header;
use axum::http::request::Parts;
use axum::response::{IntoResponse, Response};
use house::Instant;
use house::release::Admission;

use crate::caching::Never;
use crate::pages::{Film, Frame};
use crate::problem::Problem;
use crate::site::Site;
use crate::viewer;
use crate::words;

/// The newest that a reader gets to see.
const ENTRIES: usize = 50;

#[derive(Template)]
#[template(path = "feed.xml")]
struct Feed<'a> {
    frame: Frame<'a>,
    updated: String,
    entries: Vec<Entry<'a>>,
}

struct Entry<'a> {
    film: Film<'a>,
    opened: String,
    summary: String,
}

/// `GET /feed.atom`: films as they open (RFC 4287).
pub(crate) async fn atom(State(site): State<Arc<Site>>, parts: Parts) -> Result<Response, Problem> {
    let showing = site.gate.admitted(&viewer::public(&parts));
    let opened = |admission: &Admission| admission.release().opens.unwrap_or(Instant::from_micros(0));
    let newest = showing.iter().map(opened).max();
    let feed = Feed {
        frame: site.frame(),
        updated: words::machine_time(newest.unwrap_or(Instant::from_micros(0))),
        entries: showing
            .iter()
            .take(ENTRIES)
            .map(|admission| {
                let film = Film::of(admission);
                Entry {
                    opened: words::machine_time(opened(admission)),
                    summary: film.description(admission.title().synopsis.as_deref()),
                    film,
                }
            })
            .collect(),
    };
    let content_type = [(header::CONTENT_TYPE, "application/atom+xml; charset=utf-8")];
    Ok((Never, content_type, feed.render()?).into_response())
}
