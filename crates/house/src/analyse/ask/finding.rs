//! Which lines of a block are an answer.
//!
//! A line is one when all that is asked for is said in it, or in it and the one after it together (talk does not stop at
//! a line's end), or by what its asset says about itself; something of it must be said in the line. An asset is one when
//! all of it is among what it says about itself.

use std::collections::BTreeSet;
use std::ops::Range;

use super::glance::{Folded, Glance};
use super::head::is_named;
use super::wanted::{Choice, Wanted, WantedTerm};
use super::{Block, BlockLine, Class, Field, Filter, Head, Token, tokens};

/// Lines that are further apart are not one saying.
const LONGEST_PAUSE: i64 = 10_000_000;

/// A hit in a block.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Found {
    /// The line's place in its block.
    pub line: usize,
    pub field: Field,
    /// The line, and the one after it where the hit goes on there.
    pub text: String,
    /// What was looked for, in `text`.
    pub marks: Vec<Mark>,
}

/// Bytes of a text.
pub type Mark = Range<usize>;

impl Found {
    /// The text in pieces, each with whether it was looked for.
    pub fn pieces(&self) -> Vec<(bool, &str)> {
        pieces(&self.text, &self.marks)
    }
}

/// A text in pieces, each with whether it is marked.
pub fn pieces<'a>(text: &'a str, marks: &[Mark]) -> Vec<(bool, &'a str)> {
    let mut pieces = Vec::new();
    let mut now = 0;
    let mut add = |marked: bool, range: Range<usize>| {
        if let Some(piece) = text.get(range).filter(|piece| !piece.is_empty()) {
            pieces.push((marked, piece));
        }
    };
    for mark in marks {
        add(false, now..mark.start);
        add(true, mark.clone());
        now = mark.end;
    }
    add(false, now..text.len());
    pieces
}

/// The block's own hits, in order. `phrase`: only those with all words side by side; otherwise only the others.
pub fn found_in(wanted: &Wanted, head: &Head, block: &Block, phrase: bool) -> Vec<Found> {
    Asking::new(wanted, phrase).found_in(head, block)
}

/// A question that is put to many blocks.
pub struct Asking<'a> {
    wanted: &'a Wanted,
    phrase: bool,
    glance: Glance,
    /// The terms that some asset may answer by what it says about itself.
    in_heads: Vec<bool>,
}

impl<'a> Asking<'a> {
    pub fn new(wanted: &'a Wanted, phrase: bool) -> Self {
        Self {
            wanted,
            phrase,
            glance: Glance::of(wanted, phrase),
            in_heads: vec![true; wanted.terms.len()],
        }
    }

    /// `said`: does any asset say this word about itself?
    #[must_use]
    pub fn where_heads_say(mut self, said: impl Fn(&str) -> bool) -> Self {
        let any = |choice: &Choice| choice.words.iter().any(|word| said(word));
        let terms = self.wanted.terms.iter();
        self.in_heads = terms
            .map(|term| term.days.is_some() || term.words.iter().all(any))
            .collect();
        self
    }

    /// Has a block of lines, as it is kept, perhaps a hit? Seldom without one, never not with one.
    pub fn may_be_in(&self, kept: &str) -> bool {
        let folded = Folded::of(Block::texts(kept));
        !self.glance.lines(&folded, &self.in_heads).is_none()
    }

    /// See [`found_in`].
    pub fn found_in(&self, head: &Head, block: &Block) -> Vec<Found> {
        if !fits_head(self.wanted, head) {
            return Vec::new();
        }
        let asked = AskingOf::new(self, head);
        match block.class {
            Class::Asset => asked.asset(block).into_iter().collect(),
            Class::Line => asked.lines(block),
        }
    }
}

/// Filters that are a matter of the whole asset.
fn fits_head(wanted: &Wanted, head: &Head) -> bool {
    wanted.filters.iter().all(|filter| match filter {
        Filter::Person(_) => true,
        Filter::Kind(kind) => head.kind == kind.as_str(),
        Filter::Has(what) => head.has.contains(what),
        Filter::Dated(days) => head.days.is_some_and(|own| own.overlaps(*days)),
    })
}

