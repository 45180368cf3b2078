//! What a title is made of and looks like: its masters, its pictures, its subtitles, its preview.

use std::sync::Arc;

use axum::extract::State;
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use house::encode::{Effort, Line, LineChange, Rendition, Stage, Track};
use house::id::{AssetId, JobId, MasterId, PictureKey, RenditionId, TitleId};
use house::release::{PictureRole, Title};
use serde::{Deserialize, Serialize};

use super::assets::given;
use super::{Body, Told};
use crate::path::Named;
use crate::problem::Problem;
use crate::site::Site;
use crate::team::Member;
use crate::workroom::{CorrectedLines, PictureFrom, ReadLines, SubtitleFlags};

/// Where a title can be seen as the public will see it; the team is let in before it opens.
#[derive(Debug, Serialize)]
pub(crate) struct Preview {
    page: String,
    watch: String,
}

/// `GET /api/v1/titles/{id}/preview`
pub(crate) async fn preview(
    State(site): State<Arc<Site>>,
    Named(id): Named<String>,
) -> Result<Told<Preview>, Problem> {
    let title = find(&site, &id).await?;
    if site.catalogue.release_of(&title.id).await?.is_none() {
        let sentence = "There is nothing to see yet: give the title a film first.";
        return Err(Problem::Refused(sentence.into()));
    }
    Ok(Told(Preview {
        page: format!("/title/{}", title.slug),
        watch: format!("/title/{}/watch", title.slug),
    }))
}

/// A master and what has become of its renditions.
#[derive(Debug, Serialize)]
pub(crate) struct MasterRecord {
    id: MasterId,
    revision: u32,
    asset: AssetId,
    made: String,
    /// What differs from the film as it came.
    notes: Vec<String>,
    planned: usize,
    checked: usize,
    failed: usize,
    /// The release shows this one.
    is_shown: bool,
}

#[derive(Debug, Serialize)]
pub(crate) struct Items<T> {
    items: Vec<T>,
    next: Option<String>,
}

fn all<T>(items: Vec<T>) -> Told<Items<T>> {
    Told(Items { items, next: None })
}

/// `GET /api/v1/titles/{id}/masters`: newest first.
pub(crate) async fn masters(
    State(site): State<Arc<Site>>,
    Named(id): Named<String>,
) -> Result<Told<Items<MasterRecord>>, Problem> {
    let title = find(&site, &id).await?;
    let release = site.catalogue.release_of(&title.id).await?;
    let mut records = Vec::new();
    for master in site.catalogue.masters_of(&title.id).await? {
        let renditions = site.catalogue.renditions_of(&master.id).await?;
        let of = |stage| {
            renditions
                .iter()
                .filter(|rendition| rendition.stage == stage)
                .count()
        };
        records.push(MasterRecord {
            planned: site.catalogue.planned_renditions(&master.id).await?,
            checked: of(Stage::Checked),
            failed: of(Stage::Failed),
            is_shown: release
                .as_ref()
                .is_some_and(|release| release.master == master.id),
            id: master.id,
            revision: master.revision,
            asset: master.asset,
            made: master.made.to_string(),
            notes: master.sheet.notes,
        });
    }
    Ok(all(records))
}

/// A film for a title.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct NewMaster {
    asset: AssetId,
    #[serde(default)]
    effort: EffortWord,
}

#[derive(Debug, Clone, Copy, Default, Deserialize)]
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

#[derive(Debug, Serialize)]
pub(crate) struct Mastered {
    master: MasterId,
    /// Every step that it takes.
    jobs: Vec<JobId>,
}

/// `POST /api/v1/titles/{id}/masters`: gives a title its film, or another in the place of the one it has. What is on the
/// site goes on as it is until every rendition of the new one has passed its check; the address stays.
pub(crate) async fn make_master(
    State(site): State<Arc<Site>>,
    member: Member,
    Named(id): Named<String>,
    Body(new): Body<NewMaster>,
) -> Result<Response, Problem> {
    let title = find(&site, &id).await?;
    let (master, jobs) = site
        .workroom
        .replace_film(member.actor, title.id, new.asset, new.effort.into())
        .await?;
    Ok((StatusCode::ACCEPTED, Told(Mastered { master, jobs })).into_response())
}

/// `POST /api/v1/titles/{id}/encode`: queues everything that the newest master still needs.
pub(crate) async fn encode(
    State(site): State<Arc<Site>>,
    member: Member,
    Named(id): Named<String>,
) -> Result<Response, Problem> {
    let title = find(&site, &id).await?;
    let items = site.workroom.encode(member.actor, title.id).await?;
    Ok((StatusCode::ACCEPTED, all(items)).into_response())
}

#[derive(Debug, Serialize)]
pub(crate) struct PictureRecord {
    key: PictureKey,
    role: PictureRole,
    width: u32,
    height: u32,
    bytes: u64,
    address: String,
}

