use media::frames::Planes;

use super::borders::Borders;
use super::grid::Grid;
use super::hash::Hasher;
use super::motion::{Work, follow, still};
use super::record::{
    BLOCKS, CHROMA_HEIGHT, CHROMA_WIDTH, LUMA_HEIGHT, LUMA_WIDTH, Look, WORK_HEIGHT, WORK_WIDTH,
};
use super::tones::{Tones, below, narrow};

const WORK: u32 = 5_184;
const CHROMA: usize = CHROMA_WIDTH * CHROMA_HEIGHT;

/// Looks at frames one after another. Its memory is that of two small pictures.
///
/// Pictures of another size than the one before begin anew, as if nothing had been before them.
#[derive(Debug)]
pub struct Eye {
    size: (usize, usize),
    work_grid: Grid<WORK_WIDTH, WORK_HEIGHT>,
    luma_grid: Grid<LUMA_WIDTH, LUMA_HEIGHT>,
    chroma_grid: Grid<CHROMA_WIDTH, CHROMA_HEIGHT>,
    hasher: Hasher,
    lights: Vec<u16>,
    before: Option<Box<Before>>,
}

#[derive(Debug)]
struct Before {
    work: Work,
    cb: [u8; CHROMA],
    cr: [u8; CHROMA],
    planes: Vec<u8>,
}

impl Default for Eye {
    fn default() -> Self {
        Self::new()
    }
}

impl Eye {
    pub fn new() -> Self {
        Self {
            size: (0, 0),
            work_grid: Grid::new(0, 0),
            luma_grid: Grid::new(WORK_WIDTH, WORK_HEIGHT),
            chroma_grid: Grid::new(0, 0),
            hasher: Hasher::new(),
            lights: Vec::new(),
            before: None,
        }
    }

    /// The next frame, of about 384 x 216: larger ones take longer and show no more.
    pub fn see(&mut self, planes: Planes<'_>) -> Look {
        if self.size != (planes.width, planes.height) {
            self.size = (planes.width, planes.height);
            self.work_grid = Grid::new(planes.width, planes.height);
            self.chroma_grid = Grid::new(planes.width / 2, planes.height / 2);
            self.before = None;
        }
        let mut work = [0; WORK_WIDTH * WORK_HEIGHT];
        self.work_grid.shrink(planes.luma, &mut work);
        let mut luma = [0; LUMA_WIDTH * LUMA_HEIGHT];
        self.luma_grid.shrink(&work, &mut luma);
        let (mut cb, mut cr) = ([0; CHROMA], [0; CHROMA]);
        self.chroma_grid.shrink(planes.cb, &mut cb);
        self.chroma_grid.shrink(planes.cr, &mut cr);

        let tones = Tones::of(&work);
        let (saturation, saturation_high) = saturation(&cb, &cr);
        let borders = Borders::of(planes.width, planes.luma, &mut self.lights);
        let mut look = Look {
            luma,
            cb,
            cr,
            tones: tones.shares,
            hash: self.hasher.hash(&luma),
            luma_mean: tones.mean,
            luma_spread: tones.spread,
            luma_low: tones.low,
            luma_high: tones.high,
            saturation,
            saturation_high,
            sharpness: sharpness(planes.width, planes.luma),
            dark_top: borders.top,
            dark_bottom: borders.bottom,
            dark_left: borders.left,
            dark_right: borders.right,
            has_before: self.before.is_some(),
            identical: false,
            difference: 0,
            difference_most: 0,
            chroma_difference: 0,
            residual: 0,
            textured: 0,
            lost: 0,
            motion: 0,
            pan_x: 0,
            pan_y: 0,
        };
        if let Some(before) = &self.before {
            look.identical = is_identical(&before.planes, planes);
            compare(&mut look, before, &work);
        }
        self.keep(work, cb, cr, planes);
        look
    }

