use super::{Finding, Findings};
use crate::segments::SegmentTable;
use crate::time::MediaTime;

/// All picture renditions of a master must have the same boundaries, so that a player can switch at any of them. The
/// first rendition is what the others are held against.
pub fn verify_aligned(pictures: &[&SegmentTable]) -> Vec<Finding> {
    let mut findings = Findings::default();
    let Some((first, others)) = pictures.split_first() else {
        return findings.0;
    };
    let wanted = first.boundaries();
    for (number, table) in (2..).zip(others) {
        let found = table.boundaries();
        let mut add = |sentence: String| findings.add(format!("picture rendition {number}"), sentence);
        if found.len() != wanted.len() {
            add(format!(
                "it has {} segments, the first {}",
                found.len(),
                wanted.len()
            ));
        }
        let differs = found
            .iter()
            .zip(&wanted)
            .position(|(found, wanted)| found != wanted);
        if let Some(index) = differs {
            add(format!(
                "its segment {} starts at {} s, in the first at {} s",
                index + 1,
                found[index].seconds_text(),
                wanted[index].seconds_text()
            ));
        }
        if table.duration() != first.duration() {
            add(format!(
                "it lasts {} s, the first {} s",
                table.duration().seconds_text(),
                first.duration().seconds_text()
            ));
        }
    }
    findings.0
}

/// Sound may end this many packets apart from the picture: the last packet reaches over the end, and an encoder
/// flushes its delay.
const SLACK_PACKETS: i128 = 4;

/// Sound must be cut at the first packet at or after each of the picture's boundaries, and end where the picture
/// does.
pub fn verify_sound_boundaries(picture: &SegmentTable, sound: &SegmentTable) -> Vec<Finding> {
    let mut findings = Findings::default();
    let Some(packet) = packet_len(sound) else {
        findings.add("sound", "it has no segments");
        return findings.0;
    };
    let wanted = picture.boundaries();
    // Without sound left for the last boundaries there are fewer segments, never more.
    if sound.segments.len() > wanted.len() {
        findings.add(
            "sound",
            format!(
                "it has {} segments, the picture {}",
                sound.segments.len(),
                wanted.len()
            ),
        );
    }
    for (number, (segment, boundary)) in (1..).zip(sound.segments.iter().zip(&wanted)).skip(1) {
        let late = units_after(sound, segment.start, *boundary);
        if late.is_negative() || late >= i128::from(packet) * scale(*boundary) {
            findings.add(
                format!("sound segment {number}"),
                format!(
                    "it does not start with the first packet at or after {} s",
                    boundary.seconds_text()
                ),
            );
        }
    }
    if let Some(boundary) = wanted.get(sound.segments.len())
        && sound.duration() > *boundary
        && units_after(sound, end(sound), *boundary) > i128::from(packet) * scale(*boundary)
    {
        findings.add(
            "sound",
            format!("it is not cut at {} s, where picture is", boundary.seconds_text()),
        );
    }
    let over = units_after(sound, end(sound), picture.duration());
    if over.abs() > SLACK_PACKETS * i128::from(packet) * scale(picture.duration()) {
        findings.add(
            "sound",
            format!(
                "it lasts {} s, the picture {} s",
                sound.duration().seconds_text(),
                picture.duration().seconds_text()
            ),
        );
    }
    findings.0
}

fn packet_len(sound: &SegmentTable) -> Option<u64> {
    let first = sound.segments.first()?;
    Some(first.duration.div_ceil(u64::from(first.samples).max(1)))
}

fn end(sound: &SegmentTable) -> u64 {
    sound
        .segments
        .last()
        .map_or(0, |s| s.start.saturating_add(s.duration))
}

/// How long after `boundary` media time `start` is played, in units of `1 / (sound timescale x boundary timescale)`.
fn units_after(sound: &SegmentTable, start: u64, boundary: MediaTime) -> i128 {
    (i128::from(start) - i128::from(sound.priming)) * scale(boundary)
        - i128::from(boundary.value) * i128::from(sound.timescale.get())
}

fn scale(time: MediaTime) -> i128 {
    i128::from(time.timescale.get())
}
