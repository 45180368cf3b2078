//! Pictures made small: each cell of a grid is the mean of the part of the picture that it covers.

/// Means of a plane of bytes over a grid of `W * H` cells, whatever the plane's size: a cell covers whole samples, at
/// least one, and neighbours share one where the plane is smaller than the grid.
#[derive(Debug, Clone)]
pub(super) struct Grid<const W: usize, const H: usize> {
    width: usize,
    columns: Vec<(usize, usize)>,
    rows: Vec<(usize, usize)>,
    sums: Vec<u32>,
}

impl<const W: usize, const H: usize> Grid<W, H> {
    pub(super) fn new(width: usize, height: usize) -> Self {
        Self {
            width,
            columns: covers(width, W),
            rows: covers(height, H),
            sums: vec![0; width],
        }
    }

    /// `cells` is written row by row; a plane of another size than announced leaves the cells beyond it as they are.
    pub(super) fn shrink(&mut self, plane: &[u8], cells: &mut [u8]) {
        for ((first, end), cells) in self.rows.iter().zip(cells.chunks_exact_mut(W)) {
            self.sums.fill(0);
            let span = first.saturating_mul(self.width)..end.saturating_mul(self.width);
            let covered = plane.get(span).unwrap_or_default();
            for row in covered.chunks_exact(self.width.max(1)) {
                for (sum, sample) in self.sums.iter_mut().zip(row) {
                    // Wrapping, so that the compiler takes many at once; a plane of bytes is never that tall.
                    *sum = sum.wrapping_add(u32::from(*sample));
                }
            }
            let tall = u32::try_from(end - first).unwrap_or(u32::MAX);
            for (cell, (first, end)) in cells.iter_mut().zip(&self.columns) {
                let sums = self.sums.get(*first..*end).unwrap_or_default();
                let count = u32::try_from(sums.len()).unwrap_or(u32::MAX).saturating_mul(tall);
                let sum: u32 = sums.iter().sum();
                *cell = mean(sum, count);
            }
        }
    }
}

fn covers(length: usize, cells: usize) -> Vec<(usize, usize)> {
    (0..cells)
        .map(|cell| {
            let first = (cell * length / cells).min(length.saturating_sub(1));
            (first, ((cell + 1) * length / cells).max(first + 1).min(length))
        })
        .collect()
}

fn mean(sum: u32, count: u32) -> u8 {
    let rounded = (sum + count / 2).checked_div(count).unwrap_or(0);
    u8::try_from(rounded).unwrap_or(u8::MAX)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_cell_is_the_mean_of_what_it_covers() {
        let plane: Vec<u8> = (0..48).collect();
        let mut cells = [0; 6];
        Grid::<3, 2>::new(12, 4).shrink(&plane, &mut cells);
        // Rows 0 and 1, columns 0 to 3: 0..=3 and 12..=15.
        assert_eq!(cells, [8, 12, 16, 32, 36, 40]);
    }

    #[test]
    fn pictures_smaller_than_the_grid_fill_it() {
        let mut cells = [9; 12];
        Grid::<6, 2>::new(2, 2).shrink(&[10, 20, 30, 40], &mut cells);
        assert_eq!(cells, [10, 10, 10, 20, 20, 20, 30, 30, 30, 40, 40, 40]);
    }

    #[test]
    fn planes_of_another_size_are_survived() {
        let mut cells = [9; 6];
        Grid::<3, 2>::new(12, 4).shrink(&[1; 13], &mut cells);
        Grid::<3, 2>::new(0, 0).shrink(&[1; 13], &mut cells);
    }
}