    fn keep(&mut self, work: Work, cb: [u8; CHROMA], cr: [u8; CHROMA], planes: Planes<'_>) {
        let mut kept = self.before.take().map(|before| before.planes).unwrap_or_default();
        kept.clear();
        for plane in [planes.luma, planes.cb, planes.cr] {
            kept.extend_from_slice(plane);
        }
        self.before = Some(Box::new(Before {
            work,
            cb,
            cr,
            planes: kept,
        }));
    }
}

fn compare(look: &mut Look, before: &Before, work: &Work) {
    let followed = if before.work == *work {
        // Nothing moved; only the textures are to be counted.
        still(work)
    } else {
        follow(&before.work, work)
    };
    let mean = |sum: u32, cells: u32| narrow(u64::from(sum) * 256 / u64::from(cells));
    look.difference = mean(followed.difference, WORK);
    look.difference_most = mean(followed.difference_most, WORK / BLOCK_COUNT);
    look.residual = mean(followed.residual, WORK);
    look.textured = followed.textured;
    look.lost = followed.lost;
    // Hundredths of a cell, over blocks, into ten-thousandths of the width.
    look.motion = narrow(u64::from(followed.lengths) * 100 / u64::from(BLOCK_COUNT) / 96);
    look.pan_x = followed.pan.0.saturating_mul(10_000 / 96);
    look.pan_y = followed.pan.1.saturating_mul(10_000 / 54);
    let apart = |one: &[u8], other: &[u8]| -> u32 {
        one.iter()
            .zip(other)
            .map(|(a, b)| u32::from(a.abs_diff(*b)))
            .sum()
    };
    let chroma = apart(&look.cb, &before.cb) + apart(&look.cr, &before.cr);
    look.chroma_difference = mean(chroma, 2 * 144);
}

const BLOCK_COUNT: u32 = 108;
const _: () = assert!(BLOCK_COUNT as usize == BLOCKS && CHROMA == 144);

fn is_identical(before: &[u8], planes: Planes<'_>) -> bool {
    let (luma, chroma) = before.split_at(planes.luma.len().min(before.len()));
    let (cb, cr) = chroma.split_at(planes.cb.len().min(chroma.len()));
    luma == planes.luma && cb == planes.cb && cr == planes.cr
}

fn saturation(cb: &[u8; CHROMA], cr: &[u8; CHROMA]) -> (u16, u8) {
    let mut counts = [0; 256];
    let mut sum = 0_u64;
    for (cb, cr) in cb.iter().zip(cr) {
        let distance = cb.abs_diff(128).saturating_add(cr.abs_diff(128));
        sum += u64::from(distance);
        if let Some(count) = counts.get_mut(usize::from(distance)) {
            *count += 1;
        }
    }
    (narrow(sum * 256 / 144), below(&counts, 136))
}

/// Mean absolute Laplacian of every second row: as telling as all of them.
fn sharpness(width: usize, luma: &[u8]) -> u16 {
    let mut sum = 0_u64;
    let mut cells = 0_u64;
    let inner = width.saturating_sub(2);
    let rows = luma.chunks_exact(width.max(1));
    let lines = rows
        .clone()
        .zip(rows.clone().skip(1))
        .zip(rows.skip(2))
        .step_by(2);
    for ((above, row), under) in lines {
        let line: u32 = above
            .iter()
            .skip(1)
            .zip(row)
            .zip(row.iter().skip(1))
            .zip(row.iter().skip(2))
            .zip(under.iter().skip(1))
            .take(inner)
            .fold(0, |sum: u32, ((((above, left), middle), right), under)| {
                let [above, left, right, under] = [above, left, right, under].map(|level| i16::from(*level));
                let around = above.wrapping_add(left).wrapping_add(right).wrapping_add(under);
                let curve = i16::from(*middle).wrapping_mul(4).wrapping_sub(around);
                // Wrapping, so that the compiler takes many at once: sums of bytes fit.
                sum.wrapping_add(u32::from(curve.unsigned_abs()))
            });
        sum += u64::from(line);
        cells += inner as u64;
    }
    narrow((sum * 256).checked_div(cells).unwrap_or(0))
}
