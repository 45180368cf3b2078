use std::collections::HashMap;

use house::analyse::Span;
use house::analyse::words::{SeenLine, Transcript, TranscriptSource, lines_seen};
use house::id::AssetId;
use serde::{Deserialize, Serialize};
use store::Effect;

use super::super::{Failure, Job, Outcome, Work};
use super::kept;
use super::read_letters::ReadPicture;

/// Files what was read on a tape, or on a page, as its words.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct FileLetters {
    pub asset: AssetId,
    pub source: TranscriptSource,
    /// BCP 47.
    pub language: String,
    /// "tesseract 5.3.0"
    pub read_by: String,
    /// How many [`super::ReadLetters`] went before.
    pub pieces: usize,
    /// Which stretch of the tape each picture stands for, in its order; a page's is nothing.
    pub spans: Vec<(u64, Span)>,
}

impl Job for FileLetters {
    const KIND: &'static str = "file-letters";
    const VERSION: u32 = 1;

    async fn run(self, work: &Work) -> Result<Outcome, Failure> {
        let mut by_frame: HashMap<u64, Vec<SeenLine>> = HashMap::new();
        for piece in 0..self.pieces {
            let read: Vec<ReadPicture> = kept::read(work, piece, 0)?;
            by_frame.extend(read.into_iter().map(|picture| (picture.frame, picture.lines)));
        }
        let pictures: Vec<(Span, Vec<SeenLine>)> = self
            .spans
            .iter()
            .filter_map(|(frame, span)| Some((*span, by_frame.remove(frame)?)))
            .collect();
        let transcript = Transcript {
            asset: self.asset,
            source: self.source,
            language: self.language,
            engine: Some(self.read_by),
            made: work.workshop.house.clock.now(),
            timed: self.source != TranscriptSource::Notebook,
            lines: lines_seen(&pictures),
        };
        Ok(Outcome {
            outputs: Vec::new(),
            effects: vec![Effect::PutTranscript(Box::new(transcript))],
        })
    }
}
