//! Subtitles line by line.

use std::sync::Arc;

use axum::extract::State;
use house::encode::{Line, LineChange};
use house::id::{RenditionId, TitleId};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::patch::present;
use super::subtitles::{SubtitleRecord, checked, of_title};
use super::{Body, Told};
use crate::path::Named;
use crate::problem::Problem;
use crate::site::Site;
use crate::team::Member;
use crate::workroom::{CorrectedLines, ReadLines, SubtitleFlags};

/// One subtitle.
#[derive(Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct LineRecord {
    start_ms: i64,
    end_ms: i64,
    /// As WebVTT has it: `<i>`, `<b>`, line breaks.
    text: String,
    /// WebVTT's cue settings ("line:0"); empty for most.
    #[serde(default)]
    settings: String,
}

impl From<Line> for LineRecord {
    fn from(line: Line) -> Self {
        Self {
            start_ms: line.start_ms,
            end_ms: line.end_ms,
            text: line.text,
            settings: line.settings,
        }
    }
}

impl From<LineRecord> for Line {
    fn from(line: LineRecord) -> Self {
        Self {
            start_ms: line.start_ms,
            end_ms: line.end_ms,
            text: line.text,
            settings: line.settings,
        }
    }
}

/// What is done to one line. Without `was` the line is new, without `now` it goes.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct LineChangeRecord {
    /// The line as it was seen.
    was: Option<LineRecord>,
    now: Option<LineRecord>,
}

impl From<LineChangeRecord> for LineChange {
    fn from(change: LineChangeRecord) -> Self {
        Self {
            was: change.was.map(Line::from),
            now: change.now.map(Line::from),
        }
    }
}

/// Subtitles with every line.
#[derive(Serialize, ToSchema)]
pub(crate) struct LinesRecord {
    #[serde(flatten)]
    subtitles: SubtitleRecord,
    lines: Vec<LineRecord>,
}

impl LinesRecord {
    fn of(read: ReadLines) -> Result<Self, Problem> {
        Ok(Self {
            subtitles: SubtitleRecord::of(&read.text).ok_or(Problem::NotFound)?,
            lines: read.lines.into_iter().map(LineRecord::from).collect(),
        })
    }
}

/// What somebody corrects: lines as they were seen and as they shall be, and what is said of the whole.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct Correction {
    #[serde(default)]
    changes: Vec<LineChangeRecord>,
    /// BCP 47.
    language: Option<String>,
    #[serde(default, deserialize_with = "present")]
    #[schema(value_type = Option<String>)]
    name: Option<Option<String>>,
    forced: Option<bool>,
    hearing_impaired: Option<bool>,
    default: Option<bool>,
}

/// Subtitles with every line
#[utoipa::path(get, path = "/api/v1/titles/{id}/subtitles/{rendition}", tag = "subtitles",
    params(("id" = String, Path), ("rendition" = String, Path)),
    responses((status = 200, body = LinesRecord), (status = 404),
        (status = 409, description = "Nobody works in this house")))]
pub(crate) async fn show(
    State(site): State<Arc<Site>>,
    Named((id, text)): Named<(TitleId, RenditionId)>,
) -> Result<Told<LinesRecord>, Problem> {
    of_title(&site, &id, &text).await?;
    let read = site.workroom.read_lines(id, text).await?;
    Ok(Told(LinesRecord::of(read)?))
}

/// Correct lines, all of them or none
///
/// No `If-Match`: each line says for itself what it was, so that two who correct different lines are not in each other's
/// way.
#[utoipa::path(patch, path = "/api/v1/titles/{id}/subtitles/{rendition}", tag = "subtitles",
    params(("id" = String, Path), ("rendition" = String, Path)), request_body = Correction,
    responses((status = 200, body = LinesRecord), (status = 404),
        (status = 409, description = "What would come out are no subtitles of this film"),
        (status = 412, description = "A line is another by now; 'current' has the subtitles as they are")))]
pub(crate) async fn correct(
    State(site): State<Arc<Site>>,
    member: Member,
    Named((id, text)): Named<(TitleId, RenditionId)>,
    Body(correction): Body<Correction>,
) -> Result<Told<LinesRecord>, Problem> {
    of_title(&site, &id, &text).await?;
    let flags = checked(SubtitleFlags {
        language: correction.language,
        name: correction.name,
        forced: correction.forced,
        hearing_impaired: correction.hearing_impaired,
        default: correction.default,
    })?;
    let changes = correction.changes.into_iter().map(LineChange::from).collect();
    let corrected = site
        .workroom
        .correct_lines(member.actor, id, text, changes, flags)
        .await?;
    match corrected {
        CorrectedLines::Done(read) => Ok(Told(LinesRecord::of(read)?)),
        CorrectedLines::Overtaken(read) => {
            let now = LinesRecord::of(read)?;
            let etag = format!("\"{}\"", now.subtitles.revision);
            let current = serde_json::to_value(now).map_err(Problem::internal)?;
            Err(Problem::Changed {
                current: Arc::new(current),
                etag,
            })
        }
    }
}
