//! Which moment each token was said at: where the alignment heads look while it is read, made a path that never goes
//! back by dynamic time warping (Sakoe and Chiba 1978), as OpenAI's Whisper does for its word times.

use super::network::HeadScores;

/// Positions that a median is taken over; an odd number.
const MEDIAN: usize = 7;

/// What the heads look at, on average: a row for each token, a number for each position.
#[derive(Debug, Default)]
pub(super) struct Looks {
    positions: usize,
    heads: usize,
    sums: Vec<f32>,
}

impl Looks {
    /// Only the first `positions` of the window count, those of its sound.
    pub(super) fn new(positions: usize) -> Self {
        Self {
            positions,
            ..Self::default()
        }
    }

    /// Takes a head in: each token's looks become shares of 1, and each position's are told from its mean.
    pub(super) fn add(&mut self, head: &HeadScores) {
        let width = self.positions.min(head.positions);
        if width == 0 {
            return;
        }
        let mut rows: Vec<Vec<f32>> = head
            .scores
            .chunks_exact(head.positions)
            .filter_map(|row| row.get(..width))
            .map(shares)
            .collect();
        spread(&mut rows, width);
        self.positions = width;
        self.sums.resize(rows.len() * width, 0.0);
        for (sums, row) in self.sums.chunks_exact_mut(width).zip(&rows) {
            for (sum, value) in sums.iter_mut().zip(medians(row)) {
                *sum += value;
            }
        }
        self.heads += 1;
    }

    /// The position at which each of the tokens from `first` up to `before` begins.
    pub(super) fn beginnings(&self, first: usize, before: usize) -> Vec<usize> {
        if self.heads == 0 {
            return vec![0; before.saturating_sub(first)];
        }
        let rows = self.sums.chunks_exact(self.positions.max(1));
        let rows: Vec<&[f32]> = rows.take(before).skip(first).collect();
        warp(&rows, self.positions)
    }
}

/// Softmax.
fn shares(scores: &[f32]) -> Vec<f32> {
    let highest = scores.iter().copied().fold(f32::MIN, f32::max);
    let shares: Vec<f32> = scores.iter().map(|score| (score - highest).exp()).collect();
    let sum: f32 = shares.iter().sum();
    shares.into_iter().map(|share| share / sum).collect()
}

/// Each column becomes deviations from its mean, in units of its standard deviation.
fn spread(rows: &mut [Vec<f32>], width: usize) {
    let count = rows.len().max(1) as f32;
    for column in 0..width {
        let values = || rows.iter().filter_map(|row| row.get(column));
        let mean = values().sum::<f32>() / count;
        let square = values().map(|value| (value - mean).powi(2)).sum::<f32>() / count;
        let deviation = square.sqrt().max(1e-12);
        for row in rows.iter_mut() {
            if let Some(value) = row.get_mut(column) {
                *value = (*value - mean) / deviation;
            }
        }
    }
}

/// The median of the values around each; the ends are mirrored.
fn medians(row: &[f32]) -> Vec<f32> {
    let reach = MEDIAN / 2;
    if row.len() <= reach {
        return row.to_vec();
    }
    let last = row.len() - 1;
    let value = |place: usize| {
        // Counted from `reach` before the beginning.
        let from_start = place.abs_diff(reach);
        let inside = if from_start > last {
            2 * last - from_start
        } else {
            from_start
        };
        row.get(inside).copied().unwrap_or(0.0)
    };
    let median = |at: usize| {
        let mut around: [f32; MEDIAN] = std::array::from_fn(|place| value(at + place));
        around.sort_by(f32::total_cmp);
        around.get(reach).copied().unwrap_or(0.0)
    };
    (0..row.len()).map(median).collect()
}

/// How the cheapest path came to a cell.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Step {
    Both,
    Token,
    Position,
}

