//! How much frames resemble each other, by their thumbnails.

use super::area::Area;
use crate::analyse::look::{CHROMA_HEIGHT, CHROMA_WIDTH, LUMA_HEIGHT, LUMA_WIDTH, Look};

const LUMA: usize = LUMA_WIDTH * LUMA_HEIGHT;
const CHROMA: usize = 2 * CHROMA_WIDTH * CHROMA_HEIGHT;
/// Colour weighs twice what its levels say: its range in real pictures is a fraction of luma's.
const COLOUR: i16 = 2;

/// Scalar products of the thumbnails of every two frames up to [`Products::REACH`] apart, from which distances, mixtures
/// and correlations are worked out without looking at the cells again.
pub(super) struct Products {
    frames: Vec<Frame>,
    /// Cells of luma in the area, and of luma and colour.
    cells: (f32, f32),
}

struct Frame {
    /// Sum of luma over the cells.
    luma: f32,
    /// Products of luma, and of luma and colour, with the frame itself and those after it.
    products: Vec<(f32, f32)>,
}

impl Products {
    pub(super) const REACH: usize = 124;

    /// Cells outside the area count as nothing.
    pub(super) fn of(looks: &[Look], area: &Area) -> Self {
        let cells: Vec<_> = looks.iter().map(|look| cells(look, area)).collect();
        let frames = cells
            .iter()
            .enumerate()
            .map(|(index, (luma, chroma))| Frame {
                luma: luma.iter().map(|level| f32::from(*level)).sum(),
                products: cells
                    .iter()
                    .skip(index)
                    .take(Self::REACH + 1)
                    .map(|other| {
                        let light = scalar(luma, &other.0);
                        (
                            light as f32,
                            light.saturating_add(scalar(chroma, &other.1)) as f32,
                        )
                    })
                    .collect(),
            })
            .collect();
        let luma = area.cells() as f32;
        Self {
            frames,
            // Colour has a quarter as many, twice.
            cells: (luma, luma * 1.5),
        }
    }

    fn both(&self, one: usize, other: usize) -> (f32, f32) {
        let (first, later) = (one.min(other), one.max(other));
        let frame = self.frames.get(first);
        frame
            .and_then(|frame| frame.products.get(later - first))
            .copied()
            .unwrap_or((0.0, 0.0))
    }

    /// Of luma and colour, of frames at most [`Self::REACH`] apart; 0 for others.
    pub(super) fn at(&self, one: usize, other: usize) -> f32 {
        self.both(one, other).1
    }

    /// Squared distance of two frames: the sum over the cells.
    pub(super) fn squared(&self, one: usize, other: usize) -> f32 {
        (self.at(one, one) + self.at(other, other) - 2.0 * self.at(one, other)).max(0.0)
    }

    /// Root mean square over the cells, in levels.
    pub(super) fn distance(&self, one: usize, other: usize) -> f32 {
        (self.squared(one, other) / self.cells.1).sqrt()
    }

    /// Of luma; of a frame with itself its variance, in squared levels.
    pub(super) fn covariance(&self, one: usize, other: usize) -> f32 {
        let sum = |frame: usize| self.frames.get(frame).map_or(0.0, |frame| frame.luma);
        self.both(one, other).0 / self.cells.0 - sum(one) / self.cells.0 * (sum(other) / self.cells.0)
    }

    /// Of luma, place by place: from -1 to 1; 0 where there is nothing to correlate.
    pub(super) fn correlation(&self, one: usize, other: usize) -> f32 {
        let spread = self.covariance(one, one) * self.covariance(other, other);
        self.covariance(one, other) / (spread.max(0.0) + 1.0).sqrt()
    }
}

fn cells(look: &Look, area: &Area) -> ([i16; LUMA], [i16; CHROMA]) {
    let (mut luma, mut chroma) = ([0; LUMA], [0; CHROMA]);
    for (index, (cell, level)) in luma.iter_mut().zip(&look.luma).enumerate() {
        if area.has(index / LUMA_WIDTH, index % LUMA_WIDTH) {
            *cell = i16::from(*level) - 128;
        }
    }
    for (index, (cell, level)) in chroma.iter_mut().zip(look.cb.iter().chain(&look.cr)).enumerate() {
        let (row, column) = (index / CHROMA_WIDTH % CHROMA_HEIGHT, index % CHROMA_WIDTH);
        if area.has(2 * row, 2 * column) {
            *cell = (i16::from(*level) - 128) * COLOUR;
        }
    }
    (luma, chroma)
}

/// Wrapping, because a check at every step keeps the compiler from several at once; 864 products of bytes fit.
fn scalar(one: &[i16], other: &[i16]) -> i32 {
    one.iter().zip(other).fold(0, |sum: i32, (one, other)| {
        sum.wrapping_add(i32::from(*one).wrapping_mul(i32::from(*other)))
    })
}

/// Correlation of two frames' luma in an area, from -1 to 1, the best of laying one over the other up to two cells across
/// and one down: neither brightness, contrast nor a small movement changes it. A frame of one colour correlates with
/// nothing: 0.
pub(super) fn correlation(one: &Look, other: &Look, area: &Area) -> f32 {
    let mut best = -1.0_f32;
    for down in -1..=1_isize {
        for across in -2..=2_isize {
            best = best.max(shifted(one, other, area, (across, down)));
        }
    }
    best
}

fn shifted(one: &Look, other: &Look, area: &Area, (across, down): (isize, isize)) -> f32 {
    let rows = area.rows.len().saturating_sub(down.unsigned_abs());
    let columns = area.columns.len().saturating_sub(across.unsigned_abs());
    let from = |shift: isize| usize::try_from(shift).unwrap_or(0);
    let place = |row: usize, across: isize, down: isize| {
        (area.rows.start + row + from(down)) * LUMA_WIDTH + area.columns.start + from(across)
    };
    let mut sums = [0_i64; 5];
    for row in 0..rows {
        let (here, there) = (place(row, across, down), place(row, -across, -down));
        let here = one.luma.get(here..here + columns).unwrap_or_default();
        let there = other.luma.get(there..there + columns).unwrap_or_default();
        let mut line = [0_u32; 5];
        for (a, b) in here.iter().zip(there) {
            let (a, b) = (u32::from(*a), u32::from(*b));
            line = [
                line[0] + a,
                line[1] + b,
                line[2] + a * a,
                line[3] + b * b,
                line[4] + a * b,
            ];
        }
        for (sum, part) in sums.iter_mut().zip(line) {
            *sum += i64::from(part);
        }
    }
    let count = (rows * columns) as i64;
    let [a, b, aa, bb, ab] = sums;
    let spread = ((count * aa - a * a) as f32).sqrt() * ((count * bb - b * b) as f32).sqrt();
    // Under one level of spread there is nothing to correlate.
    if spread < (count * count) as f32 || count == 0 {
        return 0.0;
    }
    (count * ab - a * b) as f32 / spread
}
