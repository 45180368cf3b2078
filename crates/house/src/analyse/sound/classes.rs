use media::time::MediaTime;

use super::super::Span;
use super::block::Block;
use super::model::Chances;
use super::{Curve, SoundClass, SoundSpan};

/// How a class is told from what the model says of each tenth of a second.
struct Habit {
    class: SoundClass,
    /// What a change costs, in natural logarithms of chances: evidence has to outweigh it.
    change: f32,
    /// Shorter stretches are none, in tenths.
    least: usize,
    /// Shorter gaps are bridged, in tenths.
    bridge: usize,
}

const HABITS: [Habit; 4] = [
    Habit {
        class: SoundClass::Speech,
        change: 3.0,
        least: 5,
        bridge: 5,
    },
    Habit {
        class: SoundClass::Music,
        change: 7.0,
        least: 20,
        bridge: 15,
    },
    Habit {
        class: SoundClass::Singing,
        change: 6.0,
        least: 12,
        bridge: 8,
    },
    Habit {
        class: SoundClass::Crowd,
        change: 5.0,
        least: 8,
        bridge: 8,
    },
];

/// Tenths before and after that tell whether a voice sings.
const VOICE_REACH: usize = 80;

/// Spans of all classes but silence, from the chances of each tenth of a second. What is silent is nothing else.
pub(super) fn classes(chances: &[Chances], silences: &[SoundSpan]) -> Vec<SoundSpan> {
    let mut silent = vec![false; chances.len()];
    let clock = Curve::new(Block::PER_SECOND);
    for silence in silences {
        let (start, end) = (
            clock.index_at(silence.span.start),
            clock.index_at(silence.span.end),
        );
        let end = end.min(silent.len());
        if let Some(tenths) = silent.get_mut(start.min(end)..end) {
            tenths.fill(true);
        }
    }
    let chances = &with_voices_settled(chances);
    let mut heard: Vec<Vec<bool>> = HABITS
        .iter()
        .map(|habit| {
            let chance = |at: &Chances| chance(at, habit.class);
            let mut heard = steady(chances.iter().map(chance), habit.change);
            fill(&mut heard, false, habit.bridge, true);
            for (heard, silent) in heard.iter_mut().zip(&silent) {
                *heard &= !silent;
            }
            fill(&mut heard, true, habit.least, false);
            heard
        })
        .collect();
    // Singing is music too.
    if let [_, music, singing, _] = heard.as_mut_slice() {
        for (music, singing) in music.iter_mut().zip(singing) {
            *music |= *singing;
        }
    }
    let all = HABITS.iter().zip(&heard);
    all.flat_map(|(habit, heard)| spans(habit.class, heard, chances, &clock))
        .collect()
}

/// Over music a voice that sings now and then sings throughout, and one that hardly ever does speaks: what the model
/// says of a tenth of a second alone goes to and fro between the two.
fn with_voices_settled(chances: &[Chances]) -> Vec<Chances> {
    let mut sums = vec![(0_u64, 0_u64)];
    for at in chances {
        let (sung, spoken) = sums.last().copied().unwrap_or_default();
        sums.push((sung + u64::from(at.singing), spoken + u64::from(at.speech)));
    }
    let settle = |(number, at): (usize, &Chances)| {
        let from = sums
            .get(number.saturating_sub(VOICE_REACH))
            .copied()
            .unwrap_or_default();
        let to = sums
            .get((number + VOICE_REACH).min(chances.len()))
            .copied()
            .unwrap_or(from);
        let (sung, spoken) = (to.0 - from.0, to.1 - from.1);
        let mut settled = *at;
        if at.music >= 128 {
            let voice = at.speech.max(at.singing);
            // As often sung as spoken, nearly: a song. One in six: a speaker.
            if sung * 10 > spoken * 6 {
                (settled.singing, settled.speech) = (voice, at.speech / 4);
            } else if sung * 6 < spoken {
                (settled.singing, settled.speech) = (at.singing / 4, voice);
            }
        }
        settled
    };
    chances.iter().enumerate().map(settle).collect()
}

/// How likely a class is, 0.02 to 0.98: the model is never quite sure.
fn chance(chances: &Chances, class: SoundClass) -> f32 {
    let value = match class {
        // Who sings does not speak; the likelier counts.
        SoundClass::Speech if chances.singing > chances.speech => chances.speech / 2,
        SoundClass::Speech => chances.speech,
        SoundClass::Music => chances.music,
        SoundClass::Singing => chances.singing,
        SoundClass::Crowd => chances.crowd,
        SoundClass::Silence => 0,
    };
    (f32::from(value) / 255.0).clamp(0.02, 0.98)
}

