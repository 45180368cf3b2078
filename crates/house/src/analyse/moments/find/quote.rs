use std::collections::{BTreeMap, BTreeSet, HashMap};

use super::super::MomentKind;
use super::super::candidate::Candidate;
use super::super::film::{FLOOR, Film, alone};
use super::super::sentences::Sentence;
use super::super::spread::Spread;
use super::super::telling::{clock, decibels, seconds};
use super::rarity::{only, rarity};
use super::strong_words::{is_own, is_strong};

/// Words of a sentence that can stand by itself.
const WORDS: std::ops::RangeInclusive<usize> = 4..=30;
/// Of these it is neither a phrase nor a speech.
const GOOD_WORDS: std::ops::RangeInclusive<usize> = 6..=22;
const LENGTHS: std::ops::RangeInclusive<i64> = 1_200_000..=20_000_000;
/// The best of a film; more are never chosen.
const MOST: usize = 40;
/// Silence before or after a sentence that is told.
const PAUSE: i64 = 1_500_000;
/// After more than this the talk is over: that is no pause.
const LONGEST_PAUSE: i64 = 8_000_000;
/// Seconds by which pauses differ even where somebody speaks evenly.
const LEAST_PAUSES: f64 = 0.5;
/// A crowd that follows so soon answers.
const ANSWER: i64 = 2_500_000;
/// Words of a phrase that several people say.
const PHRASE: usize = 3;
const LONGEST_TITLE: usize = 70;

pub(super) fn find(film: &Film<'_>) -> Vec<Candidate> {
    if film.sentences.is_empty() {
        return words_that_nobody_wrote_down(film);
    }
    let talk = Talk::of(film);
    let mut found: Vec<Candidate> = (0..film.sentences.len())
        .filter_map(|which| quote(film, which, &talk))
        .collect();
    found.sort_by(|one, two| {
        let strength = two.strength().total_cmp(&one.strength());
        strength.then_with(|| one.start.cmp(&two.start))
    });
    // What several people say is shown once.
    let mut titles = BTreeSet::new();
    found.retain(|one| titles.insert(one.title.to_lowercase()));
    found.truncate(MOST);
    found
}

/// What is usual in what is said.
struct Talk<'a> {
    /// In how many sentences a word stands.
    sentences_with: HashMap<&'a str, usize>,
    sentences: usize,
    rare: Spread,
    loud: Spread,
    /// Seconds between one sentence and the next.
    pauses: Spread,
    speakers: usize,
    /// Who says a phrase, and in how many sentences it is said.
    phrases: HashMap<&'a [String], (BTreeSet<&'a str>, usize)>,
}

impl<'a> Talk<'a> {
    fn of(film: &'a Film<'_>) -> Self {
        let mut talk = Self {
            sentences_with: HashMap::new(),
            sentences: film.sentences.len(),
            rare: Spread::of([], 1.0),
            loud: Spread::of([], 1.0),
            pauses: Spread::of([], LEAST_PAUSES),
            speakers: 0,
            phrases: HashMap::new(),
        };
        for sentence in &film.sentences {
            let words: BTreeSet<&str> = sentence.words.iter().map(String::as_str).collect();
            for word in words {
                *talk.sentences_with.entry(word).or_default() += 1;
            }
            let phrases: BTreeSet<&[String]> = sentence.words.windows(PHRASE).collect();
            for phrase in phrases {
                let (speakers, times) = talk.phrases.entry(phrase).or_default();
                speakers.extend(sentence.speaker);
                *times += 1;
            }
        }
        let speakers: BTreeSet<&str> = film.sentences.iter().filter_map(|one| one.speaker).collect();
        talk.speakers = speakers.len();
        talk.rare = Spread::of(
            film.sentences
                .iter()
                .filter(|one| WORDS.contains(&one.words.len()))
                .map(|one| talk.rarity(one)),
            0.4,
        );
        let pairs = film.sentences.iter().zip(film.sentences.iter().skip(1));
        let pauses = pairs.map(|(one, next)| next.start - one.end);
        let pauses = pauses.filter(|pause| (0..LONGEST_PAUSE).contains(pause));
        talk.pauses = Spread::of(pauses.map(|pause| pause as f64 / 1_000_000.0), LEAST_PAUSES);
        talk.loud = Spread::of(film.sentences.iter().filter_map(|one| loudness(film, one)), 1.5);
        talk
    }

    fn idf(&self, word: &str) -> f64 {
        let all = self.sentences_with.len().max(1) as f64;
        let with = self.sentences_with.get(word).copied().unwrap_or(1);
        (all / with as f64).ln()
    }

    /// Every twentieth sentence has it, and more than one: "there were", "it was".
    fn is_everyday(&self, word: &str) -> bool {
        let with = self.sentences_with.get(word).copied().unwrap_or(0);
        with > 2 && with * 20 >= self.sentences
    }

