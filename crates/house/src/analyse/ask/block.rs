//! What an index holds of an asset: blocks of lines that follow each other, each with the words that it can be found by.

use std::collections::BTreeSet;
use std::fmt::Write;

use serde::{Deserialize, Serialize};

use super::head::Head;
use super::{Days, tokens};
use crate::analyse::words::{Transcript, TranscriptSource, divided};
use crate::analyse::{Line, Span};
use crate::archive::Asset;

/// Lines of a block. Fewer make the index larger; of more, more must be read where the words of a question are in one
/// block but not together.
pub const LINES: usize = 32;

/// Where a text stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Field {
    Name,
    Kind,
    People,
    Place,
    Date,
    Rights,
    Speakers,
    Notes,
    /// Said or sung.
    Said,
    /// To be read in the picture.
    Written,
    /// On a page of a notebook.
    Notebook,
}

impl Field {
    pub const ALL: [Self; 11] = [
        Self::Name,
        Self::Kind,
        Self::People,
        Self::Place,
        Self::Date,
        Self::Rights,
        Self::Speakers,
        Self::Notes,
        Self::Said,
        Self::Written,
        Self::Notebook,
    ];

    /// As written in commands, the database and JSON.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Name => "name",
            Self::Kind => "kind",
            Self::People => "people",
            Self::Place => "place",
            Self::Date => "date",
            Self::Rights => "rights",
            Self::Speakers => "speakers",
            Self::Notes => "notes",
            Self::Said => "said",
            Self::Written => "written",
            Self::Notebook => "notebook",
        }
    }

    fn of(source: TranscriptSource) -> Self {
        match source {
            TranscriptSource::Imported | TranscriptSource::Whisper => Self::Said,
            TranscriptSource::Ocr => Self::Written,
            TranscriptSource::Notebook => Self::Notebook,
        }
    }
}

/// The two kinds of answers, in their order: assets that are called or described so, then lines.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Class {
    Asset,
    Line,
}

/// A block's number. Its order is the order of answers: what assets are called before what is in them, the newest asset
/// first, then by time. So an index that is kept by number is read from its start, and only as far as a page needs.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
pub struct BlockId(pub i64);

impl BlockId {
    /// Blocks of one asset: half a million lines.
    pub const MOST_BLOCKS: i64 = 1 << 14;
    const CLASS: i64 = 1 << 48;
    const NEWEST: i64 = (1 << 31) - 1;

    /// `place`: how many assets came before this one.
    pub fn new(class: Class, place: i64, block: i64) -> Self {
        let class = if class == Class::Line { Self::CLASS } else { 0 };
        let rank = Self::NEWEST - place.clamp(0, Self::NEWEST);
        Self(class + rank * Self::MOST_BLOCKS + block.clamp(0, Self::MOST_BLOCKS - 1))
    }

    /// All blocks of the class: from the first, up to (not with) the second.
    pub fn all(class: Class) -> (i64, i64) {
        match class {
            Class::Asset => (0, Self::CLASS),
            Class::Line => (Self::CLASS, 2 * Self::CLASS),
        }
    }

    /// The blocks of an asset in a class.
    pub fn of_asset(class: Class, place: i64) -> (i64, i64) {
        let first = Self::new(class, place, 0).0;
        (first, first + Self::MOST_BLOCKS)
    }

    pub fn class(self) -> Class {
        if self.0 < Self::CLASS {
            Class::Asset
        } else {
            Class::Line
        }
    }

    pub fn place(self) -> i64 {
        Self::NEWEST - self.rank()
    }