/// `GET /api/v1/titles/{id}/pictures`
pub(crate) async fn pictures(
    State(site): State<Arc<Site>>,
    Named(id): Named<String>,
) -> Result<Told<Items<PictureRecord>>, Problem> {
    let title = find(&site, &id).await?;
    let records = title.pictures.into_iter().map(|picture| PictureRecord {
        address: format!("/picture/{}.jpg", picture.key),
        key: picture.key,
        role: picture.role,
        width: picture.width,
        height: picture.height,
        bytes: picture.bytes,
    });
    Ok(all(records.collect()))
}

/// A picture to be made: of the film's frame at an instant, or of a photograph.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct NewPicture {
    role: RoleWord,
    at_ms: Option<i64>,
    asset: Option<AssetId>,
}

#[derive(Debug, Clone, Copy, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(crate) enum RoleWord {
    Poster,
    Still,
}

#[derive(Debug, Serialize)]
pub(crate) struct Queued {
    job: JobId,
}

/// `POST /api/v1/titles/{id}/pictures`
pub(crate) async fn pick_picture(
    State(site): State<Arc<Site>>,
    member: Member,
    Named(id): Named<String>,
    Body(new): Body<NewPicture>,
) -> Result<Response, Problem> {
    let title = find(&site, &id).await?;
    let role = match new.role {
        RoleWord::Poster => PictureRole::Poster,
        RoleWord::Still => PictureRole::Still,
    };
    let from = match (new.at_ms, new.asset) {
        (Some(at_ms), None) if at_ms >= 0 => PictureFrom::Frame { at_ms },
        (None, Some(asset)) => PictureFrom::Photo(asset),
        _ => {
            return Err(Problem::invalid(
                "at_ms",
                "give an instant of the film (at_ms), or a photograph (asset)",
            ));
        }
    };
    let job = site
        .workroom
        .pick_picture(member.actor, title.id, role, from)
        .await?;
    Ok((StatusCode::ACCEPTED, Told(Queued { job })).into_response())
}

/// `DELETE /api/v1/titles/{id}/pictures/{key}`: takes a still away. A title always has its poster.
pub(crate) async fn remove_picture(
    State(site): State<Arc<Site>>,
    member: Member,
    Named((id, key)): Named<(String, String)>,
) -> Result<StatusCode, Problem> {
    let title = find(&site, &id).await?;
    let key = key.parse().map_err(|_| Problem::NotFound)?;
    let gone = site
        .catalogue
        .remove_still(&member.actor, &title.id, &key)
        .await?;
    if gone {
        Ok(StatusCode::NO_CONTENT)
    } else {
        Err(Problem::NotFound)
    }
}

/// Subtitles of a title's newest master.
#[derive(Debug, Serialize)]
pub(crate) struct SubtitleRecord {
    id: RenditionId,
    /// Changes with each correction.
    revision: String,
    language: String,
    name: Option<String>,
    forced: bool,
    hearing_impaired: bool,
    default: bool,
    stage: Stage,
}

impl SubtitleRecord {
    fn of(text: &Rendition) -> Option<Self> {
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
            id: text.id.clone(),
            revision: text.key.to_string(),
            language: language.clone(),
            name: title.clone(),
            forced: *forced,
            hearing_impaired: *hearing_impaired,
            default: *default,
            stage: text.stage,
        })
    }
}

/// `GET /api/v1/titles/{id}/subtitles`
pub(crate) async fn subtitles(
    State(site): State<Arc<Site>>,
    Named(id): Named<String>,
) -> Result<Told<Items<SubtitleRecord>>, Problem> {
    let title = find(&site, &id).await?;
    let masters = site.catalogue.masters_of(&title.id).await?;
    let renditions = match masters.first() {
        Some(newest) => site.catalogue.renditions_of(&newest.id).await?,
        None => Vec::new(),
    };
    Ok(all(renditions.iter().filter_map(SubtitleRecord::of).collect()))
}

/// What is said of subtitles; what is not given stays.
struct Flags {
    language: Option<String>,
    name: Option<Option<String>>,
    forced: Option<bool>,
    hearing_impaired: Option<bool>,
    default: Option<bool>,
}

impl Flags {
    fn checked(self) -> Result<SubtitleFlags, Problem> {
        let language = self.language.map(|written| {
            let tag = house::language::tag(&written);
            let is_known = tag != house::language::UNKNOWN || written == house::language::UNKNOWN;
            is_known.then_some(tag).ok_or_else(|| {
                Problem::invalid(
                    "language",
                    "write its code: en, de, pt-BR (und when it is not known)",
                )
            })
        });
        let name = match self.name {
            Some(Some(name)) => {
                let name = house::release::Words::Line.check(&name);
                Some(Some(name.map_err(|error| Problem::invalid("name", error))?))
            }
            other => other,
        };
        Ok(SubtitleFlags {
            language: language.transpose()?,
            name,
            forced: self.forced,
            hearing_impaired: self.hearing_impaired,
            default: self.default,
        })
    }
}

