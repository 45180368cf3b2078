//! A glance at a block: which of its lines may have part in a hit. It never misses one, and seldom takes a line for one
//! that is none. Most blocks that an index names have all the words but not together; taking each of their lines apart
//! word by word is what a search would mostly do.

use memchr::memmem::Finder;

use super::tokens::write_words;
use super::wanted::{Choice, Wanted};

/// More words than these that one stands for are looked for by what they begin with.
const MOST_APART: usize = 4;

/// Lines of a block, a bit for each; those beyond the last bit share it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Lines(u64);

impl Lines {
    const NONE: Self = Self(0);
    const ALL: Self = Self(u64::MAX);

    fn one(line: usize) -> Self {
        Self(1 << line.min(63))
    }

    fn or(self, other: Self) -> Self {
        Self(self.0 | other.0)
    }

    fn and(self, other: Self) -> Self {
        Self(self.0 & other.0)
    }

    /// And those before them.
    fn or_next(self) -> Self {
        Self(self.0 | self.0 >> 1)
    }

    /// And those after them.
    pub(super) fn with_next(self) -> Self {
        Self(self.0 | self.0 << 1)
    }

    pub(super) fn has(self, line: usize) -> bool {
        self.and(Self::one(line)) != Self::NONE
    }

    pub(super) fn is_none(self) -> bool {
        self == Self::NONE
    }
}

/// The lines of a block, each word between spaces.
pub(super) struct Folded {
    text: String,
    /// Where each line begins: at the space before its first word.
    starts: Vec<usize>,
}

impl Folded {
    pub(super) fn of<'a>(lines: impl Iterator<Item = &'a str>) -> Self {
        let mut folded = Self {
            text: String::with_capacity(4_096),
            starts: Vec::with_capacity(40),
        };
        folded.text.push(' ');
        for line in lines {
            folded.starts.push(folded.text.len() - 1);
            write_words(line, &mut folded.text);
        }
        folded
    }
}

/// What is looked for, ready to be looked for in many blocks.
pub(super) struct Glance {
    terms: Vec<Sought>,
    phrase: Option<Sought>,
}

impl Glance {
    /// `phrase`: only where all words stand side by side.
    pub(super) fn of(wanted: &Wanted, phrase: bool) -> Self {
        let whole = wanted.phrase.as_ref().filter(|_| phrase);
        Self {
            terms: wanted.terms.iter().map(|term| Sought::of(&term.words)).collect(),
            phrase: whole.map(|words| Sought::of(words)),
        }
    }

    /// The lines in which, or in which and the next, all may be said. `by_head`: the terms that the asset may answer.
    pub(super) fn lines(&self, folded: &Folded, by_head: &[bool]) -> Lines {
        let mut said = Lines::NONE;
        let mut all = Lines::ALL;
        for (at, term) in self.terms.iter().enumerate() {
            let lines = term.lines(folded).or_next();
            said = said.or(lines);
            if by_head.get(at) != Some(&true) {
                all = all.and(lines);
            }
            if all.is_none() {
                return Lines::NONE;
            }
        }
        let whole = self.phrase.as_ref();
        let whole = whole.map_or(Lines::ALL, |phrase| phrase.lines(folded).or_next());
        all.and(said).and(whole)
    }
}

/// Words side by side: all of these are in the line where they begin, or in it and the next.
struct Sought {
    all: Vec<Vec<Needle>>,
}

impl Sought {
    fn of(words: &[Choice]) -> Self {
        let only = |choice: &Choice| match choice.words.as_slice() {
            [only] => Some(only.clone()),
            _ => None,
        };
        let plain: Option<Vec<String>> = words.iter().map(only).collect();
        let all = match plain {
            Some(words) if !words.is_empty() => vec![vec![Needle::whole(&words.join(" "))]],
            _ => words.iter().map(Needle::any_of).collect(),
        };
        Self { all }
    }

    fn lines(&self, folded: &Folded) -> Lines {
        let any = |needles: &Vec<Needle>| {
            needles
                .iter()
                .fold(Lines::NONE, |lines, needle| lines.or(needle.lines(folded)))
        };
        match self.all.as_slice() {
            [needles] => any(needles),
            all => all
                .iter()
                .fold(Lines::ALL, |lines, needles| lines.and(any(needles).or_next())),
        }
    }
}

