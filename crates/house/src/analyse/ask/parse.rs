//! The language of the one box: `words "a phrase" begin* person:NAME kind:interview has:crowd date:1974 before 2015
//! 1980s 1974..1976`.

use super::days::is_year;
use super::{Days, Filter, Query, Term, tokens};
use crate::HouseError;
use crate::archive::AssetKind;

const MOST_LETTERS: usize = 400;
const MOST_WORDS: usize = 24;
const DATES: &str = "1974, 1974-05, 1974-05-02, 1980s, 1974~, 1974..1976, before 1980 or after 1990";

/// Reads what was typed.
///
/// # Errors
/// A sentence that says where the mistake is, in letters from 1, and what to do about it.
pub fn parse(typed: &str) -> Result<Query, HouseError> {
    let letters: Vec<char> = typed.chars().collect();
    if letters.len() > MOST_LETTERS {
        return Err(refused(format!(
            "the question is {} letters long; {MOST_LETTERS} are read: take the words that matter",
            letters.len()
        )));
    }
    let pieces = Pieces::cut(&letters)?;
    let mut query = Query {
        terms: Vec::new(),
        filters: Vec::new(),
    };
    let mut rest = pieces.0.into_iter().peekable();
    while let Some(piece) = rest.next() {
        if let Some((name, value)) = piece.filter()? {
            query.filters.push(filter(&piece, name, value)?);
        } else if let Some(after) = piece.before_or_after()
            && let Some(days) = rest
                .peek()
                .filter(|next| !next.quoted)
                .and_then(|next| Days::typed(&next.text))
        {
            rest.next();
            query
                .filters
                .push(Filter::Dated(if after { days.after() } else { days.before() }));
        } else if let Some(days) = piece.stretch()? {
            query.filters.push(Filter::Dated(days));
        } else {
            query.terms.extend(term(&piece));
        }
    }
    let words: usize = query.terms.iter().map(|term| term.words.len()).sum();
    if words + query.filters.len() > MOST_WORDS {
        return Err(refused(format!(
            "there are more than {MOST_WORDS} words: take the rarer ones"
        )));
    }
    if query.terms.is_empty() && query.filters.is_empty() {
        return Err(refused(
            "there is no word in it: type what to look for, such as: harbour \"last night\" person:Anna before 1980"
                .to_owned(),
        ));
    }
    Ok(query)
}

fn refused(why: String) -> HouseError {
    HouseError::Refused(why)
}

/// What stands between spaces, or between quotation marks.
struct Piece {
    /// The first letter's place, from 1.
    at: usize,
    /// Before a quoted value: "person:".
    name: Option<String>,
    text: String,
    quoted: bool,
}

struct Pieces(Vec<Piece>);

fn is_quote(letter: char) -> bool {
    matches!(letter, '"' | '“' | '”' | '„' | '«' | '»')
}

impl Pieces {
    fn cut(letters: &[char]) -> Result<Self, HouseError> {
        let mut pieces: Vec<Piece> = Vec::new();
        let mut at = 0;
        while let Some(&letter) = letters.get(at) {
            let rest = letters.get(at..).unwrap_or_default();
            if letter.is_whitespace() {
                at += 1;
            } else if is_quote(letter) {
                let inner = rest.get(1..).unwrap_or_default();
                let end = inner.iter().position(|&letter| is_quote(letter)).ok_or_else(|| {
                    refused(format!(
                        "the quotation mark at letter {} has no end: put one behind the phrase, or take this one away",
                        at + 1
                    ))
                })?;
                let named = pieces.last().is_some_and(|last| {
                    !last.quoted && last.text.ends_with(':') && last.at + last.text.chars().count() == at + 1
                });
                let name = if named { pieces.pop() } else { None };
                pieces.push(Piece {
                    at: name.as_ref().map_or(at + 1, |name| name.at),
                    name: name.map(|name| name.text),
                    text: inner.iter().take(end).collect(),
                    quoted: true,
                });
                at += end + 2;
            } else {
                let end = rest
                    .iter()
                    .position(|&letter| letter.is_whitespace() || is_quote(letter))
                    .unwrap_or(rest.len());
                pieces.push(Piece {
                    at: at + 1,
                    name: None,
                    text: rest.iter().take(end).collect(),
                    quoted: false,
                });
                at += end;
            }
        }
        Ok(Self(pieces))
    }
}

