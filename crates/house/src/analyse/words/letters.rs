use serde::{Deserialize, Serialize};

use super::super::{Line, Span};

/// A line of letters that was read in a picture.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct SeenLine {
    pub text: String,
    /// 0 to 100, of the least certain word that was kept.
    pub certainty: u8,
}

/// Page, block, paragraph and line of a word.
type Place = (u32, u32, u32, u32);

/// Words of a page that are less certain are noise more often than words.
const LEAST_ON_PAGES: f32 = 60.0;
/// In a film leaves and fences are read as letters; a caption is made to be read.
const LEAST_IN_FILMS: f32 = 80.0;
/// Letters and digits that a line must have: fewer are a scratch, or a pattern.
const FEWEST: usize = 4;
/// A line longer than this is none.
const LONGEST: usize = 500;
/// Lines of one picture.
const MOST: usize = 500;

/// The lines of tesseract's table (TSV of version 3.05 and later: level, page, block, paragraph, line, word, left, top,
/// width, height, confidence, text), of a page or of a film's picture. What is no such table has no lines.
pub fn read_table(table: &str, is_page: bool) -> Vec<SeenLine> {
    let least = if is_page { LEAST_ON_PAGES } else { LEAST_IN_FILMS };
    let mut lines: Vec<(Place, SeenLine)> = Vec::new();
    for row in table.lines() {
        let Some((place, certainty, word)) = read_word(row, least) else {
            continue;
        };
        let has_room = lines.len() < MOST;
        match lines.last_mut() {
            Some((last, line)) if *last == place => {
                line.text.push(' ');
                line.text.push_str(word);
                line.certainty = line.certainty.min(certainty);
            }
            _ if has_room => lines.push((
                place,
                SeenLine {
                    text: word.to_owned(),
                    certainty,
                },
            )),
            _ => break,
        }
    }
    let lines = lines.into_iter().map(|(_, line)| line);
    lines.filter(|line| is_told(&line.text)).collect()
}

fn read_word(row: &str, least: f32) -> Option<(Place, u8, &str)> {
    let mut fields = row.splitn(12, '\t');
    if fields.next()? != "5" {
        return None;
    }
    let mut number = || fields.next()?.parse::<u32>().ok();
    let place = (number()?, number()?, number()?, number()?);
    let mut fields = fields.skip(5);
    let certainty: f32 = fields.next()?.parse().ok()?;
    let word = fields.next()?.trim();
    let is_word = word.chars().any(char::is_alphanumeric);
    if !(least..=100.0).contains(&certainty) || !is_word {
        return None;
    }
    #[allow(
        clippy::cast_possible_truncation,
        clippy::cast_sign_loss,
        reason = "it is between 60 and 100"
    )]
    let certainty = certainty as u8;
    Some((place, certainty, word))
}

fn is_told(text: &str) -> bool {
    let letters = text.chars().filter(|letter| letter.is_alphanumeric()).count();
    letters >= FEWEST && text.len() <= LONGEST
}

/// What two readings of one picture found: a line that both have is one.
pub fn both_read(mut one: Vec<SeenLine>, other: Vec<SeenLine>) -> Vec<SeenLine> {
    for line in other {
        match one.iter_mut().find(|known| is_same(&known.text, &line.text)) {
            Some(known) if known.certainty < line.certainty => *known = line,
            Some(_) => {}
            None => one.push(line),
        }
    }
    one
}

/// What was read in pictures of a film, each standing for a stretch of it, in their order. A line that is read in
/// stretches one after the other is one that stands that long.
pub fn lines_seen(pictures: &[(Span, Vec<SeenLine>)]) -> Vec<Line> {
    let mut lines: Vec<Line> = Vec::new();
    for (span, seen) in pictures {
        for one in seen {
            let stands = |line: &&mut Line| line.span.end == span.start && is_same(&line.text, &one.text);
            // Only what still stood a stretch ago can go on.
            match lines.iter_mut().rev().take(MOST).find(stands) {
                Some(line) => line.span.end = span.end,
                None => lines.push(Line {
                    span: *span,
                    text: one.text.clone(),
                    speaker: None,
                    words: Vec::new(),
                }),
            }
        }
    }
    lines.sort_by_key(|line| (line.span.start, line.span.end));
    lines
}

