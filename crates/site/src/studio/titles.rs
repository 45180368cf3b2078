use std::sync::Arc;

use askama::Template;
use axum::extract::State;
use axum::response::Response;
use store::{ListedTitle, TitleQuery, TitleSort};

use super::standing::released;
use super::{Desk, Standing, When};
use crate::pages::{Frame, page};
use crate::problem::Problem;
use crate::site::Site;
use crate::team::Member;

/// As many as a screen shows; scripts fetch the rest.
const FIRST: u32 = 60;

#[derive(Template)]
#[template(path = "studio/titles.html")]
struct Titles<'a> {
    frame: Frame<'a>,
    studio: Desk,
    titles: Vec<TitleRow>,
}

struct TitleRow {
    id: String,
    name: String,
    standing: Standing,
    year: String,
    made: When,
}

/// `GET /studio/titles`
pub(crate) async fn titles(State(site): State<Arc<Site>>, member: Member) -> Result<Response, Problem> {
    let titles = newest(&site, FIRST).await.map_err(Problem::internal)?;
    let now = site.clock.now();
    let rows = titles.into_iter().map(|title| TitleRow {
        standing: Standing::admitted(released(&site, &title.slug).as_ref(), now),
        id: title.id.to_string(),
        name: title.name,
        year: title.year.unwrap_or_else(|| "–".to_owned()),
        made: When::of(title.made),
    });
    page(&Titles {
        frame: site.frame(),
        studio: Desk::of(&member, "/studio/titles"),
        titles: rows.collect(),
    })
}

/// The titles that were made last.
pub(super) async fn newest(site: &Site, limit: u32) -> Result<Vec<ListedTitle>, store::StoreError> {
    let wanted = TitleQuery {
        words: Vec::new(),
        standing: None,
        sort: TitleSort::Made,
        descending: true,
        after: None,
        limit,
    };
    let found = site.catalogue.titles_page(&wanted).await?;
    Ok(found.into_iter().map(|(_, title)| title).collect())
}