impl Piece {
    /// Its name and value when it is a filter.
    fn filter(&self) -> Result<Option<(&str, &str)>, HouseError> {
        let (name, value) = match &self.name {
            Some(name) => (name.trim_end_matches(':'), self.text.as_str()),
            None if self.quoted => return Ok(None),
            None => match self.text.split_once(':') {
                Some(parts) => parts,
                None => return Ok(None),
            },
        };
        let is_name = !name.is_empty() && name.chars().all(|letter| letter.is_ascii_alphabetic());
        if !is_name {
            return Ok(None);
        }
        let known = ["person", "kind", "has", "date", "before", "after"]
            .into_iter()
            .find(|known| known.eq_ignore_ascii_case(name));
        match known {
            Some(known) if value.trim().is_empty() => Err(refused(format!(
                "nothing stands behind '{known}:' at letter {}: write the value without a space, such as {}",
                self.at,
                example(known)
            ))),
            Some(known) => Ok(Some((known, value.trim()))),
            // "Anna: yes" is pasted text.
            None if value.trim().is_empty() => Ok(None),
            None => Err(refused(format!(
                "there is no filter '{name}:' (at letter {}); there are person:, kind:, has: and date:. To look for the \
                 words themselves, put them in quotation marks",
                self.at
            ))),
        }
    }

    /// "after" (true) or "before", on its own.
    fn before_or_after(&self) -> Option<bool> {
        match self.text.to_lowercase().as_str() {
            _ if self.quoted => None,
            "before" => Some(false),
            "after" => Some(true),
            _ => None,
        }
    }

    /// "1974..1976" and the like.
    fn stretch(&self) -> Result<Option<Days>, HouseError> {
        let digits = |text: &str| text.starts_with(|letter: char| letter.is_ascii_digit());
        let is_stretch = self.text.split_once("..").is_some_and(|(from, until)| {
            (digits(from) || from.is_empty()) && (digits(until) || until.is_empty())
        });
        let has_digit = self.text.bytes().any(|letter| letter.is_ascii_digit());
        if self.quoted || !is_stretch || !has_digit {
            return Ok(None);
        }
        Days::typed(&self.text)
            .map(Some)
            .ok_or_else(|| self.no_date(&self.text))
    }

    fn no_date(&self, text: &str) -> HouseError {
        refused(format!(
            "'{text}' at letter {} is no date: write {DATES}",
            self.at
        ))
    }
}

fn example(filter: &str) -> &'static str {
    match filter {
        "person" => "person:Anna or person:\"Anna Berg\"",
        "kind" => "kind:interview",
        "has" => "has:applause",
        "before" => "before:1980",
        "after" => "after:1990",
        _ => "date:1974",
    }
}

fn filter(piece: &Piece, name: &str, value: &str) -> Result<Filter, HouseError> {
    let dated = || Days::typed(value).ok_or_else(|| piece.no_date(value));
    Ok(match name {
        "person" => {
            let words: Vec<String> = tokens(value).into_iter().map(|token| token.text).collect();
            if words.is_empty() {
                return Err(refused(format!(
                    "'{value}' at letter {} is no name: write {}",
                    piece.at,
                    example("person")
                )));
            }
            Filter::Person(words)
        }
        "kind" => Filter::Kind(value.to_lowercase().parse::<AssetKind>().map_err(|_| {
            let kinds = AssetKind::ALL.map(AssetKind::as_str).join(", ");
            refused(format!(
                "there is no kind '{value}' (at letter {}); there are {kinds}",
                piece.at
            ))
        })?),
        "has" => {
            let what = value.to_lowercase();
            if what.len() > 40
                || !what
                    .bytes()
                    .all(|letter| letter.is_ascii_lowercase() || letter == b'-')
            {
                return Err(refused(format!(
                    "'{value}' at letter {} is nothing that could be on a tape: write has:speech, has:music, \
                     has:singing, has:applause, has:crowd, has:silence or has:words",
                    piece.at
                )));
            }
            Filter::Has(what)
        }
        "before" => Filter::Dated(dated()?.before()),
        "after" => Filter::Dated(dated()?.after()),
        _ => Filter::Dated(dated()?),
    })
}

