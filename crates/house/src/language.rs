//! Languages as films and file names write them, and as the pages and playlists need them (BCP 47, RFC 5646).

/// One language: ISO 639-1, ISO 639-2/T, ISO 639-2/B, its English name, its own name.
type Row = (
    &'static str,
    &'static str,
    &'static str,
    &'static str,
    &'static str,
);

/// The languages that films are most often labelled with. Others keep the code they came with.
const LANGUAGES: &[Row] = &[
    ("af", "afr", "afr", "Afrikaans", "Afrikaans"),
    ("am", "amh", "amh", "Amharic", "አማርኛ"),
    ("ar", "ara", "ara", "Arabic", "العربية"),
    ("az", "aze", "aze", "Azerbaijani", "Azərbaycanca"),
    ("be", "bel", "bel", "Belarusian", "Беларуская"),
    ("bg", "bul", "bul", "Bulgarian", "Български"),
    ("bn", "ben", "ben", "Bengali", "বাংলা"),
    ("bs", "bos", "bos", "Bosnian", "Bosanski"),
    ("ca", "cat", "cat", "Catalan", "Català"),
    ("cs", "ces", "cze", "Czech", "Čeština"),
    ("cy", "cym", "wel", "Welsh", "Cymraeg"),
    ("da", "dan", "dan", "Danish", "Dansk"),
    ("de", "deu", "ger", "German", "Deutsch"),
    ("el", "ell", "gre", "Greek", "Ελληνικά"),
    ("en", "eng", "eng", "English", "English"),
    ("eo", "epo", "epo", "Esperanto", "Esperanto"),
    ("es", "spa", "spa", "Spanish", "Español"),
    ("et", "est", "est", "Estonian", "Eesti"),
    ("eu", "eus", "baq", "Basque", "Euskara"),
    ("fa", "fas", "per", "Persian", "فارسی"),
    ("fi", "fin", "fin", "Finnish", "Suomi"),
    ("fr", "fra", "fre", "French", "Français"),
    ("ga", "gle", "gle", "Irish", "Gaeilge"),
    ("gl", "glg", "glg", "Galician", "Galego"),
    ("he", "heb", "heb", "Hebrew", "עברית"),
    ("hi", "hin", "hin", "Hindi", "हिन्दी"),
    ("hr", "hrv", "hrv", "Croatian", "Hrvatski"),
    ("hu", "hun", "hun", "Hungarian", "Magyar"),
    ("hy", "hye", "arm", "Armenian", "Հայերեն"),
    ("id", "ind", "ind", "Indonesian", "Bahasa Indonesia"),
    ("is", "isl", "ice", "Icelandic", "Íslenska"),
    ("it", "ita", "ita", "Italian", "Italiano"),
    ("ja", "jpn", "jpn", "Japanese", "日本語"),
    ("ka", "kat", "geo", "Georgian", "ქართული"),
    ("kk", "kaz", "kaz", "Kazakh", "Қазақша"),
    ("ko", "kor", "kor", "Korean", "한국어"),
    ("la", "lat", "lat", "Latin", "Latina"),
    ("lt", "lit", "lit", "Lithuanian", "Lietuvių"),
    ("lv", "lav", "lav", "Latvian", "Latviešu"),
    ("mk", "mkd", "mac", "Macedonian", "Македонски"),
    ("mn", "mon", "mon", "Mongolian", "Монгол"),
    ("ms", "msa", "may", "Malay", "Bahasa Melayu"),
    ("nb", "nob", "nob", "Norwegian Bokmål", "Norsk bokmål"),
    ("nl", "nld", "dut", "Dutch", "Nederlands"),
    ("nn", "nno", "nno", "Norwegian Nynorsk", "Norsk nynorsk"),
    ("no", "nor", "nor", "Norwegian", "Norsk"),
    ("pl", "pol", "pol", "Polish", "Polski"),
    ("pt", "por", "por", "Portuguese", "Português"),
    ("ro", "ron", "rum", "Romanian", "Română"),
    ("ru", "rus", "rus", "Russian", "Русский"),
    ("sk", "slk", "slo", "Slovak", "Slovenčina"),
    ("sl", "slv", "slv", "Slovenian", "Slovenščina"),
    ("sq", "sqi", "alb", "Albanian", "Shqip"),
    ("sr", "srp", "srp", "Serbian", "Српски"),
    ("sv", "swe", "swe", "Swedish", "Svenska"),
    ("sw", "swa", "swa", "Swahili", "Kiswahili"),
    ("ta", "tam", "tam", "Tamil", "தமிழ்"),
    ("te", "tel", "tel", "Telugu", "తెలుగు"),
    ("th", "tha", "tha", "Thai", "ไทย"),
    ("tr", "tur", "tur", "Turkish", "Türkçe"),
    ("uk", "ukr", "ukr", "Ukrainian", "Українська"),
    ("ur", "urd", "urd", "Urdu", "اردو"),
    ("vi", "vie", "vie", "Vietnamese", "Tiếng Việt"),
    ("yi", "yid", "yid", "Yiddish", "ייִדיש"),
    ("zh", "zho", "chi", "Chinese", "中文"),
];

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
        None if is_letters(&first, 2..=3) && !matches!(first.as_str(), "mis" | "mul") => first,
        None => return UNKNOWN.into(),
    };
    if language == UNKNOWN {
        return language;
    }
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

/// A language's own name for menus: "Deutsch", "English (US)"; the tag itself when the house has no name for it.
pub fn name(tag: &str) -> String {
    let (language, rest) = tag.split_once('-').unwrap_or((tag, ""));
    match row(language) {
        Some(row) if rest.is_empty() => row.4.into(),
        Some(row) => format!("{} ({rest})", row.4),
        None if language == UNKNOWN => "Unknown language".into(),
        None if language == WITHOUT_WORDS => "Without words".into(),
        None => tag.into(),
    }
}

fn row(code: &str) -> Option<&'static Row> {
    LANGUAGES
        .iter()
        .find(|row| row.0 == code || row.1 == code || row.2 == code)
}

fn is_letters(text: &str, length: std::ops::RangeInclusive<usize>) -> bool {
    length.contains(&text.len()) && text.bytes().all(|b| b.is_ascii_alphabetic())
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
        assert_eq!(name(&tag("zxx")), "Without words");
    }
}
