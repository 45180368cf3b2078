//! Talk without end, made of real text: each word follows the two before it as it does somewhere in the source (a Markov
//! chain of order 2), so words, pairs and phrases are as frequent as in the source. Now and then a word of a list stands
//! in, as names do in real talk, the first of the list far more often than the last (Zipf).

use std::collections::HashMap;
use std::path::{Path, PathBuf};

use anyhow::{Context, ensure};
use house::analyse::{Line, Span};

/// Of so many words one is from the list.
const NAMES: u64 = 150;
const HOUR: i64 = 3_600_000_000;

/// Numbers that are the same in every run.
pub(crate) struct Dice(u64);

impl Dice {
    pub(crate) fn new(seed: u64) -> Self {
        Self(seed.wrapping_mul(0x9e37_79b9_7f4a_7c15) ^ 0x2545_f491_4f6c_dd1d)
    }

    fn next(&mut self) -> u64 {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        self.0
    }

    pub(crate) fn upto(&mut self, n: usize) -> usize {
        (self.next() % n.max(1) as u64) as usize
    }

    pub(crate) fn of<'a, T>(&mut self, list: &'a [T]) -> &'a T {
        &list[self.upto(list.len())]
    }
}

pub(crate) struct Spoken {
    words: Vec<String>,
    follows: HashMap<(u32, u32), Vec<u32>>,
    starts: Vec<(u32, u32)>,
    names: Vec<String>,
}

impl Spoken {
    /// `text`: files, or folders of files.
    pub(crate) fn learn(text: &[PathBuf], list: &Path) -> anyhow::Result<Self> {
        let mut numbers: HashMap<String, u32> = HashMap::new();
        let mut words = Vec::new();
        let mut all: Vec<u32> = Vec::new();
        for file in files(text)? {
            let bytes = std::fs::read(&file).with_context(|| file.display().to_string())?;
            let Ok(text) = String::from_utf8(bytes) else {
                continue;
            };
            let spoken = |word: &&str| word.chars().any(char::is_alphanumeric) && word.len() < 30;
            for word in text.split_whitespace().filter(spoken) {
                let next = words.len() as u32;
                all.push(*numbers.entry(word.to_owned()).or_insert_with(|| {
                    words.push(word.to_owned());
                    next
                }));
            }
        }
        ensure!(
            all.len() > 100_000,
            "there is too little text to learn from: `apt-get install fortunes wamerican`, or name some with --text"
        );
        let mut follows: HashMap<(u32, u32), Vec<u32>> = HashMap::new();
        let mut starts = Vec::new();
        for three in all.windows(3) {
            follows.entry((three[0], three[1])).or_default().push(three[2]);
            if words[three[0] as usize].ends_with('.') {
                starts.push((three[1], three[2]));
            }
        }
        let names = std::fs::read_to_string(list).unwrap_or_default();
        let mut names: Vec<String> = names
            .lines()
            .filter(|name| !name.contains('\''))
            .map(str::to_owned)
            .collect();
        let mut dice = Dice::new(1);
        for at in (1..names.len()).rev() {
            let other = dice.upto(at + 1);
            names.swap(at, other);
        }
        Ok(Self {
            words,
            follows,
            starts,
            names,
        })
    }

    /// An hour of talk: some 9,000 words in lines of a few seconds. The same number, the same hour.
    pub(crate) fn hour(&self, number: u64) -> Vec<Line> {
        let mut dice = Dice::new(number + 7);
        let mut lines = Vec::with_capacity(1_000);
        let (mut now, mut last) = (0, *dice.of(&self.starts));
        while now < HOUR {
            let count = 5 + dice.upto(9);
            let mut text = String::new();
            for _ in 0..count {
                let next = match self.follows.get(&last) {
                    Some(next) => *dice.of(next),
                    None => {
                        last = *dice.of(&self.starts);
                        last.1
                    }
                };
                last = (last.1, next);
                if !text.is_empty() {
                    text.push(' ');
                }
                let is_name = !self.names.is_empty() && dice.next().is_multiple_of(NAMES);
                text.push_str(if is_name {
                    self.name(&mut dice)
                } else {
                    &self.words[next as usize]
                });
            }
            let length = count as i64 * 400_000;
            lines.push(Line {
                span: Span::of_micros(now, now + length - 100_000),
                text,
                speaker: (dice.upto(4) == 0).then(|| (*dice.of(&SPEAKERS)).to_owned()),
                words: vec![],
            });
            now += length;
        }
        lines
    }

    /// A word of the list, any of them as likely.
    pub(crate) fn rare(&self, dice: &mut Dice) -> String {
        match self.names.as_slice() {
            [] => dice.of(&self.words).clone(),
            names => dice.of(names).clone(),
        }
    }

    fn name(&self, dice: &mut Dice) -> &str {
        let unit = (dice.next() >> 11) as f64 / (1_u64 << 53) as f64;
        let rank = (self.names.len() as f64).powf(unit) as usize;
        &self.names[rank.min(self.names.len() - 1)]
    }
}

pub(crate) const SPEAKERS: [&str; 8] = [
    "Anna",
    "Per",
    "Maria Lind",
    "Joan",
    "Interviewer",
    "Ada",
    "Tomas",
    "Old Man",
];

fn files(text: &[PathBuf]) -> anyhow::Result<Vec<PathBuf>> {
    let mut found = Vec::new();
    for path in text {
        if path.is_dir() {
            for entry in std::fs::read_dir(path)? {
                let path = entry?.path();
                if path.is_file() && path.extension().is_none() {
                    found.push(path);
                }
            }
        } else if path.is_file() {
            found.push(path.clone());
        }
    }
    found.sort();
    Ok(found)
}
