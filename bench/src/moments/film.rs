//! A film of some minutes: talk, music and planted events in an order of its own, over shots of real films.

use house::analyse::moments::MomentKind;
use house::analyse::sound::Ear;
use house::analyse::{Analysis, Line, Span, Word};
use media::time::MediaTime;

use super::Set;
use super::chance::Chance;
use super::picture;
use super::sounds::{Folders, RATE, Shelf, active, lasting};
use super::talk::Talk;
use crate::level::gain;

/// Something that an editor would want to show.
#[derive(Debug, Clone)]
pub(super) struct Planted {
    pub(super) what: What,
    pub(super) start: f64,
    pub(super) end: f64,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum What {
    Roar,
    Applause,
    Quotation,
    Solo,
    BlackOut,
    Silence,
}

impl What {
    pub(super) const ALL: [Self; 6] = [
        Self::Roar,
        Self::Applause,
        Self::Quotation,
        Self::Solo,
        Self::BlackOut,
        Self::Silence,
    ];

    pub(super) fn is(self, kind: MomentKind) -> bool {
        match self {
            Self::Roar | Self::Applause => kind == MomentKind::Crowd,
            Self::Quotation => kind == MomentKind::Quote,
            Self::Solo => kind == MomentKind::PerformancePeak,
            Self::BlackOut => matches!(kind, MomentKind::TurningPoint | MomentKind::Quiet),
            Self::Silence => kind == MomentKind::Quiet,
        }
    }
}

pub(super) struct Film {
    pub(super) planted: Vec<Planted>,
    pub(super) lines: Vec<Line>,
    pub(super) sound: Vec<f32>,
    set: Set,
    chance: Chance,
}

impl Film {
    pub(super) fn compose(set: Set, number: u64, shelf: &Shelf) -> anyhow::Result<Self> {
        let seed = number + if set == Set::Tune { 1_000 } else { 3_000 };
        let mut chance = Chance::new(seed);
        let talk = Talk::of(set);
        let mut sentences: Vec<&str> = talk.plain.iter().chain(talk.plain).copied().collect();
        chance.shuffle(&mut sentences);
        let mut scene = Scene {
            film: Self {
                planted: vec![],
                lines: vec![],
                sound: vec![],
                set,
                chance,
            },
            shelf,
            sentences,
            quote: talk
                .quotes
                .get(usize::try_from(number)? % talk.quotes.len())
                .copied()
                .unwrap_or_default(),
        };
        let mut events = What::ALL;
        scene.film.chance.shuffle(&mut events);
        scene.talk(6);
        for event in events {
            scene.plant(event);
            if scene.film.chance.below(3) == 0 {
                let seconds = scene.film.chance.between(15.0, 30.0);
                scene.music(seconds);
            }
            let count = 4 + scene.film.chance.below(4);
            scene.talk(count);
        }
        scene.film.end_with_a_room();
        Ok(scene.film)
    }

    /// Goes through it as the house does.
    pub(super) fn analyse(&self, folders: &Folders) -> anyhow::Result<Analysis> {
        let mut ear = Ear::new(1, u32::try_from(RATE)?);
        ear.hear(&self.sound);
        let mut hearing = ear.finish();
        let blacks: Vec<(f64, f64)> = self
            .planted
            .iter()
            .filter(|one| one.what == What::BlackOut)
            .map(|one| (one.start, one.end))
            .collect();
        let mut chance = self.chance.clone();
        let seen = picture::seen(self.set, folders, self.seconds(), &blacks, &mut chance)?;
        let mut findings = seen.findings;
        findings.append(&mut hearing.findings);
        findings.sort_by_key(|finding| (finding.span.start, finding.span.end));
        Ok(Analysis {
            length: MediaTime::from_micros(micros(self.seconds())),
            picture: Some(seen.picture),
            hearing: Some(hearing),
            findings,
        })
    }

    pub(super) fn seconds(&self) -> f64 {
        self.sound.len() as f64 / RATE as f64
    }

    /// No tape is quite silent, and its end lies on a frame.
    fn end_with_a_room(&mut self) {
        let frame = RATE / 25;
        let whole = self.sound.len().next_multiple_of(frame);
        self.sound.resize(whole, 0.0);
        let silent: Vec<(usize, usize)> = self
            .planted
            .iter()
            .filter(|one| one.what == What::Silence)
            .map(|one| {
                (
                    (one.start * RATE as f64) as usize,
                    (one.end * RATE as f64) as usize,
                )
            })
            .collect();
        for (at, sample) in self.sound.iter_mut().enumerate() {
            let is_silent = silent.iter().any(|(start, end)| (*start..*end).contains(&at));
            let room = if is_silent { -75.0 } else { -52.0 };
            *sample += gain(room) * self.chance.between(-1.0, 1.0) as f32;
        }
    }
}

/// What is being composed.
struct Scene<'a> {
    film: Film,
    shelf: &'a Shelf,
    sentences: Vec<&'a str>,
    quote: &'a str,
}

