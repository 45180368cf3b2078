//! Rows in aligned columns, for people and for pasting; nothing from outside can steer the terminal.

use super::terminal::Terminal;

/// Rows of cells under a faint head. The last column is not padded.
pub struct Table {
    head: Vec<&'static str>,
    rows: Vec<Vec<String>>,
}

impl Table {
    pub fn new(head: &[&'static str]) -> Self {
        Self {
            head: head.to_vec(),
            rows: Vec::new(),
        }
    }

    pub fn row<const N: usize>(&mut self, cells: [String; N]) {
        self.rows.push(cells.iter().map(|cell| clean(cell)).collect());
    }

    pub fn is_empty(&self) -> bool {
        self.rows.is_empty()
    }

    /// # Errors
    /// When stdout is closed.
    pub fn print(&self, terminal: &Terminal) -> anyhow::Result<()> {
        let widths: Vec<usize> = (0..self.head.len())
            .map(|column| {
                let cells = self.rows.iter().filter_map(|row| row.get(column));
                cells
                    .map(|cell| cell.chars().count())
                    .chain([self.head[column].len()])
                    .max()
                    .unwrap_or(0)
            })
            .collect();
        let head: Vec<String> = self.head.iter().map(|&title| title.to_owned()).collect();
        terminal.out(terminal.faint_out(line(&head, &widths)))?;
        self.rows
            .iter()
            .try_for_each(|row| terminal.out(line(row, &widths)))
    }
}

fn line(cells: &[String], widths: &[usize]) -> String {
    let padded = cells
        .iter()
        .zip(widths)
        .map(|(cell, &width)| format!("{cell:width$}"));
    padded.collect::<Vec<_>>().join("  ").trim_end().to_owned()
}

/// Text from outside (file names, titles) without characters that would move the cursor or turn the line around.
pub fn clean(text: &str) -> String {
    let steers = |c: char| c.is_control() || matches!(c, '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}');
    text.chars()
        .map(|c| if steers(c) { '\u{fffd}' } else { c })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn columns_are_aligned_and_the_last_one_is_not_padded() {
        let cells = ["ab".to_owned(), "é".to_owned(), "last".to_owned()];
        assert_eq!(line(&cells, &[4, 2, 10]), "ab    é   last");
    }

    #[test]
    fn a_file_name_cannot_steer_the_terminal() {
        assert_eq!(clean("a\u{1b}[2Jb\n\u{202e}c"), "a\u{fffd}[2Jb\u{fffd}\u{fffd}c");
    }
}
