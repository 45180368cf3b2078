//! A text without times gets those of another transcript of the same asset: both are compared as sequences of words.
//!
//! Words that stand once in both are anchors (patience diff, B. Cohen), the longest run of them that keeps the order is
//! believed, and what lies between two anchors is compared in the same way; where no word is unique, by the longest
//! common subsequence. What is left without a partner is shared out between its neighbours.

use std::collections::HashMap;
use std::ops::Range;

use super::timing::{length_of_words, share_out, timed_words};
use crate::analyse::ask::tokens;
use crate::analyse::{Line, Span, Word};

/// Of a hundred words so many must be found again, else the texts are about something else.
const ENOUGH_PERCENT: usize = 40;
/// Cells of a comparison without anchors.
const MOST_CELLS: usize = 1 << 20;

/// A text with the times of another.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Aligned {
    pub lines: Vec<Line>,
    /// Words that were found in the other one, and of how many.
    pub found: usize,
    pub of: usize,
}

/// Gives `lines`, in their order, the times of `reference`. `None` when they have too little in common.
pub fn align(lines: &[Line], reference: &[Line]) -> Option<Aligned> {
    let known = heard(reference);
    let mut wanted: Vec<Wanted> = Vec::new();
    for (place, line) in lines.iter().enumerate() {
        wanted.extend(tokens(&line.text).into_iter().map(|token| Wanted {
            text: token.text,
            line: place,
            span: None,
        }));
    }
    let mine: Vec<&str> = wanted.iter().map(|word| word.text.as_str()).collect();
    let theirs: Vec<&str> = known.iter().map(|word| word.text.as_str()).collect();
    let pairs = pairs(&mine, &theirs);
    let (found, of) = (pairs.len(), wanted.len());
    if found == 0 || found * 100 < of * ENOUGH_PERCENT {
        return None;
    }
    for (at, there) in pairs {
        if let (Some(word), Some(known)) = (wanted.get_mut(at), known.get(there)) {
            word.span = Some(known.span);
        }
    }
    let end = reference
        .iter()
        .map(|line| line.span.end.micros())
        .max()
        .unwrap_or(0);
    let spans = fill(&wanted, end);
    Some(Aligned {
        lines: dressed(lines, &spans),
        found,
        of,
    })
}

struct Wanted {
    text: String,
    line: usize,
    span: Option<Span>,
}

fn heard(reference: &[Line]) -> Vec<Word> {
    let mut known = Vec::new();
    for word in reference.iter().flat_map(timed_words) {
        known.extend(tokens(&word.text).into_iter().map(|token| Word {
            span: word.span,
            text: token.text,
        }));
    }
    known
}

/// Places in both of words that are the same, each after the one before it in both.
pub(super) fn pairs(mine: &[&str], theirs: &[&str]) -> Vec<(usize, usize)> {
    let mut found = Vec::new();
    let mut open = vec![(0..mine.len(), 0..theirs.len())];
    while let Some((mut left, mut right)) = open.pop() {
        let same = |at: usize, there: usize| mine.get(at) == theirs.get(there);
        while !left.is_empty() && !right.is_empty() && same(left.start, right.start) {
            found.push((left.start, right.start));
            left.start += 1;
            right.start += 1;
        }
        while !left.is_empty() && !right.is_empty() && same(left.end - 1, right.end - 1) {
            left.end -= 1;
            right.end -= 1;
            found.push((left.end, right.end));
        }
        if left.is_empty() || right.is_empty() {
            continue;
        }
        let anchors = anchors(mine, theirs, &left, &right);
        if anchors.is_empty() {
            if left.len().saturating_mul(right.len()) <= MOST_CELLS {
                common(mine, theirs, &left, &right, &mut found);
            }
            continue;
        }
        let (mut from, mut from_there) = (left.start, right.start);
        for (at, there) in anchors {
            found.push((at, there));
            open.push((from..at, from_there..there));
            (from, from_there) = (at + 1, there + 1);
        }
        open.push((from..left.end, from_there..right.end));
    }
    found.sort_unstable();
    found
}

