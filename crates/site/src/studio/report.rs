use house::release::{Finding, Report};

/// What the check found about one rendition, with the places that can be played.
pub(crate) struct ReportLine {
    pub(crate) label: String,
    pub(crate) passed: bool,
    pub(crate) lines: String,
    pub(crate) findings: Vec<FindingLine>,
}

pub(crate) struct FindingLine {
    pub(crate) place: String,
    pub(crate) sentence: String,
    /// Where in the film, when the place names a time.
    pub(crate) at_ms: Option<u64>,
}

impl ReportLine {
    pub(crate) fn of(report: &Report) -> Self {
        Self {
            label: report.label.clone(),
            passed: report.passed(),
            lines: report
                .lines
                .iter()
                .map(|line| for_people(line))
                .collect::<Vec<_>>()
                .join("; "),
            findings: report.findings.iter().map(FindingLine::of).collect(),
        }
    }
}

impl FindingLine {
    fn of(finding: &Finding) -> Self {
        Self {
            place: finding.place.clone(),
            sentence: finding.sentence.clone(),
            at_ms: finding.at_ms(),
        }
    }
}

/// A fingerprint at a line's end is for machines; `marquee check` prints it.
fn for_people(line: &str) -> &str {
    line.split_once(", framemd5").map_or(line, |(words, _)| words)
}
