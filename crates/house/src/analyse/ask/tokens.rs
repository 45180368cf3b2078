//! The one rule for what a word is when it is looked for: both databases are handed its outcome, never the text.
//!
//! A word is a run of letters and digits. Case, accents and compatibility forms go (NFKD), "ß" is "ss"; an apostrophe
//! between letters goes too, so "don't" is "dont". Signs of scripts without spaces (Han, Kana) are words one by one.
//! There is no stemming: what a prefix does not find, the other form of the word does. Only the first letters count.

use std::ops::Range;

use unicode_normalization::UnicodeNormalization;
use unicode_normalization::char::is_combining_mark;

/// Letters of a word that count.
const LONGEST: usize = 40;

/// A word of a text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Token {
    /// As it is looked for: letters and digits only.
    pub text: String,
    /// Where it stands, in bytes.
    pub at: Range<usize>,
}

/// The words of a text, in order.
pub fn tokens(text: &str) -> Vec<Token> {
    let mut tokens = Vec::new();
    each_word(text, |word, at| {
        tokens.push(Token {
            text: word.to_owned(),
            at,
        });
    });
    tokens
}

/// Puts the words of a text behind others, each with a space after it.
pub(super) fn write_words(text: &str, out: &mut String) {
    if !text.is_ascii() {
        each_word(text, |word, _| {
            out.push_str(word);
            out.push(' ');
        });
        return;
    }
    // The same rule, where letters are bytes: a search reads a thousand times as many lines as it shows.
    let mut count = 0_usize;
    let mut letters = text.bytes().peekable();
    while let Some(letter) = letters.next() {
        if letter.is_ascii_alphanumeric() {
            if count < LONGEST {
                out.push(char::from(letter.to_ascii_lowercase()));
            }
            count += 1;
        } else if count > 0 && !(letter == b'\'' && letters.peek().is_some_and(u8::is_ascii_alphanumeric)) {
            out.push(' ');
            count = 0;
        }
    }
    if count > 0 {
        out.push(' ');
    }
}

fn each_word(text: &str, word: impl FnMut(&str, Range<usize>)) {
    let mut reader = Reader {
        found: word,
        word: String::new(),
        count: 0,
        at: 0..0,
    };
    let mut letters = text.char_indices().peekable();
    while let Some((at, letter)) = letters.next() {
        let end = at + letter.len_utf8();
        if letter.is_ascii_alphanumeric() {
            reader.letter(at..end, letter.to_ascii_lowercase());
        } else if letter.is_ascii() && letter != '\'' {
            reader.end();
        } else if is_apostrophe(letter) {
            if !letters.peek().is_some_and(|&(_, next)| is_of_word(next)) {
                reader.end();
            }
        } else if stands_alone(letter) {
            reader.end();
            reader.fold(at..end, letter);
            reader.end();
        } else if is_of_word(letter) {
            reader.fold(at..end, letter);
        } else {
            reader.end();
        }
    }
    reader.end();
}

struct Reader<F> {
    found: F,
    word: String,
    count: usize,
    at: Range<usize>,
}

impl<F: FnMut(&str, Range<usize>)> Reader<F> {
    fn letter(&mut self, at: Range<usize>, letter: char) {
        if self.count == 0 {
            self.at = at.clone();
        }
        self.at.end = at.end;
        if self.count < LONGEST {
            self.word.push(letter);
        }
        self.count += 1;
    }

    fn fold(&mut self, at: Range<usize>, letter: char) {
        if self.count > 0 {
            self.at.end = at.end;
        }
        for folded in letter.nfkd().flat_map(char::to_lowercase) {
            match spelt_out(folded) {
                Some(text) => text.chars().for_each(|letter| self.letter(at.clone(), letter)),
                None if is_accent(folded) => {}
                None if is_of_word(folded) => self.letter(at.clone(), folded),
                None => {}
            }
        }
    }

    fn end(&mut self) {
        self.count = 0;
        if !self.word.is_empty() {
            (self.found)(&self.word, self.at.clone());
            self.word.clear();
        }
    }
}

fn is_of_word(letter: char) -> bool {
    letter.is_alphanumeric() || is_combining_mark(letter)
}

fn is_apostrophe(letter: char) -> bool {
    matches!(letter, '\'' | '\u{2019}' | '\u{2bc}')
}

/// Marks that a reader who types without them means all the same; vowel signs of other scripts are letters.
fn is_accent(letter: char) -> bool {
    matches!(letter, '\u{300}'..='\u{36f}' | '\u{591}'..='\u{5c7}' | '\u{64b}'..='\u{65f}' | '\u{670}')
}

fn spelt_out(letter: char) -> Option<&'static str> {
    Some(match letter {
        'ß' => "ss",
        'æ' => "ae",
        'œ' => "oe",
        'ø' => "o",
        'đ' | 'ð' => "d",
        'ł' => "l",
        'ħ' => "h",
        'þ' => "th",
        'ı' => "i",
        _ => return None,
    })
}

/// Han, Hiragana and Katakana.
fn stands_alone(letter: char) -> bool {
    matches!(letter,
        '\u{3005}'..='\u{3007}' | '\u{3041}'..='\u{30ff}' | '\u{31f0}'..='\u{31ff}' | '\u{3400}'..='\u{4dbf}'
        | '\u{4e00}'..='\u{9fff}' | '\u{f900}'..='\u{faff}' | '\u{20000}'..='\u{323af}')
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn words(text: &str) -> Vec<String> {
        tokens(text).into_iter().map(|token| token.text).collect()
    }

    #[test]
    fn words_are_folded_by_one_rule() {
        assert_eq!(words("Don't -- STOP, 1974!"), ["dont", "stop", "1974"]);
        assert_eq!(
            words("Ærø Straße Łódź Ｆｕｌｌ ﬁn naïve"),
            ["aero", "strasse", "lodz", "full", "fin", "naive"]
        );
        assert_eq!(words("东京 ひと"), ["东", "京", "ひ", "と"]);
        assert_eq!(words("Ночь Йод ΝΎΧΤΑ"), ["ночь", "иод", "νυχτα"]);
        assert_eq!(words("rock’n’roll o' 'twas"), ["rocknroll", "o", "twas"]);
        assert!(words("\u{301} -- !").is_empty());
        assert_eq!(words(&"a".repeat(90)), ["a".repeat(40)]);
    }

    #[test]
    fn a_word_knows_where_it_stands() {
        let text = "«Été», e\u{301}t";
        let spans: Vec<&str> = tokens(text).iter().map(|token| &text[token.at.clone()]).collect();
        assert_eq!(spans, ["Été", "e\u{301}t"]);
    }

    proptest! {
        #[test]
        fn words_hold_nothing_that_a_database_could_read_as_more(text in "\\PC*|[\u{0}-\u{ffff}]{0,40}") {
            for token in tokens(&text) {
                prop_assert!(!token.text.is_empty());
                prop_assert!(token.text.chars().all(is_of_word), "{token:?}");
                prop_assert!(text.get(token.at.clone()).is_some());
            }
        }

        #[test]
        fn written_words_are_the_same(text in "[a-dA-D0-9' .é-]{0,60}|[ -~]{0,60}|[a-b']{38,50}|\\PC*") {
            let mut written = String::new();
            write_words(&text, &mut written);
            let same: String = words(&text).into_iter().map(|word| word + " ").collect();
            prop_assert_eq!(written, same);
        }

        #[test]
        fn a_word_is_found_as_itself(text in "\\PC*") {
            for token in tokens(&text) {
                let again: String = words(&token.text).concat();
                prop_assert_eq!(&again, &token.text);
            }
        }
    }
}
