//! Files of words that somebody brings in: SubRip, WebVTT, plain text.

use media::text::{Cue, Piece, has_times, read_plain, read_subtitles};
use media::time::MediaTime;

use super::MOST_LINES;
use super::speaker::Speakers;
use super::timing::share_out;
use crate::HouseError;
use crate::analyse::{Line, Span, Word};

/// Letters of one line of plain text; longer ones are divided, at a sentence's end if there is one.
const LONGEST_LINE: usize = 240;
/// A book has a megabyte.
const LARGEST: usize = 8 << 20;
/// So far beyond the asset's end may a subtitle stand: players forgive that, and so do files.
const BEYOND: i64 = 2_000_000;

/// A file, read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ReadWords {
    /// Without times each line spans the whole asset.
    pub lines: Vec<Line>,
    pub timed: bool,
    /// What was left out, in sentences with the line.
    pub notes: Vec<String>,
}

/// Reads what is said on an asset that is `length` long (`None`: it is not known).
///
/// # Errors
/// A sentence for what is no text, is empty, or has times that are not those of this asset.
pub fn read_words(bytes: &[u8], length: Option<MediaTime>) -> Result<ReadWords, HouseError> {
    if bytes.len() > LARGEST {
        return Err(refused(
            "it is larger than 8 MiB, which is more than a day of talk: bring in the part that belongs here",
        ));
    }
    let text =
        read_plain(bytes).map_err(|_| refused("it is no text: SubRip, WebVTT and plain text are read"))?;
    if text.trim().is_empty() {
        return Err(refused("there is nothing in it"));
    }
    if !is_text(&text) {
        return Err(refused("it is no text: SubRip, WebVTT and plain text are read"));
    }
    let read = if has_times(&text) {
        read_timed(bytes, length)?
    } else {
        ReadWords {
            lines: plain_lines(&text, length),
            timed: false,
            notes: vec![],
        }
    };
    if read.lines.is_empty() {
        return Err(refused("there are no words in it"));
    }
    if read.lines.len() > MOST_LINES {
        return Err(refused(
            "it has more than 100,000 lines: bring in the part that belongs here",
        ));
    }
    Ok(read)
}

fn refused(why: &str) -> HouseError {
    HouseError::Refused(format!("these words cannot be brought in: {why}"))
}

/// Films and pictures read as text in some charset are full of what no text has.
fn is_text(text: &str) -> bool {
    let odd = |letter: &char| letter.is_control() && !matches!(letter, '\n' | '\r' | '\t' | '\u{c}');
    text.chars().filter(odd).count() * 100 <= text.chars().count()
}

fn read_timed(bytes: &[u8], length: Option<MediaTime>) -> Result<ReadWords, HouseError> {
    let mut read = read_subtitles(bytes)?;
    let last = read.cues.iter().max_by_key(|cue| cue.start);
    if let (Some(cue), Some(length)) = (last, length) {
        refuse_beyond(cue, length)?;
    }
    let notes = std::mem::take(&mut read.notes);
    let mut lines = lines_of(&read.cues);
    if let Some(length) = length {
        for line in &mut lines {
            let (start, end) = (line.span.start.micros(), line.span.end.micros());
            line.span = Span::of_micros(start, end.min(length.micros()));
        }
    }
    Ok(ReadWords {
        lines,
        timed: true,
        notes,
    })
}

/// What is said in subtitles, by whom.
pub fn lines_of(cues: &[Cue]) -> Vec<Line> {
    let texts: Vec<String> = cues
        .iter()
        .flat_map(Cue::voices)
        .flat_map(|voice| voice.pieces)
        .flat_map(|piece| piece.text.lines().map(str::to_owned).collect::<Vec<_>>())
        .collect();
    let speakers = Speakers::of(texts.iter().map(String::as_str));
    let mut lines = Vec::new();
    for cue in cues {
        let span = Span {
            start: cue.start,
            end: cue.end,
        };
        let mut said = Vec::new();
        for voice in cue.voices() {
            said.extend(parts_of(&speakers, voice.speaker, &voice.pieces));
        }
        lines.extend(spread(said, span));
    }
    lines
}

