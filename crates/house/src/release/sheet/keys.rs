//! One table of a sheet: its keys are taken out by name, and what nobody took is a mistake.

use std::borrow::Cow;
use std::ops::Range;

use toml::Spanned;
use toml::de::{DeTable, DeValue};

use super::mistake::Found;
use crate::HouseError;

pub(super) struct Keys<'a> {
    table: &'a DeTable<'a>,
    /// Where the table begins.
    pub(super) place: usize,
    /// How sentences call it: "an episode".
    what: &'static str,
    asked: Vec<&'static str>,
}

type Value<'a> = Spanned<DeValue<'a>>;

impl<'a> Keys<'a> {
    pub(super) fn new(table: &'a DeTable<'a>, place: usize, what: &'static str) -> Self {
        Self {
            table,
            place,
            what,
            asked: Vec::new(),
        }
    }

    fn take(&mut self, key: &'static str) -> Option<&'a Value<'a>> {
        self.asked.push(key);
        self.table.get(key)
    }

    pub(super) fn has(&self, key: &str) -> bool {
        self.table.contains_key(key)
    }

    /// Where the key's value stands, or the table.
    pub(super) fn place_of(&self, key: &str) -> usize {
        self.table.get(key).map_or(self.place, |value| value.span().start)
    }

    /// A text that `check` accepts; one that is missing, of another type or refused is `None`.
    pub(super) fn text(
        &mut self,
        found: &mut Found<'_>,
        key: &'static str,
        check: impl Fn(&str) -> Result<String, HouseError>,
    ) -> Option<String> {
        self.parsed(found, key, check)
    }

    /// A text that `read` understands.
    pub(super) fn parsed<T>(
        &mut self,
        found: &mut Found<'_>,
        key: &'static str,
        read: impl Fn(&str) -> Result<T, HouseError>,
    ) -> Option<T> {
        let value = self.take(key)?;
        let DeValue::String(text) = value.get_ref() else {
            found.add(
                value.span().start,
                wrong_type(key, "a text in quotation marks", value),
            );
            return None;
        };
        match read(text) {
            Ok(read) => Some(read),
            Err(error) => {
                found.add(value.span().start, format!("{key}: {}", sentence(&error)));
                None
            }
        }
    }

    /// The same, where nothing can be said without it.
    pub(super) fn needed<T>(
        &mut self,
        found: &mut Found<'_>,
        key: &'static str,
        read: impl Fn(&str) -> Result<T, HouseError>,
    ) -> Option<T> {
        self.must_have(found, key);
        self.parsed(found, key, read)
    }

    fn must_have(&self, found: &mut Found<'_>, key: &str) {
        if !self.has(key) {
            found.add(self.place, format!("{} needs '{key}'", self.what));
        }
    }

    /// Texts, each of which `check` understands; what stands there twice is said once.
    pub(super) fn texts<T: PartialEq>(
        &mut self,
        found: &mut Found<'_>,
        key: &'static str,
        check: impl Fn(&str) -> Result<T, HouseError>,
    ) -> Vec<T> {
        let Some(value) = self.take(key) else {
            return Vec::new();
        };
        let DeValue::Array(items) = value.get_ref() else {
            found.add(
                value.span().start,
                wrong_type(key, "a list of texts: [\"...\"]", value),
            );
            return Vec::new();
        };
        let mut texts: Vec<T> = Vec::with_capacity(items.len());
        for item in items.iter() {
            let DeValue::String(text) = item.get_ref() else {
                found.add(item.span().start, wrong_type(key, "a list of texts", item));
                continue;
            };
            match check(text) {
                Ok(text) if texts.contains(&text) => {}
                Ok(text) => texts.push(text),
                Err(error) => found.add(item.span().start, format!("{key}: {}", sentence(&error))),
            }
        }
        texts
    }

    pub(super) fn number(&mut self, found: &mut Found<'_>, key: &'static str) -> Option<u32> {
        let value = self.take(key)?;
        let read = match value.get_ref() {
            DeValue::Integer(number) => u32::from_str_radix(number.as_str(), number.radix()).ok(),
            _ => None,
        };
        if read.is_none() {
            found.add(value.span().start, wrong_type(key, "a whole number", value));
        }
        read
    }

    pub(super) fn needed_number(&mut self, found: &mut Found<'_>, key: &'static str) -> Option<u32> {
        self.must_have(found, key);
        self.number(found, key)
    }

    /// An instant of a film: "1:02:03.5", "2:03", or TOML's own 01:02:03.5. Milliseconds.
    pub(super) fn moment(&mut self, found: &mut Found<'_>, key: &'static str) -> Option<u64> {
        let value = self.take(key)?;
        let read = match value.get_ref() {
            DeValue::String(text) => read_moment(text),
            DeValue::Datetime(time) if time.date.is_none() && time.offset.is_none() => {
                read_moment(&time.to_string())
            }
            _ => None,
        };
        if read.is_none() {
            found.add(
                value.span().start,
                format!("{key} is an instant of the film: \"1:02:03\" or \"2:03.5\""),
            );
        }
        read
    }

