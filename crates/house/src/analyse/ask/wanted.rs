use super::{Days, Filter, Query};

/// The known words that stand for one that was typed: itself, those it begins, or those it nearly is.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Choice {
    /// Sorted; empty when there is none.
    pub words: Vec<String>,
}

impl Choice {
    pub fn new(mut words: Vec<String>) -> Self {
        words.sort_unstable();
        words.dedup();
        Self { words }
    }

    pub(super) fn has(&self, word: &str) -> bool {
        match self.words.as_slice() {
            [only] => only == word,
            words => words.binary_search_by(|known| known.as_str().cmp(word)).is_ok(),
        }
    }
}

/// A query whose words are ones that the house knows.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Wanted {
    pub terms: Vec<WantedTerm>,
    pub filters: Vec<Filter>,
    /// All terms beside each other, in their order: what is shown before other answers.
    pub phrase: Option<Vec<Choice>>,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct WantedTerm {
    /// Side by side.
    pub words: Vec<Choice>,
    pub days: Option<Days>,
}

impl Wanted {
    /// `choices`: for each word of each term, in their order.
    pub fn new(query: &Query, mut choices: impl Iterator<Item = Choice>) -> Self {
        let terms: Vec<WantedTerm> = query
            .terms
            .iter()
            .map(|term| WantedTerm {
                words: term
                    .words
                    .iter()
                    .map(|_| choices.next().unwrap_or_default())
                    .collect(),
                days: term.days,
            })
            .collect();
        let plain = terms.len() > 1 && query.terms.iter().all(|term| !term.prefix);
        let phrase = plain.then(|| terms.iter().flat_map(|term| term.words.clone()).collect());
        Self {
            terms,
            filters: query.filters.clone(),
            phrase,
        }
    }

    /// Of a text whose words (sorted, each once) are `known`: nothing is widened.
    pub fn among(query: &Query, known: &[String]) -> Self {
        let mut choices = Vec::new();
        for term in &query.terms {
            for (at, word) in term.words.iter().enumerate() {
                let from = known.partition_point(|known| known.as_str() < word.as_str());
                let rest = known.iter().skip(from);
                let is_beginning = term.prefix && at + 1 == term.words.len();
                let fits = |known: &&String| match is_beginning {
                    true => known.starts_with(word.as_str()),
                    false => *known == word,
                };
                choices.push(Choice::new(rest.take_while(fits).cloned().collect()));
            }
        }
        Self::new(query, choices.into_iter())
    }

    /// Can anything answer it?
    pub fn is_possible(&self) -> bool {
        let known =
            |term: &WantedTerm| term.days.is_some() || term.words.iter().all(|word| !word.words.is_empty());
        self.terms.iter().all(known)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::analyse::ask::parse;

    #[test]
    fn a_beginning_stands_for_every_word_of_a_text_that_begins_so() {
        let known = ["concert", "concerts", "cone", "harbour"].map(String::from);
        let wanted = Wanted::among(&parse("conc* harbour").unwrap(), &known);
        assert_eq!(wanted.terms[0].words[0].words, ["concert", "concerts"]);
        assert!(wanted.is_possible());
        assert!(!Wanted::among(&parse("harbou").unwrap(), &known).is_possible());
    }
}
