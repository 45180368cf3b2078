//! A perceptual hash: which of the picture's 64 lowest frequencies are above their median.
//!
//! After the "pHash" of Zauner, "Implementation and Benchmarking of Perceptual Image Hash Functions" (2010), on the
//! thumbnail of 32 x 18 cells: an 8 x 8 corner of its discrete cosine transform, the mean left out.

use super::record::{LUMA_HEIGHT, LUMA_WIDTH};

const SIDE: usize = 8;

/// Cosines for both directions, made once.
#[derive(Debug, Clone)]
pub(super) struct Hasher {
    across: Vec<[f32; LUMA_WIDTH]>,
    down: Vec<[f32; LUMA_HEIGHT]>,
}

impl Hasher {
    pub(super) fn new() -> Self {
        Self {
            across: cosines(),
            down: cosines(),
        }
    }

    pub(super) fn hash(&self, luma: &[u8; LUMA_WIDTH * LUMA_HEIGHT]) -> u64 {
        let mut rows = [[0.0_f32; SIDE]; LUMA_HEIGHT];
        for (coefficients, cells) in rows.iter_mut().zip(luma.chunks_exact(LUMA_WIDTH)) {
            for (coefficient, cosines) in coefficients.iter_mut().zip(&self.across) {
                *coefficient = cells
                    .iter()
                    .zip(cosines)
                    .map(|(cell, cos)| f32::from(*cell) * cos)
                    .sum();
            }
        }
        let mut corner = [0.0_f32; SIDE * SIDE];
        for (line, cosines) in corner.chunks_exact_mut(SIDE).zip(&self.down) {
            for (row, cos) in rows.iter().zip(cosines) {
                for (coefficient, part) in line.iter_mut().zip(row) {
                    *coefficient += part * cos;
                }
            }
        }
        // The mean says how light the picture is, not what is in it.
        let [first, rest @ ..] = &mut corner;
        *first = 0.0;
        let mut sorted = *rest;
        sorted.sort_by(f32::total_cmp);
        let median = sorted.get(sorted.len() / 2).copied().unwrap_or(0.0);
        corner.iter().enumerate().fold(0, |hash, (bit, coefficient)| {
            hash | u64::from(*coefficient > median) << bit
        })
    }
}

/// Rows of a cosine transform (DCT-II), each for one frequency.
fn cosines<const LENGTH: usize>() -> Vec<[f32; LENGTH]> {
    let step = |n: usize| f32::from(u16::try_from(n).unwrap_or(u16::MAX));
    (0..SIDE)
        .map(|frequency| {
            std::array::from_fn(|place| {
                (std::f32::consts::PI / step(LENGTH) * (step(place) + 0.5) * step(frequency)).cos()
            })
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn picture(gain: u8, shift: usize) -> [u8; LUMA_WIDTH * LUMA_HEIGHT] {
        std::array::from_fn(|n| {
            let (x, y) = ((n % LUMA_WIDTH + shift) / 6, n / LUMA_WIDTH / 5);
            20 + u8::try_from((x * 37 + y * 59) % 16).expect("small") * gain
        })
    }

    #[test]
    fn brightness_keeps_the_hash_and_another_picture_does_not() {
        let hasher = Hasher::new();
        let one = hasher.hash(&picture(8, 0));
        assert!((one ^ hasher.hash(&picture(6, 0))).count_ones() <= 4);
        assert!((one ^ hasher.hash(&picture(8, 14))).count_ones() >= 16);
    }
}