    /// A table of its own: `[album]`.
    pub(super) fn table(
        &mut self,
        found: &mut Found<'_>,
        key: &'static str,
        what: &'static str,
    ) -> Option<Keys<'a>> {
        let value = self.take(key)?;
        match value.get_ref() {
            DeValue::Table(table) => Some(Keys::new(table, value.span().start, what)),
            _ => {
                found.add(
                    value.span().start,
                    format!("{key} is a table of its own: [{key}]"),
                );
                None
            }
        }
    }

    /// Tables one after another: `[[extras]]`.
    pub(super) fn tables(
        &mut self,
        found: &mut Found<'_>,
        key: &'static str,
        what: &'static str,
    ) -> Vec<Keys<'a>> {
        let Some(value) = self.take(key) else {
            return Vec::new();
        };
        let DeValue::Array(items) = value.get_ref() else {
            found.add(
                value.span().start,
                format!("{key} are tables one after another: [[{key}]]"),
            );
            return Vec::new();
        };
        let mut tables = Vec::with_capacity(items.len());
        for item in items.iter() {
            match item.get_ref() {
                DeValue::Table(table) => tables.push(Keys::new(table, item.span().start, what)),
                _ => found.add(item.span().start, format!("{key} are tables: [[{key}]]")),
            }
        }
        tables
    }

    /// Refuses every key that nobody asked for.
    pub(super) fn finish(self, found: &mut Found<'_>) {
        for key in self.table.keys() {
            let name: &Cow<'_, str> = key.get_ref();
            if self.asked.iter().any(|asked| asked == name) {
                continue;
            }
            let Range { start, .. } = key.span();
            let near = self.asked.iter().find(|asked| is_near(asked, name));
            let advice = near.map_or_else(String::new, |near| format!("; is '{near}' meant?"));
            found.add(start, format!("{} has no key '{name}'{advice}", self.what));
        }
    }
}

fn wrong_type(key: &str, expected: &str, value: &Value<'_>) -> String {
    let is = match value.get_ref() {
        DeValue::String(_) => "a text",
        DeValue::Integer(_) | DeValue::Float(_) => "a number",
        DeValue::Boolean(_) => "true or false",
        DeValue::Datetime(_) => "a date or time",
        DeValue::Array(_) => "a list",
        DeValue::Table(_) => "a table",
    };
    format!("{key} is {expected}, not {is}")
}

/// The house's sentences end with a full stop, these lines do not.
fn sentence(error: &HouseError) -> String {
    let said = error.to_string();
    said.strip_suffix('.').map_or(said.clone(), str::to_owned)
}

/// "1:02:03.5", "62:03.5", "3723.5".
fn read_moment(text: &str) -> Option<u64> {
    let (whole, fraction) = text.trim().split_once('.').unwrap_or((text.trim(), "0"));
    let digits = |part: &str| !part.is_empty() && part.bytes().all(|byte| byte.is_ascii_digit());
    let parts: Vec<&str> = whole.split(':').collect();
    if parts.len() > 3 || !parts.iter().all(|part| digits(part)) || !digits(fraction) {
        return None;
    }
    let mut seconds: u64 = 0;
    for (at, part) in parts.iter().enumerate() {
        let value: u64 = part.parse().ok().filter(|&value| at == 0 || value < 60)?;
        seconds = seconds.checked_mul(60)?.checked_add(value)?;
    }
    let millis: u64 = format!("{fraction:0<3}").get(..3)?.parse().ok()?;
    seconds.checked_mul(1_000)?.checked_add(millis)
}

/// One letter is missing, too many, another, or two are exchanged: what fingers do.
fn is_near(known: &str, given: &str) -> bool {
    let (known, given): (Vec<char>, Vec<char>) = (
        known.chars().collect(),
        given.to_lowercase().replace('-', "_").chars().collect(),
    );
    let start = known.iter().zip(&given).take_while(|(a, b)| a == b).count();
    let (known, given) = (&known[start..], &given[start..]);
    let end = known
        .iter()
        .rev()
        .zip(given.iter().rev())
        .take_while(|(a, b)| a == b)
        .count();
    let rest = (known.len() - end, given.len() - end);
    match rest {
        (0 | 1, 0 | 1) => true,
        (2, 2) => known[0] == given[1] && known[1] == given[0],
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn moments_are_read_as_people_write_them() {
        for (text, expected) in [
            ("0", Some(0)),
            ("1:02:03.5", Some(3_723_500)),
            ("62:03", Some(3_723_000)),
            ("01:00:00.0009", Some(3_600_000)),
            ("1:60", None),
            ("1:2:3:4", None),
            ("-1", None),
            ("", None),
            ("1.", None),
        ] {
            assert_eq!(read_moment(text), expected, "{text}");
        }
    }

    #[test]
    fn slips_of_the_fingers_are_near() {
        for slip in ["tagine", "taglinee", "tagilne", "Tagline", "tagl1ne"] {
            assert!(is_near("tagline", slip), "{slip}");
        }
        assert!(!is_near("tagline", "title"));
    }
}