/// Words that stand once on each side, as many as keep the same order.
fn anchors(mine: &[&str], theirs: &[&str], left: &Range<usize>, right: &Range<usize>) -> Vec<(usize, usize)> {
    let once = |words: &[&str], range: &Range<usize>| {
        let mut places: HashMap<String, Option<usize>> = HashMap::new();
        for at in range.clone() {
            let Some(word) = words.get(at) else { continue };
            places
                .entry((*word).to_owned())
                .and_modify(|place| *place = None)
                .or_insert(Some(at));
        }
        places
    };
    let (here, there) = (once(mine, left), once(theirs, right));
    let mut both: Vec<(usize, usize)> = here
        .iter()
        .filter_map(|(word, at)| Some(((*at)?, (*there.get(word)?)?)))
        .collect();
    both.sort_unstable();
    longest_rising(&both)
}

/// The longest run whose second numbers rise as the first do (patience sorting).
fn longest_rising(both: &[(usize, usize)]) -> Vec<(usize, usize)> {
    let mut tops: Vec<usize> = Vec::new();
    let mut before: Vec<Option<usize>> = Vec::with_capacity(both.len());
    let value = |at: &usize| both.get(*at).map_or(0, |pair| pair.1);
    for (at, pair) in both.iter().enumerate() {
        let pile = tops.partition_point(|top| value(top) < pair.1);
        before.push(pile.checked_sub(1).and_then(|under| tops.get(under).copied()));
        match tops.get_mut(pile) {
            Some(top) => *top = at,
            None => tops.push(at),
        }
    }
    let mut run = Vec::with_capacity(tops.len());
    let mut at = tops.last().copied();
    while let Some(place) = at {
        run.extend(both.get(place).copied());
        at = before.get(place).copied().flatten();
    }
    run.reverse();
    run
}

/// The longest common subsequence of two short runs.
fn common(
    mine: &[&str],
    theirs: &[&str],
    left: &Range<usize>,
    right: &Range<usize>,
    found: &mut Vec<(usize, usize)>,
) {
    let (mine, theirs) = (
        mine.get(left.clone()).unwrap_or_default(),
        theirs.get(right.clone()).unwrap_or_default(),
    );
    let width = theirs.len() + 1;
    let mut lengths = vec![0_u32; (mine.len() + 1) * width];
    let cell =
        |lengths: &[u32], row: usize, column: usize| lengths.get(row * width + column).copied().unwrap_or(0);
    for (row, word) in mine.iter().enumerate().rev() {
        for (column, other) in theirs.iter().enumerate().rev() {
            let best = if word == other {
                cell(&lengths, row + 1, column + 1) + 1
            } else {
                cell(&lengths, row + 1, column).max(cell(&lengths, row, column + 1))
            };
            if let Some(place) = lengths.get_mut(row * width + column) {
                *place = best;
            }
        }
    }
    let (mut row, mut column) = (0, 0);
    while let (Some(word), Some(other)) = (mine.get(row), theirs.get(column)) {
        if word == other {
            found.push((left.start + row, right.start + column));
            row += 1;
            column += 1;
        } else if cell(&lengths, row + 1, column) >= cell(&lengths, row, column + 1) {
            row += 1;
        } else {
            column += 1;
        }
    }
}

/// A span for every word.
fn fill(wanted: &[Wanted], end: i64) -> Vec<(usize, Span)> {
    let mut spans: Vec<(usize, Span)> = Vec::with_capacity(wanted.len());
    let mut at = 0;
    while let Some(word) = wanted.get(at) {
        if let Some(span) = word.span {
            spans.push((word.line, span));
            at += 1;
            continue;
        }
        let gap: Vec<&Wanted> = wanted
            .iter()
            .skip(at)
            .take_while(|word| word.span.is_none())
            .collect();
        at += gap.len();
        let before = spans.last().map(|(line, span)| (*line, span.end.micros()));
        let after = wanted
            .get(at)
            .and_then(|word| Some((word.line, word.span?.start.micros())));
        spans.extend(in_gap(&gap, before, after, end));
    }
    spans
}

