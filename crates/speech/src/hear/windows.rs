//! Which part of the sound is listened to at once.

use std::ops::Range;

use super::{RATE, WINDOW};

const SECOND: usize = RATE as usize;
/// Heard before and after a stretch that the ear took for speech: it may be late by as much.
const MARGIN: usize = SECOND / 2;
/// A pause as long as this ends a window: what lies in it is not listened to.
const LONG_PAUSE: usize = 4 * SECOND;
/// A window that must end within speech ends in its last part, where it is quietest.
const LATE: usize = WINDOW - 10 * SECOND;
/// Quiet is measured over this much.
const QUIET: usize = SECOND / 5;
const STEP: usize = SECOND / 100;

/// The stretches with their margins, in order, without overlap, within the sound.
pub(super) fn widened(stretches: &[Range<usize>], length: usize) -> Vec<Range<usize>> {
    let mut sorted: Vec<Range<usize>> = stretches
        .iter()
        .map(|one| one.start.saturating_sub(MARGIN)..one.end.saturating_add(MARGIN).min(length))
        .filter(|one| one.start < one.end)
        .collect();
    sorted.sort_by_key(|one| one.start);
    let mut joined: Vec<Range<usize>> = Vec::new();
    for stretch in sorted {
        match joined.last_mut().filter(|last| stretch.start <= last.end) {
            Some(last) => last.end = last.end.max(stretch.end),
            None => joined.push(stretch),
        }
    }
    joined
}

/// The next window at or after `at`: it begins with speech and ends before a long pause, or where it is quietest.
pub(super) fn next(samples: &[f32], stretches: &[Range<usize>], at: usize) -> Option<Range<usize>> {
    let mut ahead = stretches.iter().filter(|one| one.end > at);
    let first = ahead.next()?;
    let start = first.start.max(at);
    let longest = start.saturating_add(WINDOW);
    let mut end = first.end;
    for stretch in ahead {
        if end >= longest || stretch.start.saturating_sub(end) >= LONG_PAUSE {
            break;
        }
        // A stretch that would be cut waits for the next window.
        if stretch.end > longest && stretch.start > start + LATE {
            break;
        }
        end = stretch.end;
    }
    if end > longest {
        end = quietest(samples, start + LATE, longest);
    }
    (start < end).then_some(start..end)
}

/// The middle of the quietest fifth of a second.
fn quietest(samples: &[f32], from: usize, before: usize) -> usize {
    let mut found = (before, f64::INFINITY);
    for start in (from..before.saturating_sub(QUIET)).step_by(STEP) {
        let part = samples.get(start..start + QUIET).unwrap_or_default();
        let power: f64 = part.iter().map(|sample| f64::from(*sample).powi(2)).sum();
        if power < found.1 {
            found = (start + QUIET / 2, power);
        }
    }
    found.0
}

#[cfg(test)]
mod tests {
    use super::*;

    const S: usize = SECOND;

    #[test]
    fn stretches_get_margins_and_are_joined() {
        let found = widened(
            &[10 * S..12 * S, 0..S, 12 * S + S / 2..14 * S, 99 * S..120 * S],
            100 * S,
        );
        assert_eq!(
            found,
            [
                0..S + S / 2,
                10 * S - S / 2..14 * S + S / 2,
                99 * S - S / 2..100 * S
            ]
        );
        assert!(widened(&[200 * S..300 * S], 100 * S).is_empty());
    }

    #[test]
    fn short_pauses_stay_within_a_window_and_long_ones_do_not() {
        let samples = vec![0.0; 100 * S];
        let stretches = [2 * S..5 * S, 7 * S..9 * S, 20 * S..24 * S];
        assert_eq!(next(&samples, &stretches, 0), Some(2 * S..9 * S));
        assert_eq!(next(&samples, &stretches, 9 * S), Some(20 * S..24 * S));
        assert_eq!(next(&samples, &stretches, 22 * S), Some(22 * S..24 * S));
        assert_eq!(next(&samples, &stretches, 24 * S), None);
    }

    #[test]
    fn long_speech_is_cut_where_it_is_quiet() {
        let mut samples = vec![0.5; 100 * S];
        samples[26 * S..26 * S + S / 2].fill(0.0);
        let found = next(&samples, &[0..90 * S], 0).unwrap();
        assert!((26 * S..=26 * S + S / 2).contains(&found.end), "{found:?}");
        let found = next(&samples, &[0..90 * S], 30 * S).unwrap();
        assert!(found.len() <= WINDOW && found.len() >= LATE, "{found:?}");
    }

    #[test]
    fn a_stretch_that_does_not_fit_waits() {
        let samples = vec![0.0; 100 * S];
        let stretches = [0..20 * S, 22 * S..40 * S];
        assert_eq!(next(&samples, &stretches, 0), Some(0..20 * S));
    }
}