/// A subtitle file of the archive for a title.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct NewSubtitles {
    asset: AssetId,
    language: Option<String>,
    name: Option<String>,
    forced: Option<bool>,
    hearing_impaired: Option<bool>,
    default: Option<bool>,
}

/// `POST /api/v1/titles/{id}/subtitles`
pub(crate) async fn add_subtitles(
    State(site): State<Arc<Site>>,
    member: Member,
    Named(id): Named<String>,
    Body(new): Body<NewSubtitles>,
) -> Result<Response, Problem> {
    let title = find(&site, &id).await?;
    let flags = Flags {
        language: new.language,
        name: new.name.map(Some),
        forced: new.forced,
        hearing_impaired: new.hearing_impaired,
        default: new.default,
    };
    let job = site
        .workroom
        .add_subtitles(member.actor, title.id, new.asset, flags.checked()?)
        .await?;
    Ok((StatusCode::ACCEPTED, Told(Queued { job })).into_response())
}

/// Subtitles with every line.
#[derive(Debug, Serialize)]
pub(crate) struct LinesRecord {
    #[serde(flatten)]
    subtitles: SubtitleRecord,
    lines: Vec<Line>,
}

fn lines_record(read: ReadLines) -> Result<LinesRecord, Problem> {
    let subtitles = SubtitleRecord::of(&read.text).ok_or(Problem::NotFound)?;
    Ok(LinesRecord {
        subtitles,
        lines: read.lines,
    })
}

/// `GET /api/v1/titles/{id}/subtitles/{rendition}`
pub(crate) async fn lines(
    State(site): State<Arc<Site>>,
    Named(names): Named<(String, String)>,
) -> Result<Told<LinesRecord>, Problem> {
    let (title, text) = ids(&names)?;
    let read = site.workroom.read_lines(title, text).await?;
    Ok(Told(lines_record(read)?))
}

/// What somebody corrects: lines as they were seen and as they shall be, and what is said of the whole.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Correction {
    #[serde(default)]
    changes: Vec<LineChange>,
    language: Option<String>,
    #[serde(default, deserialize_with = "given")]
    name: Option<Option<String>>,
    forced: Option<bool>,
    hearing_impaired: Option<bool>,
    default: Option<bool>,
}

/// `PATCH /api/v1/titles/{id}/subtitles/{rendition}`: all changes or none. No `If-Match`: each line says for itself what
/// it was, so that two who correct different lines are not in each other's way.
pub(crate) async fn correct_lines(
    State(site): State<Arc<Site>>,
    member: Member,
    Named(names): Named<(String, String)>,
    Body(correction): Body<Correction>,
) -> Result<Told<LinesRecord>, Problem> {
    let (title, text) = ids(&names)?;
    let flags = Flags {
        language: correction.language,
        name: correction.name,
        forced: correction.forced,
        hearing_impaired: correction.hearing_impaired,
        default: correction.default,
    };
    let flags = flags.checked()?;
    let corrected = site
        .workroom
        .correct_lines(member.actor, title, text, correction.changes, flags)
        .await?;
    match corrected {
        CorrectedLines::Done(read) => Ok(Told(lines_record(read)?)),
        CorrectedLines::Overtaken(read, _) => {
            let etag = format!("\"{}\"", read.text.key);
            let current = serde_json::to_value(lines_record(read)?).map_err(Problem::internal)?;
            Err(Problem::Changed {
                current: Arc::new(current),
                etag,
            })
        }
    }
}

/// `DELETE /api/v1/titles/{id}/subtitles/{rendition}`
pub(crate) async fn remove_subtitles(
    State(site): State<Arc<Site>>,
    member: Member,
    Named(names): Named<(String, String)>,
) -> Result<StatusCode, Problem> {
    let (title, text) = ids(&names)?;
    for master in site.catalogue.masters_of(&title).await? {
        if site
            .catalogue
            .remove_text(&member.actor, &master.id, &text)
            .await?
        {
            return Ok(StatusCode::NO_CONTENT);
        }
    }
    Err(Problem::NotFound)
}

fn ids((title, text): &(String, String)) -> Result<(TitleId, RenditionId), Problem> {
    let title = title.parse().map_err(|_| Problem::NotFound)?;
    Ok((title, text.parse().map_err(|_| Problem::NotFound)?))
}

async fn find(site: &Site, id: &str) -> Result<Title, Problem> {
    let id: TitleId = id.parse().map_err(|_| Problem::NotFound)?;
    let title = site.catalogue.title_by_id(&id).await?;
    title.ok_or(Problem::NotFound)
}
