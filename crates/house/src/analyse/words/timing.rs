//! Times of words where only their line has one.

use crate::analyse::{Line, Span, Word};

/// Letters said in a second, about; for what has no time of its own.
const LETTERS_PER_SECOND: i64 = 14;

/// The line's words with times: its own where it has them, otherwise its span shared out by their letters.
pub fn timed_words(line: &Line) -> Vec<Word> {
    if !line.words.is_empty() {
        return line.words.clone();
    }
    let words: Vec<&str> = line.text.split_whitespace().collect();
    share_out(&words, line.span)
}

/// How long a text takes to say, about, in microseconds.
pub fn length_of_words(text: &str) -> i64 {
    let letters = i64::try_from(text.chars().count()).unwrap_or(i64::MAX / 2_000_000);
    letters.saturating_mul(1_000_000) / LETTERS_PER_SECOND
}

/// Words one after the other in a span, each as long as its letters; none ends before it starts.
pub(super) fn share_out(words: &[&str], span: Span) -> Vec<Word> {
    let weight = |word: &str| word.chars().count() as i128 + 1;
    let all: i128 = words.iter().map(|word| weight(word)).sum();
    let (start, length) = (span.start.micros(), i128::from(span.micros()));
    let at = |said: i128| {
        let part = length * said / all.max(1);
        start.saturating_add(i64::try_from(part).unwrap_or(0))
    };
    let mut said = 0;
    words
        .iter()
        .map(|word| {
            let from = at(said);
            said += weight(word);
            Word {
                span: Span::of_micros(from, at(said)),
                text: (*word).to_owned(),
            }
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_line_is_shared_out_by_letters() {
        let line = Line {
            span: Span::of_micros(1_000_000, 2_000_000),
            text: "a  bcd efgh".into(),
            speaker: None,
            words: vec![],
        };
        let words = timed_words(&line);
        let times: Vec<_> = words
            .iter()
            .map(|word| (word.span.start.micros(), word.span.end.micros()))
            .collect();
        assert_eq!(
            times,
            [
                (1_000_000, 1_181_818),
                (1_181_818, 1_545_454),
                (1_545_454, 2_000_000)
            ]
        );
    }
}
