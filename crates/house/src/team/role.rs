use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Serialize};

use crate::HouseError;

/// What an account is in the house.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Role {
    /// Sees what is not open yet.
    Viewer,
    /// Makes titles and opens them, too.
    Editor,
    /// Manages the house, too: accounts, tokens of others, webhooks, settings, the audit log.
    Owner,
}

/// What a route or an act asks for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Right {
    SeeDrafts,
    Edit,
    ManageHouse,
}

impl Role {
    pub const ALL: [Self; 3] = [Self::Viewer, Self::Editor, Self::Owner];

    pub fn may(self, right: Right) -> bool {
        match right {
            Right::SeeDrafts => true,
            Right::Edit => self >= Self::Editor,
            Right::ManageHouse => self == Self::Owner,
        }
    }

    /// As in the database, in JSON and in commands.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Viewer => "viewer",
            Self::Editor => "editor",
            Self::Owner => "owner",
        }
    }
}

impl fmt::Display for Role {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

impl FromStr for Role {
    type Err = HouseError;

    fn from_str(text: &str) -> Result<Self, HouseError> {
        Self::ALL
            .into_iter()
            .find(|role| role.as_str() == text)
            .ok_or_else(|| HouseError::Unreadable {
                given: text.into(),
                expected: "a role: owner, editor, viewer",
            })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_role_may_what_it_should() {
        let rights = [Right::SeeDrafts, Right::Edit, Right::ManageHouse];
        let of = |role: Role| rights.map(|right| role.may(right));
        assert_eq!(of(Role::Viewer), [true, false, false]);
        assert_eq!(of(Role::Editor), [true, true, false]);
        assert_eq!(of(Role::Owner), [true, true, true]);
    }

    #[test]
    fn roles_are_read_as_they_are_written() {
        for role in Role::ALL {
            assert_eq!(role.as_str().parse::<Role>().unwrap(), role);
        }
        assert!("Owner".parse::<Role>().is_err());
    }
}
