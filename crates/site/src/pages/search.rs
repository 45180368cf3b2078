//! The public's search: what is showing and what is announced, as the gate lets it out, and what is said in the films that
//! the asker is admitted to. Nothing else is looked at, so nothing else can be told, counted or guessed.

use std::collections::BTreeSet;
use std::sync::Arc;

use askama::Template;
use axum::extract::State;
use axum::http::request::Parts;
use axum::response::Response;
use house::analyse::Span;
use house::analyse::ask::{
    Days, Field, Filter, Found, Head, HeadLine, Query, Wanted, block_of_head, found_in, parse, tokens,
};
use house::analyse::words::divided;
use house::archive::Edtf;
use house::release::{Admission, Announcement, Title};
use media::time::MediaTime;
use serde::Deserialize;

use super::spoken::{Spoken, spoken};
use super::{Film, Frame, Poster, page};
use crate::problem::Problem;
use crate::site::Site;
use crate::words::RunningTime;
use crate::{viewer, words};

/// Titles on the page.
const MOST_TITLES: usize = 40;
/// Lines of one film.
const MOST_LINES: usize = 4;

#[derive(Deserialize)]
pub(crate) struct Asked {
    #[serde(default)]
    q: String,
}

#[derive(Template)]
#[template(path = "search.html")]
struct SearchPage<'a> {
    frame: Frame<'a>,
    q: &'a str,
    mistake: Option<String>,
    asked: bool,
    results: Vec<Answer>,
}

struct Answer {
    slug: String,
    name: String,
    tagline: Option<String>,
    poster: Option<Poster>,
    /// Of what is announced.
    opens: Option<String>,
    lines: Vec<AnswerLine>,
}

/// What the title says about itself, or a second of the film.
struct AnswerLine {
    second: Option<i64>,
    time: Option<RunningTime>,
    pieces: Vec<(bool, String)>,
}

/// `GET /search`
pub(crate) async fn search(State(site): State<Arc<Site>>, parts: Parts) -> Result<Response, Problem> {
    let asked = axum::extract::Query::<Asked>::try_from_uri(&parts.uri);
    let q = asked.map_or_else(|_| String::new(), |asked| asked.0.q);
    let typed = q.trim();
    let query = match typed {
        "" => None,
        typed => Some(parse(typed).map_err(|why| why.to_string()).and_then(of_films)),
    };
    let mut results = Vec::new();
    if let Some(Ok(query)) = &query {
        results = answers(&site, &parts, query).await;
    }
    page(&SearchPage {
        frame: site.frame(),
        q: &q,
        asked: query.is_some(),
        mistake: query.and_then(Result::err).map(|why| words::sentence(&why)),
        results,
    })
}

/// What can be asked of films.
fn of_films(query: Query) -> Result<Query, String> {
    let is_of_tapes = |filter: &Filter| matches!(filter, Filter::Kind(_) | Filter::Has(_));
    if query.filters.iter().any(is_of_tapes) {
        return Err(
            "films are found by words, \"phrases\", the beginning of a wor*, person:NAME and dates".into(),
        );
    }
    Ok(query)
}

async fn answers(site: &Site, parts: &Parts, query: &Query) -> Vec<Answer> {
    let public = viewer::public(parts);
    let mut found = Vec::new();
    for admission in site.gate.admitted(&public) {
        if found.len() == MOST_TITLES {
            return found;
        }
        let said = spoken(site, &admission).await;
        found.extend(of_showing(&admission, &said, query));
    }
    for announced in site.gate.announcements(&public) {
        if found.len() == MOST_TITLES {
            return found;
        }
        found.extend(of_announced(&announced, query));
    }
    found
}

fn of_showing(admission: &Admission, said: &[Arc<Spoken>], query: &Query) -> Option<Answer> {
    let head = head_of(admission.title());
    let mut lines = of_head(&head, query);
    let about = lines.len();
    for text in said {
        lines.extend(of_spoken(
            &head,
            text,
            query,
            (about + MOST_LINES).saturating_sub(lines.len()),
        ));
    }
    let film = Film::of(admission);
    (!lines.is_empty()).then(|| Answer {
        slug: film.slug.to_owned(),
        name: film.name.to_owned(),
        tagline: film.tagline.map(str::to_owned),
        poster: film.poster,
        opens: None,
        lines: without_name(lines, film.name),
    })
}

