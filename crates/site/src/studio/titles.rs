use std::sync::Arc;

use askama::Template;
use axum::extract::State;
use axum::response::Response;

use super::standing::released;
use super::{Desk, Standing, When};
use crate::pages::{Frame, page};
use crate::problem::Problem;
use crate::site::Site;
use crate::team::Member;

/// As many as a screen shows; scripts fetch the rest.
const FIRST: usize = 60;

#[derive(Template)]
#[template(path = "studio/titles.html")]
struct Titles<'a> {
    frame: Frame<'a>,
    studio: Desk,
    titles: Vec<TitleRow<'a>>,
}

struct TitleRow<'a> {
    id: &'a str,
    name: &'a str,
    standing: Standing,
    year: &'a str,
    made: When,
}

/// `GET /studio/titles`
pub(crate) async fn titles(State(site): State<Arc<Site>>, member: Member) -> Result<Response, Problem> {
    let titles = site.catalogue.titles().await.map_err(Problem::internal)?;
    let now = site.clock.now();
    let released = released(&site);
    let rows = titles.iter().rev().take(FIRST).map(|title| {
        let admission = released.get(&title.id);
        TitleRow {
            id: title.id.as_str(),
            name: &title.name,
            standing: Standing::admitted(admission, now),
            year: title.year.as_deref().unwrap_or("–"),
            made: When::of(title.made),
        }
    });
    page(&Titles {
        frame: site.frame(),
        studio: Desk::of(&member, "/studio/titles"),
        titles: rows.collect(),
    })
}