/// The question, of one asset.
struct AskingOf<'a> {
    wanted: &'a Wanted,
    glance: &'a Glance,
    head: &'a Head,
    phrase: bool,
    /// Which terms the asset's own words answer.
    by_head: Vec<bool>,
}

/// A text with its words.
struct Read {
    text: String,
    tokens: Vec<Token>,
}

impl Read {
    fn of(text: &str) -> Self {
        Self {
            tokens: tokens(text),
            text: text.to_owned(),
        }
    }

    /// With what is said after it.
    fn and(&self, next: &Self) -> Self {
        let moved = self.text.len() + 1;
        let after = next.tokens.iter().map(|token| Token {
            text: token.text.clone(),
            at: token.at.start + moved..token.at.end + moved,
        });
        Self {
            text: format!("{} {}", self.text, next.text),
            tokens: self.tokens.iter().cloned().chain(after).collect(),
        }
    }

    /// Where these words stand side by side.
    fn places(&self, words: &[Choice]) -> Vec<Mark> {
        let fits = |window: &[Token]| {
            window
                .iter()
                .zip(words)
                .all(|(token, word)| word.has(&token.text))
        };
        self.tokens
            .windows(words.len().max(1))
            .filter(|window| fits(window))
            .filter_map(|window| Some(window.first()?.at.start..window.last()?.at.end))
            .collect()
    }

    fn has(&self, words: &[Choice]) -> bool {
        let fits = |window: &[Token]| {
            window
                .iter()
                .zip(words)
                .all(|(token, word)| word.has(&token.text))
        };
        self.tokens.windows(words.len().max(1)).any(fits)
    }
}

impl<'a> AskingOf<'a> {
    fn new(asking: &'a Asking<'a>, head: &'a Head) -> Self {
        let own: Vec<Read> = head.lines.iter().map(|line| Read::of(&line.text)).collect();
        let answers = |term: &WantedTerm| {
            let dated = term
                .days
                .zip(head.days)
                .is_some_and(|(asked, own)| asked.overlaps(own));
            dated || own.iter().any(|line| line.has(&term.words))
        };
        Self {
            wanted: asking.wanted,
            glance: &asking.glance,
            head,
            phrase: asking.phrase,
            by_head: asking.wanted.terms.iter().map(answers).collect(),
        }
    }

    fn asset(&self, block: &Block) -> Option<Found> {
        let speakers = block.lines.iter().filter(|line| line.field == Field::Speakers);
        let speakers: Vec<&str> = speakers.flat_map(|line| line.text.split(", ")).collect();
        let named = self.wanted.filters.iter().all(|filter| match filter {
            Filter::Person(words) => {
                self.head.has_person(words) || speakers.iter().any(|speaker| is_named(speaker, words))
            }
            _ => true,
        });
        if !named || !self.by_head.iter().all(|answered| *answered) {
            return None;
        }
        let lines: Vec<Read> = block.lines.iter().map(|line| Read::of(&line.text)).collect();
        let phrase = self.wanted.phrase.as_ref();
        let whole = phrase.and_then(|phrase| lines.iter().position(|line| line.has(phrase)));
        if whole.is_some() != self.phrase {
            return None;
        }
        let first = |line: &Read| self.wanted.terms.iter().any(|term| line.has(&term.words));
        let at = whole.or_else(|| lines.iter().position(first)).unwrap_or(0);
        Some(self.found(at, block.lines.get(at)?, lines.get(at)?))
    }

