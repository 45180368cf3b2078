use std::sync::Arc;

use askama::Template;
use axum::extract::State;
use axum::http::header;
use axum::http::request::Parts;
use axum::response::{IntoResponse, Response};

use crate::caching::Never;
use crate::pages::{Film, Frame};
use crate::problem::Problem;
use crate::site::Site;
use crate::viewer;

#[derive(Template)]
#[template(path = "sitemap.xml")]
struct Sitemap<'a> {
    frame: Frame<'a>,
    films: Vec<Film<'a>>,
}

/// `GET /sitemap.xml` (sitemaps.org 0.9)
pub(crate) async fn sitemap(State(site): State<Arc<Site>>, parts: Parts) -> Result<Response, Problem> {
    let showing = site.gate.admitted(&viewer::public(&parts));
    let map = Sitemap {
        frame: site.frame(),
        films: showing.iter().map(Film::of).collect(),
    };
    let content_type = [(header::CONTENT_TYPE, "application/xml; charset=utf-8")];
    Ok((Never, content_type, map.render()?).into_response())
}