struct Needle {
    finder: Finder<'static>,
    /// A space must stand behind it.
    whole: bool,
}

impl Needle {
    fn whole(words: &str) -> Self {
        Self {
            finder: Finder::new(&format!(" {words}")).into_owned(),
            whole: true,
        }
    }

    fn any_of(choice: &Choice) -> Vec<Self> {
        if choice.words.len() <= MOST_APART {
            return choice.words.iter().map(|word| Self::whole(word)).collect();
        }
        let mut words = choice.words.iter();
        let first = words.next().cloned().unwrap_or_default();
        let shared = words.fold(first, |shared, word| shared_beginning(&shared, word));
        vec![Self {
            finder: Finder::new(&format!(" {shared}")).into_owned(),
            whole: false,
        }]
    }

    fn lines(&self, folded: &Folded) -> Lines {
        let text = folded.text.as_bytes();
        let mut starts = folded.starts.iter().enumerate().skip(1).peekable();
        let (mut lines, mut line, mut from) = (Lines::NONE, 0, 0);
        while let Some(found) = text.get(from..).and_then(|rest| self.finder.find(rest)) {
            let at = from + found;
            from = at + 1;
            if self.whole && text.get(at + self.finder.needle().len()) != Some(&b' ') {
                continue;
            }
            while let Some((next, _)) = starts.next_if(|(_, start)| **start <= at) {
                line = next;
            }
            lines = lines.or(Lines::one(line));
        }
        lines
    }
}

fn shared_beginning(one: &str, other: &str) -> String {
    let same = one
        .chars()
        .zip(other.chars())
        .take_while(|(one, other)| one == other);
    same.map(|(letter, _)| letter).collect()
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::analyse::ask::{WantedTerm, tokens};

    fn wanted(words: Vec<Choice>) -> Wanted {
        Wanted {
            terms: vec![WantedTerm { words, days: None }],
            filters: vec![],
            phrase: None,
        }
    }

    fn choice(words: &[&str]) -> Choice {
        Choice::new(words.iter().map(|word| (*word).to_owned()).collect())
    }

    fn seen(words: &[&[&str]], lines: &[&str]) -> Vec<usize> {
        let wanted = wanted(words.iter().map(|words| choice(words)).collect());
        let found = Glance::of(&wanted, false).lines(&Folded::of(lines.iter().copied()), &[false]);
        (0..lines.len()).filter(|line| found.has(*line)).collect()
    }

    #[test]
    fn a_word_is_seen_in_its_line_and_from_the_one_before() {
        let lines = ["The ferry left.", "", "TO", "to the ferries", "no"];
        assert_eq!(seen(&[&["ferry"]], &lines), [0]);
        assert_eq!(seen(&[&["to"]], &lines), [1, 2, 3]);
        assert_eq!(seen(&[&["ferr"]], &lines), [0_usize; 0]);
        assert_eq!(seen(&[&["left"], &["to"]], &lines), [0]);
        assert_eq!(seen(&[&["to"], &["to"]], &lines), [1, 2]);
        assert_eq!(seen(&[&["ferry", "ferries"], &["no"]], &lines), [2, 3]);
        assert_eq!(seen(&[&["fa", "fe", "ferries", "fo", "fu"]], &lines), [0, 2, 3]);
    }

    proptest! {
        #[test]
        fn no_words_side_by_side_are_missed(lines in prop::collection::vec("[a-cA-C' .é-]{0,12}", 1..70), count in 1_usize..4, other in "[a-c]{1,2}") {
            let folded = Folded::of(lines.iter().map(String::as_str));
            let words: Vec<(usize, String)> = lines
                .iter()
                .enumerate()
                .flat_map(|(line, text)| tokens(text).into_iter().map(move |token| (line, token.text)))
                .collect();
            for window in words.windows(count) {
                let plain: Vec<Choice> = window.iter().map(|(_, word)| choice(&[word])).collect();
                let wide: Vec<Choice> = window.iter().map(|(_, word)| choice(&[word, &other])).collect();
                let (first, last) = (window[0].0, window[count - 1].0);
                for words in [plain, wide] {
                    let found = Glance::of(&wanted(words), false).lines(&folded, &[false]);
                    prop_assert!(last > first + 1 || found.has(first), "{window:?} in {lines:?}");
                }
            }
        }
    }
}