    /// Grows from the newest asset to the oldest.
    pub fn rank(self) -> i64 {
        self.0 % Self::CLASS / Self::MOST_BLOCKS
    }
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Block {
    pub class: Class,
    /// Do its lines know their own times?
    pub timed: bool,
    /// The last one is the first of the next block, if there is one: a hit may go on there.
    pub lines: Vec<BlockLine>,
    /// How many of the lines are this block's own.
    pub own: usize,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct BlockLine {
    pub span: Span,
    pub field: Field,
    pub speaker: Option<String>,
    pub text: String,
}

impl Block {
    /// As it is kept: a line of text for each line.
    pub fn write(&self) -> String {
        let plain = |text: &str| text.replace(['\t', '\n', '\r'], " ");
        let mut out = format!("{} {}", u8::from(self.timed), self.own);
        for line in &self.lines {
            // Writing into a string does not fail.
            let _ = write!(
                out,
                "\n{}\t{}\t{}\t{}\t{}",
                line.span.start.micros(),
                line.span.end.micros(),
                line.field.as_str(),
                plain(line.speaker.as_deref().unwrap_or_default()),
                plain(&line.text)
            );
        }
        out
    }

    /// `None` for what [`Self::write`] has not written.
    pub fn read(class: Class, text: &str) -> Option<Self> {
        let mut rows = text.split('\n');
        let (timed, own) = rows.next()?.split_once(' ')?;
        let lines = rows.map(read_line).collect::<Option<_>>()?;
        Some(Self {
            class,
            timed: timed == "1",
            lines,
            own: own.parse().ok()?,
        })
    }
}

fn read_line(row: &str) -> Option<BlockLine> {
    let mut cells = row.splitn(5, '\t');
    let (start, end) = (cells.next()?.parse().ok()?, cells.next()?.parse().ok()?);
    let field = cells.next()?;
    let speaker = cells.next()?;
    Some(BlockLine {
        span: Span::of_micros(start, end),
        field: Field::ALL.into_iter().find(|known| known.as_str() == field)?,
        speaker: (!speaker.is_empty()).then(|| speaker.to_owned()),
        text: cells.next()?.to_owned(),
    })
}

/// Everything an asset can be found by; the transcripts are those that are shown, with their corrections.
pub fn blocks_of(asset: &Asset, head: &Head, transcripts: &[Transcript]) -> Vec<Block> {
    let whole = Span::of_micros(0, asset.survey.facts.duration.map_or(0, |length| length.micros()));
    let about = |field: Field, text: String| BlockLine {
        span: whole,
        field,
        speaker: None,
        text,
    };
    let mut blocks = vec![block_of_head(head, whole)];
    let notes = asset.provenance.notes.as_deref().unwrap_or_default();
    let notes = notes
        .lines()
        .flat_map(divided)
        .map(|text| about(Field::Notes, text));
    blocks.extend(in_blocks(&notes.collect::<Vec<_>>(), false));
    for transcript in transcripts {
        let field = Field::of(transcript.source);
        blocks.extend(blocks_of_lines(field, &transcript.lines, transcript.timed));
    }
    blocks
}

/// What it says about itself, for the whole of its time.
pub fn block_of_head(head: &Head, whole: Span) -> Block {
    let lines: Vec<BlockLine> = head
        .lines
        .iter()
        .map(|line| BlockLine {
            span: whole,
            field: line.field,
            speaker: None,
            text: line.text.clone(),
        })
        .collect();
    Block {
        class: Class::Asset,
        timed: false,
        own: lines.len(),
        lines,
    }
}

/// Lines that follow each other.
pub fn blocks_of_lines(field: Field, lines: &[Line], timed: bool) -> Vec<Block> {
    let lines: Vec<BlockLine> = lines.iter().map(|line| block_line(field, line)).collect();
    in_blocks(&lines, timed)
}

fn block_line(field: Field, line: &Line) -> BlockLine {
    BlockLine {
        span: line.span,
        field,
        speaker: line.speaker.clone(),
        text: line.text.clone(),
    }
}

fn in_blocks(lines: &[BlockLine], timed: bool) -> Vec<Block> {
    (0..lines.len())
        .step_by(LINES)
        .map(|first| {
            let own = LINES.min(lines.len() - first);
            Block {
                class: Class::Line,
                timed,
                lines: lines.iter().skip(first).take(own + 1).cloned().collect(),
                own,
            }
        })
        .collect()
}

/// What stands before a word in the index that is no word of a line. Never a letter, so no word can be taken for one.
pub(super) const OF_HEAD: char = '§';
pub(super) const OF_FILTER: char = '¤';
pub(super) const OF_PERSON: char = '¶';
pub(super) const OF_PAIR: char = '¬';

/// What a block is found by, each once: the words of its lines, each two of them that stand side by side (as one of a
/// million marks: a phrase is looked for by these), the words of the asset's head, and what filters ask for.
pub fn index_words(block: &Block, head: &Head) -> BTreeSet<String> {
    let mut words = BTreeSet::new();
    let mut before: Option<String> = None;
    let mut now: Option<Field> = None;
    for line in &block.lines {
        // Phrases go on from line to line, but not from an asset's name to its kind.
        if now != Some(line.field) || block.class == Class::Asset {
            before = None;
            now = Some(line.field);
        }
        for token in tokens(&line.text) {
            if let Some(before) = &before {
                words.insert(pair(before, &token.text));
            }
            words.insert(token.text.clone());
            before = Some(token.text);
        }
        let named = (line.field == Field::Speakers).then_some(&line.text);
        for speaker in line.speaker.iter().chain(named) {
            words.extend(
                tokens(speaker)
                    .into_iter()
                    .map(|token| format!("{OF_PERSON}{}", token.text)),
            );
        }
    }
    for token in head.lines.iter().flat_map(|line| tokens(&line.text)) {
        words.insert(format!("{OF_HEAD}{}", token.text));
    }
    for token in head.people.iter().flat_map(|name| tokens(name)) {
        words.insert(format!("{OF_PERSON}{}", token.text));
    }
    words.insert(kind_word(&head.kind));
    words.extend(head.has.iter().map(|what| has_word(what)));
    if let Some(days) = head.days {
        words.extend(date_words(days));
    }
    words
}

pub(super) fn kind_word(kind: &str) -> String {
    format!("{OF_FILTER}k{kind}")
}

pub(super) fn has_word(what: &str) -> String {
    format!("{OF_FILTER}h{what}")
}

/// The mark of two words side by side: 20 bits of a hash (FNV-1a, which is the same everywhere).
pub(super) fn pair(one: &str, other: &str) -> String {
    let mut hash: u64 = 0xcbf2_9ce4_8422_2325;
    for byte in one.bytes().chain([0]).chain(other.bytes()) {
        hash = (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3);
    }
    let mut bits = (hash >> 32) ^ hash;
    let mut mark = String::from(OF_PAIR);
    for _ in 0..4 {
        let letter = u8::try_from(bits & 31).unwrap_or(0);
        mark.push(char::from(if letter < 26 {
            b'a' + letter
        } else {
            b'2' + letter - 26
        }));
        bits >>= 5;
    }
    mark
}

/// Assets whose date could be in more years than these are among the candidates of every date.
const MOST_YEARS: i64 = 30;
const WIDE: &str = "¤w";

fn year_word(year: i64) -> String {
    format!("{OF_FILTER}y{year:04}")
}

fn decade_word(decade: i64) -> String {
    format!("{OF_FILTER}d{decade:03}")
}

/// The years and the decades that a date touches.
fn date_words(days: Days) -> Vec<String> {
    let (first, last) = days.years();
    if last - first >= MOST_YEARS || first < 0 || last > 9_999 {
        return vec![WIDE.to_owned()];
    }
    let decades = (first / 10..=last / 10).map(decade_word);
    (first..=last).map(year_word).chain(decades).collect()
}

/// What an asset of these days has at least one of, among the years from `known.0` to `known.1` that occur at all.
pub(super) fn date_choices(days: Days, known: (i64, i64)) -> Vec<String> {
    let (first, last) = days.years();
    let (first, last) = (first.max(known.0), last.min(known.1));
    let mut choices = vec![WIDE.to_owned()];
    let mut year = first;
    while year <= last {
        if year % 10 == 0 && year + 9 <= last {
            choices.push(decade_word(year / 10));
            year += 10;
        } else {
            choices.push(year_word(year));
            year += 1;
        }
    }
    choices
}

#[cfg(test)]
mod tests {
    use super::*;

    fn line(start: i64, text: &str) -> BlockLine {
        BlockLine {
            span: Span::of_micros(start, start + 9),
            field: Field::Said,
            speaker: Some("Anna B.".into()),
            text: text.into(),
        }
    }

    #[test]
    fn numbers_stand_in_the_order_of_answers() {
        let ids = [
            BlockId::new(Class::Asset, 7, 0),
            BlockId::new(Class::Asset, 2, 0),
            BlockId::new(Class::Line, 7, 0),
            BlockId::new(Class::Line, 7, 1),
            BlockId::new(Class::Line, 2, 0),
        ];
        assert!(ids.is_sorted());
        assert!(ids.iter().all(|id| matches!(id.place(), 2 | 7)));
        assert_eq!(ids.map(BlockId::class)[1..3], [Class::Asset, Class::Line]);
        let (first, end) = BlockId::of_asset(Class::Line, 7);
        assert!((first..end).contains(&ids[3].0) && !(first..end).contains(&ids[4].0));
    }

    #[test]
    fn a_block_is_read_as_it_was_written() {
        let block = Block {
            class: Class::Line,
            timed: true,
            lines: vec![line(-5, "one\ttwo\nthree"), line(10, "")],
            own: 1,
        };
        let read = Block::read(Class::Line, &block.write()).unwrap();
        assert_eq!(read.lines[0].text, "one two three");
        assert_eq!((read.own, read.timed, &read.lines[1]), (1, true, &block.lines[1]));
        assert_eq!(Block::read(Class::Line, "no block"), None);
    }

    #[test]
    fn every_line_is_one_blocks_own_and_the_next_one_is_seen() {
        let lines: Vec<_> = (0..70).map(|n| line(n * 10, &format!("w{n}"))).collect();
        let blocks = in_blocks(&lines, true);
        let shape: Vec<_> = blocks
            .iter()
            .map(|block| (block.lines.len(), block.own))
            .collect();
        assert_eq!(shape, [(33, 32), (33, 32), (6, 6)]);
        assert_eq!(blocks[0].lines[32], blocks[1].lines[0]);
    }

    #[test]
    fn dates_are_found_by_years_and_decades() {
        let of = |text: &str| date_words(Days::typed(text).unwrap());
        assert_eq!(of("1979/1981"), ["¤y1979", "¤y1980", "¤y1981", "¤d197", "¤d198"]);
        assert_eq!(of("19XX"), ["¤w"]);
        let choices = date_choices(Days::typed("1978..2001").unwrap(), (1900, 2030));
        assert_eq!(
            choices,
            ["¤w", "¤y1978", "¤y1979", "¤d198", "¤d199", "¤y2000", "¤y2001"]
        );
        assert_eq!(
            date_choices(Days::typed("..1974").unwrap(), (1972, 2000)).len(),
            4
        );
    }
}
