use std::sync::Arc;

use axum::extract::State;
use house::analyse::ask::parse;
use serde::{Deserialize, Serialize};
use store::{SearchHit, SearchPlace};
use utoipa::{IntoParams, ToSchema};

use crate::api::{Query, Told, page};
use crate::problem::Problem;
use crate::site::Site;

/// What to look for.
#[derive(Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub(crate) struct SearchAsked {
    /// Words, "a phrase", begin*, person:NAME, kind:interview, has:crowd, date:1974-05, 1980s, before 1990, 1974..1976
    q: String,
    #[param(minimum = 1, maximum = 200)]
    limit: Option<u32>,
    cursor: Option<String>,
}

/// A part of an answer.
#[derive(Serialize, ToSchema)]
pub(crate) struct SearchAnswer {
    /// All words side by side first, then what assets are called before what is said, the newest asset first, by time.
    items: Vec<SearchItem>,
    /// What to send as `cursor` for the next part; null at the end. A part may have fewer items than were asked for, or
    /// none, and still have a next one.
    #[schema(required)]
    next: Option<String>,
    /// How the question was taken, where that is not as it was typed.
    remarks: Vec<String>,
}

/// A second of an asset, or an asset as a whole.
#[derive(Serialize, ToSchema)]
pub(crate) struct SearchItem {
    asset: String,
    /// What the asset is called.
    name: String,
    kind: String,
    /// Where the text stands: said, written, notebook, notes, name, people, place, ...
    field: String,
    /// Microseconds from the asset's start; null for what has no time.
    #[schema(required)]
    start_us: Option<i64>,
    #[schema(required)]
    end_us: Option<i64>,
    #[schema(required)]
    speaker: Option<String>,
    text: String,
    /// The text in pieces, each with whether it was looked for.
    pieces: Vec<SearchPiece>,
    /// The line before and the one after, where they are at hand.
    #[schema(required)]
    before: Option<String>,
    #[schema(required)]
    after: Option<String>,
}

#[derive(Serialize, ToSchema)]
pub(crate) struct SearchPiece {
    marked: bool,
    text: String,
}

/// What is said, written and known in the archive
#[utoipa::path(get, path = "/api/v1/search", tag = "search", params(SearchAsked),
    responses((status = 200, body = SearchAnswer)))]
pub(crate) async fn search(
    State(site): State<Arc<Site>>,
    Query(asked): Query<SearchAsked>,
) -> Result<Told<SearchAnswer>, Problem> {
    let limit = usize::try_from(page::limit(asked.limit)?).unwrap_or(usize::MAX);
    let query = parse(&asked.q).map_err(|why| Problem::invalid("q", why))?;
    let after: Option<SearchPlace> = asked
        .cursor
        .as_deref()
        .map(|cursor| cursor.parse().map_err(|why| Problem::invalid("cursor", why)))
        .transpose()?;
    let found = site.catalogue.search(&query, after, limit).await?;
    Ok(Told(SearchAnswer {
        items: found.hits.into_iter().map(SearchItem::from).collect(),
        next: found.more.map(|more| more.to_string()),
        remarks: found.remarks.iter().map(ToString::to_string).collect(),
    }))
}

impl From<SearchHit> for SearchItem {
    fn from(hit: SearchHit) -> Self {
        Self {
            pieces: hit
                .pieces()
                .into_iter()
                .map(|(marked, text)| SearchPiece {
                    marked,
                    text: text.to_owned(),
                })
                .collect(),
            asset: hit.asset.to_string(),
            name: hit.name,
            kind: hit.kind,
            field: hit.field.as_str().to_owned(),
            start_us: hit.span.map(|span| span.start.micros()),
            end_us: hit.span.map(|span| span.end.micros()),
            speaker: hit.speaker,
            text: hit.text,
            before: hit.before,
            after: hit.after,
        }
    }
}
