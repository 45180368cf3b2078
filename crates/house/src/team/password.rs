use std::fmt;

use crate::HouseError;

/// A password that may be chosen. Length is what is asked for, no recipe of letters and signs (NIST SP 800-63B-4,
/// 3.1.1.2), and that it is none of the few that everybody tries first.
#[derive(Clone, PartialEq, Eq)]
pub struct Password(String);

const SHORTEST: usize = 10;
/// Long sentences are welcome; whole books would only cost time to hash.
const LONGEST_BYTES: usize = 1_024;

/// What is long enough and still tried first.
const TRIED_FIRST: [&str; 12] = [
    "1234567890",
    "0123456789",
    "0987654321",
    "1q2w3e4r5t",
    "password12",
    "password123",
    "passwordpassword",
    "qwertyuiop",
    "qwertyuiop123",
    "abcdefghij",
    "iloveyou123",
    "administrator",
];

impl Password {
    /// # Errors
    /// A sentence that says what to choose instead.
    pub fn chosen(text: &str, email: &str, name: &str) -> Result<Self, HouseError> {
        let lower = text.to_lowercase();
        let is_about = |word: &str| !word.is_empty() && lower == word.to_lowercase();
        let refused = |why: &str| Err(HouseError::Refused(why.into()));
        if text.chars().count() < SHORTEST {
            return refused(
                "the password is too short: take at least 10 letters, three or four words are good",
            );
        }
        if text.len() > LONGEST_BYTES {
            return refused("the password is too long: take at most 1000 letters");
        }
        if all_the_same(text) || TRIED_FIRST.contains(&lower.as_str()) {
            return refused(
                "that password is among those that are tried first: take three or four words instead",
            );
        }
        if is_about(email) || is_about(name) {
            return refused("the password is the account's own name: take one that nobody can guess");
        }
        Ok(Self(text.to_owned()))
    }

    pub fn as_str(&self) -> &str {
        &self.0
    }
}

fn all_the_same(text: &str) -> bool {
    let first = text.chars().next();
    text.chars().all(|letter| Some(letter) == first)
}

impl fmt::Debug for Password {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Password(secret)")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn refusal(text: &str) -> Option<String> {
        Password::chosen(text, "ada@films.example", "Ada Lovelace")
            .err()
            .map(|error| error.to_string())
    }

    #[test]
    fn length_is_what_counts() {
        assert_eq!(refusal("three wet dogs"), None);
        assert_eq!(refusal("日本語日本語日本語日本"), None);
        assert!(refusal("Tr0ub4d&3").unwrap().contains("too short"));
        assert!(refusal(&"long ".repeat(300)).unwrap().contains("too long"));
    }

    #[test]
    fn what_is_tried_first_is_refused() {
        assert!(refusal("Qwertyuiop").is_some());
        assert!(refusal("aaaaaaaaaaaa").is_some());
        assert!(refusal("ada@films.example").is_some());
        assert!(refusal("Ada Lovelace").is_some());
    }
}
