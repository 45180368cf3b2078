use crate::watch::Progress;

use super::Measure;

/// Reads what `ffmpeg -progress` writes: lines of `key=value`, a block each time, closed by `progress=`.
pub(super) struct Reader {
    measure: Measure,
    total: u64,
    line: Vec<u8>,
    done: u64,
    speed_permille: u32,
}

impl Reader {
    pub(super) fn new(measure: Measure, total: u64) -> Self {
        Self {
            measure,
            total,
            line: Vec::new(),
            done: 0,
            speed_permille: 0,
        }
    }

    pub(super) fn done(&self) -> u64 {
        self.done
    }

    /// The newest state when these bytes closed a block.
    pub(super) fn take(&mut self, bytes: &[u8]) -> Option<Progress> {
        let mut closed = false;
        for byte in bytes {
            if *byte != b'\n' {
                if self.line.len() < 256 {
                    self.line.push(*byte);
                }
                continue;
            }
            let line = std::mem::take(&mut self.line);
            closed |= self.read_line(&String::from_utf8_lossy(&line));
        }
        closed.then_some(Progress {
            done: self.done,
            total: self.total,
            speed_permille: self.speed_permille,
        })
    }

    fn read_line(&mut self, line: &str) -> bool {
        let Some((key, value)) = line.split_once('=') else {
            return false;
        };
        let value = value.trim();
        match (key, self.measure) {
            ("frame", Measure::Frames) | ("out_time_us", Measure::Micros) => {
                // "N/A" and a negative time stand at the very beginning.
                self.done = value.parse().unwrap_or(self.done);
            }
            ("speed", _) => self.speed_permille = permille(value).unwrap_or(self.speed_permille),
            _ => {}
        }
        key == "progress"
    }
}

/// "2.5x" as 2500, without a float.
fn permille(text: &str) -> Option<u32> {
    let (whole, rest) = text
        .strip_suffix('x')?
        .split_once('.')
        .unwrap_or((text.strip_suffix('x')?, ""));
    let rest: String = rest.chars().chain("000".chars()).take(3).collect();
    whole
        .trim()
        .parse::<u32>()
        .ok()?
        .checked_mul(1000)?
        .checked_add(rest.parse().ok()?)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn reads_blocks_however_they_are_cut() {
        let text = b"frame=12\nfps=0.0\nout_time_us=480000\nspeed=2.51x\nprogress=continue\nframe=30\nspeed=N/A\nprogress=end\n";
        let mut reader = Reader::new(Measure::Frames, 30);
        let told: Vec<Progress> = text.chunks(7).filter_map(|chunk| reader.take(chunk)).collect();
        assert_eq!(told.len(), 2);
        assert_eq!((told[0].done, told[0].speed_permille), (12, 2510));
        assert_eq!((told[1].done, told[1].total), (30, 30));
    }

    #[test]
    fn speed_is_read_without_a_float() {
        assert_eq!(permille("12x"), Some(12_000));
        assert_eq!(permille("0.987x"), Some(987));
        assert_eq!(permille(" 1e+03x"), None);
        assert_eq!(permille("N/A"), None);
    }
}
