use serde::Serialize;

use super::Days;
use crate::archive::AssetKind;

/// What somebody looks for. All of it must hold.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Query {
    pub terms: Vec<Term>,
    pub filters: Vec<Filter>,
}

/// Words that stand beside each other; most terms are one word.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Term {
    /// Not empty; each one as [`super::tokens`] makes it.
    pub words: Vec<String>,
    /// Is the last word only the beginning of one?
    pub prefix: bool,
    /// The words are also a date: an asset of that time answers too.
    pub days: Option<Days>,
    /// As it was typed.
    pub typed: String,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub enum Filter {
    /// Who made the asset or is in it, or who speaks the line: these words are in the name.
    Person(Vec<String>),
    Kind(AssetKind),
    /// What was found on the asset: "crowd", "music".
    Has(String),
    Dated(Days),
}
