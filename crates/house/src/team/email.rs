use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Serialize};

use crate::HouseError;

/// An e-mail address as people use them: no quotes, no comments, a host with letters. Kept in lower case, so that one
/// person is one account.
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct EmailAddress(Box<str>);

/// RFC 5321, 4.5.3.1: 64 octets before the sign, 254 in all.
const LONGEST: usize = 254;
const LONGEST_PERSON: usize = 64;

impl EmailAddress {
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl FromStr for EmailAddress {
    type Err = HouseError;

    fn from_str(given: &str) -> Result<Self, HouseError> {
        let text = given.trim().to_lowercase();
        match text.rsplit_once('@') {
            Some((person, host)) if text.len() <= LONGEST && is_person(person) && is_host(host) => {
                Ok(Self(text.into()))
            }
            _ => Err(HouseError::Unreadable {
                given: given.into(),
                expected: "an e-mail address such as ada@films.example",
            }),
        }
    }
}

fn is_person(text: &str) -> bool {
    let allowed = |letter: char| letter.is_alphanumeric() || "!#$%&'*+/=?^_`{|}~-.".contains(letter);
    !text.is_empty()
        && text.len() <= LONGEST_PERSON
        && text.chars().all(allowed)
        && text.split('.').all(|part| !part.is_empty())
}

fn is_host(text: &str) -> bool {
    let is_label = |label: &str| {
        !label.is_empty()
            && label.len() <= 63
            && label
                .chars()
                .all(|letter| letter.is_alphanumeric() || letter == '-')
            && !label.starts_with('-')
            && !label.ends_with('-')
    };
    text.split('.').all(is_label)
}

impl fmt::Display for EmailAddress {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl TryFrom<String> for EmailAddress {
    type Error = HouseError;

    fn try_from(text: String) -> Result<Self, HouseError> {
        text.parse()
    }
}

impl From<EmailAddress> for String {
    fn from(address: EmailAddress) -> Self {
        address.0.into()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn addresses_that_people_have_are_taken() {
        for given in [
            "ada@films.example",
            " Ada.L+x@Films.Example ",
            "o'neill@bücher.example",
            "root@localhost",
        ] {
            let address: EmailAddress = given.parse().unwrap();
            assert_eq!(address.as_str(), given.trim().to_lowercase());
        }
    }

    #[test]
    fn what_is_no_address_is_refused() {
        let long = format!("{}@films.example", "a".repeat(65));
        for given in [
            "",
            "ada",
            "@films.example",
            "ada@",
            "a b@c.example",
            "a@b@c",
            "ada@-x.example",
            "ada@x..example",
            "ada@x.example\r\nBcc: b@c.example",
            ".ada@x.example",
            "<ada@x.example>",
            &long,
        ] {
            assert!(given.parse::<EmailAddress>().is_err(), "{given}");
        }
    }
}
