use std::fmt::Write;

use media::time::MediaTime;

use super::{Cuttings, one_line};

/// WebVTT chapters: one cue each, its title as text (WebVTT, "chapter title text").
pub(super) fn write(cuttings: &Cuttings<'_>) -> String {
    let mut out = String::from("WEBVTT\n");
    for (number, moment) in (1_usize..).zip(cuttings.in_order()) {
        let (start, end) = (stamp(moment.span.start), stamp(moment.span.end));
        let title = escaped(&one_line(&moment.title));
        // Writing to a `String` cannot fail.
        let _ = write!(out, "\n{number}\n{start} --> {end}\n{title}\n");
    }
    out
}

fn stamp(time: MediaTime) -> String {
    let millis = time.micros().max(0) / 1_000;
    let (seconds, millis) = (millis / 1_000, millis % 1_000);
    let (hours, minutes) = (seconds / 3_600, seconds / 60 % 60);
    format!("{hours:02}:{minutes:02}:{:02}.{millis:03}", seconds % 60)
}

/// `>` too: an arrow would end the text.
fn escaped(text: &str) -> String {
    text.replace('&', "&amp;")
        .replace('<', "&lt;")
        .replace('>', "&gt;")
}
