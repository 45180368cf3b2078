//! Languages as films and file names write them, and as the pages and playlists need them (BCP 47, RFC 5646).

mod table;

use table::{LANGUAGES, Row};

/// The tag for a language that is not known.
pub const UNKNOWN: &str = "und";
/// The tag for sound in which nobody speaks (ISO 639-2).
pub const WITHOUT_WORDS: &str = "zxx";

/// A language as a film wrote it ("ger", "en_us", "EN") as a BCP 47 tag ("de", "en-US"); "und" when it is no code.
pub fn tag(written: &str) -> String {
    let mut parts = written.trim().split(['-', '_']);
    let first = parts.next().unwrap_or_default().to_ascii_lowercase();
    let language = match row(&first) {
        Some(row) => row.0.to_owned(),
        None if is_letters(&first, 2..=3) && !matches!(first.as_str(), "mis" | "mul" | UNKNOWN) => first,
        None => return UNKNOWN.into(),
    };
    parts.fold(language, |tag, part| match subtag(part) {
        Some(subtag) => format!("{tag}-{subtag}"),
        None => tag,
    })
}

/// A script ("Latn") or a region ("US", "419") in its usual letters; `None` leaves anything else out.
fn subtag(part: &str) -> Option<String> {
    if is_letters(part, 4..=4) {
        let (head, tail) = part.split_at(1);
        return Some(format!(
            "{}{}",
            head.to_ascii_uppercase(),
            tail.to_ascii_lowercase()
        ));
    }
    let region = is_letters(part, 2..=2) || (part.len() == 3 && part.bytes().all(|b| b.is_ascii_digit()));
    region.then(|| part.to_ascii_uppercase())
}

/// The tag of a word that may be a code ("de", "ger") or a name in English or its own tongue ("german", "deutsch").
pub(crate) fn tag_of_word(word: &str) -> Option<String> {
    let lower = word.to_lowercase();
    let named = LANGUAGES
        .iter()
        .find(|row| row.3.to_lowercase() == lower || row.4.to_lowercase() == lower);
    if let Some(row) = named {
        return Some(row.0.into());
    }
    let first = lower.split(['-', '_']).next().unwrap_or_default();
    row(first).map(|_| tag(word))
}

/// A language's own name, so that who looks for theirs finds it: "Deutsch", "Português (BR)"; the tag itself when the
/// house has no name for it. `None` when the language is not known, or there is none.
pub fn own_name(tag: &str) -> Option<String> {
    let (language, rest) = tag.split_once('-').unwrap_or((tag, ""));
    match row(language) {
        Some(row) if rest.is_empty() => Some(row.4.into()),
        Some(row) => Some(format!("{} ({rest})", row.4)),
        None if is_nameless(language) => None,
        None => Some(tag.into()),
    }
}

/// As [`own_name`], for lists in which every line needs words.
pub fn name(tag: &str) -> String {
    let nameless = || {
        if tag == WITHOUT_WORDS {
            "Without words"
        } else {
            "Unknown language"
        }
    };
    own_name(tag).unwrap_or_else(|| nameless().into())
}

/// Codes that stand for no language: unknown, several, none, not coded.
fn is_nameless(code: &str) -> bool {
    matches!(code, "" | UNKNOWN | WITHOUT_WORDS | "mul" | "mis")
}

fn row(code: &str) -> Option<&'static Row> {
    LANGUAGES
        .iter()
        .find(|row| row.0 == code || row.1 == code || row.2 == code)
}

fn is_letters(text: &str, length: std::ops::RangeInclusive<usize>) -> bool {
    length.contains(&text.len()) && text.bytes().all(|b| b.is_ascii_alphabetic())
}

/// Embeddings, overrides and isolates: they reach beyond the text that holds them. The plain marks U+200E and U+200F
/// do not and are welcome.
#[must_use]
pub fn turns_direction(letter: char) -> bool {
    matches!(letter, '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn films_write_languages_in_many_ways() {
        for (written, expected) in [
            ("eng", "en"),
            ("ger", "de"),
            ("deu", "de"),
            ("EN", "en"),
            ("en_us", "en-US"),
            ("pt-br", "pt-BR"),
            ("zh-hant-TW", "zh-Hant-TW"),
            ("es-419", "es-419"),
            ("haw", "haw"),
            ("und", "und"),
            ("und-US", "und"),
            ("mul", "und"),
            ("", "und"),
            ("e", "und"),
            ("en-<script>", "en"),
            ("ünd", "und"),
        ] {
            assert_eq!(tag(written), expected, "{written}");
        }
    }

    #[test]
    fn names_are_the_languages_own() {
        assert_eq!(name("de"), "Deutsch");
        assert_eq!(name("pt-BR"), "Português (BR)");
        assert_eq!(name("haw"), "haw");
        assert_eq!(name("und"), "Unknown language");
        assert_eq!(own_name("zxx"), None);
        assert_eq!(own_name("tlh").as_deref(), Some("tlh"));
    }

    #[test]
    fn every_language_is_there_once_under_each_of_its_codes() {
        for (at, row) in LANGUAGES.iter().enumerate() {
            for other in &LANGUAGES[at + 1..] {
                let codes = |row: &Row| [row.0, row.1, row.2];
                assert!(
                    !codes(row).iter().any(|code| codes(other).contains(code)),
                    "{} and {}",
                    row.3,
                    other.3
                );
            }
        }
        assert_eq!(name(&tag("zxx")), "Without words");
    }
}
