use std::collections::{BTreeMap, HashMap};

use super::super::MomentKind;
use super::super::candidate::Candidate;
use super::super::film::Film;
use super::super::sentences::{Sentence, folded};
use super::super::telling::plain;

/// Sentences of a speaker, or times that a name is said, that make it worth telling.
const FEWEST: usize = 3;
/// Of a film the most; a crowd of names says nothing.
const MOST: usize = 12;
/// What is shown of a first appearance, in microseconds.
const SHOWN: i64 = 12_000_000;

/// Who speaks for the first time, and names that come back.
pub(super) fn find(film: &Film<'_>) -> Vec<Candidate> {
    let mut found = speakers(film);
    found.extend(names(film));
    found.sort_by(|one, two| {
        let strength = two.strength().total_cmp(&one.strength());
        strength.then_with(|| (one.start, &one.title).cmp(&(two.start, &two.title)))
    });
    found.truncate(MOST);
    found
}

fn speakers(film: &Film<'_>) -> Vec<Candidate> {
    let mut seen: BTreeMap<&str, (usize, usize)> = BTreeMap::new();
    for (which, sentence) in film.sentences.iter().enumerate() {
        if let Some(speaker) = sentence.speaker {
            seen.entry(speaker).or_insert((which, 0)).1 += 1;
        }
    }
    // One voice alone appears with the film.
    if seen.len() < 2 {
        return Vec::new();
    }
    let often = seen.into_iter().filter(|(_, (_, times))| *times >= FEWEST);
    let each = often.filter_map(|(speaker, (first, times))| {
        let title = format!("{} speaks for the first time", plain(speaker));
        let reason = format!("the first of {times} times that {} speaks", plain(speaker));
        Some(shown_from(film, first, title)?.because(weight(times) + 0.5, reason))
    });
    each.collect()
}

fn names(film: &Film<'_>) -> Vec<Candidate> {
    let mut names: HashMap<String, Name<'_>> = HashMap::new();
    for (which, sentence) in film.sentences.iter().enumerate() {
        for (place, word) in sentence.text.split_whitespace().enumerate() {
            let bare = word.trim_matches(|letter: char| !letter.is_alphanumeric());
            let bare = bare
                .strip_suffix("'s")
                .or(bare.strip_suffix("\u{2019}s"))
                .unwrap_or(bare);
            if bare.chars().count() < 3 {
                continue;
            }
            let name = names.entry(folded(bare)).or_default();
            if bare.chars().next().is_some_and(char::is_uppercase) {
                // The first word of a sentence is written large, whatever it is.
                name.inside += usize::from(place > 0);
                name.first.get_or_insert((which, bare));
            } else {
                name.is_small = true;
            }
        }
    }
    let mut names: Vec<Name<'_>> = names
        .into_values()
        .filter(|name| !name.is_small && name.inside >= FEWEST)
        .collect();
    // German writes all nouns large: then nothing is a name by that.
    if names.len() * 4 > film.sentences.len().max(20) {
        return Vec::new();
    }
    names.sort_by_key(|name| name.first);
    let each = names.iter().filter_map(|name| {
        let (first, written) = name.first?;
        let title = format!("The first word of {written}");
        let reason = format!("the first of {} times that {written} is named", name.inside);
        Some(shown_from(film, first, title)?.because(weight(name.inside), reason))
    });
    each.collect()
}

#[derive(Default)]
struct Name<'a> {
    /// The sentence, and how it is written there.
    first: Option<(usize, &'a str)>,
    inside: usize,
    is_small: bool,
}

fn weight(times: usize) -> f64 {
    (0.5 * (times as f64).log2()).min(2.0)
}

/// From a sentence on, as many whole ones of the same speaker as there is time for.
fn shown_from(film: &Film<'_>, first: usize, title: String) -> Option<Candidate> {
    let rest = film.sentences.get(first..)?;
    let opening: &Sentence<'_> = rest.first()?;
    let last = rest
        .iter()
        .take_while(|one| one.speaker == opening.speaker && one.end <= opening.start + SHOWN)
        .last()
        .unwrap_or(opening);
    let span = (opening.start, last.end.max(opening.end));
    Some(
        Candidate::new(MomentKind::FirstAppearance, span, title)
            .exact()
            .counting(0.75),
    )
}
