use clap::Args;
use house::analyse::moments::clock_with_tenth;
use house::analyse::{Finding, PictureAnalysis, Shot};
use serde::Serialize;

use super::Front;
use super::findings::{FoundJson, print_findings};
use super::table::Table;
use crate::named;
use crate::production::analysis_of;

/// List a tape's shots, and what is odd about its picture
#[derive(Debug, Args)]
pub struct Shots {
    /// A tape's id, or a title: then its film
    #[arg(value_name = "ASSET")]
    asset: String,
}

#[derive(Serialize)]
struct Listing {
    /// Frames a second: "24/1".
    frame_rate: String,
    shots: Vec<ShotJson>,
    findings: Vec<FoundJson>,
}

#[derive(Serialize)]
struct ShotJson {
    first_frame: u64,
    frames: u64,
    start_s: f64,
    end_s: f64,
    transition_in: &'static str,
    transition_frames: u64,
    keyframe: u64,
}

impl Shots {
    pub async fn run(self, front: &Front) -> anyhow::Result<()> {
        let house = front.open_house().await?;
        let asset = named::tape(&house, &self.asset).await?;
        let analysis = analysis_of(&house, &asset).await?;
        let findings: Vec<Finding> = analysis.findings_of_picture().cloned().collect();
        let Some(picture) = &analysis.picture else {
            anyhow::bail!("'{}' has no picture: it has no shots", asset.file_name);
        };
        if front.terminal.is_json() {
            return front.terminal.out_json(&Listing {
                frame_rate: picture.rate.to_string(),
                shots: picture.shots.iter().map(|shot| json(picture, shot)).collect(),
                findings: findings.iter().map(FoundJson::of).collect(),
            });
        }
        let mut table = Table::new(&["SHOT", "FROM", "LENGTH", "FRAMES", "COMES IN BY"]);
        for (number, shot) in (1..).zip(&picture.shots) {
            let span = picture.span_of(shot);
            let number: u32 = number;
            table.row([
                number.to_string(),
                clock_with_tenth(span.start),
                format!("{}.{} s", span.micros() / 1_000_000, span.micros() / 100_000 % 10),
                format!("{} from {}", shot.frames, shot.first.0),
                comes_in(shot),
            ]);
        }
        table.print(&front.terminal)?;
        print_findings(front, &findings)
    }
}

fn comes_in(shot: &Shot) -> String {
    match shot.transition_frames {
        0 => shot.transition_in.as_str().to_owned(),
        frames => format!("{}, {frames} frames", shot.transition_in.as_str()),
    }
}

fn json(picture: &PictureAnalysis, shot: &Shot) -> ShotJson {
    let span = picture.span_of(shot);
    ShotJson {
        first_frame: shot.first.0,
        frames: shot.frames,
        start_s: span.start.seconds_number(),
        end_s: span.end.seconds_number(),
        transition_in: shot.transition_in.as_str(),
        transition_frames: shot.transition_frames,
        keyframe: shot.keyframe.0,
    }
}
