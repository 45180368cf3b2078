use std::str::FromStr;

use serde::{Deserialize, Serialize};

use crate::HouseError;

/// What somebody can show during a showing without a word.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Reaction {
    Heart,
    Bravo,
    Laugh,
    Tear,
    Gasp,
}

impl Reaction {
    pub const ALL: [Self; 5] = [Self::Heart, Self::Bravo, Self::Laugh, Self::Tear, Self::Gasp];

    pub fn as_str(self) -> &'static str {
        match self {
            Self::Heart => "heart",
            Self::Bravo => "bravo",
            Self::Laugh => "laugh",
            Self::Tear => "tear",
            Self::Gasp => "gasp",
        }
    }
}

impl FromStr for Reaction {
    type Err = HouseError;

    fn from_str(text: &str) -> Result<Self, HouseError> {
        let found = Self::ALL.into_iter().find(|reaction| reaction.as_str() == text);
        found.ok_or(HouseError::Unreadable {
            given: text.into(),
            expected: "one of heart, bravo, laugh, tear, gasp",
        })
    }
}
