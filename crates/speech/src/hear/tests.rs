//! The listener with a network that says what it is told to.

use std::ops::Range;
use std::sync::{Arc, Mutex};

use super::listener::Listener;
use super::network::{HeadScores, Network};
use super::{POSITION, Progress, RATE};
use crate::SpeechError;
use crate::tokens::Vocabulary;

const SECOND: usize = RATE as usize;
const PIECES: [&str; 6] = ["Ġask", "Ġnot", "Ġwhat", "Ġyour", "Ġcountry", "."];
/// The signs after the pieces, as [`Vocabulary::for_tests`] numbers them; times follow.
const END: u32 = 6;
const TIME: u32 = 13;

/// Says one script to each window it hears, each token of it after the other.
struct Script {
    windows: Vec<Vec<u32>>,
    tokens: usize,
    /// Windows heard, and how often it was begun anew.
    heard: Arc<Mutex<(usize, usize)>>,
    said: usize,
    language: u32,
}

impl Script {
    fn now(&self) -> Vec<u32> {
        let (window, _) = *self.heard.lock().unwrap();
        self.windows[(window - 1) % self.windows.len()].clone()
    }
}

impl Network for Script {
    fn hear(&mut self, spectrum: &[f32]) -> Result<(), SpeechError> {
        assert_eq!(spectrum.len(), 80 * 3_000);
        self.heard.lock().unwrap().0 += 1;
        Ok(())
    }

    fn begin(&mut self) {
        self.said = 0;
        self.heard.lock().unwrap().1 += 1;
    }

    fn go_on(&mut self, tokens: &[u32]) -> Result<Vec<f32>, SpeechError> {
        if tokens.iter().any(|token| *token < END || *token >= TIME) {
            self.said += 1;
        }
        let mut scores = vec![0.0; self.tokens];
        scores[self.language as usize] = 5.0;
        let next = self.now().get(self.said).copied().unwrap_or(END);
        scores[next as usize] = 30.0;
        Ok(scores)
    }

    /// Each token is looked for half a second after the one before it.
    fn attention(&mut self, tokens: &[u32], head: &mut dyn FnMut(HeadScores)) -> Result<(), SpeechError> {
        let opening = tokens.iter().position(|token| *token == TIME - 1).unwrap();
        let at = |row: usize| row.saturating_sub(opening) * 25;
        let score = |row: usize, position: usize| {
            if (at(row)..at(row) + 25).contains(&position) {
                9.0
            } else {
                0.0
            }
        };
        let scores = (0..tokens.len()).flat_map(|row| (0..1_500).map(move |position| score(row, position)));
        head(HeadScores {
            positions: 1_500,
            scores: scores.collect(),
        });
        Ok(())
    }
}

type Count = Arc<Mutex<(usize, usize)>>;

fn listener(windows: &[&[u32]], tokens: usize) -> (Listener, Count) {
    let heard = Arc::new(Mutex::new((0, 0)));
    let script = Script {
        windows: windows.iter().map(|tokens| tokens.to_vec()).collect(),
        tokens,
        heard: heard.clone(),
        said: 0,
        // Swedish.
        language: 9,
    };
    let vocabulary = Vocabulary::for_tests(&PIECES, tokens);
    (Listener::for_tests(Box::new(script), vocabulary), heard)
}

/// Loud all along, so that borders stay where the network put them.
fn loud(seconds: usize) -> Vec<f32> {
    (0..seconds * SECOND)
        .map(|n| if n % 2 == 0 { 0.3 } else { -0.3 })
        .collect()
}

fn words(listener: &mut Listener, samples: &[f32], stretches: &[Range<usize>]) -> Vec<(i64, i64, String)> {
    let heard = listener.hear(samples, stretches, None, |_| true).unwrap();
    let words = heard.lines.into_iter().flat_map(|line| line.words);
    words
        .map(|word| (word.span.start.micros(), word.span.end.micros(), word.text))
        .collect()
}

#[test]
fn words_have_the_times_at_which_they_are_looked_for() {
    let (mut listener, _) = listener(
        &[&[TIME, 0, 1, TIME + 60, TIME + 60, 2, 3, 4, 5, TIME + 150]],
        1_600,
    );
    let samples = loud(20);
    let heard = listener
        .hear(&samples, &[2 * SECOND..5 * SECOND], None, |_| true)
        .unwrap();
    assert_eq!(heard.language.as_deref(), Some("en"), "the model knows no other");
    let lines: Vec<&str> = heard.lines.iter().map(|line| line.text.as_str()).collect();
    assert_eq!(lines, ["ask not", "what your country."]);
    // The window begins half a second before the stretch. Tokens are found a tenth of a second late.
    let first = &heard.lines[0].words;
    assert_eq!(
        (first[0].span.start.micros(), first[0].span.end.micros()),
        (1_500_000, 1_900_000)
    );
    assert_eq!(first[1].span.start, first[0].span.end);
    assert_eq!(heard.lines[0].span.end, first[1].span.end);
    assert_eq!(heard.lines[1].words[0].span.start.micros(), 2_400_000);
    // A mark belongs to its word.
    assert_eq!(heard.lines[1].words[2].text, "country.");
}

