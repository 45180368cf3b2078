//! The moments of a tape, for people and as JSON.

use house::analyse::moments::{Moment, clock_with_tenth};
use serde::Serialize;

use crate::cli::Front;
use crate::cli::table::Table;

#[derive(Serialize)]
struct Listing<'a> {
    moments: Vec<MomentJson<'a>>,
}

#[derive(Serialize)]
struct MomentJson<'a> {
    rank: usize,
    start_s: f64,
    end_s: f64,
    kind: &'static str,
    title: &'a str,
    /// 0 to 1.
    score: f64,
    reasons: &'a [String],
    /// Number of a frame, as in `marquee shots`; null without a picture.
    still_frame: Option<u64>,
    pinned: bool,
    renamed: bool,
}

/// # Errors
/// When stdout is closed.
pub(super) fn show(front: &Front, moments: &[Moment]) -> anyhow::Result<()> {
    if front.terminal.is_json() {
        return front.terminal.out_json(&Listing {
            moments: (1..).zip(moments).map(|(rank, one)| json(rank, one)).collect(),
        });
    }
    if moments.is_empty() {
        front.terminal.say("Nothing stands out on this tape.");
        return Ok(());
    }
    let mut table = Table::new(&["RANK", "FROM", "TO", "KIND", "SCORE", "MOMENT", "WHY"]);
    for (rank, one) in (1_usize..).zip(moments) {
        let pin = if one.pinned { ", pinned" } else { "" };
        table.row([
            rank.to_string(),
            clock_with_tenth(one.span.start),
            clock_with_tenth(one.span.end),
            format!("{}{pin}", one.kind.as_str()),
            format!("{}.{:03}", one.score / 1_000, one.score % 1_000),
            one.title.clone(),
            one.reasons.join("; "),
        ]);
    }
    table.print(&front.terminal)
}

fn json(rank: usize, moment: &Moment) -> MomentJson<'_> {
    MomentJson {
        rank,
        start_s: moment.span.start.seconds_number(),
        end_s: moment.span.end.seconds_number(),
        kind: moment.kind.as_str(),
        title: &moment.title,
        score: f64::from(moment.score) / 1_000.0,
        reasons: &moment.reasons,
        still_frame: moment.still.map(|frame| frame.0),
        pinned: moment.pinned,
        renamed: moment.renamed,
    }
}
