use std::collections::BTreeMap;

use house::analyse::Line;
use house::analyse::words::{MOST_LINES, Transcript, TranscriptSource};
use house::id::AssetId;
use house::language;
use serde::{Deserialize, Serialize};
use store::Effect;

use super::super::{Failure, Job, Outcome, Work};
use super::hear_words::PieceWords;
use super::kept;

/// Files what was heard in the pieces of a tape as one transcript, in the place of an earlier one. Waits for every
/// [`super::HearWords`].
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct FileWords {
    pub asset: AssetId,
    /// By which model.
    pub engine: String,
    /// When the transcript was made in whose place this one is put, if another model made it: so the same words are
    /// filed again when somebody goes back to a model.
    pub instead_of: Option<i64>,
}

impl Job for FileWords {
    const KIND: &'static str = "file-words";
    const VERSION: u32 = 1;

    async fn run(self, work: &Work) -> Result<Outcome, Failure> {
        let house = &work.workshop.house;
        let known = house.catalogue.transcripts(&self.asset).await?;
        let (mut lines, mut spoken) = (Vec::new(), BTreeMap::new());
        for input in 0..work.inputs.len() {
            let piece: PieceWords = kept::read(work, input, 0)?;
            if let Some(code) = piece.language {
                *spoken.entry(code).or_insert(0) += length(&piece.lines);
            }
            lines.extend(piece.lines);
        }
        lines.truncate(MOST_LINES);
        let was_heard = known.iter().any(|one| one.source == TranscriptSource::Whisper);
        let effects = if lines.is_empty() && !was_heard {
            Vec::new()
        } else {
            let transcript = Transcript {
                asset: self.asset,
                source: TranscriptSource::Whisper,
                language: most_spoken(&spoken),
                engine: Some(self.engine),
                made: house.clock.now(),
                timed: true,
                lines,
            };
            vec![Effect::PutTranscript(Box::new(transcript))]
        };
        Ok(Outcome {
            outputs: Vec::new(),
            effects,
        })
    }
}

fn length(lines: &[Line]) -> i64 {
    lines.iter().map(|line| line.span.micros()).sum()
}

/// The language of most of what was said; of two as long the first by code.
fn most_spoken(spoken: &BTreeMap<String, i64>) -> String {
    let mut most: Option<(&String, i64)> = None;
    for (code, micros) in spoken {
        if most.is_none_or(|(_, best)| *micros > best) {
            most = Some((code, *micros));
        }
    }
    most.map_or_else(|| language::UNKNOWN.to_owned(), |(code, _)| language::tag(code))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_transcript_is_in_the_language_of_most_of_it() {
        let spoken = |all: &[(&str, i64)]| -> BTreeMap<String, i64> {
            all.iter()
                .map(|(code, micros)| ((*code).to_owned(), *micros))
                .collect()
        };
        assert_eq!(most_spoken(&spoken(&[("en", 5), ("sv", 9)])), "sv");
        assert_eq!(most_spoken(&spoken(&[("de", 5), ("en", 5)])), "de");
        assert_eq!(most_spoken(&spoken(&[])), "und");
    }
}
