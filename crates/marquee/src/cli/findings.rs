//! What is odd about a tape, as commands tell it.

use house::analyse::Finding;
use house::analyse::moments::clock_with_tenth;
use serde::Serialize;

use super::Front;
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
            clock_with_tenth(finding.span.start),
            clock_with_tenth(finding.span.end),
            finding.sentence.clone(),
        ]);
    }
    table.print(&front.terminal)
}