fn refuse_beyond(cue: &Cue, length: MediaTime) -> Result<(), HouseError> {
    if cue.start.micros() <= length.micros().saturating_add(BEYOND) {
        return Ok(());
    }
    Err(refused(&format!(
        "a line begins at {}, and the asset ends at {}: it belongs to another film, or its times count from another \
         place",
        clock(cue.start),
        clock(length)
    )))
}

fn clock(time: MediaTime) -> String {
    let seconds = time.micros().max(0) / 1_000_000;
    format!("{}:{:02}:{:02}", seconds / 3_600, seconds / 60 % 60, seconds % 60)
}

/// What one speaker says in a cue.
struct Part {
    speaker: Option<String>,
    text: String,
    /// Stretches with a time of their own, where the cue has such.
    pieces: Vec<(Option<MediaTime>, String)>,
}

/// A voice's lines, apart where another name stands before one.
fn parts_of(speakers: &Speakers, voice: Option<String>, pieces: &[Piece]) -> Vec<Part> {
    let stamped = pieces.iter().any(|piece| piece.from.is_some());
    if stamped || voice.is_some() {
        let joined = |text: &str| text.split_whitespace().collect::<Vec<_>>().join(" ");
        let pieces: Vec<_> = pieces
            .iter()
            .map(|piece| (piece.from, joined(&piece.text)))
            .collect();
        let texts: Vec<&str> = pieces.iter().map(|(_, text)| text.as_str()).collect();
        return vec![Part {
            speaker: voice,
            text: joined(&texts.join(" ")),
            pieces: if stamped { pieces } else { vec![] },
        }];
    }
    let mut parts: Vec<Part> = Vec::new();
    for line in pieces.iter().flat_map(|piece| piece.text.lines()) {
        let (speaker, said) = speakers.split(line);
        let said = said.split_whitespace().collect::<Vec<_>>().join(" ");
        if said.is_empty() {
            continue;
        }
        match parts.last_mut() {
            Some(part) if speaker.is_none() => {
                part.text.push(' ');
                part.text.push_str(&said);
            }
            _ => parts.push(Part {
                speaker,
                text: said,
                pieces: vec![],
            }),
        }
    }
    parts
}

/// Several speakers in one cue share its time by what they say.
fn spread(parts: Vec<Part>, span: Span) -> Vec<Line> {
    let texts: Vec<&str> = parts.iter().map(|part| part.text.as_str()).collect();
    let shares = share_out(&texts, span);
    parts
        .iter()
        .zip(shares)
        .filter(|(part, _)| !part.text.is_empty())
        .map(|(part, share)| Line {
            span: share.span,
            text: part.text.clone(),
            speaker: part.speaker.clone(),
            words: stamped_words(&part.pieces, share.span),
        })
        .collect()
}

fn stamped_words(pieces: &[(Option<MediaTime>, String)], span: Span) -> Vec<Word> {
    let within = |time: MediaTime| time.micros().clamp(span.start.micros(), span.end.micros());
    let mut words: Vec<Word> = Vec::new();
    for (place, (from, text)) in pieces.iter().enumerate() {
        let from = within(from.unwrap_or(span.start));
        let next = pieces.get(place + 1).and_then(|(from, _)| *from);
        let until = next.map_or(span.end.micros(), within);
        let texts: Vec<&str> = text.split_whitespace().collect();
        words.extend(share_out(&texts, Span::of_micros(from, until)));
    }
    words
}

fn plain_lines(text: &str, length: Option<MediaTime>) -> Vec<Line> {
    let whole = Span::of_micros(0, length.map_or(0, MediaTime::micros));
    let texts = || text.lines().map(str::trim).filter(|line| !line.is_empty());
    let speakers = Speakers::of(texts());
    let mut lines = Vec::new();
    for text in texts() {
        let (speaker, said) = speakers.split(text);
        for part in divided(said) {
            lines.push(Line {
                span: whole,
                text: part,
                speaker: speaker.clone(),
                words: vec![],
            });
        }
    }
    lines.retain(|line| line.text.chars().any(char::is_alphanumeric));
    lines
}

