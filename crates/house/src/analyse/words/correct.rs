//! Corrections by hand. They are kept apart from every transcript, by their place in the asset, and laid over whichever
//! transcript there is: a new analysis never loses one.

use serde::{Deserialize, Serialize};

use super::Transcript;
use super::align::{align, pairs};
use super::timing::timed_words;
use crate::analyse::ask::tokens;
use crate::analyse::{Line, Span, Word};
use crate::team::Actor;
use crate::{Instant, language};

/// So far may two programs disagree about when a word is said.
const SLACK: i64 = 750_000;

/// What is said in a span instead of what a transcript has there. Without text nothing is said there.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Correction {
    pub span: Span,
    /// BCP 47, of the transcript that was read; "und" when it is not known.
    pub language: String,
    /// Was it said, rather than to be read?
    pub said: bool,
    /// What stood there when it was corrected.
    pub original: String,
    pub text: String,
    pub by: Actor,
    pub made: Instant,
}

/// A transcript as it is with those corrections, the oldest first, that are of its language.
pub fn corrected(transcript: Transcript, corrections: &[Correction]) -> Transcript {
    let is_of_it = |correction: &&Correction| {
        let unknown = correction.language == language::UNKNOWN || transcript.language == language::UNKNOWN;
        correction.said == transcript.source.is_said()
            && (unknown || correction.language == transcript.language)
    };
    let own: Vec<Correction> = corrections.iter().filter(is_of_it).cloned().collect();
    Transcript {
        lines: lay_over(transcript.lines, transcript.timed, &own),
        ..transcript
    }
}

/// The lines as they are with their corrections, the oldest of which comes first. `timed`: do the lines know their own
/// times? Where they do not, a correction is found by its original words alone.
///
/// Where a line says what stood there, it is replaced. Where a transcript divides or hears it otherwise, the words that
/// fall into the correction's span go, as do those just beside it that belong to the original; the rest of their lines
/// stays. The correction stands even where the transcript has nothing at all.
pub fn lay_over(mut lines: Vec<Line>, timed: bool, corrections: &[Correction]) -> Vec<Line> {
    for correction in corrections {
        match same_line(&lines, timed, correction) {
            Some(at) => replace(&mut lines, at, &correction.text),
            None if timed => cut_in(&mut lines, correction),
            None => {}
        }
    }
    lines
}

/// The line that says what was corrected.
fn same_line(lines: &[Line], timed: bool, correction: &Correction) -> Option<usize> {
    let original = words_of(&correction.original);
    let is_same = |line: &Line| {
        let near = !timed
            || shared(line.span, correction.span) * 2 >= line.span.micros().min(correction.span.micros());
        near && (line.text == correction.original
            || (!original.is_empty() && words_of(&line.text) == original))
    };
    lines.iter().position(is_same)
}

fn words_of(text: &str) -> Vec<String> {
    tokens(text).into_iter().map(|token| token.text).collect()
}

fn shared(one: Span, other: Span) -> i64 {
    let (start, end) = (one.start.max(other.start), one.end.min(other.end));
    end.micros().saturating_sub(start.micros()).max(0)
}

fn replace(lines: &mut Vec<Line>, at: usize, text: &str) {
    if text.trim().is_empty() {
        lines.remove(at);
    } else if let Some(line) = lines.get_mut(at) {
        *line = said_instead(line, text, line.span);
    }
}

/// Words that stay keep their times.
fn said_instead(line: &Line, text: &str, span: Span) -> Line {
    let mut said = Line {
        span,
        text: text.to_owned(),
        speaker: line.speaker.clone(),
        words: vec![],
    };
    if !line.words.is_empty()
        && let Some(aligned) = align(std::slice::from_ref(&said), std::slice::from_ref(line))
    {
        said.words = aligned.lines.into_iter().flat_map(|line| line.words).collect();
    }
    said
}

/// A word of a line near the correction.
struct Near {
    line: usize,
    word: usize,
    middle: i64,
    text: String,
}

