use super::block::{self, Block};
use super::curve::decibels;
use super::{Curve, Level};

/// Peak and power of each block.
#[derive(Debug)]
pub(super) struct LevelMeter {
    peak: Curve,
    rms: Curve,
}

impl LevelMeter {
    pub(super) fn new() -> Self {
        Self {
            peak: Curve::new(Block::PER_SECOND),
            rms: Curve::new(Block::PER_SECOND),
        }
    }

    pub(super) fn hear(&mut self, block: &Block) {
        let planes = block.planes();
        let peak = planes
            .iter()
            .fold(0.0, |most: f32, plane| most.max(block::peak(plane)));
        let squares: f64 = planes.iter().map(|plane| block::sums(plane).1).sum();
        let count = (block.frames() * planes.len()).max(1) as f64;
        self.peak.push(decibels(f64::from(peak).powi(2)));
        self.rms.push(decibels(squares / count));
    }

    pub(super) fn finish(self) -> Level {
        Level {
            peak: self.peak,
            rms: self.rms,
        }
    }
}