fn term(piece: &Piece) -> Option<Term> {
    let text = piece.text.trim();
    let words: Vec<String> = tokens(text).into_iter().map(|token| token.text).collect();
    let prefix = text.ends_with('*') && text.trim_end_matches('*').ends_with(char::is_alphanumeric);
    let days = if piece.quoted || prefix {
        None
    } else {
        bare_date(text)
    };
    (!words.is_empty()).then(|| Term {
        words,
        prefix,
        days,
        typed: text.to_owned(),
    })
}

/// What people mean as a date even when they write nothing else.
fn bare_date(text: &str) -> Option<Days> {
    let start = text.get(..4)?;
    let rest = text.get(4..)?;
    let plain = is_year(start) && (matches!(rest, "" | "s" | "~" | "?") || rest.starts_with('-'));
    let decade = text.len() == 4 && text.ends_with(['X', 'x']) && start.starts_with(['1', '2']);
    (plain || decade).then(|| Days::typed(text)).flatten()
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn words(query: &Query) -> Vec<String> {
        query.terms.iter().map(|term| term.words.join(" ")).collect()
    }

    fn why(typed: &str) -> String {
        parse(typed).unwrap_err().to_string()
    }

    #[test]
    fn words_phrases_and_beginnings() {
        let query = parse("Harbour  “the last night” conc* rock-n-roll don't \"in the ha*\"").unwrap();
        assert_eq!(
            words(&query),
            [
                "harbour",
                "the last night",
                "conc",
                "rock n roll",
                "dont",
                "in the ha"
            ]
        );
        let prefixes: Vec<bool> = query.terms.iter().map(|term| term.prefix).collect();
        assert_eq!(prefixes, [false, false, true, false, false, true]);
        assert!(query.filters.is_empty());
    }

    #[test]
    fn filters_and_dates() {
        let query =
            parse("person:\"Anna Berg\" Kind:Interview has:crowd date:1974-05 before 2015 after:1990 1974..1976 sea").unwrap();
        assert_eq!(words(&query), ["sea"]);
        assert_eq!(
            query.filters[0],
            Filter::Person(vec!["anna".into(), "berg".into()])
        );
        assert_eq!(query.filters[1], Filter::Kind(AssetKind::Interview));
        assert_eq!(query.filters[2], Filter::Has("crowd".into()));
        assert_eq!(query.filters[3], Filter::Dated(Days::typed("1974-05").unwrap()));
        assert_eq!(
            query.filters[4],
            Filter::Dated(Days::typed("2015").unwrap().before())
        );
        assert_eq!(
            query.filters[6],
            Filter::Dated(Days::typed("1974..1976").unwrap())
        );
        let query = parse("1974 1980s 12:34 before the storm \"1974\"").unwrap();
        let dated: Vec<bool> = query.terms.iter().map(|term| term.days.is_some()).collect();
        assert_eq!(
            words(&query),
            ["1974", "1980s", "12 34", "before", "the", "storm", "1974"]
        );
        assert_eq!(dated, [true, true, false, false, false, false, false]);
    }

    #[test]
    fn a_mistake_is_said_with_its_place_and_what_to_do() {
        assert!(why("sea \"the last").contains("at letter 5") && why("sea \"the last").contains("no end"));
        assert!(why("sea colour:red").contains("'colour:' (at letter 5); there are person:"));
        assert!(why("date:1974-13").contains("'1974-13' at letter 1 is no date: write 1974"));
        assert!(why("a 1976..1974").contains("at letter 3 is no date"));
        assert!(why("kind:movie").contains("there are film, footage"));
        assert!(why("person: anna").contains("nothing stands behind 'person:'"));
        assert!(why("has:x\"y").contains("letter 6"));
        assert!(why("  ! ").contains("no word"));
        assert!(why("").contains("no word"));
        assert!(why(&"a ".repeat(60)).contains("more than 24"));
        assert!(why(&"a".repeat(500)).contains("500 letters"));
    }

    proptest! {
        #[test]
        fn anything_is_a_query_or_a_sentence(typed in "(\\PC|[\"*: .()'&|!<>\\-]){0,60}") {
            if let Ok(query) = parse(&typed) {
                for word in query.terms.iter().flat_map(|term| &term.words) {
                    prop_assert!(word.chars().all(|c| c.is_alphanumeric() || unicode_normalization::char::is_combining_mark(c)));
                }
            }
        }
    }
}
