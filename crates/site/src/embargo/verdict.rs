use axum::http::{HeaderMap, HeaderValue, StatusCode, header};
use bytes::Bytes;

use super::{Allowed, Question, Subject};

/// What was heard from the house.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Heard {
    pub status: StatusCode,
    pub headers: HeaderMap,
    /// Its beginning, where an answer has no end.
    pub body: Bytes,
}

/// What an answer gives away.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Verdict {
    /// It is what a title that never was gets.
    Nothing,
    /// The announcement, and no more.
    Announcement,
    /// Encrypted bytes.
    Ciphertext,
    /// Something that must not be known yet; the sentence says what.
    Leak(String),
}

/// Judges an answer beside the answer to its twin.
pub fn judge(subject: &Subject, question: &Question, heard: &Heard, twin: &Heard) -> Verdict {
    // What is asked without a name of the title, or for words that others may have too, has no twin: a page beside itself
    // proves nothing. What it names counts; and all else that it tells, when it is another page by now.
    if question.path == question.twin {
        let found = found(subject, question, heard);
        if is_same(heard, twin) || matches!(found, Verdict::Leak(_)) {
            return found;
        }
        return match told(subject, question.allowed, heard) {
            Some(secret) => Verdict::Leak(format!("it tells '{secret}'")),
            None => found,
        };
    }
    // What the asker said is no news, when it is said back to whoever says anything.
    if is_same(heard, twin) || is_same(&said_back(question, heard), twin) {
        return Verdict::Nothing;
    }
    if let Some(secret) = told(subject, question.allowed, heard) {
        return Verdict::Leak(format!("it tells '{secret}'"));
    }
    match question.allowed {
        Allowed::Announcement => Verdict::Announcement,
        Allowed::Ciphertext if heard.status.is_success() || heard.status == StatusCode::NOT_MODIFIED => {
            Verdict::Ciphertext
        }
        Allowed::Ciphertext => Verdict::Nothing,
        Allowed::Nothing => Verdict::Leak(format!(
            "it is answered unlike what never was: {} with {} bytes, and {} with {} bytes",
            heard.status.as_u16(),
            heard.body.len(),
            twin.status.as_u16(),
            twin.body.len()
        )),
    }
}

/// Is the title among what is told? What was typed is said back in any case.
fn found(subject: &Subject, question: &Question, heard: &Heard) -> Verdict {
    let body = String::from_utf8_lossy(&heard.body);
    let body = match typed(&question.path) {
        Some(typed) => body.replace(&typed, "").to_lowercase(),
        None => body.to_lowercase(),
    };
    let mut names = std::iter::once(subject.title.name.clone()).chain(subject.ids());
    match names.find(|name| name.chars().count() > 3 && stands_in(&body, &name.to_lowercase())) {
        None => Verdict::Nothing,
        Some(_) if question.allowed == Allowed::Announcement => Verdict::Announcement,
        Some(name) => Verdict::Leak(format!("it tells '{name}'")),
    }
}

/// By itself: an open trailer's address begins with that of its film.
fn stands_in(body: &str, name: &str) -> bool {
    let is_part =
        |letter: Option<char>| letter.is_some_and(|letter| letter.is_alphanumeric() || letter == '-');
    body.match_indices(name).any(|(at, _)| {
        let (before, after) = (body.get(..at), body.get(at + name.len()..));
        let before = before.and_then(|text| text.chars().next_back());
        !is_part(before) && !is_part(after.and_then(|text| text.chars().next()))
    })
}