/// A paragraph in pieces that one can read at a glance.
pub fn divided(text: &str) -> Vec<String> {
    let mut parts: Vec<String> = Vec::new();
    let mut now = String::new();
    let mut count = 0;
    for word in text.split_whitespace() {
        let letters = word.chars().count();
        if count > 0 && count + letters >= LONGEST_LINE {
            parts.push(std::mem::take(&mut now));
            count = 0;
        }
        if count > 0 {
            now.push(' ');
        }
        now.push_str(word);
        count += letters + 1;
        if count > LONGEST_LINE / 3 && word.ends_with(['.', '!', '?', '…', '。']) {
            parts.push(std::mem::take(&mut now));
            count = 0;
        }
    }
    if !now.is_empty() {
        parts.push(now);
    }
    parts
}

#[cfg(test)]
mod tests {
    use super::*;

    const MINUTE: MediaTime = MediaTime::ZERO;

    fn minute() -> Option<MediaTime> {
        Some(MediaTime::from_millis(60_000 + MINUTE.micros()))
    }

    fn said(read: &ReadWords) -> Vec<(Option<&str>, &str, i64)> {
        read.lines
            .iter()
            .map(|line| {
                (
                    line.speaker.as_deref(),
                    line.text.as_str(),
                    line.span.start.micros(),
                )
            })
            .collect()
    }

    #[test]
    fn speakers_of_subrip_share_a_cue() {
        let read = read_words(
            b"1\n00:00:01,000 --> 00:00:03,000\nANNA: The tide\ncame in.\nPER: Yes it did!\n",
            minute(),
        )
        .unwrap();
        assert!(read.timed);
        assert_eq!(
            said(&read),
            [
                (Some("ANNA"), "The tide came in.", 1_000_000),
                (Some("PER"), "Yes it did!", 2_200_000)
            ]
        );
        assert_eq!(read.lines[1].span.end.micros(), 3_000_000);
    }

    #[test]
    fn voices_and_word_times_of_webvtt_are_kept() {
        let read = read_words(
            b"WEBVTT\n\n00:01.000 --> 00:03.000\n<v Anna>One <00:02.000>two three\n\n00:04.000 --> 00:05.000\nplain",
            minute(),
        )
        .unwrap();
        assert_eq!(
            said(&read),
            [
                (Some("Anna"), "One two three", 1_000_000),
                (None, "plain", 4_000_000)
            ]
        );
        let words: Vec<_> = read.lines[0]
            .words
            .iter()
            .map(|w| (w.text.as_str(), w.span.start.micros()))
            .collect();
        assert_eq!(
            words,
            [("One", 1_000_000), ("two", 2_000_000), ("three", 2_400_000)]
        );
    }

    #[test]
    fn a_plain_text_is_lines_without_times() {
        let text = format!(
            "ANNA: The tide came in.\n\n{}",
            "It rained on the harbour all night. ".repeat(12)
        );
        let read = read_words(text.as_bytes(), minute()).unwrap();
        assert!(!read.timed);
        assert_eq!(read.lines[0].speaker.as_deref(), Some("ANNA"));
        assert!(read.lines.len() > 3 && read.lines.iter().all(|line| line.text.len() <= LONGEST_LINE));
        assert!(
            read.lines
                .iter()
                .all(|line| line.span == Span::of_micros(0, 60_000_000))
        );
    }

    #[test]
    fn what_cannot_be_brought_in_is_said() {
        let why = |bytes: &[u8]| read_words(bytes, minute()).unwrap_err().to_string();
        assert!(why(b"").contains("nothing in it"));
        assert!(why(b" \n\t\n").contains("nothing in it"));
        assert!(why(b"\x00\x00\x01\xba\x44\x00 mpeg").contains("no text"));
        assert!(why(b"WEBVTT\n\n").contains("without cues"));
        assert!(why(b"-- !! --\n").contains("no words"));
        let late = why(b"1\n01:10:00,000 --> 01:10:02,000\nlate\n");
        assert!(
            late.contains("begins at 1:10:00") && late.contains("ends at 0:01:00"),
            "{late}"
        );
        let broken = why(b"1\n00:00:01,000 --> 00:00:02,000\nfine\n\n2\n00:00:99,000 --> 00:01:02,000\nno\n");
        assert!(broken.contains("line 6"), "{broken}");
    }
}
