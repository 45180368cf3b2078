//! How light the picture is, and how its tones are spread.

use super::motion::Work;
use super::record::{TONES, WORK_HEIGHT, WORK_WIDTH};

const CELLS: u32 = 5_184;
const _: () = assert!(CELLS as usize == WORK_WIDTH * WORK_HEIGHT);

#[derive(Debug, PartialEq, Eq)]
pub(super) struct Tones {
    pub(super) shares: [u8; TONES],
    /// Both in 256ths of a level.
    pub(super) mean: u16,
    pub(super) spread: u16,
    pub(super) low: u8,
    pub(super) high: u8,
}

impl Tones {
    pub(super) fn of(work: &Work) -> Self {
        let counts = count(work);
        let sum: u64 = work.iter().map(|cell| u64::from(*cell)).sum();
        let squares: u64 = work.iter().map(|cell| u64::from(*cell).pow(2)).sum();
        let cells = u64::from(CELLS);
        // Sixteen bits more than needed before the root, so that the root has eight.
        let variance = (squares * cells).saturating_sub(sum * sum) * 65_536 / (cells * cells);
        let mut shares = [0; TONES];
        for (share, counts) in shares.iter_mut().zip(counts.chunks_exact(256 / TONES)) {
            let count: u32 = counts.iter().sum();
            *share = u8::try_from((count * 255 + CELLS / 2) / CELLS).unwrap_or(u8::MAX);
        }
        Self {
            shares,
            mean: narrow(sum * 256 / cells),
            spread: narrow(variance.isqrt()),
            low: below(&counts, CELLS / 50),
            high: below(&counts, CELLS - CELLS / 50),
        }
    }
}

/// Four tables, so that one cell's count need not wait for its neighbour's.
fn count(work: &Work) -> [u32; 256] {
    let mut tables = [[0_u32; 256]; 4];
    let (fours, _) = work.as_chunks::<4>();
    for four in fours {
        for (table, cell) in tables.iter_mut().zip(four) {
            if let Some(count) = table.get_mut(usize::from(*cell)) {
                *count += 1;
            }
        }
    }
    let mut counts = [0; 256];
    for table in &tables {
        for (count, part) in counts.iter_mut().zip(table) {
            *count += part;
        }
    }
    counts
}

/// The first level with more than `share` cells at it or below.
pub(super) fn below(counts: &[u32; 256], share: u32) -> u8 {
    let mut seen = 0;
    for (level, count) in (0..=u8::MAX).zip(counts) {
        seen += count;
        if seen > share {
            return level;
        }
    }
    u8::MAX
}

pub(super) fn narrow(value: u64) -> u16 {
    u16::try_from(value).unwrap_or(u16::MAX)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tones_of_two_halves() {
        let mut work = [16; WORK_WIDTH * WORK_HEIGHT];
        work[2_592..].fill(236);
        let tones = Tones::of(&work);
        assert_eq!((tones.mean, tones.spread), (126 * 256, 110 * 256));
        assert_eq!((tones.low, tones.high), (16, 236));
        assert_eq!((tones.shares[2], tones.shares[29]), (128, 128));
    }
}
