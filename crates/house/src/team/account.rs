use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Serialize};

use super::{EmailAddress, Role};
use crate::id::{AccountId, TokenId};
use crate::{HouseError, Instant};

/// A person of the team.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Account {
    pub id: AccountId,
    pub email: EmailAddress,
    pub name: String,
    pub role: Role,
    pub made: Instant,
    /// Since when it lets nobody in; its name stays in the log.
    pub disabled: Option<Instant>,
    /// Grows with each change.
    pub version: u64,
}

/// Longest name, in letters.
const LONGEST_NAME: usize = 100;

impl Account {
    /// A person's name as it is kept.
    ///
    /// # Errors
    /// A sentence when it is empty, too long, or holds what cannot be shown.
    pub fn checked_name(given: &str) -> Result<String, HouseError> {
        let name = given.trim();
        let why = match name.chars().count() {
            0 => "a name is needed",
            letters if letters > LONGEST_NAME => "the name is longer than 100 letters",
            _ if name.chars().any(char::is_control) => "the name holds control characters",
            _ => return Ok(name.to_owned()),
        };
        Err(HouseError::Refused(why.into()))
    }
}

/// Who causes a change.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub enum Actor {
    Account(AccountId),
    /// A program, by a token that an account made.
    Token(TokenId),
    /// The command line, and the house's own work.
    Program,
}

/// As in the audit log: "account:ID", "token:ID", "program".
impl fmt::Display for Actor {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Account(id) => write!(f, "account:{id}"),
            Self::Token(id) => write!(f, "token:{id}"),
            Self::Program => f.write_str("program"),
        }
    }
}

impl FromStr for Actor {
    type Err = HouseError;

    fn from_str(text: &str) -> Result<Self, HouseError> {
        match text.split_once(':') {
            Some(("account", id)) => id.parse().map(Self::Account),
            Some(("token", id)) => id.parse().map(Self::Token),
            None if text == "program" => Ok(Self::Program),
            _ => Err(HouseError::Unreadable {
                given: text.into(),
                expected: "who did it: account:ID, token:ID or program",
            }),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn actors_are_read_as_they_are_written() {
        for actor in [
            Actor::Account(AccountId::random()),
            Actor::Token(TokenId::random()),
            Actor::Program,
        ] {
            assert_eq!(actor.to_string().parse::<Actor>().unwrap(), actor);
        }
        assert!("somebody".parse::<Actor>().is_err());
    }

    #[test]
    fn names_are_what_people_are_called() {
        assert_eq!(Account::checked_name(" Ada ").unwrap(), "Ada");
        assert!(Account::checked_name(" ").is_err());
        assert!(Account::checked_name("a\u{7}b").is_err());
        assert!(Account::checked_name(&"x".repeat(101)).is_err());
    }
}
