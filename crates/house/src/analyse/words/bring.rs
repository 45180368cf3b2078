use super::{Aligned, ReadWords, Transcript, TranscriptSource, align, read_words};
use crate::archive::Asset;
use crate::{HouseError, Instant};

/// A transcript that somebody brings in, and what is to be said about it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Brought {
    pub transcript: Transcript,
    /// Of how many words times were found in another transcript; `None` when the file has times, or nothing has.
    pub found: Option<(usize, usize)>,
    /// What was left out.
    pub notes: Vec<String>,
}

/// Reads a file of words for an asset. A text without times gets those of `known`, the asset's other transcripts, where
/// it says the same as one of them.
///
/// # Errors
/// As [`read_words`].
pub fn bring_in(
    asset: &Asset,
    bytes: &[u8],
    file_name: &str,
    language: String,
    known: &[Transcript],
    now: Instant,
) -> Result<Brought, HouseError> {
    let facts = &asset.survey.facts;
    let length = facts.duration.filter(|_| !facts.still);
    let ReadWords {
        mut lines,
        mut timed,
        notes,
    } = read_words(bytes, length)?;
    let mut found = None;
    if !timed && let Some(aligned) = best(&lines, known) {
        found = Some((aligned.found, aligned.of));
        lines = aligned.lines;
        timed = true;
    }
    Ok(Brought {
        transcript: Transcript {
            asset: asset.id.clone(),
            source: TranscriptSource::Imported,
            language,
            engine: Some(file_name.to_owned()),
            made: now,
            timed,
            lines,
        },
        found,
        notes,
    })
}

fn best(lines: &[crate::analyse::Line], known: &[Transcript]) -> Option<Aligned> {
    let heard = known.iter().filter(|one| one.timed && one.source.is_said());
    heard
        .filter_map(|one| align(lines, &one.lines))
        .max_by_key(|aligned| aligned.found)
}
