//! Whisper tiny.en hears five sentences of "Sense and Sensibility", read for LibriVox. `scripts/setup-speech` brings both.

#![allow(
    clippy::unwrap_used,
    clippy::panic,
    reason = "a test may stop where it stands"
)]

use std::path::{Path, PathBuf};

use house::analyse::Word;
use speech::{Heard, Listener, ModelFolder, RATE};

/// A word, where it begins and where it ends.
type Spoken = (&'static str, u32, u32);

/// The sentences, each word with its beginning and end in hundredths of a second, as PocketSphinx 5.1.1 aligned the text
/// that belongs to the recording.
const SENTENCES: [(&str, &[Spoken]); 5] = [
    (
        "0870",
        &[
            ("and", 20, 37),
            ("mr", 37, 63),
            ("john", 63, 98),
            ("dashwood", 98, 158),
            ("had", 158, 184),
            ("then", 184, 225),
            ("leisure", 225, 271),
            ("to", 271, 289),
            ("consider", 289, 344),
            ("how", 344, 400),
            ("much", 400, 433),
            ("there", 433, 452),
            ("might", 452, 479),
            ("be", 479, 494),
            ("prudently", 494, 546),
            ("in", 546, 556),
            ("his", 556, 575),
            ("power", 575, 604),
            ("to", 604, 614),
            ("do", 614, 635),
            ("for", 635, 661),
            ("them", 661, 679),
        ],
    ),
    (
        "0880",
        &[
            ("he", 21, 34),
            ("was", 34, 56),
            ("not", 56, 113),
            ("an", 113, 130),
            ("illdisposed", 130, 211),
            ("young", 211, 233),
            ("man", 233, 274),
        ],
    ),
    (
        "0890",
        &[
            ("unless", 27, 59),
            ("to", 59, 70),
            ("be", 70, 86),
            ("rather", 86, 122),
            ("coldhearted", 122, 222),
            ("and", 222, 239),
            ("rather", 239, 278),
            ("selfish", 278, 363),
            ("is", 363, 388),
            ("to", 388, 398),
            ("be", 398, 416),
            ("illdisposed", 416, 530),
        ],
    ),
    (
        "0920",
        &[
            ("had", 22, 44),
            ("he", 44, 54),
            ("married", 54, 98),
            ("a", 98, 103),
            ("more", 103, 141),
            ("amiable", 141, 201),
            ("woman", 201, 249),
            ("he", 249, 271),
            ("might", 271, 300),
            ("have", 300, 319),
            ("been", 319, 336),
            ("made", 336, 369),
            ("still", 369, 407),
            ("more", 407, 425),
            ("respectable", 425, 500),
            ("than", 500, 513),
            ("he", 513, 521),
            ("was", 521, 583),
        ],
    ),
    (
        "0930",
        &[
            ("he", 21, 38),
            ("might", 38, 64),
            ("even", 64, 92),
            ("have", 92, 107),
            ("been", 107, 133),
            ("made", 133, 170),
            ("amiable", 170, 227),
            ("himself", 227, 302),
        ],
    ),
];
/// Borders are as near to the other aligner's, in hundredths of a second; and on average.
const TOLERANCE: f64 = 40.0;
const ON_AVERAGE: f64 = 10.0;

fn folder() -> PathBuf {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../.engine/speech");
    assert!(
        folder.join("tiny.en/model.bin").is_file(),
        "the model is not in {}: `scripts/setup-speech` fetches it",
        folder.display()
    );
    folder
}

fn listener() -> Listener {
    Listener::load(ModelFolder::open(&folder().join("tiny.en")).unwrap()).unwrap()
}

/// 16-bit samples after a head of 44 bytes.
fn read(sentence: &str) -> Vec<f32> {
    let name = format!("librivox/sense_and_sensibility_01_austen_64kb-{sentence}.wav");
    let bytes = std::fs::read(folder().join(name)).unwrap();
    let samples = bytes[44..].as_chunks::<2>().0.iter();
    samples
        .map(|two| f32::from(i16::from_le_bytes(*two)) / 32_768.0)
        .collect()
}

/// The sentences after each other, three seconds of silence between, as on a tape; where each begins.
fn tape() -> (Vec<f32>, Vec<usize>) {
    let (mut samples, mut starts) = (vec![0.0; RATE as usize], Vec::new());
    for (name, _) in SENTENCES {
        starts.push(samples.len());
        samples.extend(read(name));
        samples.extend(vec![0.0; 3 * RATE as usize]);
    }
    (samples, starts)
}

fn plain(word: &str) -> String {
    word.chars()
        .filter(|letter| letter.is_alphanumeric())
        .collect::<String>()
        .to_lowercase()
}

fn words(heard: &Heard) -> Vec<Word> {
    heard.lines.iter().flat_map(|line| line.words.clone()).collect()
}

#[test]
fn words_and_their_borders_are_heard() {
    let (samples, starts) = tape();
    let stretches: Vec<_> = starts
        .iter()
        .zip(SENTENCES)
        .map(|(start, (name, _))| *start..*start + read(name).len())
        .collect();
    let mut listener = listener();
    let heard = listener.hear(&samples, &stretches, None, |_| true).unwrap();
    assert_eq!(heard.language.as_deref(), Some("en"));
    let found = words(&heard);
    let said: Vec<String> = found.iter().map(|word| plain(&word.text)).collect();
    let wanted: Vec<&str> = SENTENCES
        .iter()
        .flat_map(|(_, words)| words.iter().map(|word| word.0))
        .collect();
    assert_eq!(said, wanted);

    let truth = starts.iter().zip(SENTENCES).flat_map(|(start, (_, words))| {
        let shift = *start as f64 * 100.0 / f64::from(RATE);
        words
            .iter()
            .map(move |(_, from, to)| (f64::from(*from) + shift, f64::from(*to) + shift))
    });
    let (mut sum, mut count) = (0.0, 0.0);
    for (word, (from, to)) in found.iter().zip(truth) {
        let hundredths = |time: media::time::MediaTime| time.micros() as f64 / 10_000.0;
        for (given, wanted) in [
            (hundredths(word.span.start), from),
            (hundredths(word.span.end), to),
        ] {
            assert!(
                (given - wanted).abs() <= TOLERANCE,
                "'{}': {given}, not {wanted}",
                word.text
            );
            sum += (given - wanted).abs();
            count += 1.0;
        }
    }
    assert!(sum / count <= ON_AVERAGE, "{} on average", sum / count);
    assert_eq!(
        listener.hear(&samples, &stretches, None, |_| true).unwrap(),
        heard,
        "the same again"
    );
}

#[test]
fn noise_without_speech_has_no_words() {
    // The ear takes it for speech; the model is asked, and knows better.
    let mut draw = 1_u32;
    let mut noise = || {
        draw = draw.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
        (draw >> 8) as f32 / (1 << 24) as f32 - 0.5
    };
    let samples: Vec<f32> = (0..10 * RATE).map(|_| noise() * 0.02).collect();
    let all = 0..samples.len();
    let heard = listener().hear(&samples, &[all], None, |_| true).unwrap();
    assert!(words(&heard).len() <= 3, "{heard:?}");
}
