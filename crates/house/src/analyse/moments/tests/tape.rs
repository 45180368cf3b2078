//! Analyses made in code.

use media::time::{FrameNo, FrameRate, MediaTime};

use crate::analyse::moments::{Material, Moment, find_moments};
use crate::analyse::sound::{Crowd, Curve, Hearing, Level, Loudness, SoundClass, SoundSpan, Times};
use crate::analyse::{
    Analysis, Finding, FindingKind, Line, PictureAnalysis, Shot, Span, Still, Transition, Word,
};
use crate::archive::AssetKind;

pub(super) const SECOND: i64 = 1_000_000;

pub(super) fn span(start: f64, end: f64) -> Span {
    let micros = |seconds: f64| (seconds * 1e6).round() as i64;
    Span::of_micros(micros(start), micros(end))
}

pub(super) fn no_loudness() -> Loudness {
    Loudness {
        integrated: None,
        range: None,
        momentary_max: None,
        short_term_max: None,
        true_peak: None,
        momentary: Curve::new(10),
        short_term: Curve::new(10),
    }
}

/// A tape of one shot with a murmur at -40 dB, on which a test puts what it is about.
pub(super) struct Tape {
    pub(super) analysis: Analysis,
    pub(super) lines: Vec<Line>,
    pub(super) kind: AssetKind,
}

impl Tape {
    pub(super) fn new(seconds: i64) -> Self {
        let rate = FrameRate::new(25, 1).expect("a rate");
        let tenths = usize::try_from(seconds * 10).expect("some");
        let halves = usize::try_from(seconds * 2).expect("some");
        let curve = |per_second, count, value: &dyn Fn(usize) -> i16| Curve {
            per_second,
            values: (0..count).map(value).collect(),
        };
        // A murmur is never quite even.
        let murmur = |at: usize| -4_000 + i16::try_from(at * 7 % 13).expect("small") * 10;
        let hearing = Hearing {
            length: MediaTime::from_millis(seconds * 1_000),
            channels: 2,
            sample_rate: 48_000,
            loudness: no_loudness(),
            level: Level {
                peak: curve(10, tenths, &murmur),
                rms: curve(10, tenths, &murmur),
            },
            spans: vec![],
            crowd: Crowd {
                strength: curve(10, tenths, &|_| 0),
                level: curve(10, tenths, &|at| murmur(at) - 500),
            },
            novelty: curve(2, halves, &|at| i16::try_from(at * 5 % 11).expect("small")),
            onsets: Times::default(),
            tempi: vec![],
            beats: Times::default(),
            findings: vec![],
        };
        let mut tape = Self {
            analysis: Analysis {
                length: MediaTime::from_millis(seconds * 1_000),
                picture: Some(PictureAnalysis {
                    rate,
                    width: 640,
                    height: 360,
                    shots: vec![],
                    stills: vec![],
                    still_width: 64,
                    still_height: 36,
                    brightness: curve(2, halves, &|_| 9_000),
                    motion: curve(2, halves, &|_| 300),
                }),
                hearing: Some(hearing),
                findings: vec![],
            },
            lines: vec![],
            kind: AssetKind::Film,
        };
        tape.cut_at(&[]);
        tape
    }

    /// Cuts at these seconds; each shot has its still in the middle.
    pub(super) fn cut_at(&mut self, seconds: &[f64]) {
        let end = self.analysis.length.micros() * 25 / SECOND;
        let frames = seconds.iter().map(|at| (at * 25.0).round() as i64);
        let starts: Vec<i64> = std::iter::once(0).chain(frames).collect();
        let ends = starts.iter().skip(1).copied().chain([end]);
        let picture = self.analysis.picture.as_mut().expect("a picture");
        picture.shots = starts
            .iter()
            .zip(ends)
            .filter(|(start, end)| *start < end)
            .map(|(start, end)| Shot {
                first: FrameNo(start.unsigned_abs()),
                frames: (end - start).unsigned_abs(),
                transition_in: Transition::Cut,
                transition_frames: 0,
                keyframe: FrameNo(((start + end) / 2).unsigned_abs()),
            })
            .collect();
        picture.stills = picture
            .shots
            .iter()
            .map(|shot| Still {
                frame: shot.keyframe,
                start: 0,
                bytes: 1,
            })
            .collect();
    }

    pub(super) fn hearing(&mut self) -> &mut Hearing {
        self.analysis.hearing.as_mut().expect("a sound")
    }

    /// This level from second to second, in decibels, in both curves.
    pub(super) fn sound(&mut self, start: f64, end: f64, decibels: f64) {
        let hearing = self.hearing();
        for curve in [&mut hearing.level.rms, &mut hearing.crowd.level] {
            let range = (start * 10.0).round() as usize..(end * 10.0).round() as usize;
            curve.values[range].fill((decibels * 100.0) as i16);
        }
    }

    pub(super) fn heard(&mut self, class: SoundClass, start: f64, end: f64) {
        self.hearing().spans.push(SoundSpan {
            span: span(start, end),
            class,
            percent: 90,
        });
        self.hearing()
            .spans
            .sort_by_key(|span| (span.span.start, span.class));
    }

    /// The sound is another one from here on.
    pub(super) fn turn(&mut self, at: f64) {
        let middle = (at * 2.0).round() as usize;
        let novelty = &mut self.hearing().novelty.values;
        for (distance, value) in [(0, 800), (1, 400), (2, 150)] {
            for place in [middle - distance, middle + distance] {
                novelty[place] = value;
            }
        }
    }

    pub(super) fn found(&mut self, kind: FindingKind, start: f64, end: f64) {
        self.analysis.findings.push(Finding {
            kind,
            span: span(start, end),
            sentence: String::new(),
        });
    }

    /// Somebody says this: a word every 0.4 seconds.
    pub(super) fn says(&mut self, speaker: Option<&str>, start: f64, text: &str) {
        let words: Vec<Word> = (0..)
            .zip(text.split_whitespace())
            .map(|(at, text)| {
                let begins = start + f64::from(at) * 0.4;
                Word {
                    span: span(begins, begins + 0.36),
                    text: text.into(),
                }
            })
            .collect();
        let end = words.last().expect("words").span.end;
        self.lines.push(Line {
            span: Span {
                start: words[0].span.start,
                end,
            },
            text: text.into(),
            speaker: speaker.map(Into::into),
            words,
        });
    }

    pub(super) fn material(&self) -> Material<'_> {
        Material {
            analysis: &self.analysis,
            lines: &self.lines,
            kind: self.kind,
            duplicates: &[],
            audience: None,
            marks: &[],
        }
    }

    pub(super) fn moments(&self) -> Vec<Moment> {
        find_moments(&self.material(), 10)
    }
}

/// The moment that lies there, to half a second.
#[track_caller]
pub(super) fn at(moments: &[Moment], start: f64, end: f64) -> &Moment {
    let wanted = span(start, end);
    let near = |one: MediaTime, two: MediaTime| one.micros().abs_diff(two.micros()) <= 500_000;
    moments
        .iter()
        .find(|one| near(one.span.start, wanted.start) && near(one.span.end, wanted.end))
        .unwrap_or_else(|| panic!("nothing from {start} to {end} in {moments:#?}"))
}

#[track_caller]
pub(super) fn told(moment: &Moment, reason: &str) {
    assert!(
        moment.reasons.iter().any(|told| told == reason),
        "{reason} is not in {moment:#?}"
    );
}
