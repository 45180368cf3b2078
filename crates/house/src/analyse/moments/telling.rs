//! Figures as people say them.

use media::time::MediaTime;

use crate::language::turns_direction;

/// "12:04", "1:02:04".
pub(super) fn clock(micros: i64) -> String {
    let seconds = micros.max(0) / 1_000_000;
    let (hours, minutes, seconds) = (seconds / 3_600, seconds / 60 % 60, seconds % 60);
    match hours {
        0 => format!("{minutes}:{seconds:02}"),
        hours => format!("{hours}:{minutes:02}:{seconds:02}"),
    }
}

/// "1:02:03.4": what lists tell, and what an editor names a moment by.
pub fn clock_with_tenth(time: MediaTime) -> String {
    let micros = time.micros().max(0);
    format!("{}.{}", clock(micros), micros / 100_000 % 10)
}

/// "3 s", "0.4 s".
pub(super) fn seconds(micros: i64) -> String {
    match micros.max(0) {
        short if short < 950_000 => format!("0.{} s", (short / 100_000).max(1)),
        long => format!("{} s", (long + 500_000) / 1_000_000),
    }
}

/// "12 minutes", "90 seconds": rounded down, since it says how long something did not happen.
pub(super) fn stretch(micros: i64) -> String {
    match micros.max(0) / 1_000_000 {
        seconds if seconds < 120 => format!("{seconds} seconds"),
        seconds => format!("{} minutes", seconds / 60),
    }
}

/// "14 dB".
pub(super) fn decibels(by: f64) -> String {
    format!("{:.0} dB", by.abs())
}

/// Spaces and what no reader shows become single spaces.
pub(super) fn plain(text: &str) -> String {
    let is_space = |letter: char| letter.is_whitespace() || letter.is_control();
    let text: String = text.chars().filter(|letter| !turns_direction(*letter)).collect();
    let words = text.split(is_space).filter(|word| !word.is_empty());
    words.collect::<Vec<_>>().join(" ")
}
