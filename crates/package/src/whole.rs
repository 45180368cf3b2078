//! A sound rendition as one resource for DASH: its file, with an index of the segments (`sidx`, ISO/IEC 14496-12,
//! 8.16.3) between init and first segment. Segments are then byte ranges of it.
//!
//! Why DASH's sound is not addressed segment by segment: FFmpeg (and what is built on it: mpv, Kodi) opens every
//! segment of a template as a file of its own, applies the init's edit to each, and so drops the first packet of
//! every segment. As one resource the edit is applied once, by every player.

use std::ops::Range;

use media::segments::{Segment, SegmentTable};

use crate::timeline;

/// Where the bytes of the resource come from: `init`, index, segments.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Layout {
    init_len: u64,
    file_len: u64,
    index: Vec<u8>,
}

/// What of the resource to send, in this order.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Parts<'a> {
    /// Of the rendition's file: of its init.
    pub init: Range<u64>,
    pub index: &'a [u8],
    /// Of the rendition's file: of its segments.
    pub segments: Range<u64>,
}

impl Layout {
    /// `None` when a `sidx` has no room for such a table: more than 65535 segments, one of 2 GiB, or gaps.
    pub fn of(table: &SegmentTable) -> Option<Self> {
        Some(Self {
            init_len: table.init_len,
            file_len: table.file_len(),
            index: index(table)?,
        })
    }

    /// Size in bytes of the resource.
    pub fn len(&self) -> u64 {
        self.file_len.saturating_add(self.index_len())
    }

    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// Bytes `range` of the resource; what lies behind its end is left out.
    pub fn parts(&self, range: Range<u64>) -> Parts<'_> {
        let within = |from: u64, to: u64| {
            let start = range.start.clamp(from, to);
            start..range.end.clamp(start, to)
        };
        let index_end = self.init_len.saturating_add(self.index_len());
        let index = within(self.init_len, index_end);
        let segments = within(index_end, self.len());
        let place = |at: u64| usize::try_from(at - self.init_len).unwrap_or(usize::MAX);
        Parts {
            init: within(0, self.init_len),
            index: self
                .index
                .get(place(index.start)..place(index.end))
                .unwrap_or_default(),
            segments: segments.start - self.index_len()..segments.end - self.index_len(),
        }
    }

    /// Byte ranges of init and index in the resource.
    pub(crate) fn init_and_index(&self) -> (Range<u64>, Range<u64>) {
        (0..self.init_len, self.init_len..self.init_len + self.index_len())
    }

    fn index_len(&self) -> u64 {
        self.index.len() as u64
    }
}

/// Starts with a SAP of type 1.
const SAP: u32 = 0x9000_0000;

fn index(table: &SegmentTable) -> Option<Vec<u8>> {
    let count = u16::try_from(table.segments.len()).ok()?;
    let adjoining =
        |pair: &[Segment]| matches!(pair, [a, b] if a.offset.checked_add(a.len) == Some(b.offset));
    let starts_well = table
        .segments
        .first()
        .is_none_or(|first| first.offset == table.init_len);
    if !starts_well || !table.segments.windows(2).all(adjoining) {
        return None;
    }
    let start = timeline::spans(table).next().map_or(0, |(start, _)| start);
    let mut body = Vec::with_capacity(32 + 12 * table.segments.len());
    body.extend(1_u32.to_be_bytes()); // the track's id
    body.extend(table.timescale.get().to_be_bytes());
    body.extend(start.to_be_bytes());
    body.extend(0_u64.to_be_bytes()); // from the end of this box to the first segment
    body.extend(0_u16.to_be_bytes());
    body.extend(count.to_be_bytes());
    for (segment, (start, end)) in table.segments.iter().zip(timeline::spans(table)) {
        let len = u32::try_from(segment.len).ok().filter(|len| *len < 1 << 31)?;
        body.extend(len.to_be_bytes());
        body.extend(u32::try_from(end.checked_sub(start)?).ok()?.to_be_bytes());
        body.extend(SAP.to_be_bytes());
    }
    let mut index = Vec::with_capacity(12 + body.len());
    index.extend(u32::try_from(12 + body.len()).ok()?.to_be_bytes());
    index.extend(b"sidx");
    index.extend([1, 0, 0, 0]); // version and flags
    index.extend(body);
    Some(index)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::presentation::tests::table;

    #[test]
    fn the_index_says_what_plays_when() {
        let table = table(48_000, 1_024, &[(193_536, 64_000), (191_488, 63_000)]);
        let layout = Layout::of(&table).unwrap();
        let word = |at: usize| u32::from_be_bytes(layout.index[at..at + 4].try_into().unwrap());
        assert_eq!(layout.index.len(), 40 + 2 * 12);
        assert_eq!(word(0) as usize, layout.index.len());
        assert_eq!((word(16), word(20), word(24)), (48_000, 0, 0));
        assert_eq!(word(36), 2);
        assert_eq!(
            [word(40), word(44), word(52), word(56)],
            [64_000, 192_512, 63_000, 191_488]
        );
        assert_eq!(layout.len(), table.file_len() + 64);
    }

    #[test]
    fn every_range_is_made_of_the_right_bytes() {
        let table = table(48_000, 0, &[(192_000, 50), (192_000, 70)]);
        let layout = Layout::of(&table).unwrap();
        let file: Vec<u8> = (0..table.file_len()).map(|at| (at % 251) as u8).collect();
        let whole = [&file[..800], &layout.index, &file[800..]].concat();
        let of = |range: Range<u64>| range.start as usize..range.end as usize;
        let edges = [
            0,
            1,
            799,
            800,
            801,
            863,
            864,
            865,
            900,
            layout.len(),
            layout.len() + 9,
        ];
        for start in edges {
            for end in edges.into_iter().filter(|end| *end >= start) {
                let parts = layout.parts(start..end);
                let got = [&file[of(parts.init)], parts.index, &file[of(parts.segments)]].concat();
                let there = |at: u64| (at as usize).min(whole.len());
                assert_eq!(got, whole[there(start)..there(end)], "{start}..{end}");
            }
        }
    }

    #[test]
    fn what_an_index_cannot_say_has_none() {
        assert!(Layout::of(&table(1, 0, &vec![(1, 10); 65_536])).is_none());
        assert!(Layout::of(&table(1, 0, &[(1 << 33, 10)])).is_none());
        let mut gap = table(1, 0, &[(1, 10), (1, 10)]);
        gap.segments[1].offset += 1;
        assert!(Layout::of(&gap).is_none());
        gap.segments[1].len = 1 << 31;
        gap.segments[1].offset -= 1;
        assert!(Layout::of(&gap).is_none());
        assert!(Layout::of(&table(1, 0, &[])).is_some());
    }
}
