//! What people write about a title: kept as they wrote it, except for what would break a page for its readers.
//!
//! Markup is not looked for: `<b>` is three letters and is shown as such, because pages write every text escaped.

use super::{About, Credit, Title};
use crate::archive::Edtf;
use crate::language::turns_direction;
use crate::{HouseError, language};

/// The longest each kind of text may be, in characters.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Words {
    Name,
    Tagline,
    Synopsis,
    Credit,
    /// A year, a licence's name, an attribution.
    Line,
    Advisory,
    Tag,
}

impl Words {
    const fn longest(self) -> usize {
        match self {
            Self::Name | Self::Credit => 200,
            Self::Advisory => 100,
            Self::Tag => 50,
            Self::Tagline | Self::Line => 300,
            Self::Synopsis => 10_000,
        }
    }

    const fn label(self) -> &'static str {
        match self {
            Self::Name => "The name",
            Self::Tagline => "The tagline",
            Self::Synopsis => "The synopsis",
            Self::Credit => "A credit",
            Self::Line => "The line",
            Self::Advisory => "An advisory",
            Self::Tag => "A tag",
        }
    }

    /// The text without spaces around it.
    ///
    /// # Errors
    /// [`HouseError::Refused`] for an empty text, one that is too long, control characters (a synopsis may have line
    /// breaks), and marks that turn the direction of the page around them.
    pub fn check(self, text: &str) -> Result<String, HouseError> {
        let text = text.trim().replace("\r\n", "\n");
        let refuse = |what: String| Err(HouseError::Refused(format!("{} {what}", self.label())));
        if text.is_empty() {
            return refuse("is empty.".into());
        }
        let length = text.chars().count();
        if length > self.longest() {
            return refuse(format!(
                "has {length} characters; {} is the most.",
                self.longest()
            ));
        }
        let may_break = self == Self::Synopsis;
        if let Some(bad) = text
            .chars()
            .find(|&c| c.is_control() && !(may_break && c == '\n'))
        {
            return refuse(format!(
                "has a control character (U+{:04X}); write it without.",
                u32::from(bad)
            ));
        }
        if let Some(bad) = text.chars().find(|&c| turns_direction(c)) {
            let code = u32::from(bad);
            return refuse(format!(
                "has a mark that turns the direction of the text around it (U+{code:04X}); write it without. Right-to-left \
                 letters need none."
            ));
        }
        Ok(text)
    }
}

/// "Director: Jane Doe", as credits are given on the command line.
impl std::str::FromStr for Credit {
    type Err = HouseError;

    fn from_str(text: &str) -> Result<Self, HouseError> {
        let (role, name) = text
            .split_once([':', '='])
            .ok_or_else(|| HouseError::Unreadable {
                given: text.into(),
                expected: "a credit such as 'Director: Jane Doe'",
            })?;
        Ok(Self {
            role: Words::Credit.check(role)?,
            name: Words::Credit.check(name)?,
        })
    }
}

/// An address to link to: `https://` or `http://`, so that no page ever links to a script.
///
/// # Errors
/// [`HouseError::Unreadable`].
pub(super) fn check_address(text: &str) -> Result<String, HouseError> {
    let text = text.trim();
    let lower = text.to_ascii_lowercase();
    let rest = lower
        .strip_prefix("https://")
        .or_else(|| lower.strip_prefix("http://"));
    let good = rest.is_some_and(|rest| {
        rest.chars().next().is_some_and(char::is_alphanumeric)
            && !rest.chars().any(|c| {
                c.is_whitespace() || c.is_control() || turns_direction(c) || matches!(c, '"' | '<' | '>')
            })
    });
    if good && text.len() <= 2_000 {
        return Ok(text.to_owned());
    }
    Err(HouseError::Unreadable {
        given: text.chars().take(100).collect(),
        expected: "an address that starts with https:// or http://",
    })
}

impl Title {
    /// Checks every text of the title and tidies it; the name alone must be there.
    ///
    /// # Errors
    /// [`HouseError::Refused`] or [`HouseError::Unreadable`] for the first text that cannot be shown.
    pub fn checked(mut self) -> Result<Self, HouseError> {
        self.name = Words::Name.check(&self.name)?;
        self.tagline = optional(self.tagline, Words::Tagline)?;
        self.synopsis = optional(self.synopsis, Words::Synopsis)?;
        self.year = optional(self.year, Words::Line)?.map(as_edtf).transpose()?;
        self.licence = optional(self.licence, Words::Line)?;
        self.attribution = optional(self.attribution, Words::Line)?;
        self.licence_url = self
            .licence_url
            .as_deref()
            .filter(|url| !url.trim().is_empty())
            .map(check_address)
            .transpose()?;
        self.source_url = self
            .source_url
            .as_deref()
            .filter(|url| !url.trim().is_empty())
            .map(check_address)
            .transpose()?;
        self.about = self.about.checked()?;
        not_too_many("credits", self.credits.len())?;
        for credit in &mut self.credits {
            credit.role = Words::Credit.check(&credit.role)?;
            credit.name = Words::Credit.check(&credit.name)?;
        }
        Ok(self)
    }
}