/// The answer with the twin's names in the place of those that were asked for.
fn said_back(question: &Question, heard: &Heard) -> Heard {
    let names = question.path.split('/').zip(question.twin.split('/'));
    // Two letters of a digest stand in many a page.
    let names = names.filter(|(asked, twin)| asked != twin && asked.len() > 3);
    let mut names: Vec<(String, String)> = names
        .map(|(asked, twin)| (asked.to_owned(), twin.to_owned()))
        .collect();
    names.extend(searched(question));
    let swapped = |bytes: &[u8]| {
        let text = String::from_utf8_lossy(bytes).into_owned();
        names
            .iter()
            .fold(text, |text, (asked, twin)| text.replace(asked, twin))
    };
    let headers = heard.headers.iter().map(|(name, value)| {
        let said = HeaderValue::from_str(&swapped(value.as_bytes()));
        (name.clone(), said.unwrap_or_else(|_| value.clone()))
    });
    // Bytes that are no text say nothing back.
    let body = match std::str::from_utf8(&heard.body) {
        Ok(_) => Bytes::from(swapped(&heard.body)),
        Err(_) => heard.body.clone(),
    };
    let mut headers: HeaderMap = headers.collect();
    // Another name has another length.
    if let Some(length) = headers
        .get_mut(header::CONTENT_LENGTH)
        .filter(|_| !body.is_empty())
    {
        *length = HeaderValue::from(body.len());
    }
    Heard {
        status: heard.status,
        headers,
        body,
    }
}

/// What was typed into a box of search, here and in the twin.
fn searched(question: &Question) -> Option<(String, String)> {
    let (asked, twin) = (typed(&question.path)?, typed(&question.twin)?);
    (asked.len() > 3 && asked != twin).then_some((asked, twin))
}

/// What was typed into a box of search, as a page says it back.
fn typed(path: &str) -> Option<String> {
    let (_, query) = path.split_once("?q=")?;
    let escaped = query.replace('+', " ");
    let bytes = percent_decoded(escaped.as_bytes());
    let text = String::from_utf8_lossy(&bytes).into_owned();
    let written = text
        .replace('&', "&#38;")
        .replace('<', "&#60;")
        .replace('>', "&#62;")
        .replace('"', "&#34;")
        .replace('\'', "&#39;");
    Some(written)
}

fn percent_decoded(bytes: &[u8]) -> Vec<u8> {
    let mut out = Vec::with_capacity(bytes.len());
    let mut rest = bytes;
    while let Some((first, after)) = rest.split_first() {
        let digits = after.get(..2).and_then(|digits| std::str::from_utf8(digits).ok());
        match digits.and_then(|digits| u8::from_str_radix(digits, 16).ok()) {
            Some(byte) if *first == b'%' => {
                out.push(byte);
                rest = after.get(2..).unwrap_or_default();
            }
            _ => {
                out.push(*first);
                rest = after;
            }
        }
    }
    out
}

/// A secret of the title that is in the answer.
fn told(subject: &Subject, allowed: Allowed, heard: &Heard) -> Option<String> {
    // Playlists of a sealed film name its renditions; the film itself is in none of them.
    if allowed == Allowed::Ciphertext {
        let words = [
            Some(&subject.title.name),
            subject.title.tagline.as_ref(),
            subject.title.synopsis.as_ref(),
        ];
        let body = String::from_utf8_lossy(&heard.body).to_lowercase();
        return words
            .into_iter()
            .flatten()
            .find(|words| words.chars().count() > 3 && body.contains(&words.to_lowercase()))
            .cloned();
    }
    let mut said = String::from_utf8_lossy(&heard.body).to_lowercase();
    for value in heard.headers.values() {
        said.push('\n');
        said.push_str(&String::from_utf8_lossy(value.as_bytes()).to_lowercase());
    }
    subject
        .secrets(allowed)
        .into_iter()
        .find(|secret| said.contains(&secret.to_lowercase()))
}

/// The same in everything that an outsider can tell apart; the time of day is no news.
fn is_same(heard: &Heard, twin: &Heard) -> bool {
    let without_date = |heard: &Heard| {
        let mut headers = heard.headers.clone();
        headers.remove(header::DATE);
        headers
    };
    heard.status == twin.status && heard.body == twin.body && without_date(heard) == without_date(twin)
}
