use super::super::Line;
use super::borders::LONGEST_LINE;
use super::telling::plain;

/// What somebody says in one go. Times are microseconds: those of its first and last word where words have times,
/// otherwise those of the lines that it begins and ends in.
#[derive(Debug, Clone)]
pub(super) struct Sentence<'a> {
    pub(super) start: i64,
    pub(super) end: i64,
    pub(super) text: String,
    /// Small letters, no signs.
    pub(super) words: Vec<String>,
    pub(super) speaker: Option<&'a str>,
}

/// Silence after which something new is said.
const PAUSE: i64 = 2_000_000;
/// The same where nobody set full stops.
const SHORT_PAUSE: i64 = 700_000;
/// Words after which one goes on reading in another sentence, if no full stop comes.
const MOST_WORDS: usize = 60;

struct Token<'a> {
    start: i64,
    end: i64,
    text: &'a str,
    speaker: Option<&'a str>,
}

pub(super) fn sentences<'a>(lines: &'a [Line], length: i64) -> Vec<Sentence<'a>> {
    let tokens = tokens(lines, length);
    let stops = tokens.iter().filter(|token| ends_sentence(token.text)).count();
    let pause = if stops * MOST_WORDS < tokens.len() {
        SHORT_PAUSE
    } else {
        PAUSE
    };
    let mut sentences = Vec::new();
    let mut open: Vec<&Token<'a>> = Vec::new();
    for token in &tokens {
        let is_new = open.last().is_some_and(|last| {
            last.speaker != token.speaker
                || token.start.saturating_sub(last.end) >= pause
                || ends_sentence(last.text)
                || open.len() >= MOST_WORDS
        });
        if is_new {
            sentences.extend(closed(&open));
            open.clear();
        }
        open.push(token);
    }
    sentences.extend(closed(&open));
    sentences
}

fn tokens(lines: &[Line], length: i64) -> Vec<Token<'_>> {
    let mut tokens = Vec::new();
    for line in lines {
        let speaker = line.speaker.as_deref();
        let (start, end) = (line.span.start.micros(), line.span.end.micros());
        if line.words.is_empty() {
            if line.span.micros() > LONGEST_LINE || start >= length {
                continue;
            }
            tokens.extend(line.text.split_whitespace().map(|text| Token {
                start,
                end,
                text,
                speaker,
            }));
        } else {
            // The line's own text has signs that words may lack.
            let mut written = line.text.split_whitespace();
            let alike = line.text.split_whitespace().count() == line.words.len();
            for word in &line.words {
                let text = if alike { written.next() } else { None };
                tokens.push(Token {
                    start: word.span.start.micros(),
                    end: word.span.end.micros(),
                    text: text.unwrap_or(&word.text),
                    speaker,
                });
            }
        }
    }
    tokens.retain(|token| token.start >= 0 && token.start < token.end && token.end <= length);
    tokens.sort_by_key(|token| token.start);
    tokens
}

fn closed<'a>(tokens: &[&Token<'a>]) -> Option<Sentence<'a>> {
    let first = tokens.first()?;
    let end = tokens.iter().map(|token| token.end).max()?;
    let text: Vec<&str> = tokens.iter().map(|token| token.text).collect();
    let words: Vec<String> = tokens.iter().map(|token| folded(token.text)).collect();
    Some(Sentence {
        start: first.start,
        end,
        text: plain(&text.join(" ")),
        words: words.into_iter().filter(|word| !word.is_empty()).collect(),
        speaker: first.speaker,
    })
}

/// Small letters and figures, an apostrophe within.
pub(super) fn folded(word: &str) -> String {
    let is_outside = |letter: char| !letter.is_alphanumeric();
    word.trim_matches(is_outside)
        .to_lowercase()
        .replace('\u{2019}', "'")
}

fn ends_sentence(word: &str) -> bool {
    let word = word.trim_end_matches(['"', '\'', ')', ']', '\u{201d}', '\u{2019}', '\u{bb}']);
    word.ends_with(['.', '!', '?', '\u{2026}', '\u{3002}', '\u{ff01}', '\u{ff1f}']) && !is_abbreviation(word)
}

/// "Mr.", "J.", "St.": a name goes on after it.
fn is_abbreviation(word: &str) -> bool {
    let Some(stem) = word.strip_suffix('.') else {
        return false;
    };
    let is_initial = stem.chars().count() == 1 && stem.chars().all(char::is_uppercase);
    is_initial || ["Mr", "Mrs", "Ms", "Dr", "St", "Prof", "Jr"].contains(&stem)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::analyse::{Span, Word};

    fn line(start: i64, end: i64, text: &str, speaker: Option<&str>) -> Line {
        Line {
            span: Span::of_micros(start, end),
            text: text.into(),
            speaker: speaker.map(Into::into),
            words: vec![],
        }
    }

    #[test]
    fn sentences_run_over_lines_and_end_where_somebody_else_speaks() {
        let mut spoken = line(0, 3_000_000, "We met Mr. Jones. It", Some("Ada"));
        let texts = ["We", "met", "Mr", "Jones", "It"];
        for (at, text) in (0..).zip(texts) {
            spoken.words.push(Word {
                span: Span::of_micros(at * 500_000, at * 500_000 + 400_000),
                text: text.into(),
            });
        }
        let lines = [
            spoken,
            line(3_000_000, 4_000_000, "was cold", Some("Ada")),
            line(4_000_000, 5_000_000, "Very cold.", Some("Ben")),
            line(0, 900_000_000, "an untimed text", None),
        ];
        let found = sentences(&lines, 1_000_000_000);
        let told: Vec<_> = found
            .iter()
            .map(|one| (one.text.as_str(), one.start / 1_000, one.end / 1_000))
            .collect();
        assert_eq!(
            told,
            [
                ("We met Mr. Jones.", 0, 1_900),
                ("It was cold", 2_000, 4_000),
                ("Very cold.", 4_000, 5_000)
            ]
        );
    }
}
