use std::ops::Range;

use crate::analyse::look::{LUMA_HEIGHT, LUMA_WIDTH, Look};

/// The cells of the thumbnails that show the picture: black bars, which all shots share, make every two frames alike.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Area {
    pub(super) rows: Range<usize>,
    pub(super) columns: Range<usize>,
}

/// Cells that must be left.
const LEAST: (usize, usize) = (6, 8);
/// What is all dark at an edge, of ten thousand.
const WHOLE: u16 = 10_000;

impl Area {
    /// Without the bars that nine frames of ten have.
    pub(super) fn of(looks: &[Look]) -> Self {
        let lit: Vec<&Look> = looks.iter().filter(|look| look.dark_top < WHOLE).collect();
        let bar = |edge: fn(&Look) -> u16, cells: usize| {
            let mut bars: Vec<u16> = lit.iter().map(|look| edge(look)).collect();
            let tenth = bars.len() / 10;
            if bars.is_empty() {
                return 0;
            }
            let bar = *bars.select_nth_unstable(tenth).1;
            (usize::from(bar) * cells).div_ceil(usize::from(WHOLE))
        };
        let inside = |before: usize, after: usize, cells: usize, least: usize| {
            let range = before..cells.saturating_sub(after);
            if range.len() < least { 0..cells } else { range }
        };
        let (top, bottom) = (
            bar(|look| look.dark_top, LUMA_HEIGHT),
            bar(|look| look.dark_bottom, LUMA_HEIGHT),
        );
        let (left, right) = (
            bar(|look| look.dark_left, LUMA_WIDTH),
            bar(|look| look.dark_right, LUMA_WIDTH),
        );
        Self {
            rows: inside(top, bottom, LUMA_HEIGHT, LEAST.0),
            columns: inside(left, right, LUMA_WIDTH, LEAST.1),
        }
    }

    pub(super) fn cells(&self) -> usize {
        self.rows.len() * self.columns.len()
    }

    pub(super) fn has(&self, row: usize, column: usize) -> bool {
        self.rows.contains(&row) && self.columns.contains(&column)
    }
}
