//! What an index is asked for: every block with an answer has it, and few others do.

use super::index_words::{OF_HEAD, OF_PERSON, date_choices, has_word, kind_word, pair};
use super::wanted::{Choice, Wanted, WantedTerm};
use super::{Class, Filter};

/// Words of an index, joined. Every word is letters and digits behind at most one sign.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub enum Expression {
    Word(String),
    All(Vec<Expression>),
    Any(Vec<Expression>),
}

/// Pairs of choices beyond these are not told apart: the words alone must do.
const MOST_PAIRS: usize = 16;

/// What a block of `class` with an answer has. `phrase`: only answers with all words side by side. `years`: the first
/// and the last that any asset is of. `None`: no block of this class can have an answer.
pub fn expression(wanted: &Wanted, class: Class, phrase: bool, years: (i64, i64)) -> Option<Expression> {
    if class == Class::Line && !wanted.is_of_lines() {
        return None;
    }
    let mut all = Vec::new();
    if phrase {
        all.extend(side_by_side(wanted.phrase.as_ref()?, sign(class)));
    } else {
        for term in &wanted.terms {
            all.push(of_term(term, class, wanted.terms.len() == 1, years)?);
        }
        if class == Class::Line && wanted.terms.len() > 1 {
            // At least one of them is said in the line.
            let in_line = wanted
                .terms
                .iter()
                .map(|term| Expression::All(side_by_side(&term.words, None)));
            all.push(Expression::Any(in_line.collect()));
        }
    }
    for filter in &wanted.filters {
        all.push(of_filter(filter, years));
    }
    (!all.is_empty()).then(|| Expression::All(all).tidy()).flatten()
}

impl Wanted {
    /// Filters alone are answered by assets, not by each of their lines; only who speaks is a matter of lines too.
    pub(super) fn is_of_lines(&self) -> bool {
        !self.terms.is_empty()
    }
}

/// What an asset is found by is among what it says about itself.
fn sign(class: Class) -> Option<char> {
    (class == Class::Asset).then_some(OF_HEAD)
}

fn of_term(term: &WantedTerm, class: Class, alone: bool, years: (i64, i64)) -> Option<Expression> {
    let mut any = vec![Expression::All(side_by_side(&term.words, sign(class)))];
    if class == Class::Line && !alone {
        let in_head = term.words.iter().map(|word| any_of(word, Some(OF_HEAD)));
        any.push(Expression::All(in_head.collect()));
    }
    if let Some(days) = term.days
        && !(class == Class::Line && alone)
    {
        any.extend(date_choices(days, years).into_iter().map(Expression::Word));
    }
    Expression::Any(any).tidy()
}

fn of_filter(filter: &Filter, years: (i64, i64)) -> Expression {
    match filter {
        Filter::Person(words) => {
            let words = words
                .iter()
                .map(|word| Expression::Word(format!("{OF_PERSON}{word}")));
            Expression::All(words.collect())
        }
        Filter::Kind(kind) => Expression::Word(kind_word(kind.as_str())),
        Filter::Has(what) => Expression::Word(has_word(what)),
        Filter::Dated(days) => Expression::Any(
            date_choices(*days, years)
                .into_iter()
                .map(Expression::Word)
                .collect(),
        ),
    }
}

fn any_of(choice: &Choice, sign: Option<char>) -> Expression {
    let word = |word: &String| match sign {
        Some(sign) => Expression::Word(format!("{sign}{word}")),
        None => Expression::Word(word.clone()),
    };
    Expression::Any(choice.words.iter().map(word).collect())
}

/// The words behind their sign, and the marks of each two of them.
fn side_by_side(words: &[Choice], sign: Option<char>) -> Vec<Expression> {
    let mut all: Vec<Expression> = words.iter().map(|word| any_of(word, sign)).collect();
    for two in words.windows(2) {
        if let [one, other] = two
            && one.words.len() * other.words.len() <= MOST_PAIRS
        {
            let marks = one.words.iter().flat_map(|one| {
                other
                    .words
                    .iter()
                    .map(move |other| Expression::Word(pair(one, other)))
            });
            all.push(Expression::Any(marks.collect()));
        }
    }
    all
}

impl Expression {
    /// Without joints that join nothing; `None` for what nothing can have.
    fn tidy(self) -> Option<Self> {
        match self {
            Self::Word(word) => Some(Self::Word(word)),
            Self::All(parts) => {
                let mut kept = Vec::new();
                for part in parts {
                    match part.tidy()? {
                        Self::All(inner) => kept.extend(inner),
                        other => kept.push(other),
                    }
                }
                kept.sort();
                kept.dedup();
                // What has "harbour" has "harbour or night".
                let all = kept.clone();
                kept.retain(|part| !part.follows_from(&all));
                single(kept, Self::All)
            }
            Self::Any(parts) => {
                let mut kept = Vec::new();
                for part in parts.into_iter().filter_map(Self::tidy) {
                    match part {
                        Self::Any(inner) => kept.extend(inner),
                        other => kept.push(other),
                    }
                }
                kept.sort();
                kept.dedup();
                single(kept, Self::Any)
            }
        }
    }

