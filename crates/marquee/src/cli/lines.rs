//! A record as lines of "word  value", aligned; empty values are left out.

use super::table::clean;
use super::terminal::Terminal;

#[derive(Default)]
pub struct Lines {
    lines: Vec<(String, String)>,
}

impl Lines {
    pub fn add(&mut self, word: &str, value: impl ToString) -> &mut Self {
        let value = value.to_string();
        // A synopsis keeps its paragraphs, each under the first.
        for (at, line) in value.lines().filter(|line| !line.trim().is_empty()).enumerate() {
            let word = if at == 0 { word } else { "" };
            self.lines.push((word.to_owned(), clean(line)));
        }
        self
    }

    pub fn maybe(&mut self, word: &str, value: Option<&(impl ToString + ?Sized)>) -> &mut Self {
        if let Some(value) = value {
            self.add(word, value.to_string());
        }
        self
    }

    /// # Errors
    /// When stdout is closed.
    pub fn print(&self, terminal: &Terminal) -> anyhow::Result<()> {
        let width = self
            .lines
            .iter()
            .map(|(word, _)| word.chars().count())
            .max()
            .unwrap_or(0);
        self.lines.iter().try_for_each(|(word, value)| {
            let word = terminal.faint_out(format!("{word:width$}"));
            terminal.out(format!("{word}  {value}"))
        })
    }
}
