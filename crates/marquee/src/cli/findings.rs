//! What is odd about a tape, as commands tell it.

use house::analyse::Finding;
use media::time::MediaTime;
use serde::Serialize;

use super::Front;
use super::board::clock;
use super::table::Table;

#[derive(Serialize)]
pub struct FoundJson {
    kind: &'static str,
    start_s: f64,
    end_s: f64,
    sentence: String,
}

impl FoundJson {
    pub fn of(finding: &Finding) -> Self {
        Self {
            kind: finding.kind.as_str(),
            start_s: finding.span.start.seconds_number(),
            end_s: finding.span.end.seconds_number(),
            sentence: finding.sentence.clone(),
        }
    }
}

/// "1:02:03.4".
pub fn to_the_tenth(time: MediaTime) -> String {
    let millis = time.micros().max(0) / 1_000;
    format!("{}.{}", clock(millis), millis / 100 % 10)
}

/// # Errors
/// When stdout is closed.
pub fn print_findings(front: &Front, findings: &[Finding]) -> anyhow::Result<()> {
    if findings.is_empty() {
        return Ok(());
    }
    front.terminal.out("")?;
    let mut table = Table::new(&["FROM", "TO", "FOUND"]);
    for finding in findings {
        table.row([
            to_the_tenth(finding.span.start),
            to_the_tenth(finding.span.end),
            finding.sentence.clone(),
        ]);
    }
    table.print(&front.terminal)
}