/// Words between two known ones. Where there is far more time than they need, those that share a line with a known
/// word stay near it.
fn in_gap(
    gap: &[&Wanted],
    before: Option<(usize, i64)>,
    after: Option<(usize, i64)>,
    end: i64,
) -> Vec<(usize, Span)> {
    let needs = |words: &[&Wanted]| {
        words
            .iter()
            .map(|word| length_of_words(&word.text) + 60_000)
            .sum::<i64>()
    };
    let all = needs(gap);
    let from = before.map(|(_, micros)| micros);
    let until = after.map(|(_, micros)| micros);
    let from = from.unwrap_or_else(|| until.unwrap_or(0).saturating_sub(all).max(0));
    let until = until
        .unwrap_or_else(|| from.saturating_add(all).min(end.max(from)))
        .max(from);
    let share = |words: &[&Wanted], from: i64, until: i64| -> Vec<(usize, Span)> {
        let texts: Vec<&str> = words.iter().map(|word| word.text.as_str()).collect();
        let shared = share_out(&texts, Span::of_micros(from, until));
        words
            .iter()
            .zip(shared)
            .map(|(word, share)| (word.line, share.span))
            .collect()
    };
    if until - from <= all.saturating_mul(2) {
        return share(gap, from, until);
    }
    let head = gap
        .iter()
        .take_while(|word| before.is_some_and(|(line, _)| line == word.line))
        .count();
    let tail = gap
        .iter()
        .skip(head)
        .rev()
        .take_while(|word| after.is_some_and(|(line, _)| line == word.line))
        .count();
    let (head, rest) = gap.split_at(head);
    let (middle, tail) = rest.split_at(rest.len() - tail);
    let (first, last) = (from + needs(head), until - needs(tail));
    let mut spans = share(head, from, first);
    spans.extend(share(middle, first, last));
    spans.extend(share(tail, last, until));
    spans
}