/// The path through rows and positions along which the values are largest; answers where it enters each row.
fn warp(rows: &[&[f32]], width: usize) -> Vec<usize> {
    let mut steps: Vec<Vec<Step>> = Vec::with_capacity(rows.len());
    let mut before = vec![f32::INFINITY; width + 1];
    if let Some(start) = before.first_mut() {
        *start = 0.0;
    }
    for row in rows {
        let mut costs = Vec::with_capacity(width + 1);
        costs.push(f32::INFINITY);
        let mut taken = Vec::with_capacity(width);
        let mut left = f32::INFINITY;
        for (value, above) in row.iter().zip(before.windows(2)) {
            let (both, token) = match above {
                [both, token] => (*both, *token),
                _ => (f32::INFINITY, f32::INFINITY),
            };
            let (cost, step) = if both <= token && both <= left {
                (both, Step::Both)
            } else if token <= left {
                (token, Step::Token)
            } else {
                (left, Step::Position)
            };
            left = cost - value;
            costs.push(left);
            taken.push(step);
        }
        steps.push(taken);
        before = costs;
    }
    trace(&steps, width)
}

fn trace(steps: &[Vec<Step>], width: usize) -> Vec<usize> {
    let mut beginnings = vec![0; steps.len()];
    let (mut row, mut position) = (steps.len(), width);
    while row > 0 && position > 0 {
        if let Some(beginning) = beginnings.get_mut(row - 1) {
            *beginning = position - 1;
        }
        let step = steps.get(row - 1).and_then(|row| row.get(position - 1));
        match step {
            Some(Step::Both) => (row, position) = (row - 1, position - 1),
            Some(Step::Token) => row -= 1,
            _ => position -= 1,
        }
    }
    beginnings
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_path_goes_where_the_values_are() {
        let rows: [&[f32]; 3] = [
            &[5.0, 5.0, 0.0, 0.0, 0.0, 0.0],
            &[0.0, 0.0, 5.0, 0.0, 0.0, 0.0],
            &[0.0, 0.0, 0.0, 5.0, 5.0, 5.0],
        ];
        assert_eq!(warp(&rows, 6), [0, 2, 3]);
    }

    #[test]
    fn the_path_never_goes_back() {
        let rows: [&[f32]; 3] = [
            &[0.0, 0.0, 0.0, 9.0],
            &[9.0, 0.0, 0.0, 0.0],
            &[0.0, 0.0, 1.0, 1.0],
        ];
        let found = warp(&rows, 4);
        assert!(found.is_sorted(), "{found:?}");
        assert_eq!(warp(&[], 4), Vec::<usize>::new());
        assert_eq!(warp(&[&[]], 0), [0]);
    }

    #[test]
    fn more_tokens_than_positions_share_them() {
        let row: &[f32] = &[1.0, 1.0];
        let found = warp(&[row, row, row, row, row], 2);
        assert!(
            found.is_sorted() && found.iter().all(|position| *position < 2),
            "{found:?}"
        );
    }

    #[test]
    fn heads_agree_on_where_tokens_begin() {
        // Each of four tokens is looked for at ten positions, by two heads of which one sees less.
        let mut looks = Looks::new(40);
        for strength in [4.0, 1.0] {
            let score = |token: usize, position: usize| if position / 10 == token { strength } else { 0.0 };
            let scores = (0..4).flat_map(|token| (0..50).map(move |position| score(token, position)));
            looks.add(&HeadScores {
                positions: 50,
                scores: scores.collect(),
            });
        }
        assert_eq!(looks.beginnings(0, 4), [0, 10, 20, 30]);
        assert_eq!(Looks::new(40).beginnings(1, 3), [0, 0]);
        assert_eq!(Looks::new(0).beginnings(0, 1), [0]);
    }

    #[test]
    fn medians_leave_steps_and_take_spikes() {
        let mut row = vec![0.0; 20];
        row[4] = 9.0;
        row[10..].fill(1.0);
        let found = medians(&row);
        assert_eq!(found[4], 0.0);
        assert_eq!(&found[8..12], [0.0, 0.0, 1.0, 1.0]);
        assert_eq!(medians(&[1.0, 2.0]), [1.0, 2.0]);
        assert_eq!(medians(&[1.0, 2.0, 3.0, 4.0]).len(), 4);
    }
}
