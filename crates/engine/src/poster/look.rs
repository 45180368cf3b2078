//! What a picture is like, measured on a small copy of it.

use std::ffi::OsString;
use std::path::Path;
use std::time::Duration;

use crate::child::{Call, Measure, Output, Program, QUIETLY};
use crate::{Engine, EngineError, Watch, jpeg};

/// Size of the copy, in pixels.
const LOOK: (usize, usize) = (64, 36);

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Look {
    pub(super) luma: u8,
    pub(super) contrast: u8,
    pub(super) detail: u32,
    pub(super) colour: [u8; 3],
}

impl Look {
    /// `pixels`: RGB, three bytes each, row by row.
    pub(super) fn of(pixels: &[u8]) -> Self {
        let (pixels, _) = pixels.as_chunks::<3>();
        let count = u64::try_from(pixels.len()).unwrap_or(1).max(1);
        let luma: Vec<u8> = pixels.iter().map(luma).collect();
        let mean = luma.iter().map(|value| u64::from(*value)).sum::<u64>() / count;
        let spread = luma
            .iter()
            .map(|value| u64::from(*value).abs_diff(mean).pow(2))
            .sum::<u64>()
            / count;
        let steps: u64 = luma
            .chunks(LOOK.0)
            .flat_map(|row| row.iter().zip(row.iter().skip(1)))
            .map(|(left, right)| u64::from(left.abs_diff(*right)))
            .sum();
        let channel = |index: usize| {
            let sum: u64 = pixels
                .iter()
                .filter_map(|pixel| pixel.get(index))
                .map(|value| u64::from(*value))
                .sum();
            byte(sum / count)
        };
        Self {
            luma: byte(mean),
            contrast: byte(spread.isqrt()),
            detail: u32::try_from(steps * 100 / count).unwrap_or(u32::MAX),
            colour: [channel(0), channel(1), channel(2)],
        }
    }
}

impl Engine {
    pub(super) async fn measure(&self, picture: &Path, watch: &Watch) -> Result<Look, EngineError> {
        let (width, height) = LOOK;
        let filter = format!("scale={width}:{height}:flags=area+accurate_rnd+bitexact,format=rgb24");
        let rest = ["-vf", &filter, "-f", "rawvideo", "pipe:1"];
        let mut pixels = Vec::new();
        let mut sink = |bytes: &[u8]| {
            pixels.extend_from_slice(bytes);
            Ok(())
        };
        let call = Call {
            program: Program::Ffmpeg,
            arguments: QUIETLY
                .iter()
                .chain(&jpeg::INPUT)
                .chain(&rest)
                .map(OsString::from)
                .collect(),
            input: Some(picture.to_owned()),
            beside: None,
            output: Output::Sink(&mut sink),
            measure: Measure::Frames,
            total: 1,
            time_limit: Duration::from_secs(120),
        };
        self.run(call, watch).await?;
        Ok(Look::of(&pixels))
    }
}

/// BT.709 weights in 256ths.
fn luma([red, green, blue]: &[u8; 3]) -> u8 {
    byte((u64::from(*red) * 54 + u64::from(*green) * 183 + u64::from(*blue) * 19) / 256)
}

fn byte(value: u64) -> u8 {
    u8::try_from(value).unwrap_or(u8::MAX)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_tone_has_no_contrast_and_a_chequered_one_has() {
        let grey = Look::of(&[100; 64 * 36 * 3]);
        assert_eq!(
            (grey.luma, grey.contrast, grey.detail, grey.colour),
            (100, 0, 0, [100; 3])
        );
        let chequered: Vec<u8> = (0..64 * 36)
            .flat_map(|index| [if index % 2 == 0 { 0 } else { 200 }; 3])
            .collect();
        let look = Look::of(&chequered);
        assert_eq!((look.luma, look.contrast), (100, 100));
        assert!(look.detail > 19_000);
        assert_eq!(Look::of(&[]).luma, 0);
    }
}