    /// Is it a choice of which one part is among these already?
    fn follows_from(&self, all: &[Self]) -> bool {
        let has = |part: &Self| match part {
            Self::All(parts) => parts.iter().all(|part| all.contains(part)),
            other => all.contains(other),
        };
        matches!(self, Self::Any(parts) if parts.iter().any(has))
    }

    /// Every word in it.
    pub fn words(&self) -> Vec<&str> {
        match self {
            Self::Word(word) => vec![word],
            Self::All(parts) | Self::Any(parts) => parts.iter().flat_map(Self::words).collect(),
        }
    }

    /// Without the words that no block has; `None` when nothing is left that could have it.
    pub fn only_known(self, known: &impl Fn(&str) -> bool) -> Option<Self> {
        self.drop_unknown(known).and_then(Self::tidy)
    }

    fn drop_unknown(self, known: &impl Fn(&str) -> bool) -> Option<Self> {
        match self {
            Self::Word(word) => known(&word).then_some(Self::Word(word)),
            Self::All(parts) => {
                let parts: Option<Vec<Self>> =
                    parts.into_iter().map(|part| part.drop_unknown(known)).collect();
                parts.map(Self::All)
            }
            Self::Any(parts) => Some(Self::Any(
                parts
                    .into_iter()
                    .filter_map(|part| part.drop_unknown(known))
                    .collect(),
            )),
        }
    }

    /// Without those parts of a conjunction that would cost more to read in the index than they spare in lines to be
    /// looked at: "of" beside a rare word is in its blocks anyway. `all`: how many blocks there are; `of`: how many have a
    /// word (`None`: it is not counted, and rare).
    pub fn lean(self, all: i64, of: &impl Fn(&str) -> Option<i64>) -> Self {
        let Self::All(parts) = self else { return self };
        let all = all.max(1);
        let rare = |word: &str| Some(of(word).unwrap_or(all / 1_000 + 1));
        let mut counted: Vec<(i64, Self)> = parts
            .into_iter()
            .map(|part| (part.at_most(&rare).clamp(1, all), part))
            .collect();
        counted.sort();
        let mut left = all;
        let mut kept: Vec<Self> = Vec::new();
        for (count, part) in counted {
            let spared = i128::from(left) * i128::from(all - count) / i128::from(all);
            if kept.is_empty() || spared * READING_TO_LOOKING > i128::from(count) {
                left = i64::try_from(i128::from(left) * i128::from(count) / i128::from(all)).unwrap_or(left);
                kept.push(part);
            }
        }
        kept.sort();
        match single(kept, Self::All) {
            Some(kept) => kept,
            None => Self::All(Vec::new()),
        }
    }

    /// At most so many blocks have it, when `of` says it of each word (`None`: it is not counted).
    pub fn at_most(&self, of: &impl Fn(&str) -> Option<i64>) -> i64 {
        match self {
            Self::Word(word) => of(word).unwrap_or(i64::MAX),
            Self::All(parts) => parts
                .iter()
                .map(|part| part.at_most(of))
                .min()
                .unwrap_or(i64::MAX),
            Self::Any(parts) => parts
                .iter()
                .map(|part| part.at_most(of))
                .fold(0, i64::saturating_add),
        }
    }
}

/// So many entries of an index are read in the time in which the lines of one block are.
const READING_TO_LOOKING: i128 = 500;

fn single(mut parts: Vec<Expression>, join: fn(Vec<Expression>) -> Expression) -> Option<Expression> {
    match parts.len() {
        0 => None,
        1 => parts.pop(),
        _ => Some(join(parts)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn frequent_words_beside_rare_ones_are_left_to_the_lines() {
        let word = |word: &str| Expression::Word(word.into());
        let of = |word: &str| match word {
            "of" => Some(99_000),
            "night" => Some(20_000),
            "harbour" => Some(300),
            "the" => Some(99_500),
            _ => None,
        };
        let all = |words: &[&str]| Expression::All(words.iter().map(|text| word(text)).collect());
        let lean = |words: &[&str]| all(words).lean(100_000, &of);
        assert_eq!(lean(&["of", "harbour"]), word("harbour"));
        assert_eq!(lean(&["night", "harbour"]), all(&["harbour", "night"]));
        assert_eq!(lean(&["of", "the", "mark"]), word("mark"));
        assert_eq!(lean(&["of", "the"]), all(&["of", "the"]));
        assert_eq!(word("the").lean(100_000, &of), word("the"));
    }

    #[test]
    fn a_choice_that_is_made_already_is_not_asked_again() {
        let word = |word: &str| Expression::Word(word.into());
        let any = |words: &[&str]| Expression::Any(words.iter().map(|text| word(text)).collect());
        let asked = Expression::All(vec![
            word("shoe"),
            any(&["¤d198", "1980s"]),
            any(&["1980s", "shoe"]),
        ]);
        let left = Expression::All(vec![word("shoe"), any(&["1980s", "¤d198"])]);
        assert_eq!(asked.tidy(), Some(left));
    }
}
