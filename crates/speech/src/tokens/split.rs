//! From tokens to words.

use super::Vocabulary;

/// A word, or a run of signs that belongs to the one before it, and the tokens that it was said in.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Spoken {
    pub(crate) text: String,
    /// How many of the tokens, in their order.
    pub(crate) tokens: usize,
}

/// Languages that put no spaces between words: each character that is whole counts as one.
const WITHOUT_SPACES: [&str; 7] = ["zh", "ja", "th", "lo", "my", "yue", "km"];

/// Opening marks belong to the word after them, closing ones to the word before.
const OPENING: &str = "\"'“¿([{-«‹„";
const CLOSING: &str = "\"'.。,，!！?？:：”)]}、»›…%";

/// Words of text tokens: split where a token begins with a space, with punctuation at its word.
pub(crate) fn split_to_words(vocabulary: &Vocabulary, tokens: &[u32], language: &str) -> Vec<Spoken> {
    let pieces = whole_characters(vocabulary, tokens);
    let mut words: Vec<Spoken> = Vec::new();
    let spaced = !WITHOUT_SPACES.contains(&language);
    for piece in pieces {
        let begins = !spaced || piece.text.starts_with(char::is_whitespace);
        match words.last_mut().filter(|_| !begins) {
            Some(word) => {
                word.text.push_str(&piece.text);
                word.tokens += piece.tokens;
            }
            None => words.push(piece),
        }
    }
    with_their_marks(words)
}

/// Tokens that are parts of one character are taken together. What is no text becomes the sign for that.
fn whole_characters(vocabulary: &Vocabulary, tokens: &[u32]) -> Vec<Spoken> {
    let (mut pieces, mut bytes, mut count) = (Vec::new(), Vec::new(), 0);
    for token in tokens {
        bytes.extend_from_slice(vocabulary.bytes(*token));
        count += 1;
        let waits = match std::str::from_utf8(&bytes) {
            Ok(_) => false,
            // Cut short within a character, not wrong.
            Err(error) => error.error_len().is_none(),
        };
        if !waits {
            pieces.push(Spoken {
                text: String::from_utf8_lossy(&bytes).into_owned(),
                tokens: count,
            });
            bytes.clear();
            count = 0;
        }
    }
    if count > 0 {
        pieces.push(Spoken {
            text: String::from_utf8_lossy(&bytes).into_owned(),
            tokens: count,
        });
    }
    pieces
}

/// Marks that stand alone are joined with the word that they belong to.
fn with_their_marks(words: Vec<Spoken>) -> Vec<Spoken> {
    let all_of = |text: &str, marks: &str| {
        let text = text.trim();
        !text.is_empty() && text.chars().all(|letter| marks.contains(letter))
    };
    let mut joined: Vec<Spoken> = Vec::new();
    let mut opens = false;
    for word in words {
        let closes = !word.text.starts_with(char::is_whitespace) && all_of(&word.text, CLOSING);
        let next_opens = word.text.starts_with(char::is_whitespace) && all_of(&word.text, OPENING);
        match joined
            .last_mut()
            .filter(|_| opens || closes || word.text.trim().is_empty())
        {
            Some(last) => {
                let text = if opens { word.text.trim_start() } else { &word.text };
                last.text.push_str(text);
                last.tokens += word.tokens;
            }
            None => joined.push(word),
        }
        opens = next_opens;
    }
    joined
}

#[cfg(test)]
mod tests {
    use super::*;

    fn words(pieces: &[&str], language: &str) -> Vec<(String, usize)> {
        let vocabulary = Vocabulary::for_tests(pieces, 2_000);
        let tokens: Vec<u32> = (0..pieces.len() as u32).collect();
        let words = split_to_words(&vocabulary, &tokens, language);
        words.into_iter().map(|word| (word.text, word.tokens)).collect()
    }

    fn said(words: &[(&str, usize)]) -> Vec<(String, usize)> {
        words
            .iter()
            .map(|(text, tokens)| ((*text).to_owned(), *tokens))
            .collect()
    }

    #[test]
    fn tokens_become_words_with_their_marks() {
        let found = words(
            &["Ġask", "Ġnot", ",", "ĠAmer", "icans", "Ġ\"", "Ġwhat", "\"", "."],
            "en",
        );
        assert_eq!(
            found,
            said(&[(" ask", 1), (" not,", 2), (" Americans", 2), (" \"what\".", 4)])
        );
    }

    #[test]
    fn a_character_in_two_tokens_is_one() {
        assert_eq!(words(&["Ġâĺ", "ķ"], "en"), said(&[(" \u{2615}", 2)]));
        assert_eq!(
            words(&["ä", "½", "ł", "å¥½"], "zh"),
            said(&[("你", 3), ("好", 1)])
        );
    }

    #[test]
    fn bytes_that_are_no_text_are_said_to_be_none() {
        assert_eq!(words(&["Ġâĺ"], "en"), said(&[(" \u{fffd}", 1)]));
        assert_eq!(words(&["Ń", "Ġa"], "en"), said(&[("\u{fffd}", 1), (" a", 1)]));
    }
}
