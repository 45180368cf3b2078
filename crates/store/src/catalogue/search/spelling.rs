//! What a typed word stands for among the words that the house knows.

use std::collections::HashMap;
use std::fmt;

use house::analyse::ask::{Choice, Query, near_enough, slack, spelling_pieces};
use serde::Serialize;

use super::vocabulary::{beginning_with, counts, with_pieces};
use crate::StoreError;
use crate::db::Connection;

/// Words that a beginning stands for.
const MOST_BEGINNINGS: usize = 24;
/// Words that a misspelt one stands for.
const MOST_NEAR: usize = 3;
pub(super) const OF_HEAD: &str = "§";

/// How a question was taken, where that is not as it was typed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case", tag = "remark")]
pub enum Remark {
    /// A word that nothing has; these are nearly it.
    Widened { typed: String, showing: Vec<String> },
    /// A word that nothing has, nor anything like it.
    Unknown { typed: String },
    /// Only the most frequent of the words that begin so are looked for.
    Narrowed { typed: String, showing: Vec<String> },
    /// Nothing in the house has this; what there is.
    NothingHas { what: String, known: Vec<String> },
}

impl fmt::Display for Remark {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let list = |words: &[String]| {
            let words: Vec<String> = words.iter().map(|word| format!("'{word}'")).collect();
            words.join(", ")
        };
        match self {
            Self::Widened { typed, showing } => write!(f, "nothing for '{typed}'; showing {}", list(showing)),
            Self::Unknown { typed } => write!(f, "nothing for '{typed}', nor for anything like it"),
            Self::Narrowed { typed, showing } => write!(
                f,
                "many words begin with '{typed}'; showing the {} most frequent",
                showing.len()
            ),
            Self::NothingHas { what, known } if known.is_empty() => {
                write!(f, "nothing has '{what}': nothing was analysed yet")
            }
            Self::NothingHas { what, known } => write!(f, "nothing has '{what}'; there are {}", list(known)),
        }
    }
}

/// For each word of each term what it stands for.
pub(super) async fn choices(
    connection: &mut Connection,
    query: &Query,
) -> Result<(Vec<Choice>, Vec<Remark>), StoreError> {
    let known = known(connection, query).await?;
    let (mut choices, mut remarks) = (Vec::new(), Vec::new());
    for term in &query.terms {
        for (at, word) in term.words.iter().enumerate() {
            let choice = if term.prefix && at + 1 == term.words.len() {
                beginning(connection, word, &mut remarks).await?
            } else if known.contains_key(word) || known.contains_key(&format!("{OF_HEAD}{word}")) {
                Choice::new(vec![word.clone()])
            } else if term.days.is_some() {
                // A date is not misspelt when nobody says it.
                Choice::default()
            } else {
                near(connection, word, &mut remarks).await?
            };
            choices.push(choice);
        }
    }
    Ok((choices, remarks))
}

async fn known(connection: &mut Connection, query: &Query) -> Result<HashMap<String, i64>, StoreError> {
    let typed: Vec<String> = query.terms.iter().flat_map(|term| term.words.clone()).collect();
    let of_heads: Vec<String> = typed.iter().map(|word| format!("{OF_HEAD}{word}")).collect();
    let both: Vec<&str> = typed.iter().chain(&of_heads).map(String::as_str).collect();
    counts(connection, &both).await
}

async fn beginning(
    connection: &mut Connection,
    word: &str,
    remarks: &mut Vec<Remark>,
) -> Result<Choice, StoreError> {
    let (said, more) = beginning_with(connection, word, MOST_BEGINNINGS).await?;
    let (named, more_named) =
        beginning_with(connection, &format!("{OF_HEAD}{word}"), MOST_BEGINNINGS).await?;
    let mut blocks: HashMap<String, i64> = said.into_iter().collect();
    for (word, count) in named {
        let word = word.trim_start_matches(OF_HEAD).to_owned();
        *blocks.entry(word).or_insert(0) += count;
    }
    let mut words: Vec<(String, i64)> = blocks.into_iter().collect();
    words.sort_by(|one, other| other.1.cmp(&one.1).then_with(|| one.0.cmp(&other.0)));
    let more = more || more_named || words.len() > MOST_BEGINNINGS;
    words.truncate(MOST_BEGINNINGS);
    let words: Vec<String> = words.into_iter().map(|(word, _)| word).collect();
    let typed = word.to_owned();
    if words.is_empty() {
        remarks.push(Remark::Unknown { typed });
    } else if more {
        let showing = words.clone();
        remarks.push(Remark::Narrowed { typed, showing });
    }
    Ok(Choice::new(words))
}

/// The nearest words; of equally near ones the most frequent.
async fn near(
    connection: &mut Connection,
    word: &str,
    remarks: &mut Vec<Remark>,
) -> Result<Choice, StoreError> {
    let typed = word.to_owned();
    for mistakes in 1..=slack(word) {
        let (start, end) = spelling_pieces(word, mistakes);
        let letters = word.chars().count();
        let lengths = (letters - mistakes, letters + mistakes);
        let mut found: Vec<(usize, i64, String)> = with_pieces(connection, &start, &end, lengths)
            .await?
            .into_iter()
            .filter_map(|(known, blocks)| Some((near_enough(word, &known, mistakes)?, -blocks, known)))
            .collect();
        found.sort();
        let nearest = found.first().map(|(mistakes, _, _)| *mistakes);
        let words: Vec<String> = found
            .into_iter()
            .filter(|(mistakes, _, _)| Some(*mistakes) == nearest)
            .take(MOST_NEAR)
            .map(|(_, _, word)| word)
            .collect();
        if !words.is_empty() {
            let showing = words.clone();
            remarks.push(Remark::Widened { typed, showing });
            return Ok(Choice::new(words));
        }
    }
    remarks.push(Remark::Unknown { typed });
    Ok(Choice::default())
}