fn of_announced(announced: &Announcement, query: &Query) -> Option<Answer> {
    let mut lines = vec![line_of(Field::Name, announced.name())];
    lines.extend(announced.tagline().map(|text| line_of(Field::Notes, text)));
    for text in divided(announced.synopsis().unwrap_or_default()) {
        lines.push(line_of(Field::Notes, &text));
    }
    let head = plain_head(lines);
    let lines = of_head(&head, query);
    (!lines.is_empty()).then(|| Answer {
        slug: announced.slug().to_owned(),
        name: announced.name().to_owned(),
        tagline: announced.tagline().map(str::to_owned),
        poster: announced.poster().map(Poster::from),
        opens: Some(words::Local::of(announced.opens(), announced.zone()).sentence()),
        lines: without_name(lines, announced.name()),
    })
}

fn line_of(field: Field, text: &str) -> HeadLine {
    HeadLine {
        field,
        text: text.to_owned(),
    }
}

fn plain_head(lines: Vec<HeadLine>) -> Head {
    Head {
        lines,
        people: Vec::new(),
        kind: String::new(),
        has: Vec::new(),
        days: None,
    }
}

fn head_of(title: &Title) -> Head {
    let mut lines = vec![line_of(Field::Name, &title.name)];
    lines.extend(title.tagline.iter().map(|text| line_of(Field::Notes, text)));
    for text in divided(title.synopsis.as_deref().unwrap_or_default()) {
        lines.push(line_of(Field::Notes, &text));
    }
    let people: Vec<String> = title.credits.iter().map(|credit| credit.name.clone()).collect();
    lines.extend(people.iter().map(|name| line_of(Field::People, name)));
    let year: Option<Edtf> = title.year.as_ref().and_then(|year| year.parse().ok());
    Head {
        people,
        days: year.as_ref().and_then(Days::of),
        ..plain_head(lines)
    }
}

fn words_of_head(head: &Head) -> BTreeSet<String> {
    let words = head.lines.iter().flat_map(|line| tokens(&line.text));
    words.map(|token| token.text).collect()
}

fn of_head(head: &Head, query: &Query) -> Vec<AnswerLine> {
    let known: Vec<String> = words_of_head(head).into_iter().collect();
    let wanted = Wanted::among(query, &known);
    if !wanted.is_possible() {
        return Vec::new();
    }
    let block = block_of_head(head, Span::of_micros(0, 0));
    let found = [true, false]
        .into_iter()
        .flat_map(|phrase| found_in(&wanted, head, &block, phrase));
    found.map(|found| answer_line(&found, None)).collect()
}

fn of_spoken(head: &Head, text: &Spoken, query: &Query, most: usize) -> Vec<AnswerLine> {
    let mut known = words_of_head(head);
    known.extend(text.words.iter().cloned());
    let known: Vec<String> = known.into_iter().collect();
    let wanted = Wanted::among(query, &known);
    let mut lines = Vec::new();
    if !wanted.is_possible() {
        return lines;
    }
    for phrase in [true, false] {
        for block in &text.blocks {
            for found in found_in(&wanted, head, block, phrase) {
                if lines.len() == most {
                    return lines;
                }
                let start = block.lines.get(found.line).map(|line| line.span.start);
                lines.push(answer_line(&found, start));
            }
        }
    }
    lines
}

fn answer_line(found: &Found, start: Option<MediaTime>) -> AnswerLine {
    let second = start.map(|start| start.micros().max(0) / 1_000_000);
    AnswerLine {
        second,
        time: second.map(|second| RunningTime::of(MediaTime::from_micros(second * 1_000_000))),
        pieces: found
            .pieces()
            .into_iter()
            .map(|(marked, piece)| (marked, piece.to_owned()))
            .collect(),
    }
}

/// The name stands above its lines already.
fn without_name(mut lines: Vec<AnswerLine>, name: &str) -> Vec<AnswerLine> {
    lines.retain(|line| {
        let text: String = line.pieces.iter().map(|(_, piece)| piece.as_str()).collect();
        line.second.is_some() || text != name
    });
    lines
}
