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
    pub(crate) at_ms: Option<i64>,
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
            at_ms: time_in(&finding.place),
        }
    }
}

/// A fingerprint at a line's end is for machines; `marquee check` prints it.
fn for_people(line: &str) -> &str {
    line.split_once(", framemd5").map_or(line, |(words, _)| words)
}

/// "segment 12, 00:00:44.000" in milliseconds.
fn time_in(place: &str) -> Option<i64> {
    let stamp = place.rsplit(' ').next()?;
    let (clock, parts) = stamp.split_once('.')?;
    let fields: Vec<i64> = clock
        .split(':')
        .map(|part| part.parse().ok())
        .collect::<Option<_>>()?;
    let [hours, minutes, seconds] = fields.as_slice() else {
        return None;
    };
    let millis: i64 = parts.get(..3)?.parse().ok()?;
    Some(((hours * 60 + minutes) * 60 + seconds) * 1_000 + millis)
}

#[cfg(test)]
mod tests {
    use super::time_in;

    #[test]
    fn a_place_with_a_time_can_be_played() {
        assert_eq!(time_in("segment 12, 00:00:44.000"), Some(44_000));
        assert_eq!(time_in("01:02:03.450"), Some(3_723_450));
        assert_eq!(time_in("init"), None);
        assert_eq!(time_in("segment 4, x:y:z.1"), None);
    }
}