    fn lines(&self, block: &Block) -> Vec<Found> {
        if !self.wanted.is_of_lines() {
            return Vec::new();
        }
        let read = self.read(block);
        let alone: Vec<bool> = block
            .lines
            .iter()
            .zip(&read)
            .map(|(line, read)| self.is_spoken_by(line) && self.answers(read))
            .collect();
        let mut found = Vec::new();
        for at in 0..block.own {
            let (Some(line), Some(words)) = (block.lines.get(at), read.get(at)) else {
                break;
            };
            if alone.get(at) == Some(&true) {
                found.push((at, line, words.and_nothing()));
                continue;
            }
            let (Some(next), Some(after)) = (block.lines.get(at + 1), read.get(at + 1)) else {
                continue;
            };
            let goes_on = alone.get(at + 1) != Some(&true)
                && is_one_saying(block, line, next)
                && self.is_spoken_by(line)
                && self.is_spoken_by(next)
                && self.wanted.terms.iter().any(|term| {
                    term.words
                        .iter()
                        .any(|word| words.has(std::slice::from_ref(word)))
                });
            if goes_on {
                let both = words.and(after);
                if self.answers(&both) {
                    found.push((at, line, both));
                }
            }
        }
        found
            .into_iter()
            .filter(|(_, _, words)| {
                self.wanted
                    .phrase
                    .as_ref()
                    .is_some_and(|phrase| words.has(phrase))
                    == self.phrase
            })
            .map(|(at, line, words)| self.found(at, line, &words))
            .collect()
    }

    /// The block's lines with their words; those that can have no part in a hit are left without.
    fn read(&self, block: &Block) -> Vec<Read> {
        let folded = Folded::of(block.lines.iter().map(|line| line.text.as_str()));
        let needed = self.glance.lines(&folded, &self.by_head).with_next();
        let lines = block.lines.iter().enumerate();
        lines
            .map(|(place, line)| match needed.has(place) {
                true => Read::of(&line.text),
                false => Read::of(""),
            })
            .collect()
    }

    fn is_spoken_by(&self, line: &BlockLine) -> bool {
        self.wanted.filters.iter().all(|filter| match filter {
            Filter::Person(words) => {
                let speaks = line
                    .speaker
                    .as_ref()
                    .is_some_and(|speaker| is_named(speaker, words));
                speaks || self.head.has_person(words)
            }
            _ => true,
        })
    }

    fn answers(&self, words: &Read) -> bool {
        let mut in_line = false;
        for (term, by_head) in self.wanted.terms.iter().zip(&self.by_head) {
            let here = words.has(&term.words);
            in_line |= here;
            if !here && !by_head {
                return false;
            }
        }
        in_line
    }

    fn found(&self, at: usize, line: &BlockLine, words: &Read) -> Found {
        let mut marks: Vec<Mark> = match (&self.wanted.phrase, self.phrase) {
            (Some(phrase), true) => words.places(phrase),
            _ => Vec::new(),
        };
        marks.extend(
            self.wanted
                .terms
                .iter()
                .flat_map(|term| words.places(&term.words)),
        );
        Found {
            line: at,
            field: line.field,
            text: words.text.clone(),
            marks: joined(marks),
        }
    }
}

impl Read {
    fn and_nothing(&self) -> Self {
        Self {
            text: self.text.clone(),
            tokens: self.tokens.clone(),
        }
    }
}

fn is_one_saying(block: &Block, line: &BlockLine, next: &BlockLine) -> bool {
    let pause = next.span.start.micros().saturating_sub(line.span.end.micros());
    line.field == next.field && (!block.timed || pause <= LONGEST_PAUSE)
}

/// In order, without overlaps.
fn joined(marks: Vec<Mark>) -> Vec<Mark> {
    let sorted: BTreeSet<(usize, usize)> = marks.into_iter().map(|mark| (mark.start, mark.end)).collect();
    let mut joined: Vec<Mark> = Vec::new();
    for (start, end) in sorted {
        match joined.last_mut() {
            Some(last) if start <= last.end => last.end = last.end.max(end),
            _ => joined.push(start..end),
        }
    }
    joined
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn marks_that_touch_are_one() {
        assert_eq!(joined(vec![4..6, 0..3, 2..5, 8..9]), [0..6, 8..9]);
        assert_eq!(
            pieces("abcd", &[1..2, 2..3]),
            [(false, "a"), (true, "b"), (true, "c"), (false, "d")]
        );
    }
}