/// The same letters: case and marks are what reading is worst at.
fn is_same(one: &str, other: &str) -> bool {
    let letters = |text: &str| -> String {
        let kept = text.chars().filter(|letter| letter.is_alphanumeric());
        kept.flat_map(char::to_lowercase).collect()
    };
    letters(one) == letters(other)
}

#[cfg(test)]
mod tests {
    use super::*;

    const TABLE: &str = "level\tpage_num\tblock_num\tpar_num\tline_num\tword_num\tleft\ttop\twidth\theight\tconf\ttext\n\
        1\t1\t0\t0\t0\t0\t0\t0\t1280\t720\t-1\t\n\
        5\t1\t1\t1\t1\t1\t120\t500\t90\t60\t96.5\tHarbour\n\
        5\t1\t1\t1\t1\t2\t220\t500\t90\t60\t91.2\tLights,\n\
        5\t1\t1\t1\t1\t3\t320\t500\t90\t60\t12.0\t~~\n\
        5\t1\t1\t1\t2\t1\t120\t570\t90\t60\t88.0\t1974\n\
        5\t1\t2\t1\t1\t1\t9\t9\t9\t9\t95.0\tI|\n";

    fn line(text: &str, certainty: u8) -> SeenLine {
        SeenLine {
            text: text.into(),
            certainty,
        }
    }

    #[test]
    fn words_of_a_line_stand_together_and_noise_is_left_out() {
        assert_eq!(
            read_table(TABLE, true),
            [line("Harbour Lights,", 91), line("1974", 88)]
        );
    }

    #[test]
    fn what_is_no_table_has_no_lines() {
        for odd in [
            "",
            "5",
            "5\t1\t1",
            "5\t1\t1\t1\t1\t1\t0\t0\t0\t0\tNaN\tHarbour",
            "5\t1\t1\t1\t1\t1\t0\t0\t0\t0\t1e9\tHarbour",
            "5\t-1\t1\t1\t1\t1\t0\t0\t0\t0\t95\tHarbour",
            "5\t1\t1\t1\t1\t1\t0\t0\t0\t0\t95",
        ] {
            assert_eq!(read_table(odd, true), [], "{odd:?}");
        }
        for cut in 0..TABLE.len() {
            read_table(&TABLE[..cut], false);
        }
    }

    #[test]
    fn what_both_readings_have_is_told_once_as_the_more_certain_has_it() {
        let one = vec![line("harbour master.", 82), line("1974", 90)];
        let other = vec![line("Harbour master", 96), line("Ana Solberg", 95)];
        assert_eq!(
            both_read(one, other),
            [
                line("Harbour master", 96),
                line("1974", 90),
                line("Ana Solberg", 95)
            ]
        );
    }

    #[test]
    fn a_line_that_stays_is_one() {
        let span = |start: i64, end: i64| Span::of_micros(start * 1_000_000, end * 1_000_000);
        let pictures = [
            (span(0, 5), vec![line("Harbour Lights", 90)]),
            (
                span(5, 10),
                vec![line("HARBOUR LIGHTS.", 80), line("Ana Solberg", 90)],
            ),
            (span(10, 15), vec![]),
            (span(15, 20), vec![line("Harbour Lights", 90)]),
        ];
        let told: Vec<_> = lines_seen(&pictures)
            .into_iter()
            .map(|line| (line.text, line.span))
            .collect();
        assert_eq!(
            told,
            [
                ("Harbour Lights".to_owned(), span(0, 10)),
                ("Ana Solberg".to_owned(), span(5, 10)),
                ("Harbour Lights".to_owned(), span(15, 20)),
            ]
        );
    }
}
