use std::sync::Arc;

use axum::extract::State;
use axum::http::StatusCode;
use house::encode::{Rendition, Stage, Track};
use house::id::{AssetId, RenditionId, TitleId};
use house::language;
use house::release::Words;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::{Body, Page, Queued, Told, assets, titles};
use crate::path::Named;
use crate::problem::Problem;
use crate::site::Site;
use crate::team::Member;
use crate::workroom::SubtitleFlags;

/// Subtitles of a title's newest master.
#[derive(Serialize, ToSchema)]
pub(crate) struct SubtitleRecord {
    id: String,
    /// Changes with each correction.
    pub(super) revision: String,
    /// BCP 47; und when it is not known.
    language: String,
    #[schema(required)]
    name: Option<String>,
    forced: bool,
    hearing_impaired: bool,
    default: bool,
    /// made (nobody sees it yet), checked or failed.
    stage: &'static str,
}

impl SubtitleRecord {
    pub(super) fn of(text: &Rendition) -> Option<Self> {
        let Track::Text {
            language,
            title,
            forced,
            hearing_impaired,
            default,
        } = &text.track
        else {
            return None;
        };
        Some(Self {
            id: text.id.to_string(),
            revision: text.key.to_string(),
            language: language.clone(),
            name: title.clone(),
            forced: *forced,
            hearing_impaired: *hearing_impaired,
            default: *default,
            stage: match text.stage {
                Stage::Made => "made",
                Stage::Checked => "checked",
                Stage::Failed => "failed",
            },
        })
    }
}

/// What is said of subtitles; what is not given stays.
pub(super) fn checked(flags: SubtitleFlags) -> Result<SubtitleFlags, Problem> {
    let language = flags.language.map(|written| {
        let tag = language::tag(&written);
        let is_known = tag != language::UNKNOWN || written == language::UNKNOWN;
        let sentence = "write its code: en, de, pt-BR (und when it is not known)";
        is_known
            .then_some(tag)
            .ok_or_else(|| Problem::invalid("language", sentence))
    });
    let name = flags.name.map(|given| {
        let checked = given.map(|name| Words::Line.check(&name)).transpose();
        checked.map_err(|error| Problem::invalid("name", error))
    });
    Ok(SubtitleFlags {
        language: language.transpose()?,
        name: name.transpose()?,
        ..flags
    })
}

/// A subtitle file of the archive for a title; what is left out is told from its name.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct NewSubtitles {
    #[schema(value_type = String)]
    asset: AssetId,
    /// BCP 47.
    language: Option<String>,
    name: Option<String>,
    forced: Option<bool>,
    hearing_impaired: Option<bool>,
    default: Option<bool>,
}

/// The subtitles of a title's newest film
#[utoipa::path(get, path = "/api/v1/titles/{id}/subtitles", tag = "subtitles", params(("id" = String, Path)),
    responses((status = 200, body = Page<SubtitleRecord>), (status = 404)))]
pub(crate) async fn list(
    State(site): State<Arc<Site>>,
    Named(id): Named<TitleId>,
) -> Result<Told<Page<SubtitleRecord>>, Problem> {
    titles::found(&site, &id).await?;
    let masters = site.catalogue.masters_of(&id).await?;
    let renditions = match masters.first() {
        Some(newest) => site.catalogue.renditions_of(&newest.id).await?,
        None => Vec::new(),
    };
    let records = renditions.iter().filter_map(SubtitleRecord::of);
    Ok(Told(Page::whole(records.collect())))
}

/// Give a title's newest film a subtitle file of the archive
#[utoipa::path(post, path = "/api/v1/titles/{id}/subtitles", tag = "subtitles", params(("id" = String, Path)),
    request_body = NewSubtitles, responses((status = 202, body = Queued), (status = 404)))]
pub(crate) async fn add(
    State(site): State<Arc<Site>>,
    member: Member,
    Named(id): Named<TitleId>,
    Body(new): Body<NewSubtitles>,
) -> Result<(StatusCode, Told<Queued>), Problem> {
    titles::found(&site, &id).await?;
    let flags = checked(SubtitleFlags {
        language: new.language,
        name: new.name.map(Some),
        forced: new.forced,
        hearing_impaired: new.hearing_impaired,
        default: new.default,
    })?;
    assets::must_be_there(&site, &new.asset).await?;
    let job = site
        .workroom
        .add_subtitles(member.actor, id, new.asset, flags)
        .await?;
    Ok((StatusCode::ACCEPTED, Told(job.into())))
}

/// Take subtitles off a title; their file stays in the archive
#[utoipa::path(delete, path = "/api/v1/titles/{id}/subtitles/{rendition}", tag = "subtitles",
    params(("id" = String, Path), ("rendition" = String, Path)), responses((status = 204), (status = 404)))]
pub(crate) async fn remove(
    State(site): State<Arc<Site>>,
    member: Member,
    Named((id, text)): Named<(TitleId, RenditionId)>,
) -> Result<StatusCode, Problem> {
    let text = of_title(&site, &id, &text).await?;
    let removed = site.catalogue.remove_text(&member.actor, &text.master, &text.id);
    match removed.await? {
        true => Ok(StatusCode::NO_CONTENT),
        false => Err(Problem::NotFound),
    }
}

/// Subtitles that this title has.
pub(super) async fn of_title(site: &Site, title: &TitleId, text: &RenditionId) -> Result<Rendition, Problem> {
    let found = site.catalogue.rendition_by_id(text).await?;
    let text = found
        .filter(|text| matches!(text.track, Track::Text { .. }))
        .ok_or(Problem::NotFound)?;
    let master = site.catalogue.master_by_id(&text.master).await?;
    match master {
        Some(master) if master.title == *title => Ok(text),
        _ => Err(Problem::NotFound),
    }
}
