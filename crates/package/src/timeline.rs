//! When segments play. A segment table counts in media time, the encoder's delay included; players apply the track's
//! edit, which takes that delay off, so playlists and manifests count in played time.

use media::segments::SegmentTable;
use media::time::Timescale;

/// Played time of a media time, in the table's units. What lies within the priming is played at 0, that is never.
pub(crate) fn played(table: &SegmentTable, media_time: u64) -> u64 {
    media_time.saturating_sub(table.priming)
}

/// Start and end of every segment, played, in the table's units. The end is the next segment's start, so that the
/// lengths add up whatever a damaged table says.
pub(crate) fn spans(table: &SegmentTable) -> impl Iterator<Item = (u64, u64)> + '_ {
    let starts = table.segments.iter().map(|segment| segment.start);
    let end = table
        .segments
        .last()
        .map(|segment| segment.start.saturating_add(segment.duration));
    let ends = starts.clone().skip(1).chain(end);
    starts
        .zip(ends)
        .map(|(start, end)| (played(table, start), played(table, end)))
}

/// When the last segment ends, played, in the table's units.
pub(crate) fn end(table: &SegmentTable) -> u64 {
    table.segments.last().map_or(0, |segment| {
        played(table, segment.start.saturating_add(segment.duration))
    })
}

/// To the nearest microsecond.
pub(crate) fn micros(units: u64, timescale: Timescale) -> u64 {
    let scale = u128::from(timescale.get());
    let micros = (u128::from(units) * 1_000_000 + scale / 2) / scale;
    u64::try_from(micros).unwrap_or(u64::MAX)
}

/// Lengths of all segments in microseconds. Each is the difference of two rounded instants, so that their sum never
/// drifts from the exact time by more than half a microsecond.
pub(crate) fn lengths(table: &SegmentTable) -> impl Iterator<Item = u64> + '_ {
    let at = |units| micros(units, table.timescale);
    spans(table).map(move |(start, end)| at(end).saturating_sub(at(start)))
}

/// "4.004": seconds with as many decimals as needed.
pub(crate) fn seconds(micros: u64) -> String {
    let (whole, rest) = (micros / 1_000_000, micros % 1_000_000);
    if rest == 0 {
        return whole.to_string();
    }
    let text = format!("{whole}.{rest:06}");
    text.trim_end_matches('0').to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::presentation::tests::table;

    #[test]
    fn lengths_never_drift() {
        // 172 AAC frames at 44.1 kHz: 3.993832... s, never a whole microsecond.
        let table = table(44_100, 1_024, &[(176_128, 1); 2_700]);
        let sum: u64 = lengths(&table).sum();
        assert_eq!(sum, micros(176_128 * 2_700 - 1_024, table.timescale));
    }

    #[test]
    fn the_first_sound_segment_is_shorter_by_the_priming() {
        let table = table(48_000, 1_024, &[(193_536, 1), (191_488, 1)]);
        assert_eq!(
            spans(&table).collect::<Vec<_>>(),
            [(0, 192_512), (192_512, 384_000)]
        );
        assert_eq!(end(&table), 384_000);
    }

    #[test]
    fn seconds_are_written_without_tail() {
        assert_eq!(seconds(4_004_000), "4.004");
        assert_eq!(seconds(4_000_000), "4");
        assert_eq!(seconds(1), "0.000001");
    }
}
