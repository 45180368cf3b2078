use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Serialize};

use super::Right;
use crate::HouseError;

/// What a token for programs may do, as far as its account may.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Scope {
    /// See everything that is not the house's management.
    Read,
    /// See and edit.
    Write,
    /// See, and manage the house; edits no title.
    Manage,
}

impl Scope {
    pub const ALL: [Self; 3] = [Self::Read, Self::Write, Self::Manage];

    pub fn grants(self, right: Right) -> bool {
        match right {
            Right::SeeDrafts => true,
            Right::Edit => self == Self::Write,
            Right::ManageHouse => self == Self::Manage,
        }
    }

    pub fn as_str(self) -> &'static str {
        match self {
            Self::Read => "read",
            Self::Write => "write",
            Self::Manage => "manage",
        }
    }
}

impl fmt::Display for Scope {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

impl FromStr for Scope {
    type Err = HouseError;

    fn from_str(text: &str) -> Result<Self, HouseError> {
        Self::ALL
            .into_iter()
            .find(|scope| scope.as_str() == text)
            .ok_or_else(|| HouseError::Unreadable {
                given: text.into(),
                expected: "a scope: read, write, manage",
            })
    }
}
