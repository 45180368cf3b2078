use clap::Args;
use house::analyse::moments::Moment;
use serde::Serialize;

use super::Front;
use super::findings::{seconds, to_the_tenth};
use super::table::Table;
use crate::named;
use crate::production::TapeKnown;

/// List the moments of a tape that are worth showing, with the reasons
#[derive(Debug, Args)]
pub struct Moments {
    /// A tape's id, or a title: then its film
    #[arg(value_name = "ASSET")]
    asset: String,
    /// How many; fewer are told when there are no more
    #[arg(long, value_name = "COUNT", default_value_t = 10, value_parser = clap::value_parser!(u16).range(1..=1000))]
    top: u16,
}

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

impl Moments {
    pub async fn run(self, front: &Front) -> anyhow::Result<()> {
        let house = front.open_house().await?;
        let asset = named::tape(&house, &self.asset).await?;
        let known = TapeKnown::of(&house, &asset).await?;
        let moments = known.moments(&asset, &[], self.top.into());
        show(front, &moments)
    }
}

fn show(front: &Front, moments: &[Moment]) -> anyhow::Result<()> {
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
            to_the_tenth(one.span.start),
            to_the_tenth(one.span.end),
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
        start_s: seconds(moment.span.start),
        end_s: seconds(moment.span.end),
        kind: moment.kind.as_str(),
        title: &moment.title,
        score: f64::from(moment.score) / 1_000.0,
        reasons: &moment.reasons,
        still_frame: moment.still.map(|frame| frame.0),
        pinned: moment.pinned,
        renamed: moment.renamed,
    }
}
