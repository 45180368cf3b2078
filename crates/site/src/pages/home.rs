use std::collections::HashSet;
use std::sync::Arc;

use askama::Template;
use axum::extract::State;
use axum::http::request::Parts;
use axum::response::Response;

use house::id::TitleId;
use house::release::{Announcement, Part};

use super::{Film, Frame, Poster, page};
use crate::problem::Problem;
use crate::site::Site;
use crate::{viewer, words};

/// How many names fit on the sign; all films are below it.
const SIGN_LINES: usize = 4;

#[derive(Template)]
#[template(path = "home.html")]
struct Home<'a> {
    frame: Frame<'a>,
    description: String,
    films: Vec<Film<'a>>,
    coming: Vec<Coming<'a>>,
}

/// What is announced, as it stands on the front.
struct Coming<'a> {
    slug: &'a str,
    name: &'a str,
    tagline: Option<&'a str>,
    poster: Option<Poster>,
    is_long: bool,
    machine_time: String,
    opens: String,
}

impl<'a> Coming<'a> {
    fn of(announced: &'a Announcement) -> Self {
        Self {
            slug: announced.slug(),
            name: announced.name(),
            tagline: announced.tagline(),
            poster: announced.poster().map(Poster::from),
            is_long: announced.name().chars().count() > 22,
            machine_time: words::machine_time(announced.opens()),
            opens: words::Local::of(announced.opens(), announced.zone()).sentence(),
        }
    }
}

/// `GET /`: the front of the cinema. The team, too, sees here what the public sees.
pub(crate) async fn home(State(site): State<Arc<Site>>, parts: Parts) -> Result<Response, Problem> {
    let public = viewer::public(&parts);
    let showing = site.gate.admitted(&public);
    let announced = site.gate.announcements(&public);
    // A part stands on the page of its title, as soon as there is one.
    let named: HashSet<&TitleId> = showing
        .iter()
        .map(|own| &own.title().id)
        .chain(announced.iter().map(Announcement::id))
        .collect();
    let stands_alone = |part: Option<&Part>| part.is_none_or(|part| !named.contains(&part.of));
    let films = showing
        .iter()
        .filter(|own| stands_alone(own.title().part.as_ref()));
    let films: Vec<_> = films.map(Film::of).collect();
    let coming = announced.iter().filter(|own| stands_alone(own.part()));
    let coming: Vec<_> = coming.map(Coming::of).collect();
    let description = match (films.as_slice(), coming.as_slice()) {
        ([], []) => "The doors open soon.".to_owned(),
        ([], [next, ..]) => format!("{} opens {}.", next.name, next.opens),
        (films, _) => {
            let names: Vec<_> = films.iter().take(SIGN_LINES).map(|film| film.name).collect();
            format!("Now showing: {}.", names.join(", "))
        }
    };
    page(&Home {
        frame: site.frame(),
        description,
        films,
        coming,
    })
}
