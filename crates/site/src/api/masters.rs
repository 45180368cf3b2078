//! The films of a title, in revisions.

use std::sync::Arc;

use axum::extract::State;
use axum::http::StatusCode;
use house::encode::{Effort, Stage};
use house::id::{AssetId, TitleId};
use house::master::Master;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::{Body, Page, Told, When, assets, titles};
use crate::path::Named;
use crate::problem::Problem;
use crate::site::Site;
use crate::team::Member;

/// A master and what has become of its renditions.
#[derive(Serialize, ToSchema)]
pub(crate) struct MasterRecord {
    id: String,
    revision: u32,
    asset: String,
    made: When,
    /// What differs from the film as it came.
    notes: Vec<String>,
    planned: usize,
    checked: usize,
    failed: usize,
    /// The release shows this one.
    is_shown: bool,
}

/// A film for a title.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct NewMaster {
    #[schema(value_type = String)]
    asset: AssetId,
    #[serde(default)]
    effort: EffortWord,
}

/// How much work goes into the encodes.
#[derive(Clone, Copy, Default, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub(crate) enum EffortWord {
    Quick,
    #[default]
    Normal,
    Careful,
}

impl From<EffortWord> for Effort {
    fn from(word: EffortWord) -> Self {
        match word {
            EffortWord::Quick => Self::Quick,
            EffortWord::Normal => Self::Normal,
            EffortWord::Careful => Self::Careful,
        }
    }
}

#[derive(Serialize, ToSchema)]
pub(crate) struct Mastered {
    master: String,
    /// Every step that it takes.
    jobs: Vec<String>,
}

/// The masters of a title, newest first
#[utoipa::path(get, path = "/api/v1/titles/{id}/masters", tag = "films", params(("id" = String, Path)),
    responses((status = 200, body = Page<MasterRecord>), (status = 404)))]
pub(crate) async fn list(
    State(site): State<Arc<Site>>,
    Named(id): Named<TitleId>,
) -> Result<Told<Page<MasterRecord>>, Problem> {
    titles::found(&site, &id).await?;
    let release = site.catalogue.release_of(&id).await?;
    let shown = release.map(|release| release.master);
    let mut records = Vec::new();
    for master in site.catalogue.masters_of(&id).await? {
        let is_shown = shown.as_ref() == Some(&master.id);
        records.push(record(&site, master, is_shown).await?);
    }
    Ok(Told(Page::whole(records)))
}

async fn record(site: &Site, master: Master, is_shown: bool) -> Result<MasterRecord, Problem> {
    let renditions = site.catalogue.renditions_of(&master.id).await?;
    let of = |stage| {
        let are = renditions.iter().filter(|rendition| rendition.stage == stage);
        are.count()
    };
    Ok(MasterRecord {
        planned: site.catalogue.planned_renditions(&master.id).await?,
        checked: of(Stage::Checked),
        failed: of(Stage::Failed),
        is_shown,
        id: master.id.to_string(),
        revision: master.revision,
        asset: master.asset.to_string(),
        made: master.made.into(),
        notes: master.sheet.notes,
    })
}

/// Give a title its film, or another in the place of the one it has
///
/// What is on the site goes on as it is until every rendition of the new film has passed its check; the address stays.
#[utoipa::path(post, path = "/api/v1/titles/{id}/masters", tag = "films", params(("id" = String, Path)),
    request_body = NewMaster, responses((status = 202, body = Mastered), (status = 404)))]
pub(crate) async fn make(
    State(site): State<Arc<Site>>,
    member: Member,
    Named(id): Named<TitleId>,
    Body(new): Body<NewMaster>,
) -> Result<(StatusCode, Told<Mastered>), Problem> {
    titles::found(&site, &id).await?;
    assets::must_be_there(&site, &new.asset).await?;
    let (master, jobs) = site
        .workroom
        .replace_film(member.actor, id, new.asset, new.effort.into())
        .await?;
    let made = Mastered {
        master: master.to_string(),
        jobs: jobs.iter().map(ToString::to_string).collect(),
    };
    Ok((StatusCode::ACCEPTED, Told(made)))
}

/// Queue everything that a title's newest master still needs
#[utoipa::path(post, path = "/api/v1/titles/{id}/encode", tag = "films", params(("id" = String, Path)),
    responses((status = 202, body = Page<String>, description = "The jobs"), (status = 404)))]
pub(crate) async fn encode(
    State(site): State<Arc<Site>>,
    member: Member,
    Named(id): Named<TitleId>,
) -> Result<(StatusCode, Told<Page<String>>), Problem> {
    titles::found(&site, &id).await?;
    let jobs = site.workroom.encode(member.actor, id).await?;
    let jobs = jobs.iter().map(ToString::to_string).collect();
    Ok((StatusCode::ACCEPTED, Told(Page::whole(jobs))))
}
