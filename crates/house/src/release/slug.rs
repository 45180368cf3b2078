//! The last part of a title's address: readable, stable, and safe in a URL and in a file name.

/// Characters at most, cut at a word.
const LONGEST: usize = 80;

/// "Der Große Bär (1974)" becomes "der-grosse-bar-1974". Letters of other scripts stay as they are.
pub fn slug(name: &str) -> String {
    let mut words: Vec<String> = vec![String::new()];
    for letter in name.chars().flat_map(char::to_lowercase) {
        let word = words.last_mut();
        match letter {
            // Marks of a decomposed letter, and apostrophes inside a word, leave nothing behind.
            '\u{300}'..='\u{36f}' | '\'' | '\u{2019}' => {}
            letter if letter.is_alphanumeric() => {
                if let Some(word) = word {
                    plain(letter, word);
                }
            }
            _ if word.is_some_and(|word| !word.is_empty()) => words.push(String::new()),
            _ => {}
        }
    }
    let mut slug = String::new();
    for word in words.iter().filter(|word| !word.is_empty()) {
        let length = slug.chars().count() + 1 + word.chars().count();
        if slug.is_empty() {
            slug.extend(word.chars().take(LONGEST));
        } else if length <= LONGEST {
            slug.push('-');
            slug.push_str(word);
        } else {
            break;
        }
    }
    if slug.is_empty() { "film".into() } else { slug }
}

/// The slug itself, or with the first number from 2 that is free.
pub fn free_slug(slug: &str, is_taken: impl Fn(&str) -> bool) -> String {
    let numbered = (2_u64..).map(|number| format!("{slug}-{number}"));
    std::iter::once(slug.to_owned())
        .chain(numbered)
        .find(|candidate| !is_taken(candidate))
        .unwrap_or_else(|| slug.to_owned())
}

/// Latin letters without their marks, as typewriters wrote them.
fn plain(letter: char, word: &mut String) {
    let written = match letter {
        'à'..='å' | 'ā' | 'ă' | 'ą' | 'ǎ' => "a",
        'æ' => "ae",
        'ç' | 'ć' | 'ĉ' | 'ċ' | 'č' => "c",
        'ð' | 'ď' | 'đ' => "d",
        'è'..='ë' | 'ē' | 'ĕ' | 'ė' | 'ę' | 'ě' => "e",
        'ĝ' | 'ğ' | 'ġ' | 'ģ' => "g",
        'ĥ' | 'ħ' => "h",
        'ì'..='ï' | 'ĩ' | 'ī' | 'ĭ' | 'į' | 'ı' => "i",
        'ĵ' => "j",
        'ķ' => "k",
        'ĺ' | 'ļ' | 'ľ' | 'ł' => "l",
        'ñ' | 'ń' | 'ņ' | 'ň' => "n",
        'ò'..='ö' | 'ø' | 'ō' | 'ŏ' | 'ő' => "o",
        'œ' => "oe",
        'ŕ' | 'ŗ' | 'ř' => "r",
        'ś' | 'ŝ' | 'ş' | 'š' | 'ș' => "s",
        'ß' => "ss",
        'ţ' | 'ť' | 'ŧ' | 'ț' => "t",
        'þ' => "th",
        'ù'..='ü' | 'ũ' | 'ū' | 'ŭ' | 'ů' | 'ű' | 'ų' => "u",
        'ŵ' => "w",
        'ý' | 'ÿ' | 'ŷ' => "y",
        'ź' | 'ż' | 'ž' => "z",
        _ => return word.push(letter),
    };
    word.push_str(written);
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn names_become_addresses() {
        for (name, expected) in [
            ("Der Große Bär (1974)", "der-grosse-bar-1974"),
            ("  It’s -- a <b>Trap</b>! ", "its-a-b-trap-b"),
            ("../../etc/passwd", "etc-passwd"),
            ("Ночь", "ночь"),
            ("羅生門", "羅生門"),
            ("Cafe\u{301}", "cafe"),
            ("???", "film"),
            ("", "film"),
        ] {
            assert_eq!(slug(name), expected, "{name}");
        }
    }

    #[test]
    fn a_taken_slug_gets_a_number() {
        let taken = ["film", "film-2"];
        assert_eq!(free_slug("film", |slug| taken.contains(&slug)), "film-3");
        assert_eq!(free_slug("other", |slug| taken.contains(&slug)), "other");
    }

    proptest! {
        #[test]
        fn any_name_gives_a_slug_that_is_one_path_segment(name in "\\PC{0,200}") {
            let slug = slug(&name);
            prop_assert!(!slug.is_empty() && slug.chars().count() <= LONGEST);
            prop_assert!(slug.chars().all(|c| c.is_alphanumeric() || c == '-'));
            prop_assert!(!slug.starts_with('-') && !slug.ends_with('-') && !slug.contains("--"));
        }
    }
}
