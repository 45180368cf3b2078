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

    /// Can anything answer it?
    pub fn is_possible(&self) -> bool {
        let known =
            |term: &WantedTerm| term.days.is_some() || term.words.iter().all(|word| !word.words.is_empty());
        self.terms.iter().all(known)
    }
}
