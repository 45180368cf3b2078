use std::collections::VecDeque;

/// The last lines of a child's stderr: bounded, however much it talks.
#[derive(Debug, Default)]
pub(super) struct Tail {
    lines: VecDeque<String>,
    line: Vec<u8>,
}

const LINES: usize = 100;
const LINE_BYTES: usize = 500;

impl Tail {
    pub(super) fn take(&mut self, bytes: &[u8]) {
        for byte in bytes {
            match byte {
                b'\n' | b'\r' => self.end_line(),
                _ if self.line.len() < LINE_BYTES => self.line.push(*byte),
                _ => {}
            }
        }
    }

    fn end_line(&mut self) {
        let line = std::mem::take(&mut self.line);
        let text = String::from_utf8_lossy(&line).trim_end().to_owned();
        if text.is_empty() {
            return;
        }
        if self.lines.len() == LINES {
            self.lines.pop_front();
        }
        self.lines.push_back(text);
    }

    pub(super) fn into_lines(mut self) -> Vec<String> {
        self.end_line();
        self.lines.into()
    }

    /// As an error shows it.
    pub(super) fn text(self) -> String {
        let lines = self.into_lines();
        lines
            .get(lines.len().saturating_sub(20)..)
            .unwrap_or_default()
            .join("\n")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn keeps_the_end_and_no_more() {
        let mut tail = Tail::default();
        for number in 0..100_000 {
            tail.take(format!("line {number}\n").as_bytes());
        }
        tail.take(&[b'x'; 10_000]);
        let lines = tail.into_lines();
        assert_eq!(lines.len(), LINES);
        assert_eq!(lines.last().map(String::len), Some(LINE_BYTES));
        assert_eq!(lines[LINES - 2], "line 99999");
    }
}
