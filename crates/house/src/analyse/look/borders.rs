//! Dark bars at the edges: how far from each edge nothing is lighter than near black.

/// Levels up to this are black: limited range has it at 16, and compression and tape add some.
const NEAR_BLACK: u8 = 24;
/// Of a row or a column, one sample in this many may be lighter: a dropped-out spot does not end a bar.
const SPOTS: usize = 64;

/// Rows or columns at each edge, in ten-thousandths of the height or width.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Borders {
    pub(super) top: u16,
    pub(super) bottom: u16,
    pub(super) left: u16,
    pub(super) right: u16,
}

impl Borders {
    /// `lights` is room for one count per column; it is filled anew.
    pub(super) fn of(width: usize, luma: &[u8], lights: &mut Vec<u16>) -> Self {
        let rows = luma.chunks_exact(width.max(1));
        let height = rows.len();
        let dark = |row: &&[u8]| row.iter().filter(|sample| **sample > NEAR_BLACK).count() <= width / SPOTS;
        let top = rows.clone().take_while(dark).count();
        if top == height {
            return Self {
                top: WHOLE,
                bottom: WHOLE,
                left: WHOLE,
                right: WHOLE,
            };
        }
        let bottom = rows.clone().rev().take_while(dark).count();
        let inside = rows.skip(top).take(height.saturating_sub(top + bottom));
        lights.clear();
        lights.resize(width, 0);
        let tall = inside.len();
        for row in inside {
            for (light, sample) in lights.iter_mut().zip(row) {
                *light = light.saturating_add(u16::from(*sample > NEAR_BLACK));
            }
        }
        let dark = |light: &&u16| usize::from(**light) <= tall / SPOTS;
        let left = lights.iter().take_while(dark).count();
        let right = lights.iter().rev().take_while(dark).count();
        Self {
            top: share(top, height),
            bottom: share(bottom, height),
            left: share(left, width),
            right: share(right, width),
        }
    }
}

const WHOLE: u16 = 10_000;

fn share(part: usize, whole: usize) -> u16 {
    let share = (part * usize::from(WHOLE) + whole / 2)
        .checked_div(whole)
        .unwrap_or(0);
    u16::try_from(share).unwrap_or(WHOLE)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn bars_are_measured_at_each_edge() {
        let mut luma = vec![100; 100 * 50];
        luma[..100 * 5].fill(16);
        luma[100 * 40..].fill(18);
        for row in luma.chunks_exact_mut(100) {
            row[..20].fill(16);
        }
        // A spot in the bar.
        luma[50] = 200;
        let borders = Borders::of(100, &luma, &mut Vec::new());
        assert_eq!(
            borders,
            Borders {
                top: 1_000,
                bottom: 2_000,
                left: 2_000,
                right: 0
            }
        );
    }

    #[test]
    fn a_black_picture_is_all_border() {
        let borders = Borders::of(4, &[16; 8], &mut Vec::new());
        assert_eq!(
            borders,
            Borders {
                top: WHOLE,
                bottom: WHOLE,
                left: WHOLE,
                right: WHOLE
            }
        );
    }
}
