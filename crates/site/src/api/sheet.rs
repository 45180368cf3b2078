//! A title's sheet: read, tried and applied over the API, as `marquee title apply` does it.

use std::sync::Arc;

use axum::extract::State;
use house::id::TitleId;
use house::release::sheet::{Act, Step};
use serde::{Deserialize, Serialize};
use store::ComparedSheet;
use utoipa::ToSchema;

use super::{Body, Told};
use crate::path::Named;
use crate::problem::Problem;
use crate::site::Site;
use crate::team::Member;

#[derive(Serialize, ToSchema)]
pub(crate) struct SheetRecord {
    /// TOML, as it was applied.
    text: String,
}

/// A sheet to be applied, or tried.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct NewSheet {
    text: String,
    /// Show what would change, and change nothing.
    #[serde(default)]
    dry_run: bool,
}

/// What a sheet changes, or everything that is wrong in it.
#[derive(Serialize, ToSchema)]
pub(crate) struct SheetOutcome {
    applied: bool,
    steps: Vec<StepRecord>,
    /// When there is one, nothing was changed.
    mistakes: Vec<MistakeRecord>,
    /// What could not be ordered of the work that follows.
    left: Vec<String>,
}

#[derive(Serialize, ToSchema)]
pub(crate) struct StepRecord {
    act: ActWord,
    /// "+ trailer  Trailer"
    sentence: String,
    lines: Vec<LineRecord>,
}

#[derive(Serialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub(crate) enum ActWord {
    Make,
    Adopt,
    Change,
    Remove,
}

#[derive(Serialize, ToSchema)]
pub(crate) struct LineRecord {
    key: String,
    #[schema(required)]
    before: Option<String>,
    #[schema(required)]
    after: Option<String>,
}

#[derive(Serialize, ToSchema)]
pub(crate) struct MistakeRecord {
    line: usize,
    column: usize,
    sentence: String,
}

/// A title's sheet
#[utoipa::path(get, path = "/api/v1/titles/{id}/sheet", tag = "titles", params(("id" = String, Path)),
    responses((status = 200, body = SheetRecord), (status = 404)))]
pub(crate) async fn show(
    State(site): State<Arc<Site>>,
    Named(id): Named<TitleId>,
) -> Result<Told<SheetRecord>, Problem> {
    let text = site.catalogue.sheet_of(&id).await?.ok_or(Problem::NotFound)?;
    Ok(Told(SheetRecord { text }))
}

/// Apply a sheet to its title
///
/// The sheet must be that of this title. With mistakes in it nothing is changed, and all of them are listed.
#[utoipa::path(post, path = "/api/v1/titles/{id}/sheet", tag = "titles", params(("id" = String, Path)),
    request_body = NewSheet, responses((status = 200, body = SheetOutcome), (status = 404)))]
pub(crate) async fn apply(
    State(site): State<Arc<Site>>,
    member: Member,
    Named(id): Named<TitleId>,
    Body(new): Body<NewSheet>,
) -> Result<Told<SheetOutcome>, Problem> {
    site.catalogue.title_by_id(&id).await?.ok_or(Problem::NotFound)?;
    let compared = match site.catalogue.compare_sheet(&new.text).await? {
        Ok(compared) => compared,
        Err(mistakes) => {
            let mistakes = mistakes.0.into_iter().map(|mistake| MistakeRecord {
                line: mistake.line,
                column: mistake.column,
                sentence: mistake.sentence,
            });
            return Ok(Told(SheetOutcome {
                applied: false,
                steps: Vec::new(),
                mistakes: mistakes.collect(),
                left: Vec::new(),
            }));
        }
    };
    if compared.difference.title != id {
        return Err(Problem::invalid(
            "text",
            "this is the sheet of another title: look at its 'slug'",
        ));
    }
    let steps = steps(&compared);
    let left = match new.dry_run {
        true => Vec::new(),
        false => {
            site.workroom
                .apply_sheet(member.actor, Box::new(compared))
                .await?
        }
    };
    Ok(Told(SheetOutcome {
        applied: !new.dry_run,
        steps,
        mistakes: Vec::new(),
        left,
    }))
}

fn steps(compared: &ComparedSheet) -> Vec<StepRecord> {
    compared.difference.steps.iter().map(step).collect()
}

fn step(step: &Step) -> StepRecord {
    let lines = step.lines.iter().map(|line| LineRecord {
        key: line.label.to_owned(),
        before: line.before.clone(),
        after: line.after.clone(),
    });
    StepRecord {
        act: match step.act {
            Act::Make => ActWord::Make,
            Act::Adopt => ActWord::Adopt,
            Act::Change => ActWord::Change,
            Act::Remove => ActWord::Remove,
        },
        sentence: step.to_string(),
        lines: lines.collect(),
    }
}
