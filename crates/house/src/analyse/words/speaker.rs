//! "NAME: what they say", as transcripts write who speaks.

use std::collections::BTreeMap;

const LONGEST: usize = 40;
const MOST_WORDS: usize = 4;

/// Tells speakers from words before a colon, by what a whole file does: in capitals a name is always taken for one,
/// otherwise when it stands before two lines at least.
pub(super) struct Speakers {
    counts: BTreeMap<String, usize>,
}

impl Speakers {
    pub(super) fn of<'a>(lines: impl Iterator<Item = &'a str>) -> Self {
        let mut counts = BTreeMap::new();
        for line in lines {
            if let Some((name, _)) = name_before_colon(line) {
                *counts.entry(name.to_owned()).or_insert(0) += 1;
            }
        }
        Self { counts }
    }

    /// Who says a line, where it says so, and what is said.
    pub(super) fn split<'a>(&self, line: &'a str) -> (Option<String>, &'a str) {
        let Some((name, said)) = name_before_colon(line) else {
            return (None, line);
        };
        let is_loud = name.chars().any(char::is_uppercase) && !name.chars().any(char::is_lowercase);
        if is_loud || self.counts.get(name).copied().unwrap_or(0) > 1 {
            (Some(name.to_owned()), said)
        } else {
            (None, line)
        }
    }
}

fn name_before_colon(line: &str) -> Option<(&str, &str)> {
    let line = line.trim().trim_start_matches(['-', '–', '—', '>']).trim_start();
    let (name, said) = line.split_once(':')?;
    let name = name.trim();
    let begins_word = |word: &str| word.starts_with(char::is_uppercase);
    let fits = (1..=LONGEST).contains(&name.chars().count())
        && said.starts_with(char::is_whitespace)
        && !said.trim().is_empty()
        && name.split_whitespace().count() <= MOST_WORDS
        && name.split_whitespace().all(begins_word)
        && name.chars().filter(|letter| letter.is_alphabetic()).count() > 1
        && !name.contains(['"', '“', '?', '!', ',', ';']);
    fits.then(|| (name, said.trim()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_told_from_other_words_before_a_colon() {
        let lines = [
            "ANNA: Yes.",
            "Per Olsson: We sailed.",
            "Per Olsson: At night.",
            "Note: it rained",
            "at 10:30 we left",
        ];
        let speakers = Speakers::of(lines.iter().copied());
        let split: Vec<_> = lines.iter().map(|line| speakers.split(line)).collect();
        assert_eq!(split[0], (Some("ANNA".into()), "Yes."));
        assert_eq!(split[1], (Some("Per Olsson".into()), "We sailed."));
        assert_eq!(split[3], (None, "Note: it rained"));
        assert_eq!(split[4], (None, "at 10:30 we left"));
    }
}
