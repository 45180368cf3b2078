use serde::{Deserialize, Serialize};

use super::{Days, Field, tokens};
use crate::archive::Asset;

/// What an asset says about itself: what a word may match beside its lines, and what filters ask for.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Head {
    pub lines: Vec<HeadLine>,
    /// Who made it or is in it.
    pub people: Vec<String>,
    pub kind: String,
    pub has: Vec<String>,
    pub days: Option<Days>,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct HeadLine {
    pub field: Field,
    pub text: String,
}

/// Speakers who are named with their asset; a round table has twenty.
const MOST_SPEAKERS: usize = 50;

impl Head {
    /// `speakers`: who speaks in its transcripts; `has`: what was found on it.
    pub fn of(asset: &Asset, speakers: &[String], has: Vec<String>) -> Self {
        let said = &asset.provenance;
        let mut lines = Vec::new();
        let mut add = |field: Field, text: &str| {
            if !text.trim().is_empty() {
                lines.push(HeadLine {
                    field,
                    text: text.trim().to_owned(),
                });
            }
        };
        if let Some(title) = &said.title {
            add(Field::Name, title);
        }
        add(Field::Name, &asset.file_name);
        add(Field::Kind, asset.kind.as_str());
        add(Field::People, &said.people.join(", "));
        add(Field::Place, said.place.as_deref().unwrap_or_default());
        add(Field::Date, said.date.as_ref().map_or("", |date| date.as_str()));
        add(Field::Rights, said.rights.as_deref().unwrap_or_default());
        let speakers: Vec<&str> = speakers.iter().take(MOST_SPEAKERS).map(String::as_str).collect();
        add(Field::Speakers, &speakers.join(", "));
        Self {
            lines,
            people: said.people.clone(),
            kind: asset.kind.as_str().to_owned(),
            has,
            days: said.date.as_ref().and_then(Days::of),
        }
    }

    /// Is there a person in it whose name has these words?
    pub(super) fn has_person(&self, words: &[String]) -> bool {
        self.people.iter().any(|name| is_named(name, words))
    }
}

pub(super) fn is_named(name: &str, words: &[String]) -> bool {
    let parts = tokens(name);
    words
        .iter()
        .all(|word| parts.iter().any(|part| part.text == *word))
}
