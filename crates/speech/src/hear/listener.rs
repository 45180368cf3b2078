use std::ops::Range;

use house::analyse::{Line, Span, Word};

use super::align::Looks;
use super::borders::Envelope;
use super::decode::Decoding;
use super::language::Languages;
use super::mel::Mel;
use super::network::Network;
use super::rules::Rules;
use super::segments::{Segment, segments};
use super::{POSITION, RATE, windows};
use crate::tokens::{Spoken, Vocabulary, split_to_words};
use crate::{ModelFolder, SpeechError};

/// Windows by which the language is told.
const ASKED: usize = 3;
/// Positions by which tokens are looked for after they began: a tenth of a second, measured against another aligner
/// (bench/README.md).
const LATE: usize = 5;
/// What is left of a window after the last time in it, and worth listening to once more.
const WORTH: usize = RATE as usize * 3 / 2;

/// A model that listens.
pub struct Listener {
    network: Box<dyn Network>,
    vocabulary: Vocabulary,
    never: Vec<u32>,
    never_first: Vec<u32>,
    text_positions: usize,
    mel: Mel,
}

/// What was said in a piece of sound.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Heard {
    /// Code of the language that it was heard in; `None` when nothing was listened to.
    pub language: Option<String>,
    /// By start; each word has its time. Times count from the piece's first sample.
    pub lines: Vec<Line>,
}

/// How far a piece is, in samples of what is listened to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Progress {
    pub done: usize,
    pub total: usize,
}

impl Listener {
    /// Brings a model into memory: four bytes for each of its weights.
    ///
    /// # Errors
    /// [`SpeechError::NotBuilt`] without the feature `asr`; a sentence when a tensor is missing or damaged.
    #[cfg(not(feature = "asr"))]
    pub fn load(_model: ModelFolder) -> Result<Self, SpeechError> {
        Err(SpeechError::NotBuilt)
    }

    /// Brings a model into memory: four bytes for each of its weights.
    ///
    /// # Errors
    /// A sentence when a tensor is missing or damaged.
    #[cfg(feature = "asr")]
    pub fn load(model: ModelFolder) -> Result<Self, SpeechError> {
        let network = crate::network::Whisper::load(&model)?;
        Ok(Self::with(Box::new(network), model))
    }

    pub(super) fn with(network: Box<dyn Network>, model: ModelFolder) -> Self {
        Self {
            network,
            text_positions: model.size.text_positions,
            mel: Mel::new(model.size.mels),
            vocabulary: model.vocabulary,
            never: model.never,
            never_first: model.never_first,
        }
    }

    #[cfg(test)]
    pub(super) fn for_tests(network: Box<dyn Network>, vocabulary: Vocabulary) -> Self {
        Self {
            network,
            vocabulary,
            never: Vec::new(),
            never_first: Vec::new(),
            text_positions: 448,
            mel: Mel::new(80),
        }
    }

    /// Listens to one voice track at [`RATE`], full scale 1.0. `stretches`: samples in which somebody speaks or sings;
    /// the rest is not listened to. `language`: the code, if it is known; a model of one language knows only its own.
    ///
    /// The same samples give the same answer.
    ///
    /// # Errors
    /// [`SpeechError::Stopped`] when `go_on` says no.
    pub fn hear(
        &mut self,
        samples: &[f32],
        stretches: &[Range<usize>],
        language: Option<&str>,
        mut go_on: impl FnMut(Progress) -> bool,
    ) -> Result<Heard, SpeechError> {
        let stretches = windows::widened(stretches, samples.len());
        let total = stretches.iter().map(ExactSizeIterator::len).sum();
        if total == 0 {
            return Ok(Heard {
                language: None,
                lines: Vec::new(),
            });
        }
        let language = self.language(samples, &stretches, language)?;
        let (mut at, mut lines) = (0, Vec::new());
        while let Some(window) = windows::next(samples, &stretches, at) {
            let before = |one: &Range<usize>| one.end.min(window.start).saturating_sub(one.start);
            let done = stretches.iter().map(before).sum();
            if !go_on(Progress { done, total }) {
                return Err(SpeechError::Stopped);
            }
            let (said, until) = self.window(samples, &window, &language)?;
            let inside = |line: &Line| stretches.iter().any(|one| span(one).overlaps(line.span));
            lines.extend(said.into_iter().filter(inside));
            at = until;
        }
        Ok(Heard {
            language: Some(language),
            lines,
        })
    }

    /// The one that is asked for, if the model knows it; else the likeliest over the first windows.
    fn language(
        &mut self,
        samples: &[f32],
        stretches: &[Range<usize>],
        wanted: Option<&str>,
    ) -> Result<String, SpeechError> {
        let signs = self.vocabulary.signs();
        if !signs.is_multilingual {
            return Ok("en".into());
        }
        if let Some(wanted) = wanted.filter(|wanted| signs.language(wanted).is_some()) {
            return Ok(wanted.to_owned());
        }
        let (mut at, mut languages) = (0, Languages::default());
        for _ in 0..ASKED {
            let Some(window) = windows::next(samples, stretches, at) else {
                break;
            };
            at = window.end;
            let sound = samples.get(window).unwrap_or_default();
            self.network.hear(&self.mel.spectrum(sound))?;
            languages.ask(self.network.as_mut(), signs)?;
        }
        Ok(languages.answer(signs).unwrap_or_else(|| "en".into()))
    }

