use std::sync::Arc;

use axum::extract::State;
use house::analyse::Span;
use house::analyse::moments::{Decision, Moment, MomentKind, MomentMark, Verdict};
use house::id::AssetId;
use media::time::MediaTime;
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};

use super::record::found;
use crate::api::{Body, Page, Query, Told, one_of};
use crate::moments::{TapeDesk, still_of};
use crate::path::Named;
use crate::problem::Problem;
use crate::site::Site;
use crate::team::Member;

/// How many are asked for when nothing is said.
const TOP: usize = 10;
const MOST: usize = 100;

#[derive(Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub(crate) struct MomentsAsked {
    #[param(minimum = 1, maximum = 100)]
    top: Option<usize>,
    /// Those that were rejected, in place of those that are shown.
    #[serde(default)]
    rejected: bool,
}

/// A stretch of a tape that is worth showing, and why.
#[derive(Serialize, ToSchema)]
pub(crate) struct MomentRecord {
    rank: usize,
    start_s: f64,
    end_s: f64,
    kind: &'static str,
    title: String,
    /// 0 to 1.
    score: f64,
    reasons: Vec<String>,
    /// A JPEG, for the team; null without a picture.
    #[schema(required)]
    still: Option<String>,
    /// An editor wants it, whatever is found.
    pinned: bool,
    /// The title is an editor's.
    renamed: bool,
}

/// What an editor decides about a moment, which is named by the second at which it begins.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct NewDecision {
    /// pin, reject, rename (title), move (rank), borders (start_s, end_s), add (start_s, end_s; title and kind as wanted)
    /// or restore, which takes back what was decided about what lies there.
    decision: DecisionWord,
    /// Where the moment begins; not for one that is added.
    #[schema(minimum = 0)]
    at_s: Option<f64>,
    title: Option<String>,
    /// From 1.
    #[schema(minimum = 1, maximum = 1000)]
    rank: Option<u32>,
    #[schema(minimum = 0)]
    start_s: Option<f64>,
    #[schema(minimum = 0)]
    end_s: Option<f64>,
    #[schema(schema_with = one_of::moment_kind)]
    kind: Option<MomentKind>,
}

#[derive(Clone, Copy, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub(crate) enum DecisionWord {
    Pin,
    Reject,
    Rename,
    Move,
    Borders,
    Add,
    Restore,
}

/// What became of it.
#[derive(Serialize, ToSchema)]
pub(crate) struct DecidedRecord {
    /// A sentence.
    said: String,
    /// The best ten, as they are now.
    items: Vec<MomentRecord>,
}

/// The moments of an asset that are worth showing
#[utoipa::path(get, path = "/api/v1/assets/{id}/moments", tag = "assets",
    params(("id" = String, Path), MomentsAsked),
    responses((status = 200, body = Page<MomentRecord>),
        (status = 404, description = "Also before it was gone through")))]
pub(crate) async fn list(
    State(site): State<Arc<Site>>,
    Named(id): Named<AssetId>,
    Query(asked): Query<MomentsAsked>,
) -> Result<Told<Page<MomentRecord>>, Problem> {
    let top = asked.top.unwrap_or(TOP);
    if !(1..=MOST).contains(&top) {
        return Err(Problem::invalid("top", format!("between 1 and {MOST}")));
    }
    let desk = desk(&site, &id).await?;
    let moments = if asked.rejected {
        let rejected = desk.marks.iter().filter(|mark| mark.verdict == Verdict::Rejected);
        let named = |mark: &MomentMark| Moment {
            title: mark.name().to_owned(),
            ..mark.moment.clone()
        };
        rejected.take(top).map(named).collect()
    } else {
        desk.desk().moments(top)
    };
    Ok(Told(Page::whole(records(&desk, moments))))
}

