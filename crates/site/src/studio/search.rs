use std::sync::Arc;

use askama::Template;
use axum::extract::State;
use axum::response::Response;
use house::analyse::ask::{Field, parse};
use media::time::MediaTime;
use serde::Deserialize;
use store::{SearchHit, SearchPage, SearchPlace};

use super::Desk;
use crate::api::Query;
use crate::media::still_address_at;
use crate::pages::{Frame, page};
use crate::problem::Problem;
use crate::site::Site;
use crate::team::Member;
use crate::words::RunningTime;

/// Hits of a page.
const AT_ONCE: usize = 40;

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Asked {
    #[serde(default)]
    q: String,
    after: Option<String>,
}

#[derive(Template)]
#[template(path = "studio/search.html")]
struct Search<'a> {
    frame: Frame<'a>,
    studio: Desk,
    q: String,
    /// Why the question cannot be answered.
    mistake: Option<String>,
    remarks: Vec<String>,
    /// What belongs to one asset and follows each other stands together.
    tapes: Vec<Tape>,
    next: Option<String>,
    asked: bool,
}

struct Tape {
    id: String,
    name: String,
    kind: String,
    has_stills: bool,
    hits: Vec<HitRow>,
}

struct HitRow {
    /// In seconds, for the address; `None` for what has no time.
    second: Option<i64>,
    time: Option<RunningTime>,
    /// What is seen then.
    still: Option<String>,
    /// "said", "name"; what stands in the place of a time.
    field: &'static str,
    speaker: Option<String>,
    before: Option<String>,
    pieces: Vec<(bool, String)>,
    after: Option<String>,
}

/// `GET /studio/search`
pub(crate) async fn search(
    State(site): State<Arc<Site>>,
    member: Member,
    Query(asked): Query<Asked>,
) -> Result<Response, Problem> {
    let typed = asked.q.trim();
    let mut answer = SearchPage::default();
    let mut mistake = None;
    if !typed.is_empty() {
        let after = asked.after.as_deref().map(str::parse::<SearchPlace>).transpose();
        match (parse(typed), after) {
            (Ok(query), Ok(after)) => answer = site.catalogue.search(&query, after, AT_ONCE).await?,
            (Err(why), _) => mistake = Some(crate::words::sentence(&why.to_string())),
            (_, Err(why)) => mistake = Some(why.to_string()),
        }
    }
    page(&Search {
        frame: site.frame(),
        studio: Desk::of(&member, "/studio/search"),
        asked: !typed.is_empty(),
        q: asked.q,
        mistake,
        remarks: answer
            .remarks
            .iter()
            .map(|remark| crate::words::sentence(&remark.to_string()))
            .collect(),
        tapes: tapes(&site, answer.hits).await?,
        next: answer.more.map(|more| more.to_string()),
    })
}

async fn tapes(site: &Site, hits: Vec<SearchHit>) -> Result<Vec<Tape>, Problem> {
    let mut tapes: Vec<Tape> = Vec::new();
    for hit in hits {
        let id = hit.asset.to_string();
        if tapes.last().is_none_or(|tape| tape.id != id) {
            let analysed = site.catalogue.analysed(&hit.asset).await?;
            tapes.push(Tape {
                has_stills: analysed.is_some_and(|analysed| analysed.stills.is_some()),
                id,
                name: hit.name.clone(),
                kind: hit.kind.clone(),
                hits: Vec::new(),
            });
        }
        if let Some(tape) = tapes.last_mut() {
            let row = HitRow::of(hit, tape.has_stills);
            tape.hits.push(row);
        }
    }
    Ok(tapes)
}

impl HitRow {
    fn of(hit: SearchHit, has_stills: bool) -> Self {
        let start = hit.span.map(|span| span.start);
        let whole = |time: MediaTime| time.micros().max(0) / 1_000_000;
        Self {
            second: start.map(whole),
            still: start
                .filter(|_| has_stills)
                .map(|start| still_address_at(&hit.asset, whole(start))),
            time: start.map(|start| RunningTime::of(MediaTime::from_micros(whole(start) * 1_000_000))),
            field: word(hit.field),
            pieces: hit
                .pieces()
                .into_iter()
                .map(|(marked, piece)| (marked, piece.to_owned()))
                .collect(),
            speaker: hit.speaker,
            before: hit.before,
            after: hit.after,
        }
    }
}

fn word(field: Field) -> &'static str {
    match field {
        Field::Said => "Said",
        Field::Written => "On screen",
        Field::Notebook => "On the page",
        Field::Notes => "Notes",
        Field::Name => "Name",
        Field::Kind => "Kind",
        Field::People => "People",
        Field::Place => "Place",
        Field::Date => "Date",
        Field::Rights => "Rights",
        Field::Speakers => "Speakers",
    }
}
