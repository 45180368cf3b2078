//! SubRip: a counter, a line of two times, lines of text, a blank line. Files in the wild lack counters, have blank
//! lines inside of cues or none between them; the lines of times are what can be relied on.

use super::stamp::{ARROW, read_times};
use super::{Cue, Reading, markup, position};
use crate::MediaError;

pub(super) fn read(lines: &[&str], reading: &mut Reading) -> Result<(), MediaError> {
    let mut times = Vec::new();
    for (index, line) in lines.iter().enumerate() {
        match read_times(line) {
            Some((start, end, _)) => times.push((index, start, end)),
            None if is_broken_times(lines, index) => {
                return Err(MediaError::Text {
                    line: index + 1,
                    what: format!("'{}' are not two times", shortened(line)),
                });
            }
            None => {}
        }
    }
    let before_first = times.first().map_or(lines.len(), |&(index, ..)| index);
    refuse_text_before(lines, before_first)?;
    for (number, &(index, start, end)) in times.iter().enumerate() {
        let next = times.get(number + 1).map(|&(next, ..)| next);
        let last = next.map_or(lines.len(), |next| without_counter(lines, next));
        let text = lines.get(index + 1..last).unwrap_or_default().join("\n");
        let (text, settings) = position::take_overrides(&text);
        reading.add(
            index + 1,
            Cue {
                start,
                end,
                settings: settings.to_owned(),
                text: markup::clean(text.split('\n')),
            },
        );
    }
    Ok(())
}

/// An arrow in a place where times belong: after a counter, or behind something that starts like a time.
fn is_broken_times(lines: &[&str], index: usize) -> bool {
    let Some((before, _)) = lines.get(index).and_then(|line| line.split_once(ARROW)) else {
        return false;
    };
    let like_a_time = before.trim_start().starts_with(|c: char| c.is_ascii_digit()) && before.contains(':');
    like_a_time || (index > 0 && is_counter(lines, index - 1))
}

/// Digits alone on a line that starts the file or follows a blank one.
fn is_counter(lines: &[&str], index: usize) -> bool {
    let digits = lines.get(index).is_some_and(|line| is_number(line));
    let first = index == 0 || lines.get(index - 1).is_some_and(|line| line.trim().is_empty());
    digits && first
}

fn is_number(line: &str) -> bool {
    let line = line.trim();
    !line.is_empty() && line.bytes().all(|b| b.is_ascii_digit())
}

/// Where the text before the times at `next` ends: their counter is not a part of it.
fn without_counter(lines: &[&str], next: usize) -> usize {
    match next.checked_sub(1) {
        Some(counter) if lines.get(counter).is_some_and(|line| is_number(line)) => counter,
        _ => next,
    }
}

fn refuse_text_before(lines: &[&str], first: usize) -> Result<(), MediaError> {
    let before = lines.iter().take(without_counter(lines, first));
    for (index, line) in before.enumerate() {
        if !line.trim().is_empty() {
            return Err(MediaError::Text {
                line: index + 1,
                what: format!("'{}' is no subtitle", shortened(line)),
            });
        }
    }
    Ok(())
}

/// The start of a line, for messages.
pub(super) fn shortened(line: &str) -> String {
    let line = line.trim();
    match line.char_indices().nth(60) {
        Some((end, _)) => format!("{}…", line.get(..end).unwrap_or_default()),
        None => line.to_owned(),
    }
}
