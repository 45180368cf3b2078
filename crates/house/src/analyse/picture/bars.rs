use super::super::look::{CHROMA_HEIGHT, CHROMA_WIDTH, LUMA_HEIGHT, LUMA_WIDTH, Look};

/// Rows of the thumbnails in which colour bars stand: below them SMPTE bars (SMPTE EG 1) have other patterns.
const LUMA_ROWS: usize = LUMA_HEIGHT / 2;
const CHROMA_ROWS: usize = CHROMA_HEIGHT / 2;
/// Levels by which rows of bars may differ.
const ALIKE: u8 = 6;
/// Levels from the lightest bar to the darkest at the least.
const FALL: u8 = 90;
/// Levels that a colour must be away from grey, to be taken for one.
const COLOURED: i16 = 12;

/// On which side of grey blue and red difference are, from yellow to blue (ITU-R BT.471): 0 where it does not matter.
const COLOURS: [(i16, i16); 6] = [
    (-1, 0),  // yellow
    (0, -1),  // cyan
    (-1, -1), // green
    (1, 1),   // magenta
    (0, 1),   // red
    (1, 0),   // blue
];

/// Is this a test card of seven bars, or of eight with a black one: white, yellow, cyan, green, magenta, red, blue?
pub(super) fn are_colour_bars(look: &Look) -> bool {
    let Some(luma) = columns::<LUMA_WIDTH>(&look.luma, LUMA_ROWS) else {
        return false;
    };
    let (Some(cb), Some(cr)) = (
        columns::<CHROMA_WIDTH>(&look.cb, CHROMA_ROWS),
        columns::<CHROMA_WIDTH>(&look.cr, CHROMA_ROWS),
    ) else {
        return false;
    };
    let falls = luma.windows(2).all(|pair| match pair {
        [left, right] => *right <= left.saturating_add(ALIKE),
        _ => true,
    });
    let far = luma.first().zip(luma.last());
    let is_steep = far.is_some_and(|(first, last)| first.saturating_sub(*last) >= FALL);
    falls && is_steep && [7, 8].into_iter().any(|bars| are_in_order(&cb, &cr, bars))
}

/// The columns of a thumbnail whose rows are all alike; `None` when they are not.
fn columns<const WIDTH: usize>(cells: &[u8], rows: usize) -> Option<[u8; WIDTH]> {
    let (rows, _) = cells.get(..WIDTH * rows)?.as_chunks::<WIDTH>();
    let first = rows.first()?;
    let is_alike = |row: &[u8; WIDTH]| first.iter().zip(row).all(|(a, b)| a.abs_diff(*b) <= ALIKE);
    rows.iter().all(is_alike).then_some(*first)
}

fn are_in_order(cb: &[u8; CHROMA_WIDTH], cr: &[u8; CHROMA_WIDTH], bars: usize) -> bool {
    (1..).zip(COLOURS).all(|(bar, (blue, red))| {
        let middle = (2 * bar + 1) * CHROMA_WIDTH / (2 * bars);
        let away = |plane: &[u8; CHROMA_WIDTH]| plane.get(middle).map_or(0, |level| i16::from(*level) - 128);
        let is_so = |side: i16, away: i16| side == 0 || side * away >= COLOURED;
        is_so(blue, away(cb)) && is_so(red, away(cr))
    })
}
