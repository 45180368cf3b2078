//! Where a tape could not be read.

use engine::HolesRequest;
use house::analyse::{Finding, FindingKind, Span};
use house::archive::Asset;
use media::facts::TrackTiming;
use media::time::MediaTime;

use super::super::{Failure, Work};

/// Gaps shorter than this are a frame's matter.
const LEAST_MICROS: i64 = 100_000;

/// A track of the tape that decoding complained of.
pub(super) struct Damaged {
    pub(super) stream: u32,
    pub(super) is_sound: bool,
    /// Time in the file that is 0 on the tape's time line.
    pub(super) start: MediaTime,
}

impl Damaged {
    /// The stretches of it that hold nothing whole.
    pub(super) async fn findings(self, work: &Work, asset: &Asset) -> Result<Vec<Finding>, Failure> {
        let timings = &asset.survey.timings;
        let timing = timings.iter().find(|timing| timing.stream == self.stream);
        let request = HolesRequest {
            file: work.workshop.object(&asset.digest)?,
            container: asset.survey.facts.container.clone(),
            stream: self.stream,
            is_sound: self.is_sound,
            longest_step: MediaTime::from_micros(longest_step(timing)),
            end: timing.map(|timing| timing.end),
        };
        let holes = work.workshop.engine.holes(&request, &work.watch()).await?;
        let zero = self.start.micros();
        let what = if self.is_sound { "sound" } else { "picture" };
        let finding = |hole: engine::Hole| {
            let span = Span::of_micros(
                hole.start.micros().saturating_sub(zero).max(0),
                hole.end.micros().saturating_sub(zero).max(0),
            );
            let millis = span.micros() / 1_000;
            Finding {
                kind: FindingKind::Unreadable,
                span,
                sentence: format!(
                    "the {what} cannot be read for {}.{} s",
                    millis / 1_000,
                    millis / 100 % 10
                ),
            }
        };
        Ok(holes.into_iter().map(finding).collect())
    }
}

/// Between two frames that follow each other in the whole file: more than that, and something is missing.
fn longest_step(timing: Option<&TrackTiming>) -> i64 {
    let told = timing.map_or(0, |timing| timing.longest_step.micros());
    told.saturating_add(told / 2).max(LEAST_MICROS)
}
