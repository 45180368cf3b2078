use crate::analyse::sound::block::{self, Block};
use crate::analyse::{Finding, FindingKind, Span};
use media::time::MediaTime;

/// Blocks that are quieter say nothing: -60 dBFS.
const LEAST_POWER: f64 = 1e-6;
/// A channel so far below the other (50 dB) is missing.
const MISSING: f64 = 1e-5;
/// The difference of two channels that are the same: at most 60 dB below them.
const SAME: f64 = 1e-6;
/// How often the correlation must be this low.
const OPPOSED: f64 = -0.5;
/// Seconds a fault must last, in tenths.
const LEAST_TENTHS: u64 = 50;

/// What the two channels of a block are to each other.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Pair {
    /// Too quiet to say; goes with what is around it.
    Quiet,
    Sound,
    Opposed,
    LeftMissing,
    RightMissing,
    Same,
}

/// Two channels against each other. Others than stereo are not judged.
#[derive(Debug, Default)]
pub(super) struct Phase {
    /// Runs of blocks that are alike: what, the first block, the one after the last.
    runs: Vec<(Pair, u64, u64)>,
    /// Mean of the last seconds: left, right, both multiplied.
    slow: [f64; 3],
}

impl Phase {
    pub(super) fn hear(&mut self, block: &Block) {
        let [left, right] = block.planes() else { return };
        let frames = block.frames().max(1) as f64;
        let powers = [
            block::sums(left).1,
            block::sums(right).1,
            block::product(left, right),
        ];
        for (slow, power) in self.slow.iter_mut().zip(powers) {
            // About one second.
            *slow += (power / frames - *slow) * 0.1;
        }
        let [l, r, both] = self.slow;
        let now = powers.map(|power| power / frames);
        let pair = judge(now, [l, r, both]);
        self.note(pair, block.number);
    }

    fn note(&mut self, pair: Pair, block: u64) {
        let end = block + 1;
        match self.runs.last_mut() {
            Some((last, _, until)) if *last == pair || pair == Pair::Quiet => *until = end,
            Some((last, _, until)) if *last == Pair::Quiet => (*last, *until) = (pair, end),
            _ => self.runs.push((pair, block, end)),
        }
    }

    pub(super) fn finish(self, whole: Span) -> Vec<Finding> {
        let tenths = |pair: Pair| -> u64 {
            let runs = self.runs.iter().filter(|run| run.0 == pair);
            runs.map(|(_, start, end)| end - start).sum()
        };
        let judged: u64 = self
            .runs
            .iter()
            .filter(|run| run.0 != Pair::Quiet)
            .map(|run| run.2 - run.1)
            .sum();
        // Twice the same is so from one end to the other, or it is only a quiet minute of a stereo recording.
        if tenths(Pair::Same) >= LEAST_TENTHS && tenths(Pair::Same) * 100 >= judged * 99 {
            return vec![Finding {
                kind: FindingKind::Phase,
                span: whole,
                sentence: "both channels hold the same sound: it is mono, twice".into(),
            }];
        }
        let runs = self.runs.iter().filter(|run| run.2 - run.1 >= LEAST_TENTHS);
        runs.filter_map(|(pair, start, end)| {
            let seconds = (end - start) / 10;
            let sentence = match pair {
                Pair::Opposed => format!("left and right are against each other in phase for {seconds} s"),
                Pair::LeftMissing => format!("the left channel is missing for {seconds} s"),
                Pair::RightMissing => format!("the right channel is missing for {seconds} s"),
                Pair::Quiet | Pair::Sound | Pair::Same => return None,
            };
            let time = |block: u64| {
                MediaTime::from_millis(i64::try_from(block.saturating_mul(100)).unwrap_or(i64::MAX))
            };
            let span = Span {
                start: time(*start).min(whole.end),
                end: time(*end).min(whole.end),
            };
            Some(Finding {
                kind: FindingKind::Phase,
                span,
                sentence,
            })
        })
        .collect()
    }
}

/// Missing and same are seen at once; being opposed is a matter of seconds, since wide rooms are opposed for moments.
fn judge(now: [f64; 3], slow: [f64; 3]) -> Pair {
    let [left, right, both] = now;
    if left.max(right) < LEAST_POWER {
        return Pair::Quiet;
    }
    if left < right * MISSING {
        return Pair::LeftMissing;
    }
    if right < left * MISSING {
        return Pair::RightMissing;
    }
    if left + right - 2.0 * both <= (left + right) * SAME {
        return Pair::Same;
    }
    let [left, right, both] = slow;
    let correlation = both / (left * right).sqrt().max(f64::MIN_POSITIVE);
    if correlation < OPPOSED {
        Pair::Opposed
    } else {
        Pair::Sound
    }
}