/// A date as sure as it is.
pub(super) fn as_edtf(date: String) -> Result<String, HouseError> {
    match date.parse::<Edtf>() {
        Ok(_) => Ok(date),
        Err(_) => Err(HouseError::Unreadable {
            given: date,
            expected: "a day, month or year such as 1974-06-01, 1974-06 or 1974~",
        }),
    }
}

/// More of one kind than anybody would read.
const MOST: usize = 500;

fn not_too_many(what: &str, count: usize) -> Result<(), HouseError> {
    if count > MOST {
        let sentence = format!("There are {count} {what}; {MOST} are the most.");
        return Err(HouseError::Refused(sentence));
    }
    Ok(())
}

impl About {
    fn checked(mut self) -> Result<Self, HouseError> {
        self.first_shown = optional(self.first_shown, Words::Line)?
            .map(as_edtf)
            .transpose()?;
        self.era = optional(self.era, Words::Line)?.map(as_edtf).transpose()?;
        self.edition = optional(self.edition, Words::Tagline)?;
        self.languages = each(self.languages, "languages", as_language)?;
        not_too_many("territories", self.territories.len())?;
        self.advisories = each(self.advisories, "advisories", |text| Words::Advisory.check(text))?;
        self.tags = each(self.tags, "tags", |text| Words::Tag.check(text))?;
        Ok(self)
    }
}

pub(super) fn as_language(text: &str) -> Result<String, HouseError> {
    let tag = language::tag(text);
    if tag == language::UNKNOWN && !text.trim().eq_ignore_ascii_case(language::UNKNOWN) {
        return Err(HouseError::Unreadable {
            given: text.chars().take(40).collect(),
            expected: "a language such as en, de or pt-BR",
        });
    }
    Ok(tag)
}

/// Each text checked; what stands there twice is said once.
fn each(
    texts: Vec<String>,
    what: &str,
    check: impl Fn(&str) -> Result<String, HouseError>,
) -> Result<Vec<String>, HouseError> {
    not_too_many(what, texts.len())?;
    let mut kept: Vec<String> = Vec::with_capacity(texts.len());
    for text in &texts {
        let text = check(text)?;
        if !kept.contains(&text) {
            kept.push(text);
        }
    }
    Ok(kept)
}

/// An empty text takes the line off the page.
fn optional(text: Option<String>, words: Words) -> Result<Option<String>, HouseError> {
    text.filter(|text| !text.trim().is_empty())
        .map(|text| words.check(&text))
        .transpose()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn text_is_kept_as_it_was_written() {
        assert_eq!(
            Words::Name.check("  <b>Ночь</b> & ‘day’ ").unwrap(),
            "<b>Ночь</b> & ‘day’"
        );
        assert_eq!(
            Words::Name.check("لیلة \u{200f}(1974)").unwrap(),
            "لیلة \u{200f}(1974)"
        );
        assert_eq!(Words::Synopsis.check("one\r\ntwo\n").unwrap(), "one\ntwo");
    }

    #[test]
    fn what_breaks_a_page_is_refused_in_a_sentence() {
        let said = |words: Words, text: &str| words.check(text).unwrap_err().to_string();
        assert!(said(Words::Name, "   ").contains("is empty"));
        assert!(said(Words::Name, &"x".repeat(201)).contains("201 characters; 200 is the most"));
        assert!(said(Words::Name, "one\ntwo").contains("U+000A"));
        assert!(said(Words::Synopsis, "bell \u{7}").contains("U+0007"));
        assert!(said(Words::Tagline, "evil \u{202e}txt.exe").contains("U+202E"));
        assert!(said(Words::Tagline, "\u{2067}open").contains("U+2067"));
    }

    #[test]
    fn credits_are_read_from_one_line() {
        let credit: Credit = "Director: Jane: Doe".parse().unwrap();
        assert_eq!(
            (credit.role.as_str(), credit.name.as_str()),
            ("Director", "Jane: Doe")
        );
        assert!("Jane Doe".parse::<Credit>().is_err());
        assert!(": Jane".parse::<Credit>().is_err());
    }

    #[test]
    fn only_web_addresses_are_linked() {
        assert!(check_address("https://creativecommons.org/licenses/by/3.0/").is_ok());
        for bad in [
            "javascript:alert(1)",
            "https://",
            "https://a b",
            "//a.example",
            "ftp://a",
            "https://\"onclick",
        ] {
            assert!(check_address(bad).is_err(), "{bad}");
        }
    }
}