    /// What is said in a window, and where the next one begins.
    fn window(
        &mut self,
        samples: &[f32],
        window: &Range<usize>,
        language: &str,
    ) -> Result<(Vec<Line>, usize), SpeechError> {
        let sound = samples.get(window.clone()).unwrap_or_default();
        self.network.hear(&self.mel.spectrum(sound))?;
        let signs = self.vocabulary.signs();
        let opening = signs.opening(language);
        let decoding = Decoding {
            vocabulary: &self.vocabulary,
            rules: Rules {
                signs,
                never: &self.never,
                never_first: &self.never_first,
                latest_time: u32::try_from(window.len().div_ceil(POSITION)).unwrap_or(u32::MAX),
            },
            most: (self.text_positions / 2).saturating_sub(opening.len() + 2),
            opening,
            seed: window.start as u64,
        };
        let attempt = decoding.decode(self.network.as_mut())?;
        if attempt.is_silence() {
            return Ok((Vec::new(), window.end));
        }
        let (segments, until) = segments(&attempt.tokens, signs, sound.len());
        let lines = self.lines(sound, &segments, language)?;
        let shift = |span: Span| {
            let start = micros(window.start);
            Span::of_micros(span.start.micros() + start, span.end.micros() + start)
        };
        let lines = lines.into_iter().map(|mut line| {
            line.span = shift(line.span);
            for word in &mut line.words {
                word.span = shift(word.span);
            }
            line
        });
        let left = sound.len().saturating_sub(until);
        // Each window goes on by a second at least.
        let next = if left >= WORTH && until >= RATE as usize {
            window.start + until
        } else {
            window.end
        };
        Ok((lines.collect(), next))
    }

    /// The segments as lines, each word with its time.
    fn lines(
        &mut self,
        sound: &[f32],
        segments: &[Segment],
        language: &str,
    ) -> Result<Vec<Line>, SpeechError> {
        let text: Vec<u32> = segments
            .iter()
            .flat_map(|segment| segment.text.iter().copied())
            .collect();
        if text.is_empty() {
            return Ok(Vec::new());
        }
        let beginnings = self.beginnings(&text, sound.len(), language)?;
        let envelope = Envelope::new(sound);
        let mut lines = Vec::new();
        let mut first = 0;
        for segment in segments {
            let spoken = split_to_words(&self.vocabulary, &segment.text, language);
            let mut words = Vec::new();
            for word in spoken {
                let place = |token: usize| beginnings.get(token).copied().unwrap_or(sound.len());
                let samples = place(first)..place(first + word.tokens);
                first += word.tokens;
                words.extend(timed(&word, &envelope.heard(samples)));
            }
            lines.extend(line(words, language));
        }
        Ok(lines)
    }

    /// The sample at which each token begins, and the last one ends.
    fn beginnings(&mut self, text: &[u32], length: usize, language: &str) -> Result<Vec<usize>, SpeechError> {
        let signs = self.vocabulary.signs();
        let mut tokens = signs.opening(language);
        let first = tokens.len();
        tokens.push(signs.no_times);
        tokens.extend_from_slice(text);
        tokens.push(signs.end);
        let mut looks = Looks::new(length.div_ceil(POSITION));
        self.network.attention(&tokens, &mut |head| looks.add(&head))?;
        // Whoever reads a token looks for the next: the sign before the text finds the first token of it.
        let positions = looks.beginnings(first, tokens.len() - 1);
        let sample = |position: usize| (position.saturating_sub(LATE) * POSITION).min(length);
        Ok(positions.into_iter().map(sample).collect())
    }
}

fn timed(word: &Spoken, samples: &Range<usize>) -> Option<Word> {
    let text = word.text.trim();
    (!text.is_empty()).then(|| Word {
        span: span(samples),
        text: text.to_owned(),
    })
}

/// Words as a line; nothing, if they are no more than marks.
fn line(words: Vec<Word>, language: &str) -> Option<Line> {
    let (first, last) = (words.first()?, words.last()?);
    let span = Span {
        start: first.span.start,
        end: last.span.end.max(first.span.start),
    };
    let between = if matches!(language, "zh" | "ja" | "th" | "lo" | "my" | "yue" | "km") {
        ""
    } else {
        " "
    };
    let text = words
        .iter()
        .map(|word| word.text.as_str())
        .collect::<Vec<_>>()
        .join(between);
    text.chars().any(char::is_alphanumeric).then_some(Line {
        span,
        text,
        speaker: None,
        words,
    })
}

fn span(samples: &Range<usize>) -> Span {
    Span::of_micros(micros(samples.start), micros(samples.end))
}

fn micros(samples: usize) -> i64 {
    let micros = samples as u64 * 1_000_000 / u64::from(RATE);
    i64::try_from(micros).unwrap_or(i64::MAX)
}