#[test]
fn where_nobody_speaks_nothing_is_listened_to() {
    let script: &[u32] = &[TIME, 0, 1, TIME + 100];
    let (mut listener, count) = listener(&[script], 1_600);
    let samples = loud(90);
    assert_eq!(words(&mut listener, &samples, &[]), []);
    assert_eq!(words(&mut listener, &samples, &[95 * SECOND..99 * SECOND]), []);
    assert_eq!(count.lock().unwrap().0, 0);
    let found = words(
        &mut listener,
        &samples,
        &[5 * SECOND..6 * SECOND, 70 * SECOND..72 * SECOND],
    );
    assert_eq!(count.lock().unwrap().0, 2, "a window for each");
    assert_eq!(found.len(), 4);
    assert!(found[2].0 >= 69 * 1_000_000, "{found:?}");
}

#[test]
fn what_is_left_of_a_window_is_listened_to_again() {
    // The first window breaks off after ten seconds.
    let (mut listener, count) = listener(&[&[TIME, 0, 1, TIME + 500], &[TIME, 2, 3, TIME + 400]], 1_600);
    let found = words(&mut listener, &loud(18), &[0..18 * SECOND]);
    assert_eq!(count.lock().unwrap().0, 2);
    let texts: Vec<&str> = found.iter().map(|word| word.2.as_str()).collect();
    assert_eq!(texts, ["ask", "not", "what", "your"]);
    assert_eq!(found[2].0, 10_000_000);
}

#[test]
fn text_that_goes_round_is_tried_at_every_temperature() {
    let mut round = vec![TIME];
    round.extend([0, 1, 2, 3].repeat(40));
    let (mut listener, count) = listener(&[&round], 1_600);
    words(&mut listener, &loud(10), &[0..10 * SECOND]);
    assert_eq!(*count.lock().unwrap(), (1, 6), "one window, six attempts");
}

#[test]
fn the_language_is_told_unless_somebody_said_it() {
    let (mut listener, count) = listener(&[&[TIME, 0, 1, TIME + 100]], 52_000);
    let samples = loud(10);
    let mut hear = |wanted| {
        let heard = listener
            .hear(&samples, &[0..10 * SECOND], wanted, |_| true)
            .unwrap();
        heard.language.unwrap()
    };
    assert_eq!(hear(None), "sv");
    assert_eq!(hear(Some("en")), "en");
    assert_eq!(
        hear(Some("xx")),
        "sv",
        "a model does not hear what it does not know"
    );
    assert!(count.lock().unwrap().0 > 3);
}

#[test]
fn the_same_sound_gives_the_same_words_and_progress_is_told() {
    let mut round = vec![TIME];
    round.extend([0, 1, 2, 3].repeat(40));
    let (mut listener, _) = listener(&[&round], 1_600);
    let samples = loud(40);
    let first = words(&mut listener, &samples, &[0..40 * SECOND]);
    assert_eq!(words(&mut listener, &samples, &[0..40 * SECOND]), first);
    let mut told: Vec<Progress> = Vec::new();
    let tell = |progress| {
        told.push(progress);
        true
    };
    listener.hear(&samples, &[0..40 * SECOND], None, tell).unwrap();
    assert!(
        told.len() >= 2 && told.is_sorted_by_key(|one| one.done),
        "{told:?}"
    );
    assert!(
        told.iter()
            .all(|one| one.total == 40 * SECOND && one.done < one.total)
    );
}

#[test]
fn it_stops_when_it_is_told_to() {
    let (mut listener, count) = listener(&[&[TIME, 0, TIME + 100]], 1_600);
    let stopped = listener.hear(&loud(10), &[0..10 * SECOND], None, |_| false);
    assert!(matches!(stopped, Err(SpeechError::Stopped)));
    assert_eq!(count.lock().unwrap().0, 0);
}

#[test]
fn times_are_within_the_sound() {
    let (mut listener, _) = listener(&[&[TIME, 0, 1, 2, 3, 4, 5, TIME + 1_500]], 1_600);
    // Shorter than the network thinks that the words are.
    let samples = loud(1);
    for (start, end, text) in words(&mut listener, &samples, &[0..SECOND / 2]) {
        assert!(
            0 <= start && start <= end && end <= 1_000_000,
            "{text}: {start} to {end}"
        );
    }
    assert_eq!(POSITION * 50, SECOND);
}
