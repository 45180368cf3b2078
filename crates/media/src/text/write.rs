use std::fmt::Write;

use super::stamp::{self, ARROW};
use super::{Cue, position};

/// The cues as a WebVTT file. Whatever they hold, each stays one cue: blank lines and arrows inside of a text, which
/// would end it, do not come through.
pub fn write_webvtt(cues: &[Cue]) -> String {
    let mut out = String::from("WEBVTT\n");
    for cue in cues {
        let text = cue.text.replace(ARROW, "--&gt;").replace(['\r', '\0'], "");
        let mut lines = text.split('\n').filter(|line| !line.trim().is_empty()).peekable();
        if lines.peek().is_none() {
            continue;
        }
        let (start, end) = (stamp::write(cue.start), stamp::write(cue.end));
        let settings = position::known_settings(&cue.settings);
        let space = if settings.is_empty() { "" } else { " " };
        // Writing to a `String` cannot fail.
        let _ = writeln!(out, "\n{start} {ARROW} {end}{space}{settings}");
        for line in lines {
            out.push_str(line);
            out.push('\n');
        }
    }
    out
}
