//! Time stamps: `01:02:03,456` of SubRip, `02:03.456` and `01:02:03.456` of WebVTT.

use crate::time::{MediaTime, Rounding, Timescale};

/// Between the two times of a cue.
pub(super) const ARROW: &str = "-->";

/// A line of two times: start, end, and what follows them.
pub(super) fn read_times(line: &str) -> Option<(MediaTime, MediaTime, &str)> {
    let (start, rest) = line.split_once(ARROW)?;
    let rest = rest.trim_start();
    let (end, settings) = rest.split_once([' ', '\t']).unwrap_or((rest, ""));
    Some((read(start.trim())?, read(end.trim())?, settings.trim()))
}

/// `[hours:]minutes:seconds` and a fraction of one to three digits after a point or comma, which may be missing.
pub(super) fn read(stamp: &str) -> Option<MediaTime> {
    let (clock, fraction) = stamp.split_once([',', '.']).unwrap_or((stamp, "0"));
    let mut parts = clock.rsplit(':');
    let seconds = number(parts.next()?, 2).filter(|&n| n < 60)?;
    let minutes = number(parts.next()?, 2).filter(|&n| n < 60)?;
    let hours = parts.next().map_or(Some(0), |hours| number(hours, 4))?;
    if parts.next().is_some() {
        return None;
    }
    let scale = [100, 10, 1].get(fraction.len().checked_sub(1)?)?;
    let millis = number(fraction, 3)? * scale;
    Some(MediaTime::from_millis(
        ((hours * 60 + minutes) * 60 + seconds) * 1_000 + millis,
    ))
}

/// ASCII digits only, no sign, at most `most` of them.
fn number(digits: &str, most: usize) -> Option<i64> {
    let fits = (1..=most).contains(&digits.len()) && digits.bytes().all(|b| b.is_ascii_digit());
    fits.then(|| digits.parse().ok()).flatten()
}

/// As WebVTT wants it, to the nearest millisecond; times before 0 are 0.
pub(super) fn write(time: MediaTime) -> String {
    let millis = time
        .rescale(Timescale::MILLIS, Rounding::Nearest)
        .map_or(i64::MAX, |time| time.value.max(0));
    let seconds = millis / 1_000;
    format!(
        "{:02}:{:02}:{:02}.{:03}",
        seconds / 3_600,
        seconds / 60 % 60,
        seconds % 60,
        millis % 1_000
    )
}
