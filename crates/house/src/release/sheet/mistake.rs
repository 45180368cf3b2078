use std::fmt;

/// Something wrong in a sheet, where it is.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Mistake {
    /// From 1.
    pub line: usize,
    /// From 1, in characters.
    pub column: usize,
    pub sentence: String,
}

impl fmt::Display for Mistake {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}:{}: {}", self.line, self.column, self.sentence)
    }
}

/// All that is wrong in a sheet, in its order.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{}", said(.0))]
pub struct Mistakes(pub Vec<Mistake>);

fn said(mistakes: &[Mistake]) -> String {
    let lines: Vec<String> = mistakes.iter().map(ToString::to_string).collect();
    lines.join("\n")
}

/// Collects mistakes while a text is read on.
pub(super) struct Found<'a> {
    text: &'a str,
    mistakes: Vec<Mistake>,
}

impl<'a> Found<'a> {
    pub(super) fn new(text: &'a str) -> Self {
        Self {
            text,
            mistakes: Vec::new(),
        }
    }

    pub(super) fn add(&mut self, byte: usize, sentence: impl Into<String>) {
        self.mistakes.push(at(self.text, byte, sentence.into()));
    }

    pub(super) fn into_result<T>(mut self, read: T) -> Result<T, Mistakes> {
        if self.mistakes.is_empty() {
            return Ok(read);
        }
        self.mistakes.sort();
        self.mistakes.dedup();
        Err(Mistakes(self.mistakes))
    }
}

/// A mistake at a byte of the text.
fn at(text: &str, byte: usize, sentence: String) -> Mistake {
    let before = text.get(..byte).unwrap_or(text);
    let line_start = before.rfind('\n').map_or(0, |at| at + 1);
    Mistake {
        line: before.matches('\n').count() + 1,
        column: before[line_start..].chars().count() + 1,
        sentence,
    }
}

impl Mistakes {
    /// One that shows only beside what is kept.
    pub(super) fn one(text: &str, byte: usize, sentence: String) -> Self {
        Self(vec![at(text, byte, sentence)])
    }
}