/// The likeliest course of being heard and not, when a change has its price (Viterbi).
fn steady(chances: impl Iterator<Item = f32>, change: f32) -> Vec<bool> {
    let (mut off, mut on) = (0.0_f32, 0.0_f32);
    // Whether the best way to each state comes from being heard.
    let mut ways: Vec<(bool, bool)> = Vec::new();
    for chance in chances {
        let (to_off, to_on) = (on - change > off, on >= off - change);
        let best_off = if to_off { on - change } else { off };
        let best_on = if to_on { on } else { off - change };
        (off, on) = (best_off + (1.0 - chance).ln(), best_on + chance.ln());
        // Only the difference counts; sums of hours would lose it.
        (off, on) = (off - off.max(on), on - off.max(on));
        ways.push((to_off, to_on));
    }
    let mut state = on > off;
    let mut heard = vec![false; ways.len()];
    for (heard, (to_off, to_on)) in heard.iter_mut().zip(ways).rev() {
        *heard = state;
        state = if state { to_on } else { to_off };
    }
    heard
}

/// Turns runs of `what` that are shorter than `least` over; those at the ends only when they are `heard`.
fn fill(heard: &mut [bool], what: bool, least: usize, inside: bool) {
    let count = heard.len();
    let mut start = 0;
    while start < count {
        let here = heard.get(start).copied().unwrap_or_default();
        let rest = heard.get(start..).unwrap_or_default();
        let length = rest.iter().take_while(|next| **next == here).count().max(1);
        let at_an_end = start == 0 || start + length == count;
        if here == what
            && length < least
            && !(inside && at_an_end)
            && let Some(run) = heard.get_mut(start..start + length)
        {
            run.fill(!what);
        }
        start += length;
    }
}

fn spans(class: SoundClass, heard: &[bool], chances: &[Chances], clock: &Curve) -> Vec<SoundSpan> {
    let mut found = Vec::new();
    let mut start = 0;
    for run in heard.chunk_by(|a, b| a == b) {
        let end = start + run.len();
        if run.first() == Some(&true) {
            let within = chances.get(start..end).unwrap_or_default();
            let sum: f32 = within.iter().map(|at| chance(at, class)).sum();
            found.push(SoundSpan {
                span: Span {
                    start: clock.time_of(start),
                    end: clock.time_of(end),
                },
                class,
                percent: (100.0 * sum / run.len() as f32).round() as u8,
            });
        }
        start = end;
    }
    found
}

/// By start, then by class, and none beyond the end.
pub(super) fn in_order(mut spans: Vec<SoundSpan>, end: MediaTime) -> Vec<SoundSpan> {
    for span in &mut spans {
        span.span.end = span.span.end.min(end);
    }
    spans.retain(|span| span.span.start < span.span.end);
    spans.sort_by_key(|span| (span.span.start, span.class));
    spans
}

#[cfg(test)]
mod tests {
    use super::*;

    fn runs(heard: &[bool]) -> Vec<(bool, usize)> {
        heard
            .chunk_by(|a, b| a == b)
            .map(|run| (run[0], run.len()))
            .collect()
    }

    #[test]
    fn a_slip_of_the_model_changes_nothing() {
        let mut chances = vec![0.9; 60];
        chances[20] = 0.1;
        chances[41..].fill(0.05);
        assert_eq!(runs(&steady(chances.into_iter(), 4.0)), [(true, 41), (false, 19)]);
    }

    #[test]
    fn short_runs_are_turned_over() {
        let mut heard = [false, true, true, false, true, true, true, true, false];
        fill(&mut heard, false, 2, true);
        assert_eq!(runs(&heard), [(false, 1), (true, 7), (false, 1)]);
        fill(&mut heard, true, 8, false);
        assert_eq!(runs(&heard), [(false, 9)]);
    }

    #[test]
    fn singing_is_music_and_silence_is_nothing_else() {
        let singer = Chances {
            singing: 250,
            speech: 200,
            music: 10,
            crowd: 0,
        };
        let silence = SoundSpan {
            span: Span::of_micros(3_000_000, 5_000_000),
            class: SoundClass::Silence,
            percent: 100,
        };
        let found = classes(&[singer; 80], &[silence]);
        let of = |class| -> Vec<_> {
            let spans = found.iter().filter(|span| span.class == class);
            spans
                .map(|span| {
                    (
                        span.span.start.micros() / 100_000,
                        span.span.end.micros() / 100_000,
                    )
                })
                .collect()
        };
        assert_eq!(of(SoundClass::Singing), [(0, 30), (50, 80)]);
        assert_eq!(of(SoundClass::Music), [(0, 30), (50, 80)]);
        assert_eq!(of(SoundClass::Speech), []);
    }
}
