//! How blocks of a picture lie over the picture before it, by the sum of absolute differences: every second displacement in
//! both directions is tried, then the neighbours of the best.

use super::record::{BLOCKS, WORK_HEIGHT, WORK_WIDTH};

const BLOCK_WIDTH: usize = 8;
const BLOCK_HEIGHT: usize = 6;
const ACROSS: usize = WORK_WIDTH / BLOCK_WIDTH;
const DOWN: usize = WORK_HEIGHT / BLOCK_HEIGHT;
const AREA: u32 = 48;
/// Farthest displacement that is tried, in cells of the work grid: 9 % of the picture's width and height.
const REACH_X: usize = 9;
const REACH_Y: usize = 5;
/// What a displacement must save for each block, so that flat and noisy places keep still.
const TOLL: u32 = AREA / 2;
/// Mean absolute deviation, in levels, from which a block has something to follow.
const TEXTURE: u32 = 2;

/// The work grid with a margin all around, so that every displacement of every block lies in it.
const MARGIN_X: usize = REACH_X;
const PADDED: usize = WORK_WIDTH + 2 * MARGIN_X;
const ROWS: usize = WORK_HEIGHT + 2 * REACH_Y;

pub(super) type Work = [u8; WORK_WIDTH * WORK_HEIGHT];

/// What the comparison of two pictures came to; levels in sums, not means.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct Followed {
    /// Sum over all cells of the absolute difference, place by place.
    pub(super) difference: u32,
    /// The largest sum of one block.
    pub(super) difference_most: u32,
    /// The same sum after each block was laid where it fits best.
    pub(super) residual: u32,
    pub(super) textured: u8,
    pub(super) lost: u8,
    /// Sum over all blocks of the displacement's length, in hundredths of a cell.
    pub(super) lengths: u32,
    /// Median displacement of the textured blocks, in cells; towards the right and down.
    pub(super) pan: (i16, i16),
}

/// Lays every block of `now` over `before`.
pub(super) fn follow(before: &Work, now: &Work) -> Followed {
    let padded = pad(before);
    let mut still = [0; BLOCKS];
    sums_at(&padded, now, (REACH_X, REACH_Y), &[true; DOWN], &mut still);
    // With the toll paid, until the end.
    let mut best = still;
    let mut place = [(REACH_X, REACH_Y); BLOCKS];
    let mut sums = [0; BLOCKS];
    let restless = restless_bands(&still);
    for y in (1..2 * REACH_Y).step_by(2) {
        for x in (1..2 * REACH_X).step_by(2) {
            sums_at(&padded, now, (x, y), &restless, &mut sums);
            for ((best, place), sum) in best.iter_mut().zip(&mut place).zip(&sums) {
                if *sum + TOLL < *best {
                    *best = *sum + TOLL;
                    *place = (x, y);
                }
            }
        }
    }
    for (block, (best, place)) in best.iter_mut().zip(&mut place).enumerate() {
        refine(&padded, now, block, best, place);
    }
    sum_up(now, &still, &best, &place)
}

/// A block that differs by no more than the toll lies nowhere better: a band of such blocks need not be searched.
fn restless_bands(still: &[u32; BLOCKS]) -> [bool; DOWN] {
    let mut restless = [false; DOWN];
    for (restless, band) in restless.iter_mut().zip(still.chunks_exact(ACROSS)) {
        *restless = band.iter().any(|sum| *sum > TOLL);
    }
    restless
}

/// Tries the eight neighbours of a block's place, and takes the toll off.
fn refine(before: &[u8], now: &Work, block: usize, best: &mut u32, place: &mut (usize, usize)) {
    if *best <= TOLL {
        return;
    }
    let (x, y) = *place;
    for y in y.saturating_sub(1)..=(y + 1).min(2 * REACH_Y) {
        for x in x.saturating_sub(1)..=(x + 1).min(2 * REACH_X) {
            let sum = sum_of(before, now, block, (x, y));
            if sum + TOLL < *best {
                *best = sum + TOLL;
                *place = (x, y);
            }
        }
    }
    if *place != (REACH_X, REACH_Y) {
        *best -= TOLL;
    }
}

