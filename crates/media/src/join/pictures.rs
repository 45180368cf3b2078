use std::io::{Read, Seek, Write};

use serde::{Deserialize, Serialize};

use super::Joined;
use super::grid::{PieceFrame, read_piece};
use super::rendition::RenditionWriter;
use crate::MediaError;
use crate::samples::Sample;
use crate::source::FragmentedSource;
use crate::time::{FrameRate, Timescale};
use crate::track::{Edit, SampleDefaults, TrackInit, TrackKind, without_bit_rate};

/// How pieces of one picture rendition become its file.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct PictureJoin {
    pub rate: FrameRate,
    /// Frames in each segment but the last; a whole number of GOPs.
    pub segment_frames: u32,
    /// Frames from one promised sync sample to the next.
    pub gop_frames: u32,
    /// Frames that each piece must hold, in order; whole GOPs but for the last.
    pub piece_frames: Vec<u64>,
}

/// Joins `pieces` (single-track fragmented MP4s of the same encoder settings, in order) into `out`.
///
/// Time is made anew from the rate: frame n is shown at exactly n frames, decoding starts at 0 and is continuous. Of
/// the pieces' own time stamps only the order of showing is taken, after a check that no frame is missing.
///
/// Where frames are reordered, composition offsets are raised by the reordering delay and the init's only edit takes
/// it back. Negative offsets without an edit would say the same, but FFmpeg's demuxer (as of 9.0, and with it every
/// player built on it) answers them by showing the picture late by the largest of them: two frames out of sync.
///
/// # Errors
/// [`MediaError::Mismatch`] when a piece does not hold its planned frames on the rate's grid, does not start with a
/// sync sample, has another sample entry than the first, or a promised GOP start is none or leans on other GOPs;
/// otherwise what reading the pieces or writing `out` gives.
pub fn join_pictures<R: Read + Seek, W: Write>(
    pieces: Vec<R>,
    plan: &PictureJoin,
    out: &mut W,
) -> Result<Joined, MediaError> {
    let frames = plan.check(pieces.len())?;
    let mut sources = pieces
        .into_iter()
        .map(FragmentedSource::open)
        .collect::<Result<Vec<_>, _>>()?;
    let track = common_track(&sources)?;
    let line = FrameLine::measure(plan, &mut sources)?;
    let duration = frames
        .checked_mul(u64::from(line.frame_len))
        .ok_or_else(|| MediaError::Time {
            what: format!("a film of {frames} frames"),
        })?;
    let track = TrackInit {
        timescale: line.timescale,
        edit: line.edit(),
        ..track
    };
    let mut writer = RenditionWriter::new(out, track, duration)?;
    let mut decoded = 0u64;
    for (index, &planned) in plan.piece_frames.iter().enumerate() {
        let Some(source) = sources.get_mut(index) else {
            break;
        };
        let piece_start = decoded;
        for frame in read_piece(source, index + 1, planned, plan.rate)? {
            let shown = piece_start.saturating_add(frame.shown);
            writer.push(line.sample(&frame, decoded, shown)?, index, frame.offset);
            decoded = decoded.saturating_add(1);
            if writer.gathered() as u64 == u64::from(plan.segment_frames) {
                writer.end_segment(&mut sources)?;
            }
        }
    }
    writer.end_segment(&mut sources)?;
    writer.finish()
}

impl PictureJoin {
    /// Frames of all pieces.
    fn check(&self, pieces: usize) -> Result<u64, MediaError> {
        let mismatch = |what: String| Err(MediaError::Mismatch { what });
        if pieces == 0 || pieces != self.piece_frames.len() {
            return mismatch(format!(
                "{pieces} pieces are there, {} planned",
                self.piece_frames.len()
            ));
        }
        let gop = u64::from(self.gop_frames);
        if gop == 0 || self.segment_frames == 0 || !u64::from(self.segment_frames).is_multiple_of(gop) {
            return mismatch(format!(
                "segments of {} frames are not whole GOPs of {gop}",
                self.segment_frames
            ));
        }
        let mut all = 0u64;
        for (number, &frames) in (1..).zip(&self.piece_frames) {
            if frames == 0 || (number < pieces && !frames.is_multiple_of(gop)) {
                return mismatch(format!(
                    "piece {number} is planned with {frames} frames, GOPs with {gop}"
                ));
            }
            all = all.checked_add(frames).ok_or_else(|| MediaError::Time {
                what: "more frames than can be counted".into(),
            })?;
        }
        Ok(all)
    }