    /// How unusual its words are among those of the film; long words more than short ones.
    fn rarity(&self, sentence: &Sentence<'_>) -> f64 {
        let weights = sentence.words.iter().map(|word| {
            let letters = word.chars().count().min(8) as f64;
            self.idf(word) * letters / 8.0
        });
        weights.sum::<f64>() / sentence.words.len().max(1) as f64
    }

    /// What of this sentence several people say, and how many do.
    fn said_by(&self, sentence: &Sentence<'_>) -> (usize, usize) {
        let phrases = sentence.words.windows(PHRASE);
        let telling = phrases.filter(|phrase| {
            let is_word_of_its_own = |word: &String| word.chars().count() >= 5 || is_strong(word);
            phrase.iter().any(is_word_of_its_own)
        });
        telling
            .filter_map(|phrase| self.phrases.get(phrase))
            .map(|(speakers, times)| (speakers.len(), *times))
            .max()
            .unwrap_or_default()
    }
}

fn quote(film: &Film<'_>, which: usize, talk: &Talk<'_>) -> Option<Candidate> {
    let sentence = film.sentences.get(which)?;
    let span = (sentence.start, sentence.end);
    if !WORDS.contains(&sentence.words.len()) || !LENGTHS.contains(&(span.1 - span.0)) {
        return None;
    }
    let mut found = Candidate::new(MomentKind::Quote, span, title(sentence, talk))
        .exact()
        .counting(1.2);
    let z = talk.rare.z(talk.rarity(sentence));
    found = found.because(
        (z * 0.8).min(2.5),
        if z >= 1.5 {
            "words that are rare in this film"
        } else {
            ""
        },
    );
    let length = if GOOD_WORDS.contains(&sentence.words.len()) {
        1.0
    } else {
        0.4
    };
    found = found.weighed(length);
    found = among(found, film, which, talk);
    found = voices(found, film, talk, sentence);
    found = feeling(found, sentence, talk);
    if let Some(loud) = loudness(film, sentence) {
        let z = talk.loud.z(loud);
        let over = loud - talk.loud.middle;
        let reason = format!("said {} louder than the rest", decibels(over));
        found = found.because(z.min(3.0) * 0.7, if over >= 3.0 { reason } else { String::new() });
    }
    let answers = film.crowds.iter().find(|(start, end)| {
        *start >= span.1 - 1_000_000 && *start <= span.1 + ANSWER && end - start >= PAUSE
    });
    if let Some((start, end)) = answers {
        let reason = format!("the crowd answers for {}", seconds(end - start));
        found = found.because(3.0, reason);
    }
    // A sentence that hangs on the one before cannot stand alone.
    if sentence.text.chars().next().is_some_and(char::is_lowercase) {
        found = found.counting(0.8);
    }
    Some(found)
}

/// The pauses around it, and whether it is all that is said for long.
fn among(mut found: Candidate, film: &Film<'_>, which: usize, talk: &Talk<'_>) -> Candidate {
    let Some(sentence) = film.sentences.get(which) else {
        return found;
    };
    let before = match which.checked_sub(1).and_then(|before| film.sentences.get(before)) {
        Some(before) => sentence.start - before.end,
        None => sentence.start,
    };
    let after = match film.sentences.get(which + 1) {
        Some(after) => after.start - sentence.end,
        None => film.length - sentence.end,
    };
    let lone = before.min(after);
    if lone >= 15_000_000 {
        let alone = before + after + (sentence.end - sentence.start);
        return found.because(rarity(alone), only("words", alone));
    }
    let weight = |pause: i64| 0.6 * (1.0 + pause as f64 / 1_000_000.0).log2();
    if (PAUSE..LONGEST_PAUSE).contains(&before) {
        found = found.because(weight(before), format!("after a pause of {}", seconds(before)));
    }
    if (PAUSE..LONGEST_PAUSE).contains(&after) {
        found = found.because(
            weight(after),
            format!("followed by a pause of {}", seconds(after)),
        );
    }
    // Whoever rests before a sentence and after it, for longer than he mostly does, means it to be heard by itself.
    let apart = talk.pauses.z(lone.min(LONGEST_PAUSE) as f64 / 1_000_000.0);
    if lone >= PAUSE && apart >= 1.0 {
        let usual = (talk.pauses.middle * 1_000_000.0) as i64;
        let reason = format!("it stands by itself, where pauses are mostly {}", seconds(usual));
        found = found.because((0.8 * apart).min(2.5), reason);
    }
    found
}

/// How many say the same.
fn voices(found: Candidate, film: &Film<'_>, talk: &Talk<'_>, sentence: &Sentence<'_>) -> Candidate {
    let (speakers, times) = talk.said_by(sentence);
    let all = talk.speakers;
    if speakers >= 2 {
        let reason = if speakers == all && (all >= 3 || is_talk(film)) {
            "said by every interviewee".to_owned()
        } else {
            format!("said by {speakers} of {all} speakers")
        };
        return found.because(1.6 * (speakers as f64).log2() + 0.8, reason);
    }
    if times >= 3 && times * 20 < film.sentences.len().max(60) {
        let reason = format!("said {times} times");
        return found.because((times as f64).log2().min(2.0), reason);
    }
    found
}

