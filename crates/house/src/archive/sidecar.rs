//! What the name of a subtitle file says: `Film.de.srt`, `film.en-US.forced.vtt`, `film_german_sdh.srt`.

use crate::language;

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Sidecar {
    /// BCP 47; "und" when the name does not say.
    pub language: String,
    pub forced: bool,
    pub hearing_impaired: bool,
}

impl Sidecar {
    /// Reads the words between the film's own name and the ending, from the right, until one means nothing.
    pub fn of_name(file_name: &str) -> Self {
        let mut sidecar = Self {
            language: language::UNKNOWN.into(),
            forced: false,
            hearing_impaired: false,
        };
        let stem = file_name.rsplit_once('.').map_or(file_name, |(stem, _)| stem);
        let mut words = stem
            .rsplit(['.', ' ', '_', '(', ')', '[', ']'])
            .filter(|word| !word.is_empty());
        let mut found_language = false;
        for word in words.by_ref() {
            match word.to_ascii_lowercase().as_str() {
                "forced" | "foreign" => sidecar.forced = true,
                "sdh" | "cc" | "hi" if !found_language => sidecar.hearing_impaired = true,
                "default" | "full" | "subs" | "subtitles" => {}
                _ => match language::tag_of_word(word) {
                    Some(tag) if !found_language => {
                        sidecar.language = tag;
                        found_language = true;
                    }
                    _ => break,
                },
            }
        }
        sidecar
    }
}

#[cfg(test)]
mod tests {
    use super::Sidecar;

    fn read(name: &str) -> (String, bool, bool) {
        let sidecar = Sidecar::of_name(name);
        (sidecar.language, sidecar.forced, sidecar.hearing_impaired)
    }

    #[test]
    fn the_words_before_the_ending_are_read() {
        assert_eq!(read("Film.de.srt"), ("de".into(), false, false));
        assert_eq!(read("film.en-US.forced.vtt"), ("en-US".into(), true, false));
        assert_eq!(read("film_german_sdh.srt"), ("de".into(), false, true));
        assert_eq!(read("Film (Français).srt"), ("fr".into(), false, false));
        assert_eq!(read("film.eng.cc.srt"), ("en".into(), false, true));
    }

    #[test]
    fn a_name_that_says_nothing_is_unknown() {
        assert_eq!(read("subtitles.srt").0, "und");
        assert_eq!(read("The Lantern.srt").0, "und");
        assert_eq!(read("").0, "und");
        assert_eq!(read(".srt").0, "und");
    }
}