    fn check_gop(&self, frame: &PieceFrame, decoded: u64, shown: u64) -> Result<(), MediaError> {
        let gop = u64::from(self.gop_frames);
        if decoded.is_multiple_of(gop) && !frame.sync {
            return Err(MediaError::Mismatch {
                what: format!("frame {decoded} should start a GOP and is no sync sample"),
            });
        }
        if decoded / gop != shown / gop {
            return Err(MediaError::Mismatch {
                what: format!("frame {shown} is coded in the GOP of frame {decoded}: GOPs must be closed"),
            });
        }
        Ok(())
    }
}

/// The track that all pieces hold alike.
fn common_track<R>(sources: &[FragmentedSource<R>]) -> Result<TrackInit, MediaError> {
    let mut common: Option<TrackInit> = None;
    for (number, source) in (1..).zip(sources) {
        let init = &source.init;
        if !matches!(init.kind, TrackKind::Picture { .. }) {
            return Err(MediaError::Mismatch {
                what: format!("piece {number} holds no picture"),
            });
        }
        let sample_entry = without_bit_rate(&init.sample_entry, init.kind)?;
        match &common {
            Some(first) if first.sample_entry != sample_entry => {
                return Err(MediaError::Mismatch {
                    what: format!(
                        "piece {number} was encoded with other settings than piece 1 ({} against {})",
                        init.codec, first.codec
                    ),
                });
            }
            Some(_) => {}
            None => {
                common = Some(TrackInit {
                    sample_entry,
                    defaults: Some(SampleDefaults::default()),
                    ..init.clone()
                });
            }
        }
    }
    common.ok_or_else(|| MediaError::Mismatch {
        what: "no pieces".into(),
    })
}

/// The rendition's time line: what a frame's place in it says about its sample.
struct FrameLine {
    timescale: Timescale,
    frame_len: u32,
    /// Frames by which showing must lag behind decoding, so that none is shown before it is decoded.
    delay: u64,
}

impl FrameLine {
    /// A first walk over all pieces, before a byte is written: GOPs start where they were promised and are closed.
    fn measure<R: Read + Seek>(
        plan: &PictureJoin,
        sources: &mut [FragmentedSource<R>],
    ) -> Result<Self, MediaError> {
        let (timescale, frame_len) = plan.rate.track_timescale()?;
        let mut delay = 0;
        let mut decoded = 0u64;
        for ((number, &planned), source) in (1..).zip(&plan.piece_frames).zip(sources) {
            let piece_start = decoded;
            for frame in read_piece(source, number, planned, plan.rate)? {
                let shown = piece_start.saturating_add(frame.shown);
                plan.check_gop(&frame, decoded, shown)?;
                delay = delay.max(decoded.saturating_sub(shown));
                decoded = decoded.saturating_add(1);
            }
            source.rewind();
        }
        Ok(Self {
            timescale,
            frame_len,
            delay,
        })
    }

    fn edit(&self) -> Edit {
        match self.delay.saturating_mul(u64::from(self.frame_len)) {
            0 => Edit::None,
            skip => Edit::Skip(skip),
        }
    }

    fn sample(&self, frame: &PieceFrame, decoded: u64, shown: u64) -> Result<Sample, MediaError> {
        let frames = i128::from(shown) + i128::from(self.delay) - i128::from(decoded);
        let offset = frames * i128::from(self.frame_len);
        Ok(Sample {
            size: frame.size,
            duration: self.frame_len,
            composition_offset: i64::try_from(offset).map_err(|_| MediaError::Time {
                what: format!("the composition offset of frame {shown}"),
            })?,
            sync: frame.sync,
        })
    }
}