/// Decide about a moment: pin, reject, rename, move it, or add one
#[utoipa::path(post, path = "/api/v1/assets/{id}/moments", tag = "assets", params(("id" = String, Path)),
    request_body = NewDecision,
    responses((status = 200, body = DecidedRecord),
        (status = 404, description = "Also before it was gone through"),
        (status = 409, description = "There is no such moment, or it would lie on another one that is kept")))]
pub(crate) async fn decide(
    State(site): State<Arc<Site>>,
    member: Member,
    Named(id): Named<AssetId>,
    Body(new): Body<NewDecision>,
) -> Result<Told<DecidedRecord>, Problem> {
    let mut desk = desk(&site, &id).await?;
    let decided = desk.desk().decide(new.read()?, TOP);
    let decided = decided.map_err(|error| Problem::Refused(error.to_string()))?;
    site.catalogue
        .decide_moments(&member.actor, &id, &decided)
        .await?;
    desk.marks = site.catalogue.moment_marks(&id).await?;
    let moments = desk.desk().moments(TOP);
    Ok(Told(DecidedRecord {
        said: decided.said,
        items: records(&desk, moments),
    }))
}

async fn desk(site: &Site, id: &AssetId) -> Result<TapeDesk, Problem> {
    let asset = found(site, id).await?.record;
    let analysed = site.catalogue.analysed(id).await?.ok_or(Problem::NotFound)?;
    let analysis = site.tapes.analysis(site, &analysed).await?;
    TapeDesk::of(site, &asset, &analysis).await
}

impl NewDecision {
    fn read(self) -> Result<Decision, Problem> {
        let at = || time("at_s", self.at_s);
        let span = || {
            let (start, end) = (time("start_s", self.start_s)?, time("end_s", self.end_s)?);
            if end <= start {
                return Err(Problem::invalid("end_s", "a moment ends after it begins"));
            }
            Ok(Span { start, end })
        };
        Ok(match self.decision {
            DecisionWord::Pin => Decision::Pin(at()?),
            DecisionWord::Reject => Decision::Reject(at()?),
            DecisionWord::Restore => Decision::Restore(at()?),
            DecisionWord::Rename => {
                let title = self.title.clone();
                Decision::Rename(
                    at()?,
                    title.ok_or_else(|| Problem::invalid("title", "say how it is called"))?,
                )
            }
            DecisionWord::Move => {
                let rank = self.rank.filter(|rank| (1..=1_000).contains(rank));
                Decision::Move(
                    at()?,
                    rank.ok_or_else(|| Problem::invalid("rank", "between 1 and 1000"))?,
                )
            }
            DecisionWord::Borders => Decision::Borders(at()?, span()?),
            DecisionWord::Add => Decision::Add {
                span: span()?,
                title: self.title,
                kind: self.kind,
            },
        })
    }
}

/// Longer than any tape: a hundred days.
const LONGEST_S: f64 = 8_640_000.0;

fn time(field: &'static str, seconds: Option<f64>) -> Result<MediaTime, Problem> {
    let seconds = seconds.filter(|seconds| (0.0..=LONGEST_S).contains(seconds));
    let seconds = seconds.ok_or_else(|| Problem::invalid(field, "say it in seconds, from 0"))?;
    #[allow(clippy::cast_possible_truncation, reason = "it is in range")]
    Ok(MediaTime::from_micros((seconds * 1e6).round() as i64))
}

fn records(desk: &TapeDesk, moments: Vec<Moment>) -> Vec<MomentRecord> {
    let ranked = (1..).zip(moments);
    ranked.map(|(rank, moment)| record(desk, rank, moment)).collect()
}

fn record(desk: &TapeDesk, rank: usize, moment: Moment) -> MomentRecord {
    MomentRecord {
        rank,
        start_s: moment.span.start.seconds_number(),
        end_s: moment.span.end.seconds_number(),
        kind: moment.kind.as_str(),
        still: still_of(&desk.asset.id, &desk.analysis, &moment),
        title: moment.title,
        score: f64::from(moment.score) / 1_000.0,
        reasons: moment.reasons,
        pinned: moment.pinned,
        renamed: moment.renamed,
    }
}
