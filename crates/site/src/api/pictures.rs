use std::sync::Arc;

use axum::extract::State;
use axum::http::StatusCode;
use house::id::{AssetId, PictureKey, TitleId};
use house::release::{Picture, PictureRole};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::{Body, Page, Queued, Told, assets, titles};
use crate::media::picture_address;
use crate::path::Named;
use crate::problem::Problem;
use crate::site::Site;
use crate::team::Member;
use crate::workroom::PictureFrom;

/// A picture that belongs to a title.
#[derive(Serialize, ToSchema)]
pub(crate) struct PictureRecord {
    key: String,
    /// poster, still (a frame that somebody chose), moment (shows one of the page's moments), seek_sheet (what the seek bar shows) or page (of a notebook).
    role: &'static str,
    width: u32,
    height: u32,
    bytes: u64,
    /// Where the file is.
    address: String,
}

impl From<Picture> for PictureRecord {
    fn from(picture: Picture) -> Self {
        Self {
            address: picture_address(&picture.key),
            key: picture.key.to_string(),
            role: match picture.role {
                PictureRole::Poster => "poster",
                PictureRole::Still => "still",
                PictureRole::Moment => "moment",
                PictureRole::SeekSheet { .. } => "seek_sheet",
                PictureRole::Page { .. } => "page",
            },
            width: picture.width,
            height: picture.height,
            bytes: picture.bytes,
        }
    }
}

/// A picture to be made: of the film's frame at an instant, or of a photograph.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct NewPicture {
    role: RoleWord,
    /// Milliseconds from the film's beginning.
    #[schema(minimum = 0)]
    at_ms: Option<i64>,
    /// A photograph of the archive, in place of an instant.
    #[schema(value_type = Option<String>)]
    asset: Option<AssetId>,
}

#[derive(Clone, Copy, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub(crate) enum RoleWord {
    Poster,
    Still,
}

impl From<RoleWord> for PictureRole {
    fn from(word: RoleWord) -> Self {
        match word {
            RoleWord::Poster => Self::Poster,
            RoleWord::Still => Self::Still,
        }
    }
}

/// The pictures of a title
#[utoipa::path(get, path = "/api/v1/titles/{id}/pictures", tag = "pictures", params(("id" = String, Path)),
    responses((status = 200, body = Page<PictureRecord>), (status = 404)))]
pub(crate) async fn list(
    State(site): State<Arc<Site>>,
    Named(id): Named<TitleId>,
) -> Result<Told<Page<PictureRecord>>, Problem> {
    let (title, _) = titles::found(&site, &id).await?;
    let records = title.pictures.into_iter().map(PictureRecord::from);
    Ok(Told(Page::whole(records.collect())))
}

/// Have a poster or a still made
#[utoipa::path(post, path = "/api/v1/titles/{id}/pictures", tag = "pictures", params(("id" = String, Path)),
    request_body = NewPicture, responses((status = 202, body = Queued), (status = 404)))]
pub(crate) async fn pick(
    State(site): State<Arc<Site>>,
    member: Member,
    Named(id): Named<TitleId>,
    Body(new): Body<NewPicture>,
) -> Result<(StatusCode, Told<Queued>), Problem> {
    titles::found(&site, &id).await?;
    let role = new.role.into();
    let from = source(&site, new).await?;
    let job = site.workroom.pick_picture(member.actor, id, role, from).await?;
    Ok((StatusCode::ACCEPTED, Told(job.into())))
}

async fn source(site: &Site, new: NewPicture) -> Result<PictureFrom, Problem> {
    match (new.at_ms, new.asset) {
        (Some(at_ms), None) if at_ms >= 0 => Ok(PictureFrom::Frame { at_ms }),
        (Some(_), None) => Err(Problem::invalid("at_ms", "no film begins before 0")),
        (None, Some(asset)) => {
            assets::must_be_there(site, &asset).await?;
            Ok(PictureFrom::Photo(asset))
        }
        (None, None) => Err(Problem::invalid(
            "at_ms",
            "give an instant of the film (at_ms), or a photograph (asset)",
        )),
        (Some(_), Some(_)) => Err(Problem::invalid(
            "asset",
            "give an instant of the film (at_ms) or a photograph (asset), not both",
        )),
    }
}

/// Take a still away; a title always has its poster
#[utoipa::path(delete, path = "/api/v1/titles/{id}/pictures/{key}", tag = "pictures",
    params(("id" = String, Path), ("key" = String, Path)), responses((status = 204), (status = 404)))]
pub(crate) async fn remove(
    State(site): State<Arc<Site>>,
    member: Member,
    Named((id, key)): Named<(TitleId, PictureKey)>,
) -> Result<StatusCode, Problem> {
    match site.catalogue.remove_still(&member.actor, &id, &key).await? {
        true => Ok(StatusCode::NO_CONTENT),
        false => Err(Problem::NotFound),
    }
}