fn cut_in(lines: &mut Vec<Line>, correction: &Correction) {
    let near = near(lines, correction.span);
    let taken = taken(&near, correction);
    let mut speaker = None;
    let mut kept = Vec::with_capacity(lines.len() + 2);
    for (place, line) in lines.drain(..).enumerate() {
        let gone: Vec<usize> = taken
            .iter()
            .filter(|near| near.line == place)
            .map(|near| near.word)
            .collect();
        let (Some(first), Some(last)) = (gone.first(), gone.last()) else {
            kept.push(line);
            continue;
        };
        speaker = speaker.or_else(|| line.speaker.clone());
        let words = timed_words(&line);
        let own = !line.words.is_empty();
        kept.extend(part(&line, words.get(..*first).unwrap_or_default(), own));
        kept.extend(part(&line, words.get(last + 1..).unwrap_or_default(), own));
    }
    if !correction.text.trim().is_empty() {
        let at = kept.partition_point(|line: &Line| line.span.start < correction.span.start);
        kept.insert(
            at,
            Line {
                span: correction.span,
                text: correction.text.clone(),
                speaker,
                words: vec![],
            },
        );
    }
    *lines = kept;
}

fn near(lines: &[Line], span: Span) -> Vec<Near> {
    let wide = Span::of_micros(
        span.start.micros().saturating_sub(SLACK),
        span.end.micros().saturating_add(SLACK),
    );
    let mut near = Vec::new();
    for (line, of) in lines
        .iter()
        .enumerate()
        .filter(|(_, line)| line.span.overlaps(wide))
    {
        for (word, said) in timed_words(of).iter().enumerate() {
            let middle = said.span.start.micros() + said.span.micros() / 2;
            if (wide.start.micros()..wide.end.micros()).contains(&middle) {
                near.push(Near {
                    line,
                    word,
                    middle,
                    text: words_of(&said.text).concat(),
                });
            }
        }
    }
    near
}

/// The words that the correction stands for.
fn taken<'a>(near: &'a [Near], correction: &Correction) -> Vec<&'a Near> {
    let original: Vec<String> = correction
        .original
        .split_whitespace()
        .map(|word| words_of(word).concat())
        .collect();
    let original: Vec<&str> = original.iter().map(String::as_str).collect();
    let heard: Vec<&str> = near.iter().map(|near| near.text.as_str()).collect();
    let found: Vec<usize> = pairs(&heard, &original).iter().map(|(at, _)| *at).collect();
    let (start, end) = (correction.span.start.micros(), correction.span.end.micros());
    let well_found = !original.is_empty() && found.len() * 2 >= original.len();
    // Where the original is heard again its words tell where it ends; elsewhere the times do.
    let margin = if well_found {
        SLACK.min((end - start) / 3)
    } else {
        0
    };
    let inside = |near: &Near| (start + margin..end - margin).contains(&near.middle);
    let marked: Vec<usize> = near
        .iter()
        .enumerate()
        .filter(|(at, near)| inside(near) || (well_found && found.contains(at)))
        .map(|(at, _)| at)
        .collect();
    match (marked.first(), marked.last()) {
        (Some(&first), Some(&last)) => near.get(first..=last).unwrap_or_default().iter().collect(),
        _ => Vec::new(),
    }
}

