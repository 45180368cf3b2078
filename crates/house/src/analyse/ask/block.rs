//! What an index holds of an asset: blocks of lines that follow each other.

use std::fmt::Write;

use serde::{Deserialize, Serialize};

use super::head::Head;
use crate::analyse::words::{Transcript, TranscriptSource, divided};
use crate::analyse::{Line, Span};
use crate::archive::Asset;

/// Lines of a block. With fewer the index is larger: by a half with these against four times as many. With more, more
/// blocks have the words of a question but not together, and in each of them more is read in vain.
pub const LINES: usize = 8;

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
    pub const MOST_BLOCKS: i64 = 1 << 16;
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

impl Block {
    /// The texts of a block as it is kept.
    pub(super) fn texts(kept: &str) -> impl Iterator<Item = &str> {
        let rows = kept.split('\n').skip(1);
        rows.map(|row| row.splitn(5, '\t').nth(4).unwrap_or_default())
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
        let lines: Vec<_> = (0..18).map(|n| line(n * 10, &format!("w{n}"))).collect();
        let blocks = in_blocks(&lines, true);
        let shape: Vec<_> = blocks
            .iter()
            .map(|block| (block.lines.len(), block.own))
            .collect();
        assert_eq!(shape, [(9, 8), (9, 8), (2, 2)]);
        assert_eq!(blocks[0].lines[8], blocks[1].lines[0]);
    }
}