fn sum_of(before: &[u8], now: &Work, block: usize, (x, y): (usize, usize)) -> u32 {
    let (left, top) = (block % ACROSS * BLOCK_WIDTH, block / ACROSS * BLOCK_HEIGHT);
    (0..BLOCK_HEIGHT).fold(0, |sum, line| {
        let now = now
            .get((top + line) * WORK_WIDTH + left..)
            .and_then(<[u8]>::first_chunk);
        let before = before
            .get((top + line + y) * PADDED + left + x..)
            .and_then(<[u8]>::first_chunk);
        match (now, before) {
            (Some(now), Some(before)) => sum + apart(now, before),
            _ => sum,
        }
    })
}

/// What [`follow`] comes to for a picture that is the same as the one before.
pub(super) fn still(now: &Work) -> Followed {
    sum_up(now, &[0; BLOCKS], &[0; BLOCKS], &[(REACH_X, REACH_Y); BLOCKS])
}

/// A border as far as the search reaches repeats the edge: what came in from outside the picture finds nothing else.
fn pad(work: &Work) -> Vec<u8> {
    let mut padded = Vec::with_capacity(PADDED * ROWS);
    for y in 0..ROWS {
        let inside = y.saturating_sub(REACH_Y).min(WORK_HEIGHT - 1);
        let row = work
            .get(inside * WORK_WIDTH..(inside + 1) * WORK_WIDTH)
            .unwrap_or_default();
        let left = row.first().copied().unwrap_or(0);
        let right = row.last().copied().unwrap_or(0);
        padded.extend(std::iter::repeat_n(left, MARGIN_X));
        padded.extend_from_slice(row);
        padded.extend(std::iter::repeat_n(right, MARGIN_X));
    }
    padded
}

/// Sums of absolute differences of the blocks of these bands when `now` lies `(x - REACH_X, y - REACH_Y)` away on `before`;
/// others' are 0.
fn sums_at(
    before: &[u8],
    now: &Work,
    (x, y): (usize, usize),
    wanted: &[bool; DOWN],
    sums: &mut [u32; BLOCKS],
) {
    sums.fill(0);
    let bands = now
        .chunks_exact(WORK_WIDTH * BLOCK_HEIGHT)
        .zip(sums.chunks_exact_mut(ACROSS));
    for (band, (now, sums)) in bands
        .enumerate()
        .filter(|(band, _)| wanted.get(*band) == Some(&true))
    {
        let (lines, _) = now.as_chunks::<WORK_WIDTH>();
        for (line, now) in lines.iter().enumerate() {
            let start = (band * BLOCK_HEIGHT + line + y) * PADDED + x;
            let before = before.get(start..).and_then(<[u8]>::first_chunk::<WORK_WIDTH>);
            let (now, _) = now.as_chunks::<BLOCK_WIDTH>();
            let (before, _) = before
                .map(|before| before.as_chunks::<BLOCK_WIDTH>())
                .unwrap_or_default();
            for (sum, (now, before)) in sums.iter_mut().zip(now.iter().zip(before)) {
                *sum = sum.wrapping_add(apart(now, before));
            }
        }
    }
}

/// Wrapping, here and above, because a check at every step keeps the compiler from one instruction for all eight; sums of
/// 48 bytes fit.
fn apart(one: &[u8; BLOCK_WIDTH], other: &[u8; BLOCK_WIDTH]) -> u32 {
    one.iter().zip(other).fold(0, |sum: u32, (one, other)| {
        sum.wrapping_add(u32::from(one.abs_diff(*other)))
    })
}

