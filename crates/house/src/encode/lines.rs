//! Subtitles as people correct them: line by line, several people at once.

use serde::{Deserialize, Serialize};

/// One subtitle.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Line {
    pub start_ms: i64,
    pub end_ms: i64,
    /// As WebVTT has it: `<i>`, `<b>`, lines broken by `\n`.
    pub text: String,
    /// WebVTT cue settings ("line:0"); empty for most.
    #[serde(default)]
    pub settings: String,
}

/// What one person does to one line. Without `was` the line is new, without `now` it goes.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct LineChange {
    /// The line as that person saw it.
    #[serde(default)]
    pub was: Option<Line>,
    #[serde(default)]
    pub now: Option<Line>,
}

/// A line that somebody changed is another by now: its place in the list of changes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("line {0} of the changes was changed by somebody else meanwhile")]
pub struct Overtaken(pub usize);

/// Applies all changes or none. Whoever changes other lines is not in the way; who changes a line that is another by now
/// than it was seen hears so, and nobody's words are lost.
///
/// # Errors
/// [`Overtaken`].
pub fn apply(lines: &[Line], changes: &[LineChange]) -> Result<Vec<Line>, Overtaken> {
    let mut lines = lines.to_vec();
    for (number, change) in changes.iter().enumerate() {
        match (&change.was, &change.now) {
            (Some(was), now) => {
                let at = lines
                    .iter()
                    .position(|line| line == was)
                    .ok_or(Overtaken(number))?;
                match now {
                    Some(now) => lines[at] = now.clone(),
                    None => drop(lines.remove(at)),
                }
            }
            (None, Some(now)) => lines.push(now.clone()),
            (None, None) => {}
        }
    }
    lines.sort_by_key(|line| (line.start_ms, line.end_ms));
    Ok(lines)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn line(start_ms: i64, text: &str) -> Line {
        Line {
            start_ms,
            end_ms: start_ms + 900,
            text: text.into(),
            settings: String::new(),
        }
    }

    fn change(was: Option<Line>, now: Option<Line>) -> LineChange {
        LineChange { was, now }
    }

    #[test]
    fn two_people_on_two_lines_are_not_in_each_others_way() {
        let lines = [line(0, "Helo."), line(1_000, "Who is ther?")];
        let first = apply(&lines, &[change(Some(line(0, "Helo.")), Some(line(0, "Hello.")))]).unwrap();
        let second = change(
            Some(line(1_000, "Who is ther?")),
            Some(line(1_000, "Who is there?")),
        );
        let both = apply(&first, &[second]).unwrap();
        assert_eq!(both, [line(0, "Hello."), line(1_000, "Who is there?")]);
    }

    #[test]
    fn who_is_overtaken_hears_so_and_nothing_is_changed() {
        let lines = [line(0, "Hello.")];
        let late = change(Some(line(0, "Helo.")), Some(line(0, "Hullo.")));
        let fresh = change(None, Some(line(5_000, "Bye.")));
        assert_eq!(apply(&lines, &[fresh, late]), Err(Overtaken(1)));
    }

    #[test]
    fn lines_come_go_and_stay_in_order() {
        let lines = [line(0, "a"), line(2_000, "c")];
        let changes = [
            change(None, Some(line(1_000, "b"))),
            change(Some(line(2_000, "c")), None),
        ];
        assert_eq!(apply(&lines, &changes).unwrap(), [line(0, "a"), line(1_000, "b")]);
    }
}
