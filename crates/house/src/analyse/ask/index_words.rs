//! The words that a block can be found by.

use std::collections::BTreeSet;

use super::{Block, Class, Days, Field, Head, tokens};

/// What stands before a word in the index that is no word of a line. Never a letter, so no word can be taken for one.
pub(super) const OF_HEAD: char = '§';
pub(super) const OF_FILTER: char = '¤';
pub(super) const OF_PERSON: char = '¶';
pub(super) const OF_PAIR: char = '¬';

/// What a block is found by, each once: the words of its lines, each two of them that stand side by side (as one of a
/// million marks: a phrase is looked for by these), the words of the asset's head, and what filters ask for.
pub fn index_words(block: &Block, head: &Head) -> BTreeSet<String> {
    let mut words = BTreeSet::new();
    let mut before: Option<String> = None;
    let mut now: Option<Field> = None;
    for line in &block.lines {
        // Phrases go on from line to line, but not from an asset's name to its kind.
        if now != Some(line.field) || block.class == Class::Asset {
            before = None;
            now = Some(line.field);
        }
        for token in tokens(&line.text) {
            if let Some(before) = &before {
                words.insert(pair(before, &token.text));
            }
            words.insert(token.text.clone());
            before = Some(token.text);
        }
        let named = (line.field == Field::Speakers).then_some(&line.text);
        for speaker in line.speaker.iter().chain(named) {
            words.extend(
                tokens(speaker)
                    .into_iter()
                    .map(|token| format!("{OF_PERSON}{}", token.text)),
            );
        }
    }
    for token in head.lines.iter().flat_map(|line| tokens(&line.text)) {
        words.insert(format!("{OF_HEAD}{}", token.text));
    }
    for token in head.people.iter().flat_map(|name| tokens(name)) {
        words.insert(format!("{OF_PERSON}{}", token.text));
    }
    words.insert(kind_word(&head.kind));
    words.extend(head.has.iter().map(|what| has_word(what)));
    if let Some(days) = head.days {
        words.extend(date_words(days));
    }
    words
}

pub(super) fn kind_word(kind: &str) -> String {
    format!("{OF_FILTER}k{kind}")
}

pub(super) fn has_word(what: &str) -> String {
    format!("{OF_FILTER}h{what}")
}

/// The mark of two words side by side: 20 bits of a hash (FNV-1a, which is the same everywhere).
pub(super) fn pair(one: &str, other: &str) -> String {
    let mut hash: u64 = 0xcbf2_9ce4_8422_2325;
    for byte in one.bytes().chain([0]).chain(other.bytes()) {
        hash = (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3);
    }
    let mut bits = (hash >> 32) ^ hash;
    let mut mark = String::from(OF_PAIR);
    for _ in 0..4 {
        let letter = u8::try_from(bits & 31).unwrap_or(0);
        mark.push(char::from(if letter < 26 {
            b'a' + letter
        } else {
            b'2' + letter - 26
        }));
        bits >>= 5;
    }
    mark
}

/// Assets whose date could be in more years than these are among the candidates of every date.
const MOST_YEARS: i64 = 30;
const WIDE: &str = "¤w";

fn year_word(year: i64) -> String {
    format!("{OF_FILTER}y{year:04}")
}

fn decade_word(decade: i64) -> String {
    format!("{OF_FILTER}d{decade:03}")
}

/// The years and the decades that a date touches.
fn date_words(days: Days) -> Vec<String> {
    let (first, last) = days.years();
    if last - first >= MOST_YEARS || first < 0 || last > 9_999 {
        return vec![WIDE.to_owned()];
    }
    let decades = (first / 10..=last / 10).map(decade_word);
    (first..=last).map(year_word).chain(decades).collect()
}

/// What an asset of these days has at least one of, among the years from `known.0` to `known.1` that occur at all.
pub(super) fn date_choices(days: Days, known: (i64, i64)) -> Vec<String> {
    let (first, last) = days.years();
    let (first, last) = (first.max(known.0), last.min(known.1));
    let mut choices = vec![WIDE.to_owned()];
    let mut year = first;
    while year <= last {
        if year % 10 == 0 && year + 9 <= last {
            choices.push(decade_word(year / 10));
            year += 10;
        } else {
            choices.push(year_word(year));
            year += 1;
        }
    }
    choices
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn dates_are_found_by_years_and_decades() {
        let of = |text: &str| date_words(Days::typed(text).unwrap());
        assert_eq!(of("1979/1981"), ["¤y1979", "¤y1980", "¤y1981", "¤d197", "¤d198"]);
        assert_eq!(of("19XX"), ["¤w"]);
        let choices = date_choices(Days::typed("1978..2001").unwrap(), (1900, 2030));
        assert_eq!(
            choices,
            ["¤w", "¤y1978", "¤y1979", "¤d198", "¤d199", "¤y2000", "¤y2001"]
        );
        assert_eq!(
            date_choices(Days::typed("..1974").unwrap(), (1972, 2000)).len(),
            4
        );
    }
}
