use super::{Cuttings, one_line};

const HEAD: &str = "rank,start_s,end_s,kind,title,score,reasons,still_frame,pinned\r\n";

/// Rows by rank (RFC 4180).
pub(super) fn write(cuttings: &Cuttings<'_>) -> String {
    let rows = (1_usize..).zip(cuttings.moments).map(|(rank, moment)| {
        let cells = [
            rank.to_string(),
            moment.span.start.seconds_text(),
            moment.span.end.seconds_text(),
            moment.kind.as_str().to_owned(),
            cell(&moment.title),
            format!("{}.{:03}", moment.score / 1_000, moment.score % 1_000),
            cell(&moment.reasons.join("; ")),
            moment.still.map(|frame| frame.0.to_string()).unwrap_or_default(),
            moment.pinned.to_string(),
        ];
        cells.join(",") + "\r\n"
    });
    std::iter::once(HEAD.to_owned()).chain(rows).collect()
}

/// A text as a cell. What a spreadsheet would take for a formula gets a sign before it that makes it a text (OWASP, "CSV
/// Injection").
fn cell(text: &str) -> String {
    let text = one_line(text);
    let is_formula = text.starts_with(['=', '+', '-', '@', '\u{ff1d}', '\u{ff0b}', '\u{ff0d}', '\u{ff20}']);
    let text = if is_formula { format!("'{text}") } else { text };
    if text.contains([',', '"', '\'', ';']) {
        format!("\"{}\"", text.replace('"', "\"\""))
    } else {
        text
    }
}