/// What is left of a line.
fn part(line: &Line, words: &[Word], own_times: bool) -> Option<Line> {
    let (first, last) = (words.first()?, words.last()?);
    let texts: Vec<&str> = words.iter().map(|word| word.text.as_str()).collect();
    Some(Line {
        span: Span {
            start: first.span.start,
            end: last.span.end,
        },
        text: texts.join(" "),
        speaker: line.speaker.clone(),
        words: if own_times { words.to_vec() } else { vec![] },
    })
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn line(start: i64, end: i64, text: &str) -> Line {
        Line {
            span: Span::of_micros(start * 1_000, end * 1_000),
            text: text.into(),
            speaker: Some("Anna".into()),
            words: vec![],
        }
    }

    fn correction(start: i64, end: i64, original: &str, text: &str) -> Correction {
        Correction {
            span: Span::of_micros(start * 1_000, end * 1_000),
            language: "en".into(),
            said: true,
            original: original.into(),
            text: text.into(),
            by: Actor::Program,
            made: Instant::from_micros(1),
        }
    }

    fn texts(lines: &[Line]) -> Vec<&str> {
        lines.iter().map(|line| line.text.as_str()).collect()
    }

    #[test]
    fn the_same_line_is_replaced_and_keeps_its_place() {
        let lines = vec![
            line(0, 2_000, "We sailed out"),
            line(2_000, 4_000, "of the hair bore."),
        ];
        let made = [correction(2_000, 4_000, "of the hair bore", "of the harbour.")];
        let laid = lay_over(lines, true, &made);
        assert_eq!(texts(&laid), ["We sailed out", "of the harbour."]);
        assert_eq!(laid[1].speaker.as_deref(), Some("Anna"));
    }

    #[test]
    fn another_division_of_the_lines_keeps_the_rest_of_them() {
        // A later analysis hears one long line, a little later.
        let lines = vec![line(300, 6_300, "we sailed out of the hair bore at night")];
        let made = [correction(2_000, 4_000, "of the hair bore", "of the harbour")];
        let laid = lay_over(lines, true, &made);
        assert_eq!(texts(&laid), ["we sailed out", "of the harbour", "at night"]);
    }

    #[test]
    fn it_wins_where_something_else_is_heard_and_where_nothing_is() {
        let made = [correction(2_000, 4_000, "of the hair bore", "of the harbour")];
        let laid = lay_over(vec![line(0, 6_000, "ah one two three four eh")], true, &made);
        assert!(texts(&laid).contains(&"of the harbour"));
        assert!(!laid.iter().any(|line| line.text.contains("two")), "{laid:?}");
        let laid = lay_over(vec![line(9_000, 10_000, "later")], true, &made);
        assert_eq!(texts(&laid), ["of the harbour", "later"]);
    }

    #[test]
    fn corrections_of_corrections_and_taking_away() {
        let made = [
            correction(0, 1_000, "helo", "hello"),
            correction(0, 1_000, "hello", "Hello!"),
            correction(1_000, 2_000, "[music]", ""),
        ];
        let lines = vec![line(0, 1_000, "helo"), line(1_000, 2_000, "[music]")];
        assert_eq!(texts(&lay_over(lines, true, &made)), ["Hello!"]);
    }

    #[test]
    fn without_times_only_the_words_tell() {
        let made = [correction(0, 60_000, "the hair bore", "the harbour")];
        let lines = vec![line(0, 60_000, "one"), line(0, 60_000, "The hair bore.")];
        assert_eq!(texts(&lay_over(lines, false, &made)), ["one", "the harbour"]);
        let others = vec![line(0, 60_000, "one"), line(0, 60_000, "two")];
        assert_eq!(texts(&lay_over(others, false, &made)), ["one", "two"]);
    }

    proptest! {
        #[test]
        fn a_correction_is_always_there_and_takes_no_more_than_its_place(
            texts in prop::collection::vec("[a-d]{1,3}( [a-d]{1,3}){0,6}", 1..8),
            start in 0_i64..9_000, length in 1_i64..4_000, original in "[a-d ]{0,8}",
        ) {
            let lines: Vec<Line> = texts.iter().enumerate().map(|(n, text)| line(n as i64 * 1_000, n as i64 * 1_000 + 900, text)).collect();
            let laid = lay_over(lines.clone(), true, &[correction(start, start + length, &original, "Zulu")]);
            prop_assert_eq!(laid.iter().filter(|line| line.text == "Zulu").count(), 1);
            for line in &lines {
                let far = line.span.end.micros() < (start - 1_000) * 1_000 || line.span.start.micros() > (start + length + 1_000) * 1_000;
                let same_words = words_of(&line.text) == words_of(&original);
                prop_assert!(!far || same_words || laid.contains(line));
            }
        }
    }
}
