//! WebVTT (W3C, "WebVTT: The Web Video Text Tracks Format", 6.1): blocks between blank lines. Notes and cue
//! identifiers are left out, styles and regions with a note: how subtitles look is the page's matter.

use std::iter::Peekable;

use super::stamp::{ARROW, read_times};
use super::subrip::shortened;
use super::{Cue, Reading, markup, position};
use crate::MediaError;

/// `WEBVTT`, alone or with a remark behind it.
pub(super) fn is_header(line: &str) -> bool {
    line.strip_prefix("WEBVTT")
        .is_some_and(|rest| rest.is_empty() || rest.starts_with([' ', '\t']))
}

pub(super) fn read(lines: &[&str], reading: &mut Reading) -> Result<(), MediaError> {
    let mut rest = lines.iter().copied().zip(1usize..).peekable();
    // The header and its metadata.
    skip_block(&mut rest);
    while let Some((line, number)) = rest.next() {
        let trimmed = line.trim();
        if line.contains(ARROW) {
            let (start, end, settings) = read_times(line).ok_or_else(|| MediaError::Text {
                line: number,
                what: format!("'{}' are not two times", shortened(line)),
            })?;
            let mut text = Vec::new();
            while let Some((line, _)) = rest.next_if(|(line, _)| !line.is_empty() && !line.contains(ARROW)) {
                text.push(line);
            }
            reading.add(
                number,
                Cue {
                    start,
                    end,
                    settings: position::known_settings(settings),
                    text: markup::clean(text.into_iter()),
                },
            );
        } else if starts_block(trimmed, "NOTE") {
            skip_block(&mut rest);
        } else if starts_block(trimmed, "STYLE") || starts_block(trimmed, "REGION") {
            reading.note(number, "styles and regions are the page's matter");
            skip_block(&mut rest);
        }
        // Else a blank line or a cue's identifier.
    }
    Ok(())
}

fn starts_block(line: &str, kind: &str) -> bool {
    line.strip_prefix(kind)
        .is_some_and(|rest| rest.is_empty() || rest.starts_with([' ', '\t']))
}

/// To the blank line or the times that end it.
fn skip_block<'a>(rest: &mut Peekable<impl Iterator<Item = (&'a str, usize)>>) {
    while rest
        .next_if(|(line, _)| !line.trim().is_empty() && !line.contains(ARROW))
        .is_some()
    {}
}
