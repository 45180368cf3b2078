use std::fmt::Write;

use super::{Cuttings, one_line};

/// FFmpeg's metadata file, version 1 (FFmpeg Formats Documentation, "Metadata").
pub(super) fn write(cuttings: &Cuttings<'_>) -> String {
    let mut out = format!(";FFMETADATA1\ntitle={}\n", escaped(&one_line(cuttings.name)));
    for moment in cuttings.in_order() {
        let (start, end) = (moment.span.start.micros(), moment.span.end.micros());
        let title = escaped(&one_line(&moment.title));
        // Writing to a `String` cannot fail.
        let _ = write!(
            out,
            "\n[CHAPTER]\nTIMEBASE=1/1000000\nSTART={start}\nEND={end}\ntitle={title}\n"
        );
    }
    out
}

/// Signs that mean something get a backslash.
fn escaped(text: &str) -> String {
    let mut escaped = String::with_capacity(text.len());
    for letter in text.chars() {
        if matches!(letter, '=' | ';' | '#' | '\\' | '\n') {
            escaped.push('\\');
        }
        escaped.push(letter);
    }
    escaped
}