impl Scene<'_> {
    fn talk(&mut self, sentences: usize) {
        for _ in 0..sentences {
            let Some(text) = self.sentences.pop() else { return };
            self.say(text);
            let pause = self.film.chance.between(0.2, 1.2);
            self.rest(pause);
        }
    }

    /// Answers from when to when it is said.
    fn say(&mut self, text: &str) -> (f64, f64) {
        let voice = self.film.chance.below(self.shelf.talk.len());
        let voice = self.shelf.talk.get(voice).map_or(&[][..], Vec::as_slice);
        let (first, last) = active(voice);
        let words: Vec<&str> = text.split_whitespace().collect();
        // As much of the recording as the words take.
        let longest = (words.len() as f64 * 0.42 * RATE as f64) as usize;
        let voice = voice.get(first..last.min(first + longest)).unwrap_or_default();
        let start = self.film.seconds();
        self.film.sound.extend_from_slice(voice);
        let end = self.film.seconds();
        let each = (end - start) / words.len() as f64;
        let words = words.iter().enumerate().map(|(at, text)| {
            let from = start + each * at as f64;
            Word {
                span: span(from, from + each * 0.95),
                text: (*text).to_owned(),
            }
        });
        let words: Vec<Word> = words.collect();
        let end = words
            .last()
            .map_or(end, |word| word.span.end.micros() as f64 / 1e6);
        self.film.lines.push(Line {
            span: span(start, end),
            text: text.to_owned(),
            speaker: None,
            words,
        });
        (start, end)
    }

    fn rest(&mut self, seconds: f64) {
        let samples = (seconds * RATE as f64) as usize;
        let whole = self.film.sound.len() + samples;
        self.film.sound.resize(whole, 0.0);
    }

    /// Answers which recording, and where in the film it begins.
    fn music(&mut self, seconds: f64) -> usize {
        let piece = self.film.chance.below(self.shelf.music.len());
        let piece = self.shelf.music.get(piece).map_or(&[][..], Vec::as_slice);
        let samples = (seconds * RATE as f64) as usize;
        let start = self.film.chance.below(piece.len().saturating_sub(samples).max(1));
        let begins = self.film.sound.len();
        let sound = piece.iter().cycle().skip(start).take(samples);
        self.film.sound.extend(sound.map(|sample| sample * gain(-2.0)));
        begins
    }

    fn plant(&mut self, what: What) {
        let seconds = match what {
            What::Silence => self.film.chance.between(3.5, 7.0),
            What::BlackOut => self.film.chance.between(3.2, 6.0),
            What::Solo => self.film.chance.between(8.0, 16.0),
            _ => self.film.chance.between(5.0, 11.0),
        };
        let (start, end) = match what {
            What::Roar => {
                self.rest(4.0);
                self.crowd(seconds, 4.0)
            }
            What::Applause => {
                let before = self.film.chance.between(20.0, 35.0);
                self.music(before);
                self.crowd(seconds, -1.0)
            }
            What::Quotation => {
                self.rest(1.8);
                let said = self.say(self.quote);
                self.rest(1.8);
                said
            }
            What::Solo => self.solo(seconds),
            What::BlackOut => {
                // Over talk or music, as it comes.
                if self.film.chance.below(2) == 0 {
                    self.music(25.0);
                } else {
                    self.talk(5);
                }
                let end = (self.film.seconds() * 25.0).floor() / 25.0 - 3.0;
                let start = (end * 25.0 - (seconds * 25.0).round()) / 25.0;
                (start, end)
            }
            What::Silence => {
                let start = self.film.seconds();
                self.rest(seconds);
                (start, self.film.seconds())
            }
        };
        self.film.planted.push(Planted { what, start, end });
    }

    fn crowd(&mut self, seconds: f64, decibels: f64) -> (f64, f64) {
        let start = self.film.seconds();
        let piece = self.film.chance.below(self.shelf.crowds.len());
        let piece = self.shelf.crowds.get(piece).map_or(&[][..], Vec::as_slice);
        let samples = (seconds * RATE as f64) as usize;
        let sound = lasting(piece, samples);
        self.film
            .sound
            .extend(sound.iter().map(|sample| sample * gain(decibels)));
        (start, self.film.seconds())
    }

    /// Within a song: a guitar before the rest; in films to tune on now and then the song itself, louder.
    fn solo(&mut self, seconds: f64) -> (f64, f64) {
        let before = self.film.chance.between(18.0, 30.0);
        let after = self.film.chance.between(18.0, 30.0);
        let begins = self.music(before + seconds + after);
        let from = begins + (before * RATE as f64) as usize;
        let to = from + (seconds * RATE as f64) as usize;
        let louder = usize::from(self.film.set == Set::Tune);
        let solo = self.film.chance.below(self.shelf.solos.len() + louder);
        let passage = self.film.chance.between(0.0, 60.0);
        let place = self.film.sound.get_mut(from..to).unwrap_or_default();
        match self.shelf.solos.get(solo) {
            Some(guitar) => {
                let guitar = guitar.iter().cycle().skip((passage * RATE as f64) as usize);
                for (sample, guitar) in place.iter_mut().zip(guitar) {
                    *sample = *sample * gain(-8.0) + guitar * gain(4.0);
                }
            }
            None => place.iter_mut().for_each(|sample| *sample *= gain(6.0)),
        }
        (from as f64 / RATE as f64, to as f64 / RATE as f64)
    }
}

fn micros(seconds: f64) -> i64 {
    (seconds * 1e6).round() as i64
}

fn span(start: f64, end: f64) -> Span {
    Span::of_micros(micros(start), micros(end))
}
