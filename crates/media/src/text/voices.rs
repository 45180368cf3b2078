//! What is said in a cue, without how it is shown: who speaks, the words, and the times inside of it.

use super::{Cue, stamp};
use crate::time::MediaTime;

/// A stretch of a cue in one voice.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Voice {
    /// Of a `<v Speaker>` tag.
    pub speaker: Option<String>,
    /// In order; more than one where time stamps stand inside of the cue.
    pub pieces: Vec<Piece>,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Piece {
    /// From when on it is said; `None` for what follows the start of the cue.
    pub from: Option<MediaTime>,
    /// Plain text; the cue's lines end with `\n`.
    pub text: String,
}

impl Cue {
    /// The cue's text in its voices, without empty ones.
    pub fn voices(&self) -> Vec<Voice> {
        let mut said = Said::default();
        let mut rest = self.text.as_str();
        while let Some(at) = rest.find(['<', '&']) {
            let (plain, marked) = rest.split_at(at);
            said.add(plain);
            rest = said.step(marked);
        }
        said.add(rest);
        said.end_voice();
        said.voices
    }
}

#[derive(Default)]
struct Said {
    voices: Vec<Voice>,
    now: Voice,
    from: Option<MediaTime>,
    /// Inside of a ruby's reading, which says the same once more.
    in_reading: bool,
}

impl Said {
    fn add(&mut self, text: &str) {
        if text.is_empty() || self.in_reading {
            return;
        }
        match self.now.pieces.last_mut() {
            Some(piece) if piece.from == self.from => piece.text.push_str(text),
            _ => self.now.pieces.push(Piece {
                from: self.from,
                text: text.to_owned(),
            }),
        }
    }

    fn end_voice(&mut self) {
        let voice = std::mem::take(&mut self.now);
        if voice.pieces.iter().any(|piece| !piece.text.trim().is_empty()) {
            self.voices.push(voice);
        }
    }

    /// Takes the tag or the escape that `marked` starts with; the rest.
    fn step<'a>(&mut self, marked: &'a str) -> &'a str {
        let end = if marked.starts_with('<') { '>' } else { ';' };
        let inner_and_rest = marked.get(1..).and_then(|after| after.split_once(end));
        let Some((inner, rest)) = inner_and_rest else {
            self.add(marked.get(..1).unwrap_or_default());
            return marked.get(1..).unwrap_or_default();
        };
        if end == ';' {
            match unescaped(inner) {
                Some(letter) => self.add(letter.encode_utf8(&mut [0; 4])),
                None => {
                    self.add("&");
                    return marked.get(1..).unwrap_or_default();
                }
            }
            return rest;
        }
        self.tag(inner);
        rest
    }

    fn tag(&mut self, inner: &str) {
        if let Some(time) = stamp::read(inner) {
            self.from = Some(time);
            return;
        }
        let (name, annotation) = inner.split_once([' ', '\n']).unwrap_or((inner, ""));
        match name.split('.').next().unwrap_or_default() {
            "v" => {
                self.end_voice();
                let speaker = plain(annotation);
                self.now.speaker = (!speaker.is_empty()).then_some(speaker);
            }
            "/v" => self.end_voice(),
            "rt" => self.in_reading = true,
            "/rt" => self.in_reading = false,
            _ => {}
        }
    }
}

fn plain(escaped: &str) -> String {
    let mut out = String::new();
    let mut rest = escaped.trim();
    while let Some((before, after)) = rest.split_once('&') {
        out.push_str(before);
        match after
            .split_once(';')
            .and_then(|(name, rest)| Some((unescaped(name)?, rest)))
        {
            Some((letter, after)) => {
                out.push(letter);
                rest = after;
            }
            None => {
                out.push('&');
                rest = after;
            }
        }
    }
    out.push_str(rest);
    out
}

fn unescaped(name: &str) -> Option<char> {
    Some(match name {
        "amp" => '&',
        "lt" => '<',
        "gt" => '>',
        "nbsp" => '\u{a0}',
        "lrm" => '\u{200e}',
        "rlm" => '\u{200f}',
        _ => char::from_u32(name.strip_prefix('#')?.parse().ok()?)?,
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::text::read_subtitles;

    fn said(file: &str) -> Vec<Voice> {
        let read = read_subtitles(file.as_bytes()).unwrap();
        read.cues.iter().flat_map(Cue::voices).collect()
    }

    #[test]
    fn voices_are_told_apart_and_marks_are_taken_off() {
        let voices = said(
            "WEBVTT\n\n00:01.000 --> 00:03.000\n<v.loud Ana &amp; Jo>The <i>tide</i> &lt;here&gt;</v>\n<v Per>comes\nin",
        );
        assert_eq!(voices.len(), 2);
        assert_eq!(voices[0].speaker.as_deref(), Some("Ana & Jo"));
        assert_eq!(voices[0].pieces[0].text, "The tide <here>");
        assert_eq!(voices[1].speaker.as_deref(), Some("Per"));
        assert_eq!(voices[1].pieces[0].text.trim(), "comes\nin");
    }

    #[test]
    fn times_inside_of_a_cue_begin_pieces() {
        let voices = said("WEBVTT\n\n00:01.000 --> 00:03.000\nOne <00:01.500>two <00:02.000>three");
        let froms: Vec<_> = voices[0]
            .pieces
            .iter()
            .map(|piece| piece.from.map(MediaTime::micros))
            .collect();
        assert_eq!(froms, [None, Some(1_500_000), Some(2_000_000)]);
    }

    #[test]
    fn a_reading_above_a_word_is_not_said_twice() {
        let voices = said("WEBVTT\n\n00:01.000 --> 00:03.000\n<ruby>東<rt>とう</rt></ruby>京");
        assert_eq!(voices[0].pieces[0].text, "東京");
    }
}
