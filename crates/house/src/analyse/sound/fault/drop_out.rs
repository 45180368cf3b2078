use std::collections::VecDeque;

use media::time::MediaTime;

use crate::analyse::sound::block::Block;
use crate::analyse::{Finding, FindingKind, Span};

/// Cells a second: the sound is looked at in milliseconds.
const CELLS: u64 = 1000;
/// Cells before and after that a hole is held against.
const BESIDE: usize = 20;
/// Milliseconds of a hole.
const SHORTEST: usize = 2;
const LONGEST: usize = 150;
/// How far the sound falls, and how much it may differ before and after: 30 dB and 8 dB, as shares of the amplitude.
const FALL: f32 = 0.0316;
const ALIKE: f32 = 2.5;
/// The sound around a hole is at least this loud: -40 dBFS.
const LEAST: f32 = 0.01;
/// At most so many are told of one by one.
const MOST_FINDINGS: usize = 50;

/// Holes in the sound: it breaks off within two milliseconds and is back, as it was, a moment later. A voice or an
/// instrument fades.
#[derive(Debug)]
pub(super) struct DropOuts {
    rate: u64,
    /// Frames heard, and the cell that is being filled.
    frames: u64,
    cell: f32,
    cells_done: u64,
    /// The last cells: the largest sample of each.
    cells: VecDeque<f32>,
    /// First cell and cells.
    found: Vec<(u64, u32)>,
}

impl DropOuts {
    pub(super) fn new(sample_rate: u32) -> Self {
        Self {
            rate: u64::from(sample_rate),
            frames: 0,
            cell: 0.0,
            cells_done: 0,
            cells: VecDeque::new(),
            found: Vec::new(),
        }
    }

    pub(super) fn hear(&mut self, block: &Block) {
        let mut from = 0;
        let frames = block.frames();
        while from < frames {
            let end_of_cell = ((self.cells_done + 1) * self.rate).div_ceil(CELLS);
            let missing = usize::try_from(end_of_cell.saturating_sub(self.frames))
                .unwrap_or(usize::MAX)
                .max(1);
            let to = from.saturating_add(missing).min(frames);
            for plane in block.planes() {
                let samples = plane.get(from..to).unwrap_or_default();
                self.cell = samples
                    .iter()
                    .fold(self.cell, |most, sample| most.max(sample.abs()));
            }
            self.frames += (to - from) as u64;
            if to - from == missing {
                self.take_cell();
            }
            from = to;
        }
    }

    fn take_cell(&mut self) {
        self.cells.push_back(std::mem::take(&mut self.cell));
        self.cells_done += 1;
        if self.cells.len() > 2 * BESIDE + LONGEST {
            self.cells.pop_front();
        }
        self.look();
    }

    /// A hole is judged when what is after it is there.
    fn look(&mut self) {
        let Some(centre) = self.cells.len().checked_sub(BESIDE + 1) else {
            return;
        };
        let cell = |at: usize| self.cells.get(at).copied().unwrap_or_default();
        // Where the sound comes back: it was away in the cell before.
        let back = cell(centre);
        let Some(last) = centre.checked_sub(1) else { return };
        if back < LEAST * 0.5 || cell(last) > back * FALL * 2.0 {
            return;
        }
        let (after, steady_after) = usual(self.cells.range(centre..centre + BESIDE));
        let limit = after * FALL;
        let hole = (0..=last).rev().take_while(|at| cell(*at) <= limit).count();
        // One cell on each side may be cut in the middle.
        let Some(edge) = (last + 1).checked_sub(hole + 1) else {
            return;
        };
        let Some(first) = (edge + 1).checked_sub(BESIDE + 1) else {
            return;
        };
        let (before, steady_before) = usual(self.cells.range(first..edge));
        let alike = before <= after * ALIKE && after <= before * ALIKE;
        let abrupt = cell(edge) > before * 0.25 || cell(edge.saturating_sub(1)) > before * 0.5;
        if (SHORTEST..=LONGEST).contains(&hole)
            && before.min(after) >= LEAST
            && alike
            && abrupt
            && steady_before
            && steady_after
        {
            let start = self.cells_done - (BESIDE + 1 + hole) as u64;
            self.found.push((start, hole as u32));
        }
    }

    pub(super) fn finish(self, whole: Span) -> Vec<Finding> {
        let time = |cell: u64| MediaTime::from_millis(i64::try_from(cell).unwrap_or(i64::MAX)).min(whole.end);
        let finding = |span: Span, sentence: String| Finding {
            kind: FindingKind::DropOut,
            span,
            sentence,
        };
        if self.found.len() > MOST_FINDINGS {
            let longest = self.found.iter().map(|hole| hole.1).max().unwrap_or_default();
            let (Some(first), Some(last)) = (self.found.first(), self.found.last()) else {
                return Vec::new();
            };
            let span = Span {
                start: time(first.0),
                end: time(last.0 + u64::from(last.1)),
            };
            return vec![finding(
                span,
                format!(
                    "{} holes in the sound, the longest of {longest} ms",
                    self.found.len()
                ),
            )];
        }
        let each = self.found.iter().map(|(start, length)| {
            let span = Span {
                start: time(*start),
                end: time(start + u64::from(*length)),
            };
            finding(span, format!("the sound drops out for {length} ms"))
        });
        each.collect()
    }
}

/// The median of some cells, and whether the sound goes on through them: at most a few far below it.
fn usual<'a>(cells: impl Iterator<Item = &'a f32>) -> (f32, bool) {
    let mut cells: Vec<f32> = cells.copied().collect();
    cells.sort_unstable_by(f32::total_cmp);
    let part = |tenths: usize| cells.get(cells.len() * tenths / 10).copied().unwrap_or_default();
    (part(5), part(2) > 0.2 * part(5))
}
