//! How much frames resemble each other, by their thumbnails.

use crate::analyse::look::{LUMA_HEIGHT, LUMA_WIDTH, Look};

/// Cells of luma and both chromas of a thumbnail, in one row.
const CELLS: usize = 864;
/// Colour weighs twice what its levels say: its range in real pictures is a fraction of luma's.
const COLOUR: i16 = 2;

/// Scalar products of the thumbnails of every two frames up to [`Products::REACH`] apart, from which distances and
/// mixtures are worked out without looking at the cells again.
pub(super) struct Products {
    /// For each frame, with itself and those after it.
    rows: Vec<[i32; Products::REACH + 1]>,
}

impl Products {
    pub(super) const REACH: usize = 96;

    pub(super) fn of(looks: &[Look]) -> Self {
        let cells: Vec<[i16; CELLS]> = looks.iter().map(cells).collect();
        let rows = cells
            .iter()
            .enumerate()
            .map(|(index, one)| {
                let mut row = [0; Self::REACH + 1];
                for (product, other) in row.iter_mut().zip(cells.iter().skip(index)) {
                    *product = scalar(one, other);
                }
                row
            })
            .collect();
        Self { rows }
    }

    /// Of frames at most [`Self::REACH`] apart; 0 for others.
    pub(super) fn at(&self, one: usize, other: usize) -> f32 {
        let (first, later) = (one.min(other), one.max(other));
        let product = self.rows.get(first).and_then(|row| row.get(later - first));
        product.copied().unwrap_or(0) as f32
    }

    /// Squared distance of two frames: the sum over the cells.
    pub(super) fn squared(&self, one: usize, other: usize) -> f32 {
        self.at(one, one) + self.at(other, other) - 2.0 * self.at(one, other)
    }

    /// Root mean square over the cells, in levels.
    pub(super) fn distance(&self, one: usize, other: usize) -> f32 {
        (self.squared(one, other).max(0.0) / CELLS as f32).sqrt()
    }
}

fn cells(look: &Look) -> [i16; CELLS] {
    let mut cells = [0; CELLS];
    let luma = look.luma.iter().map(|level| i16::from(*level) - 128);
    let chroma = look
        .cb
        .iter()
        .chain(&look.cr)
        .map(|level| (i16::from(*level) - 128) * COLOUR);
    for (cell, level) in cells.iter_mut().zip(luma.chain(chroma)) {
        *cell = level;
    }
    cells
}

fn scalar(one: &[i16; CELLS], other: &[i16; CELLS]) -> i32 {
    one.iter()
        .zip(other)
        .map(|(one, other)| i32::from(*one) * i32::from(*other))
        .sum()
}

/// Correlation of two frames' luma, from -1 to 1, the best of laying one over the other up to two cells across and one
/// down: neither brightness, contrast nor a small movement changes it. A frame of one colour correlates with nothing: 0.
pub(super) fn correlation(one: &Look, other: &Look) -> f32 {
    let mut best = -1.0_f32;
    for down in -1..=1_isize {
        for across in -2..=2_isize {
            best = best.max(shifted(one, other, across, down));
        }
    }
    best
}

fn shifted(one: &Look, other: &Look, across: isize, down: isize) -> f32 {
    let rows = LUMA_HEIGHT - down.unsigned_abs();
    let columns = LUMA_WIDTH - across.unsigned_abs();
    let from = |shift: isize| usize::try_from(shift).unwrap_or(0);
    let mut sums = [0_i64; 5];
    for row in 0..rows {
        let here = (row + from(down)) * LUMA_WIDTH + from(across);
        let there = (row + from(-down)) * LUMA_WIDTH + from(-across);
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
    if spread < (count * count) as f32 {
        return 0.0;
    }
    (count * ab - a * b) as f32 / spread
}
