use std::io::{Read, Seek, Write};

use super::Joined;
use super::rendition::RenditionWriter;
use crate::MediaError;
use crate::samples::{Moof, Sample};
use crate::source::FragmentedSource;
use crate::time::{MediaTime, Timescale};
use crate::track::{Edit, TrackInit, TrackKind};

/// Where sound is cut.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SoundCut {
    /// Played time at which each picture segment starts, ascending, the first 0
    /// ([`SegmentTable::boundaries`](crate::segments::SegmentTable::boundaries)).
    pub picture_boundaries: Vec<MediaTime>,
}

/// Cuts `source` (a single-track fragmented MP4 of sound, with its priming as an edit: ffmpeg writes it with
/// `-movflags +delay_moov`, and drops it with `+empty_moov`) at the picture's boundaries into `out`: segment k starts
/// at the first packet that is played at or after boundary k, the last takes the rest. Each boundary is compared on
/// its own, so that nothing adds up. Where the sound ends before a boundary, there are fewer segments.
///
/// # Errors
/// [`MediaError::Mismatch`] when the source has no edit list (its priming would be guessed), has gaps, or two
/// boundaries fall on one packet; otherwise what reading the source or writing `out` gives.
pub fn cut_sound<R: Read + Seek, W: Write>(
    source: R,
    plan: &SoundCut,
    out: &mut W,
) -> Result<Joined, MediaError> {
    let mut sources = [FragmentedSource::open(source)?];
    let [source] = &mut sources;
    let skip = skip(&source.init)?;
    let stock = Stock::take(source)?;
    let priming = skip
        .checked_sub(stock.start)
        .filter(|&priming| priming <= stock.duration)
        .ok_or_else(|| MediaError::Mismatch {
            what: format!(
                "the sound's edit skips to {skip}, it lasts from {} for {}",
                stock.start, stock.duration
            ),
        })?;
    let track = TrackInit {
        edit: Edit::Skip(priming),
        ..source.init.clone()
    };
    let mut knife = Knife::new(plan, track.timescale, priming);
    let mut writer = RenditionWriter::new(out, track, stock.duration.saturating_sub(priming))?;
    loop {
        let [source] = &mut sources;
        let Some(moof) = source.next_fragment()? else {
            break;
        };
        let mut offset = moof.data_offset;
        for sample in &moof.samples {
            if knife.cuts_before(sample)? {
                writer.end_segment(&mut sources)?;
            }
            writer.push(*sample, 0, offset);
            offset = offset.saturating_add(u64::from(sample.size));
        }
    }
    writer.end_segment(&mut sources)?;
    writer.finish()
}

fn skip(init: &TrackInit) -> Result<u64, MediaError> {
    let what = match (init.kind, init.edit) {
        (TrackKind::Picture { .. }, _) => "the sound's file holds pictures",
        (_, Edit::Skip(skip)) => return Ok(skip),
        (_, Edit::None) => "the sound has no edit list, so that its priming is not known",
        (_, Edit::Other) => "the sound's edit list is not one skip",
    };
    Err(MediaError::Mismatch { what: what.into() })
}

/// A first walk over the whole source: how long it is, and that it has no gaps.
struct Stock {
    start: u64,
    duration: u64,
}

impl Stock {
    fn take<R: Read + Seek>(source: &mut FragmentedSource<R>) -> Result<Self, MediaError> {
        let mut stock: Option<Self> = None;
        let mut packet = None;
        let mut ended = false;
        while let Some(moof) = source.next_fragment()? {
            let stock = stock.get_or_insert(Self {
                start: moof.base_decode_time,
                duration: 0,
            });
            let end = stock.start.saturating_add(stock.duration);
            if moof.base_decode_time != end {
                return Err(MediaError::Mismatch {
                    what: format!("the sound has a gap: {} follows {end}", moof.base_decode_time),
                });
            }
            for sample in &moof.samples {
                // Every packet decodes to the same length; only the last may be cut short by its duration.
                let packet = *packet.get_or_insert(sample.duration);
                if ended || sample.duration == 0 || sample.duration > packet {
                    return Err(MediaError::Mismatch {
                        what: format!("the sound has a packet of {} among {packet}", sample.duration),
                    });
                }
                if sample.composition_offset != 0 || !sample.sync {
                    return Err(MediaError::Mismatch {
                        what: "the sound has packets that lean on others".into(),
                    });
                }
                ended = sample.duration < packet;
            }
            stock.duration = end_of(stock, &moof)?;
        }
        source.rewind();
        stock
            .filter(|stock| stock.duration > 0)
            .ok_or_else(|| MediaError::Mismatch {
                what: "the sound is empty".into(),
            })
    }
}

fn end_of(stock: &Stock, moof: &Moof) -> Result<u64, MediaError> {
    stock
        .duration
        .checked_add(moof.duration())
        .filter(|&duration| stock.start.checked_add(duration).is_some())
        .ok_or_else(|| MediaError::Time {
            what: "the end of the sound".into(),
        })
}

/// Knows before which packets a segment ends.
struct Knife<'a> {
    /// Boundaries that are still to come; the first segment starts with the first packet whatever its boundary.
    boundaries: &'a [MediaTime],
    timescale: Timescale,
    /// Played time of the next packet: media time less priming, so negative at first.
    played: i64,
    /// Number of the next boundary, for messages.
    number: usize,
}

impl<'a> Knife<'a> {
    fn new(plan: &'a SoundCut, timescale: Timescale, priming: u64) -> Self {
        Self {
            boundaries: plan.picture_boundaries.get(1..).unwrap_or_default(),
            timescale,
            played: i64::try_from(priming).map_or(i64::MIN, |priming| -priming),
            number: 2,
        }
    }

    fn cuts_before(&mut self, packet: &Sample) -> Result<bool, MediaError> {
        let start = MediaTime::new(self.played, self.timescale);
        self.played = self
            .played
            .checked_add(i64::from(packet.duration))
            .ok_or_else(|| MediaError::Time {
                what: "the end of the sound".into(),
            })?;
        let passed = self
            .boundaries
            .iter()
            .take_while(|&&boundary| start >= boundary)
            .count();
        if passed > 1 {
            return Err(MediaError::Mismatch {
                what: format!(
                    "picture segments {} and {} start within one packet of sound",
                    self.number,
                    self.number + 1
                ),
            });
        }
        self.boundaries = self.boundaries.get(passed..).unwrap_or_default();
        self.number += passed;
        Ok(passed == 1)
    }
}
