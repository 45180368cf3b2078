use std::io::{Read, Seek, Write};

use super::Joined;
use crate::MediaError;
use crate::samples::{Sample, fragment_head};
use crate::segments::{Segment, SegmentTable};
use crate::source::FragmentedSource;
use crate::track::{TrackInit, TrackKind, write_init};

/// A stretch of samples' bytes in one of the sources.
#[derive(Debug, Clone, Copy)]
struct Stretch {
    source: usize,
    offset: u64,
    len: u64,
}

/// Writes a rendition's file, segment by segment, and keeps its table.
#[derive(Debug)]
pub(super) struct RenditionWriter<'a, W> {
    out: &'a mut W,
    track: TrackInit,
    table: SegmentTable,
    /// Of the segment that is being gathered.
    samples: Vec<Sample>,
    stretches: Vec<Stretch>,
    /// Decode time of the gathered segment's first sample.
    start: u64,
}

impl<'a, W: Write> RenditionWriter<'a, W> {
    /// Writes the init; `duration` is the whole rendition's played length in the track's timescale.
    pub(super) fn new(out: &'a mut W, track: TrackInit, duration: u64) -> Result<Self, MediaError> {
        let init = write_init(&track, duration)?;
        out.write_all(&init)?;
        let table = SegmentTable {
            timescale: track.timescale,
            init_len: init.len() as u64,
            priming: match track.kind {
                TrackKind::Picture { .. } => 0,
                TrackKind::Sound { .. } => track.skip(),
            },
            segments: Vec::new(),
        };
        Ok(Self {
            out,
            track,
            table,
            samples: Vec::new(),
            stretches: Vec::new(),
            start: 0,
        })
    }

    /// Adds a sample whose bytes lie in source number `source` at `offset`.
    pub(super) fn push(&mut self, sample: Sample, source: usize, offset: u64) {
        let len = u64::from(sample.size);
        match self.stretches.last_mut() {
            Some(last) if last.source == source && last.offset.saturating_add(last.len) == offset => {
                last.len = last.len.saturating_add(len);
            }
            _ => self.stretches.push(Stretch { source, offset, len }),
        }
        self.samples.push(sample);
    }

    pub(super) fn gathered(&self) -> usize {
        self.samples.len()
    }

    /// Number of the segment that is being gathered, from 1.
    pub(super) fn segment_number(&self) -> usize {
        self.table.segments.len() + 1
    }

    /// Ends the segment: its samples' bytes are copied from `sources`.
    pub(super) fn end_segment<R: Read + Seek>(
        &mut self,
        sources: &mut [FragmentedSource<R>],
    ) -> Result<(), MediaError> {
        let Some(first) = self.samples.first().copied() else {
            return Ok(());
        };
        let number = self.segment_number();
        let sequence = u32::try_from(number).map_err(|_| MediaError::Unsupported {
            what: format!("{number} segments"),
        })?;
        let head = fragment_head(sequence, self.start, &self.samples)?;
        self.out.write_all(&head)?;
        let mut len = head.len() as u64;
        for stretch in self.stretches.drain(..) {
            let Some(source) = sources.get_mut(stretch.source) else {
                return Err(MediaError::Mismatch {
                    what: format!("segment {number} has samples of a piece that is gone"),
                });
            };
            source.copy(stretch.offset, stretch.len, self.out)?;
            len = len.saturating_add(stretch.len);
        }
        let duration: u64 = self.samples.iter().map(|s| u64::from(s.duration)).sum();
        self.table.segments.push(Segment {
            offset: self.table.file_len(),
            len,
            start: self.start,
            duration,
            // No more samples than `fragment_head` has counted in 32 bits.
            samples: u32::try_from(self.samples.len()).unwrap_or(u32::MAX),
            first_sample: first.size,
        });
        self.start = self.start.checked_add(duration).ok_or_else(|| MediaError::Time {
            what: format!("the end of segment {number}"),
        })?;
        self.samples.clear();
        Ok(())
    }

    pub(super) fn finish(self) -> Result<Joined, MediaError> {
        self.out.flush()?;
        Ok(Joined {
            average_bits_per_second: self.table.average_bandwidth(),
            codec: self.track.codec,
            kind: self.track.kind,
            table: self.table,
        })
    }
}
