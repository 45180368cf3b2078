//! The segment table of a rendition: where each segment lies in its file and when it plays.
//!
//! A rendition is one fragmented CMAF file (ISO/IEC 23000-19) of one track: init (`ftyp` + `moov`), then one
//! `moof` + `mdat` per segment, nothing between. A segment is therefore one byte range.

use serde::{Deserialize, Serialize};

use crate::time::{MediaTime, Timescale};

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct SegmentTable {
    /// Units of every time in this table; also the track's `mdhd` timescale.
    pub timescale: Timescale,
    /// Bytes 0..init_len are the init segment.
    pub init_len: u64,
    /// Media time before the first played sample: the encoder's delay of sound, which its init's edit skips. 0 for
    /// picture, whose edit only takes the reordering delay off its composition times.
    pub priming: u64,
    pub segments: Vec<Segment>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Segment {
    /// Byte range in the rendition's file: `offset .. offset + len`, the whole `moof` + `mdat`.
    pub offset: u64,
    pub len: u64,
    /// `tfdt` base media decode time, in media time (priming not yet taken off).
    pub start: u64,
    pub duration: u64,
    pub samples: u32,
    /// Size in bytes of the first sample, which starts the `mdat`'s payload (sync sample of a picture).
    pub first_sample: u32,
}

impl SegmentTable {
    /// Length of the whole rendition's file in bytes.
    pub fn file_len(&self) -> u64 {
        self.segments
            .last()
            .map_or(self.init_len, |s| s.offset.saturating_add(s.len))
    }

    /// Played length: all segments less the priming.
    pub fn duration(&self) -> MediaTime {
        let end = self
            .segments
            .last()
            .map_or(0, |s| s.start.saturating_add(s.duration));
        let start = self.segments.first().map_or(0, |s| s.start);
        let played = end.saturating_sub(start).saturating_sub(self.priming);
        self.time(played)
    }

    /// When segment `index` (from 0) starts to play and for how long; priming is taken off.
    pub fn played(&self, index: usize) -> Option<(MediaTime, MediaTime)> {
        let segment = self.segments.get(index)?;
        let start = segment.start.saturating_sub(self.priming);
        let end = segment
            .start
            .saturating_add(segment.duration)
            .saturating_sub(self.priming);
        Some((self.time(start), self.time(end.saturating_sub(start))))
    }

    /// Played time at which each segment starts; what sound is cut at.
    pub fn boundaries(&self) -> Vec<MediaTime> {
        self.segments
            .iter()
            .map(|s| self.time(s.start.saturating_sub(self.priming)))
            .collect()
    }

    /// Index of the segment that plays at `time`; `None` before 0 and from the end on.
    pub fn segment_at(&self, time: MediaTime) -> Option<usize> {
        if time < MediaTime::ZERO || time >= self.duration() {
            return None;
        }
        self.segments
            .partition_point(|s| self.time(s.start.saturating_sub(self.priming)) <= time)
            .checked_sub(1)
    }

    /// Whole seconds for `EXT-X-TARGETDURATION`: the longest segment to the nearest second, at least 1
    /// (RFC 8216, 4.3.3.1).
    pub fn target_seconds(&self) -> u32 {
        let longest = self.segments.iter().map(|s| s.duration).max().unwrap_or(0);
        let scale = u64::from(self.timescale.get());
        let seconds = longest.saturating_add(scale / 2) / scale;
        u32::try_from(seconds).unwrap_or(u32::MAX).max(1)
    }

    /// Bits per second of all segments together, rounded up (`AVERAGE-BANDWIDTH`, RFC 8216, 4.3.4.2).
    pub fn average_bandwidth(&self) -> u64 {
        let bytes = self.segments.iter().map(|s| u128::from(s.len)).sum();
        let units = self.segments.iter().map(|s| u128::from(s.duration)).sum();
        self.bits_per_second(bytes, units)
    }

    /// Peak segment bit rate, rounded up: the largest of any run of segments that lasts between a half and one and a
    /// half target durations (`BANDWIDTH`, RFC 8216, 4.1 and 4.3.4.2). Never under the average, which is also what a
    /// rendition has that is shorter than any such run.
    pub fn peak_bandwidth(&self) -> u64 {
        // Twice the run's length against the target and three times the target keeps this in whole numbers.
        let target = u128::from(self.target_seconds()) * u128::from(self.timescale.get());
        let mut peak = self.average_bandwidth();
        for first in 0..self.segments.len() {
            let (mut bytes, mut units) = (0u128, 0u128);
            for segment in self.segments.iter().skip(first) {
                bytes += u128::from(segment.len);
                units += u128::from(segment.duration);
                if 2 * units > 3 * target {
                    break;
                }
                if 2 * units >= target {
                    peak = peak.max(self.bits_per_second(bytes, units));
                }
            }
        }
        peak
    }

    /// Rounded up; 0 for no time at all.
    fn bits_per_second(&self, bytes: u128, units: u128) -> u64 {
        let bits = bytes.saturating_mul(8 * u128::from(self.timescale.get()));
        bits.checked_add(units.saturating_sub(1))
            .and_then(|bits| bits.checked_div(units))
            .map_or(0, |rate| u64::try_from(rate).unwrap_or(u64::MAX))
    }

    fn time(&self, units: u64) -> MediaTime {
        MediaTime::new(i64::try_from(units).unwrap_or(i64::MAX), self.timescale)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Segments of (bytes, units) in a timescale of 1000 after an init of 500 bytes.
    fn table(priming: u64, segments: &[(u64, u64)]) -> SegmentTable {
        let mut table = SegmentTable {
            timescale: Timescale::MILLIS,
            init_len: 500,
            priming,
            segments: Vec::new(),
        };
        let mut start = 0;
        for &(len, duration) in segments {
            table.segments.push(Segment {
                offset: table.file_len(),
                len,
                start,
                duration,
                samples: 1,
                first_sample: 1,
            });
            start += duration;
        }
        table
    }

    #[test]
    fn bandwidth_is_rounded_up_and_the_peak_is_over_runs_of_segments() {
        let table = table(0, &[(1_000, 4_000), (2_001, 4_000), (100, 1_000)]);
        assert_eq!(table.average_bandwidth(), (3_101 * 8u64).div_ceil(9));
        assert_eq!(table.target_seconds(), 4);
        // Alone the second is the fastest; with the third it lasts 5 s, within 1.5 target durations, and is slower.
        assert_eq!(table.peak_bandwidth(), (2_001 * 8u64).div_ceil(4));
    }

    #[test]
    fn a_short_last_segment_counts_only_together_with_its_neighbour() {
        let table = table(0, &[(4_000, 4_000), (4_000, 4_000), (9_000, 1_000)]);
        assert_eq!(table.peak_bandwidth(), (13_000 * 8u64).div_ceil(5));
    }

    #[test]
    fn a_rendition_without_length_has_no_bandwidth() {
        assert_eq!(table(0, &[]).peak_bandwidth(), 0);
        assert_eq!(table(0, &[(10, 0)]).average_bandwidth(), 0);
        assert_eq!(table(0, &[]).target_seconds(), 1);
        assert_eq!(table(0, &[(10, 100)]).peak_bandwidth(), 800);
    }

    #[test]
    fn played_time_leaves_priming_out() {
        let table = table(50, &[(1, 4_050), (1, 4_000)]);
        assert_eq!(
            table.played(0),
            Some((MediaTime::ZERO, MediaTime::from_millis(4_000)))
        );
        assert_eq!(
            table.boundaries(),
            vec![MediaTime::ZERO, MediaTime::from_millis(4_000)]
        );
        assert_eq!(table.duration(), MediaTime::from_millis(8_000));
        assert_eq!(table.segment_at(MediaTime::from_millis(3_999)), Some(0));
        assert_eq!(table.segment_at(MediaTime::from_millis(4_000)), Some(1));
        assert_eq!(table.segment_at(MediaTime::from_millis(8_000)), None);
        assert_eq!(table.segment_at(MediaTime::from_millis(-1)), None);
    }
}