fn is_talk(film: &Film<'_>) -> bool {
    film.material.kind == crate::archive::AssetKind::Interview
}

/// What the words themselves tell.
fn feeling(found: Candidate, sentence: &Sentence<'_>, talk: &Talk<'_>) -> Candidate {
    let words = || sentence.words.iter().map(String::as_str);
    let mut told: BTreeMap<&str, usize> = BTreeMap::new();
    for word in words().filter(|word| word.chars().count() >= 3) {
        *told.entry(word).or_default() += 1;
    }
    let strong: BTreeSet<&str> = words().filter(|word| is_strong(word)).collect();
    let again = told
        .iter()
        .filter(|(word, times)| **times >= 2 && word.chars().count() >= 4 && !talk.is_everyday(word));
    let weight = 0.9 * strong.len().min(3) as f64
        + if words().any(is_own) { 0.4 } else { 0.0 }
        + 0.6 * again.count().min(3) as f64
        + if sentence.text.contains(['!', '\u{ff01}']) {
            0.4
        } else {
            0.0
        };
    let reason = match strong.iter().next() {
        Some(word) if strong.len() >= 2 => format!("strong words: {word} and {} more", strong.len() - 1),
        Some(word) => format!("a strong word: {word}"),
        None => String::new(),
    };
    found.because(weight.min(3.0), reason)
}

fn loudness(film: &Film<'_>, sentence: &Sentence<'_>) -> Option<f64> {
    let mean = film.level.mean(sentence.start, sentence.end);
    mean.filter(|mean| *mean > FLOOR + 5.0)
}

/// The sentence, or its most telling part, between quotation marks.
fn title(sentence: &Sentence<'_>, talk: &Talk<'_>) -> String {
    let letters = |text: &str| text.chars().count();
    let whole = sentence.text.trim();
    let is_bound = |letter: char| matches!(letter, ',' | ';' | ':' | '\u{2014}' | '\u{2013}');
    if letters(whole) <= LONGEST_TITLE {
        return quoted(whole);
    }
    let worth = |clause: &str| -> f64 {
        let words = clause.split_whitespace().map(super::super::sentences::folded);
        words
            .map(|word| talk.idf(&word) + if is_strong(&word) { 2.0 } else { 0.0 })
            .sum()
    };
    let clauses = whole.split(is_bound).map(str::trim);
    let fitting = clauses.filter(|clause| {
        (3..=LONGEST_TITLE).contains(&clause.split_whitespace().count()) && letters(clause) <= LONGEST_TITLE
    });
    let best = fitting.max_by(|one, two| worth(one).total_cmp(&worth(two)));
    best.map_or_else(|| quoted(&shortened(whole)), quoted)
}

fn quoted(text: &str) -> String {
    let text = text.trim_matches(['"', '\u{201c}', '\u{201d}', ' ']);
    let text = text.strip_suffix('.').unwrap_or(text);
    format!("\u{201c}{text}\u{201d}")
}

fn shortened(text: &str) -> String {
    let mut short = String::new();
    for word in text.split_whitespace() {
        if short.chars().count() + word.chars().count() + 1 >= LONGEST_TITLE {
            break;
        }
        if !short.is_empty() {
            short.push(' ');
        }
        short.push_str(word);
    }
    if short.is_empty() {
        // A writing without spaces.
        short = text.chars().take(LONGEST_TITLE / 2).collect();
    }
    format!("{}\u{2026}", short.trim_end_matches([',', ';', ':']))
}

/// Speech between other sounds, when there is no transcript.
fn words_that_nobody_wrote_down(film: &Film<'_>) -> Vec<Candidate> {
    let mut found = Vec::new();
    for (which, &(start, end)) in film.speech.iter().enumerate() {
        let alone = alone(which, &film.speech, film.length);
        if !(2_000_000..=20_000_000).contains(&(end - start)) || alone < (end - start) + 40_000_000 {
            continue;
        }
        let edge = |near, up| {
            let edge = film.level.edge(near, 600_000, up);
            edge.filter(|step| step.by.abs() >= 6.0)
                .map_or(near, |step| step.at)
        };
        let (from, to) = (edge(start, true), edge(end, false));
        let span = if from < to { (from, to) } else { (start, end) };
        found.push(
            Candidate::new(MomentKind::Quote, span, format!("Words at {}", clock(start)))
                .because(rarity(alone), only("speech", alone))
                .because(1.2, format!("somebody speaks for {}", seconds(end - start)))
                .counting(0.9),
        );
    }
    found
}
