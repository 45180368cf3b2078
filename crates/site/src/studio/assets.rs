use std::sync::Arc;

use askama::Template;
use axum::extract::State;
use axum::response::Response;
use house::archive::Asset;
use store::AssetQuery;

use super::{Desk, When};
use crate::pages::{Frame, page};
use crate::problem::Problem;
use crate::site::Site;
use crate::team::Member;
use crate::words::{self, RunningTime};

/// As many as a screen shows; scripts fetch the rest.
const FIRST: u32 = 60;

#[derive(Template)]
#[template(path = "studio/assets.html")]
struct Assets<'a> {
    frame: Frame<'a>,
    studio: Desk,
    assets: Vec<AssetRow>,
}

pub(crate) struct AssetRow {
    pub(crate) id: String,
    pub(crate) name: String,
    pub(crate) kind: &'static str,
    pub(crate) size: String,
    pub(crate) running_time: Option<RunningTime>,
    pub(crate) added: When,
}

impl AssetRow {
    pub(crate) fn of(asset: &Asset) -> Self {
        let facts = &asset.survey.facts;
        Self {
            id: asset.id.to_string(),
            name: asset.file_name.clone(),
            kind: asset.kind.as_str(),
            size: words::size(asset.bytes),
            running_time: facts.duration.filter(|_| !facts.still).map(RunningTime::of),
            added: When::of(asset.added),
        }
    }
}

/// `GET /studio/assets`
pub(crate) async fn assets(State(site): State<Arc<Site>>, member: Member) -> Result<Response, Problem> {
    let newest = AssetQuery {
        descending: true,
        ..AssetQuery::default()
    };
    let assets = site.catalogue.find_assets(&newest, None, FIRST).await;
    let assets = assets.map_err(Problem::internal)?;
    page(&Assets {
        frame: site.frame(),
        studio: Desk::of(&member, "/studio/assets"),
        assets: assets.iter().map(|asset| AssetRow::of(&asset.record)).collect(),
    })
}
