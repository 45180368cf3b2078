use askama::Template;
use axum::Extension;
use axum::response::{IntoResponse, Response};
use house::release::Announcement;

use crate::headers::Framing;
use crate::pages::{Film, Frame, Poster, page, plain_colour};
use crate::problem::Problem;
use crate::site::Site;
use crate::{media, words};

#[derive(Template)]
#[template(path = "waiting.html")]
struct WaitingRoom<'a> {
    frame: Frame<'a>,
    slug: &'a str,
    name: &'a str,
    tagline: Option<&'a str>,
    synopsis: Vec<&'a str>,
    description: String,
    advisories: &'a [String],
    poster: Option<Poster>,
    /// The first is played in the page, before the poster.
    trailers: Vec<Trailer<'a>>,
    has_accent: bool,
    is_long: bool,
    /// Microseconds.
    opens: i64,
    machine_time: String,
    /// As the team thinks of it: "Sunday 20 December 2026, 20:00 in Toronto".
    at_the_house: String,
    /// On the sign until the countdown stands there: "20 December 20:00".
    on_the_sign: String,
    /// The house writes letters.
    mails: bool,
    /// What the film's page will load, and everybody may have now.
    ahead: String,
    /// The sealed film's manifest.
    sealed: Option<String>,
}

/// A trailer that is open by its own release.
struct Trailer<'a> {
    name: &'a str,
    /// Where it is played.
    address: String,
    running_time: Option<words::RunningTime>,
}

/// The title's page until it opens: only the sign.
pub(crate) fn waiting_room(site: &Site, announced: &Announcement) -> Result<Response, Problem> {
    let admitted = site.gate.trailers(announced);
    let trailers = admitted.iter().map(Film::of).filter(|film| film.playable);
    let mut trailers: Vec<Film<'_>> = trailers.collect();
    let still = trailers.iter_mut().find_map(|film| film.poster.take());
    let opens = announced.opens();
    let look = &site.statics.look;
    let ahead = [&look.player_styles, &look.player_script, &look.player_engine];
    let local = words::Local::of(opens, announced.zone());
    let page = page(&WaitingRoom {
        frame: site.frame(),
        slug: announced.slug(),
        name: announced.name(),
        tagline: announced.tagline(),
        synopsis: words::paragraphs(announced.synopsis()),
        description: description(announced, &local),
        advisories: announced.advisories(),
        poster: announced.poster().map(Poster::from).or(still),
        trailers: trailers.into_iter().map(Trailer::of).collect(),
        has_accent: announced.accent().and_then(plain_colour).is_some(),
        is_long: announced.name().chars().count() > 22,
        opens: opens.micros(),
        machine_time: words::machine_time(opens),
        at_the_house: local.sentence(),
        on_the_sign: local.short(),
        mails: site.postman.delivers(),
        ahead: ahead
            .into_iter()
            .flatten()
            .map(String::as_str)
            .collect::<Vec<_>>()
            .join(" "),
        sealed: media::sealed_manifest(site, announced),
    })?;
    Ok((Extension(Framing::Around), page).into_response())
}

impl<'a> Trailer<'a> {
    fn of(film: Film<'a>) -> Self {
        Self {
            name: film.name,
            address: format!("/title/{}/watch", film.slug),
            running_time: film.running_time,
        }
    }
}

/// One line for machines that show the page elsewhere.
fn description(announced: &Announcement, local: &words::Local) -> String {
    let said = announced.synopsis().map(|text| words::opening_words(text, 160));
    let said = said.or_else(|| announced.tagline().map(str::to_owned));
    let opens = format!("Opens {}.", local.sentence());
    said.map_or(opens.clone(), |said| format!("{opens} {said}"))
}