/// The lines with the times of their words; one without a word stands where the one before it ends.
fn dressed(lines: &[Line], spans: &[(usize, Span)]) -> Vec<Line> {
    let mut rest = spans.iter().peekable();
    let mut now = 0;
    let mut dressed = Vec::with_capacity(lines.len());
    for (place, line) in lines.iter().enumerate() {
        let mut words = Vec::new();
        for text in line.text.split_whitespace() {
            let mut span: Option<Span> = None;
            for _ in tokens(text) {
                if let Some((_, next)) = rest.next_if(|(line, _)| *line == place) {
                    let start = span.map_or(next.start, |span| span.start);
                    span = Some(Span::of_micros(
                        start.micros().max(now),
                        next.end.micros().max(now),
                    ));
                }
            }
            let span = span.unwrap_or(Span::of_micros(now, now));
            now = span.end.micros().max(now);
            words.push(Word {
                span,
                text: text.to_owned(),
            });
        }
        let start = words.first().map_or(now, |word| word.span.start.micros());
        dressed.push(Line {
            span: Span::of_micros(start, now),
            words,
            ..line.clone()
        });
    }
    dressed
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn line(start: i64, end: i64, text: &str) -> Line {
        Line {
            span: Span::of_micros(start * 1_000_000, end * 1_000_000),
            text: text.into(),
            speaker: None,
            words: vec![],
        }
    }

    fn seconds(lines: &[Line]) -> Vec<(i64, i64)> {
        let rounded = |micros: i64| (micros + 500_000) / 1_000_000;
        lines
            .iter()
            .map(|line| (rounded(line.span.start.micros()), rounded(line.span.end.micros())))
            .collect()
    }

    #[test]
    fn lines_get_the_times_of_their_words() {
        let heard = [
            line(10, 14, "we sailed out of the harbor at night"),
            line(15, 18, "and the wind was very strong"),
            line(60, 64, "then Anna saw the light of the pier"),
        ];
        let typed = [
            line(0, 0, "We sailed out of the harbour at night, and the wind"),
            line(0, 0, "was strong."),
            line(0, 0, "(They laugh.)"),
            line(0, 0, "Then Anna saw the light of the pier!"),
        ];
        let aligned = align(&typed, &heard).unwrap();
        assert_eq!((aligned.found, aligned.of), (20, 23));
        let times = seconds(&aligned.lines);
        assert_eq!((times[0], times[1], times[3]), ((10, 16), (16, 18), (60, 64)));
        assert!(times[2].0 >= 18 && times[2].1 <= 60);
        assert_eq!(aligned.lines[0].words.len(), 11);
    }

    #[test]
    fn a_pause_does_not_stretch_the_words_beside_it() {
        let heard = [
            line(0, 2, "alpha bravo charlie"),
            line(100, 102, "delta echo foxtrot"),
        ];
        let typed = [
            line(0, 0, "alpha bravo charlie indeed"),
            line(0, 0, "well delta echo foxtrot"),
        ];
        assert_eq!(
            seconds(&align(&typed, &heard).unwrap().lines),
            [(0, 2), (100, 102)]
        );
    }

    #[test]
    fn texts_about_something_else_are_not_aligned() {
        let heard = [line(0, 9, "we sailed out of the harbour at night")];
        assert_eq!(
            align(
                &[line(0, 0, "The bakery sells bread and the rolls of yesterday")],
                &heard
            ),
            None
        );
        assert_eq!(align(&[], &heard), None);
        assert_eq!(align(&[line(0, 0, "any")], &[]), None);
    }

    proptest! {
        /// A text from which words were dropped and into which others were put still finds its places.
        #[test]
        fn a_damaged_text_is_found_again(seed in prop::collection::vec((0_u16..400, 0_u8..10), 60..300)) {
            let heard: Vec<Line> = seed.chunks(6).enumerate().map(|(n, words)| {
                let text: Vec<String> = words.iter().map(|(word, _)| format!("word{word}")).collect();
                line(n as i64 * 3, n as i64 * 3 + 3, &text.join(" "))
            }).collect();
            let typed: Vec<Line> = seed.chunks(6).map(|words| {
                let text: Vec<String> = words.iter().map(|(word, change)| match change {
                    0 => "extra".to_owned(),
                    _ => format!("word{word}"),
                }).collect();
                line(0, 0, &text.join(" "))
            }).collect();
            let aligned = align(&typed, &heard).unwrap();
            for (place, line) in aligned.lines.iter().enumerate() {
                let middle = (line.span.start.micros() + line.span.end.micros()) / 2;
                let meant = place as i64 * 3_000_000 + 1_500_000;
                prop_assert!((middle - meant).abs() < 6_000_000, "{place}: {middle}");
            }
        }

        #[test]
        fn times_never_run_backwards(typed in prop::collection::vec("[a-e ]{0,12}", 0..12), heard in prop::collection::vec("[a-e ]{0,12}", 0..12)) {
            let heard: Vec<Line> = heard.iter().enumerate().map(|(n, text)| line(n as i64, n as i64 + 1, text)).collect();
            let typed: Vec<Line> = typed.iter().map(|text| line(0, 0, text)).collect();
            if let Some(aligned) = align(&typed, &heard) {
                let mut now = 0;
                for word in aligned.lines.iter().flat_map(|line| &line.words) {
                    prop_assert!(word.span.start.micros() >= now);
                    now = word.span.end.micros();
                }
            }
        }
    }
}
