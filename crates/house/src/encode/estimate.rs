//! What encoding a film will cost, said before it starts: hours and gigabytes, rough but not rosy.

use std::fmt;
use std::time::Duration;

use super::Ladder;
use crate::master::ConformSheet;

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Estimate {
    /// Time on this machine when nothing else runs.
    pub time: Duration,
    /// Bytes that the finished renditions take.
    pub bytes: u64,
    /// Bytes needed besides while encodes run: the pieces of the largest rendition before they are joined.
    pub scratch: u64,
}

/// Pixels per second that one core encodes (x264, preset medium, measured on ordinary servers).
const ENCODED_PIXELS: u64 = 14_000_000;
/// Pixels per second that one core decodes and scales.
const READ_PIXELS: u64 = 150_000_000;

/// `cores` is what the machine gives to encodes.
pub fn estimate(sheet: &ConformSheet, ladder: &Ladder, cores: u32) -> Estimate {
    let seen = sheet.picture();
    let source = seen.map_or(0, |picture| u64::from(picture.width) * u64::from(picture.height));
    let core_millis = ladder.pictures.iter().fold(0_u64, |sum, plan| {
        let pixels = u64::from(plan.width) * u64::from(plan.height);
        let encode = pixels.saturating_mul(effort_percent(&plan.preset)) / 100;
        let frame_nanos = encode * 1_000_000_000 / ENCODED_PIXELS + source * 1_000_000_000 / READ_PIXELS;
        sum.saturating_add(sheet.frames().saturating_mul(frame_nanos) / 1_000_000)
    });
    let micros = sheet
        .rate()
        .time_of(media::time::FrameNo(sheet.frames()))
        .map_or(0, |end| end.micros());
    let seconds = u64::try_from(micros).unwrap_or(0).div_ceil(1_000_000);
    let bytes_at = |bits: u32| seconds.saturating_mul(u64::from(bits)) / 8;
    // A capped CRF spends about half of its cap over a whole film.
    let pictures = ladder.pictures.iter().map(|plan| bytes_at(plan.max_rate) / 2);
    let sounds = ladder.sounds.iter().map(|plan| bytes_at(plan.bit_rate));
    Estimate {
        time: Duration::from_millis(core_millis / u64::from(cores.max(1))),
        bytes: pictures.clone().chain(sounds).fold(0, u64::saturating_add),
        scratch: pictures.max().unwrap_or(0).saturating_mul(2),
    }
}

fn effort_percent(preset: &str) -> u64 {
    match preset {
        "ultrafast" | "superfast" | "veryfast" => 25,
        "faster" | "fast" => 70,
        "slow" => 160,
        "slower" | "veryslow" => 350,
        _ => 100,
    }
}

/// "about 2 hours 10 minutes and 4.1 GB"
impl fmt::Display for Estimate {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "about {} and {}", time_text(self.time), size_text(self.bytes))
    }
}

fn time_text(time: Duration) -> String {
    let minutes = time.as_secs().div_ceil(60);
    let counted = |number: u64, unit: &str| format!("{number} {unit}{}", if number == 1 { "" } else { "s" });
    match (minutes / 60, minutes % 60) {
        (0, minutes) => counted(minutes.max(1), "minute"),
        (hours, 0) => counted(hours, "hour"),
        (hours, minutes) => format!("{} {}", counted(hours, "hour"), counted(minutes, "minute")),
    }
}

/// Decimal units, as disks are sold: "412 kB", "3.1 GB".
pub fn size_text(bytes: u64) -> String {
    let units = [
        (1_000_000_000_000, "TB"),
        (1_000_000_000, "GB"),
        (1_000_000, "MB"),
        (1_000, "kB"),
    ];
    match units.into_iter().find(|(unit, _)| bytes >= *unit) {
        Some((unit, name)) if bytes >= unit * 100 => format!("{} {name}", bytes / unit),
        Some((unit, name)) => format!("{}.{} {name}", bytes / unit, bytes % unit * 10 / unit),
        None => format!("{bytes} bytes"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sizes_and_times_are_said_as_people_say_them() {
        assert_eq!(size_text(999), "999 bytes");
        assert_eq!(size_text(3_140_000_000), "3.1 GB");
        assert_eq!(size_text(412_700), "412 kB");
        assert_eq!(time_text(Duration::from_secs(20)), "1 minute");
        assert_eq!(time_text(Duration::from_secs(7_230)), "2 hours 1 minute");
        assert_eq!(time_text(Duration::from_secs(3_600)), "1 hour");
    }
}
