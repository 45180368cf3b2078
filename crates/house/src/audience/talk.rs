use crate::Instant;
use crate::id::LineId;

/// How long a line and a name may be, in letters.
pub struct TalkTerms;

impl TalkTerms {
    pub const LONGEST_TEXT: usize = 280;
    pub const LONGEST_NAME: usize = 24;
    /// What somebody is called who chose no name.
    pub const NOBODY: &str = "Somebody";
}

/// Something that was said during a showing. Who said it is known by the chosen name alone.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Line {
    pub id: LineId,
    pub said: Instant,
    pub by: String,
    pub text: String,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum LineRefused {
    #[error("there are no words in it")]
    Empty,
    #[error("a line has {} letters at the most", TalkTerms::LONGEST_TEXT)]
    TooLong,
    #[error("a name has {} letters at the most", TalkTerms::LONGEST_NAME)]
    NameTooLong,
}

impl Line {
    /// A line as it was written, set on one line: whatever would break it, hide in it or turn its direction is taken out.
    ///
    /// # Errors
    /// [`LineRefused`]
    pub fn read(said: Instant, by: &str, text: &str) -> Result<Self, LineRefused> {
        let (by, text) = (flat(by), flat(text));
        if text.is_empty() {
            return Err(LineRefused::Empty);
        }
        if text.chars().count() > TalkTerms::LONGEST_TEXT {
            return Err(LineRefused::TooLong);
        }
        if by.chars().count() > TalkTerms::LONGEST_NAME {
            return Err(LineRefused::NameTooLong);
        }
        Ok(Self {
            id: LineId::random(),
            said,
            by: if by.is_empty() {
                TalkTerms::NOBODY.into()
            } else {
                by
            },
            text,
        })
    }
}

/// Words with one space between them, without control and invisible formatting characters (Unicode's categories Cc and
/// the parts of Cf that change direction or join nothing).
fn flat(text: &str) -> String {
    let shown = |letter: &char| !matches!(letter, '\u{200b}' | '\u{200e}' | '\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2060}'..='\u{206f}' | '\u{feff}');
    let plain: String = text
        .chars()
        .filter(shown)
        .map(|letter| if letter.is_control() { ' ' } else { letter })
        .collect();
    plain.split_whitespace().collect::<Vec<_>>().join(" ")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(by: &str, text: &str) -> Result<(String, String), LineRefused> {
        let line = Line::read(Instant::from_micros(1), by, text)?;
        Ok((line.by, line.text))
    }

    #[test]
    fn a_line_is_one_line_of_what_can_be_seen() {
        let both = |by: &str, text: &str| Ok((by.to_owned(), text.to_owned()));
        assert_eq!(read(" Ada\n", "a\tb\r\n  c"), both("Ada", "a b c"));
        assert_eq!(read("", "\u{202e}evil\u{200b}"), both("Somebody", "evil"));
        assert_eq!(read("<b>", "<script>"), both("<b>", "<script>"));
        assert_eq!(read("Ada", " \u{200b}\n "), Err(LineRefused::Empty));
    }

    #[test]
    fn lines_and_names_have_a_length() {
        assert!(read("", &"ü".repeat(280)).is_ok());
        assert_eq!(read("", &"ü".repeat(281)), Err(LineRefused::TooLong));
        assert_eq!(read(&"ü".repeat(25), "x"), Err(LineRefused::NameTooLong));
    }
}