fn sum_up(
    now: &Work,
    still: &[u32; BLOCKS],
    best: &[u32; BLOCKS],
    place: &[(usize, usize); BLOCKS],
) -> Followed {
    let textures = textures(now);
    let mut followed = Followed {
        difference: still.iter().sum(),
        difference_most: still.iter().copied().max().unwrap_or(0),
        residual: best.iter().sum(),
        ..Followed::default()
    };
    let (mut across, mut down) = (Vec::with_capacity(BLOCKS), Vec::with_capacity(BLOCKS));
    for ((place, best), texture) in place.iter().zip(best).zip(textures) {
        // What lies to the left in the frame before has moved to the right since.
        let (x, y) = (moved(place.0, REACH_X), moved(place.1, REACH_Y));
        let squared = u32::from(x.unsigned_abs()).pow(2) + u32::from(y.unsigned_abs()).pow(2);
        followed.lengths += (squared * 10_000).isqrt();
        if texture >= TEXTURE * AREA {
            followed.textured += 1;
            followed.lost += u8::from(*best * 2 > texture && *best >= 3 * AREA);
            across.push(x);
            down.push(y);
        }
    }
    followed.pan = (median(&mut across), median(&mut down));
    followed
}

fn moved(place: usize, reach: usize) -> i16 {
    let signed = |n| i16::try_from(n).unwrap_or(i16::MAX);
    signed(reach) - signed(place)
}

/// Sums of absolute deviations from each block's mean.
fn textures(work: &Work) -> [u32; BLOCKS] {
    let mut means = [0; BLOCKS];
    let flat = [0; PADDED * ROWS];
    sums_at(&flat, work, (0, 0), &[true; DOWN], &mut means);
    means.iter_mut().for_each(|sum| *sum = (*sum + AREA / 2) / AREA);
    let mut textures = [0; BLOCKS];
    let bands = work
        .chunks_exact(WORK_WIDTH * BLOCK_HEIGHT)
        .zip(textures.chunks_exact_mut(ACROSS).zip(means.chunks_exact(ACROSS)));
    for (band, (textures, means)) in bands {
        for row in band.chunks_exact(WORK_WIDTH) {
            let (blocks, _) = row.as_chunks::<BLOCK_WIDTH>();
            for (block, (texture, mean)) in blocks.iter().zip(textures.iter_mut().zip(means)) {
                let mean = u8::try_from(*mean).unwrap_or(u8::MAX);
                *texture += apart(block, &[mean; BLOCK_WIDTH]);
            }
        }
    }
    textures
}

fn median(values: &mut [i16]) -> i16 {
    let middle = values.len() / 2;
    if values.is_empty() {
        return 0;
    }
    *values.select_nth_unstable(middle).1
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Soft patches, different everywhere; `(x, y)` moves them to the right and down.
    fn texture(x: usize, y: usize) -> Box<Work> {
        let patch = |column: usize, row: usize| {
            let mixed = (column * 7_919 + row * 104_729) * 2_654_435_761 % 4_294_967_296;
            (mixed >> 25) + 40
        };
        let mut work = Box::new([0; WORK_WIDTH * WORK_HEIGHT]);
        for (n, cell) in work.iter_mut().enumerate() {
            let (column, row) = (n % WORK_WIDTH + 20 - x, n / WORK_WIDTH + 20 - y);
            let across =
                |row| patch(column / 4, row) * (4 - column % 4) + patch(column / 4 + 1, row) * (column % 4);
            let level = (across(row / 4) * (4 - row % 4) + across(row / 4 + 1) * (row % 4)) / 16;
            *cell = u8::try_from(level).expect("a level");
        }
        work
    }

    #[test]
    fn a_pan_is_followed() {
        let followed = follow(&texture(0, 0), &texture(6, 3));
        assert_eq!(followed.pan, (6, 3));
        assert!(followed.difference > 10 * followed.residual, "{followed:?}");
        assert!(followed.lost < 25 && followed.textured == 108, "{followed:?}");
    }

    #[test]
    fn another_picture_is_lost() {
        let mut other = texture(0, 0);
        other.reverse();
        let followed = follow(&texture(0, 0), &other);
        assert!(followed.lost > 80, "{followed:?}");
    }

    #[test]
    fn the_same_picture_stands_still() {
        let followed = follow(&texture(0, 0), &texture(0, 0));
        let expected = Followed {
            textured: 108,
            ..Followed::default()
        };
        assert_eq!(followed, expected);
    }
}
