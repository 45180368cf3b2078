//! What was said, cut at the times between.

use super::POSITION;
use crate::tokens::Signs;

/// A stretch of speech as the model cut it; samples from the window's start.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Segment {
    pub(super) start: usize,
    pub(super) end: usize,
    pub(super) text: Vec<u32>,
}

/// The segments, and up to which sample of the window something was said to the end. A segment that has no end (the
/// window ended first) lasts to the window's.
pub(super) fn segments(tokens: &[u32], signs: &Signs, window: usize) -> (Vec<Segment>, usize) {
    let sample = |token: u32| {
        let position = token.saturating_sub(signs.first_time) as usize;
        position.saturating_mul(POSITION).min(window)
    };
    let mut segments = Vec::new();
    let (mut start, mut text) = (0, Vec::new());
    let mut until = window;
    for token in tokens {
        if signs.is_text(*token) {
            text.push(*token);
        } else if signs.is_time(*token) {
            let time = sample(*token);
            if text.is_empty() {
                start = time;
            } else {
                let text = std::mem::take(&mut text);
                segments.push(Segment {
                    start,
                    end: time.max(start),
                    text,
                });
                start = time;
            }
            until = time;
        }
    }
    if !text.is_empty() {
        segments.push(Segment {
            start,
            end: window.max(start),
            text,
        });
        until = window;
    }
    (segments, until)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::tokens::Vocabulary;

    #[test]
    fn what_is_said_is_cut_at_the_times() {
        // Text 0 and 1, the end 2, times from 9.
        let vocabulary = Vocabulary::for_tests(&["a", "b"], 1_600);
        let signs = vocabulary.signs();
        let cut = |tokens: &[u32]| segments(tokens, signs, 160_000);
        let segment = |start, end, text: &[u32]| Segment {
            start,
            end,
            text: text.to_vec(),
        };
        assert_eq!(cut(&[]), (vec![], 160_000));
        assert_eq!(
            cut(&[9, 0, 1, 59, 59, 1, 109]),
            (
                vec![segment(0, 16_000, &[0, 1]), segment(16_000, 32_000, &[1])],
                32_000
            )
        );
        assert_eq!(cut(&[19, 0]), (vec![segment(3_200, 160_000, &[0])], 160_000));
        assert_eq!(cut(&[9, 0, 59, 59]), (vec![segment(0, 16_000, &[0])], 16_000));
        assert_eq!(
            cut(&[0, 1_500]),
            (vec![segment(0, 160_000, &[0])], 160_000),
            "not past the window"
        );
    }
}
