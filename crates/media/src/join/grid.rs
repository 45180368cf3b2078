//! From an encoder's time stamps to frame numbers. A piece's stamps may be rounded, shifted by an edit list or by
//! the reordering delay; what cannot be misread is the order in which its frames are shown, and that they are one
//! frame apart.

use std::io::{Read, Seek};

use crate::MediaError;
use crate::source::FragmentedSource;
use crate::time::{FrameRate, Timescale};

/// A frame of a piece, in decode order.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct PieceFrame {
    /// Where its bytes lie in the piece.
    pub(super) offset: u64,
    pub(super) size: u32,
    pub(super) sync: bool,
    /// Its place in the order of showing, from 0.
    pub(super) shown: u64,
}

/// The frames of a piece, which must be `planned` in number.
pub(super) fn read_piece<R: Read + Seek>(
    piece: &mut FragmentedSource<R>,
    number: usize,
    planned: u64,
    rate: FrameRate,
) -> Result<Vec<PieceFrame>, MediaError> {
    let mismatch = |what: String| MediaError::Mismatch {
        what: format!("piece {number} {what}"),
    };
    let mut frames = Vec::new();
    let mut stamps = Vec::new();
    while let Some(moof) = piece.next_fragment()? {
        let mut decode = i128::from(moof.base_decode_time);
        let mut offset = moof.data_offset;
        for sample in &moof.samples {
            frames.push(PieceFrame {
                offset,
                size: sample.size,
                sync: sample.sync,
                shown: 0,
            });
            stamps.push(decode + i128::from(sample.composition_offset));
            decode += i128::from(sample.duration);
            offset = offset.saturating_add(u64::from(sample.size));
        }
        if frames.len() as u64 > planned {
            return Err(mismatch(format!("has more than its {planned} frames")));
        }
    }
    if frames.len() as u64 != planned {
        return Err(mismatch(format!("has {} of its {planned} frames", frames.len())));
    }
    if !frames.first().is_some_and(|frame| frame.sync) {
        return Err(mismatch("does not start with a sync sample".into()));
    }
    for (decoded, shown) in order(&stamps, piece.init.timescale, rate).map_err(mismatch)? {
        if let Some(frame) = frames.get_mut(decoded) {
            frame.shown = shown;
        }
    }
    Ok(frames)
}

/// Pairs of (place in decode order, place in the order of showing). `Err` says which frame is off the grid.
fn order(stamps: &[i128], timescale: Timescale, rate: FrameRate) -> Result<Vec<(usize, u64)>, String> {
    let mut by_time: Vec<(i128, usize)> = stamps.iter().copied().zip(0..).collect();
    by_time.sort_unstable();
    let start = by_time.first().map_or(0, |&(stamp, _)| stamp);
    // One frame lasts `frame / units` of the piece's timescale.
    let units = i128::from(rate.numerator());
    let frame = i128::from(rate.denominator()) * i128::from(timescale.get());
    by_time
        .into_iter()
        .zip(0u64..)
        .map(|((stamp, decoded), shown)| {
            let off = (stamp - start) * units - i128::from(shown) * frame;
            if off.abs() * 2 >= frame {
                return Err(format!("has no frame {shown} where the rate {rate} wants it"));
            }
            Ok((decoded, shown))
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn shown(stamps: &[i128], timescale: u32, rate: (u32, u32)) -> Result<Vec<u64>, String> {
        let rate = FrameRate::new(rate.0, rate.1).unwrap();
        let mut pairs = order(stamps, Timescale::new(timescale).unwrap(), rate)?;
        pairs.sort_unstable();
        Ok(pairs.into_iter().map(|(_, shown)| shown).collect())
    }

    #[test]
    fn reordered_and_rounded_stamps_give_frame_numbers() {
        // 30000/1001 in milliseconds, shifted by a reordering delay: 33.37 ms a frame.
        let stamps = [67, 167, 100, 133, 267, 200, 234];
        assert_eq!(
            shown(&stamps, 1_000, (30_000, 1_001)),
            Ok(vec![0, 3, 1, 2, 6, 4, 5])
        );
    }

    #[test]
    fn a_lost_or_doubled_frame_is_found() {
        assert!(
            shown(&[0, 40, 120], 1_000, (25, 1))
                .unwrap_err()
                .contains("frame 2")
        );
        assert!(
            shown(&[0, 40, 40], 1_000, (25, 1))
                .unwrap_err()
                .contains("frame 2")
        );
        assert_eq!(shown(&[], 1_000, (25, 1)), Ok(vec![]));
    }
}
