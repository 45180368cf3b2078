use super::super::MomentKind;
use super::super::candidate::Candidate;
use super::super::film::{FLOOR, Film, Stretch, alone, joined, shared};
use super::super::spread::median;
use super::super::telling::{clock, decibels, seconds};
use super::rarity::{only, rarity};
use crate::analyse::FindingKind;

/// Shorter ones are pauses; shown longer than they are, they would take the words after them.
const LEAST: i64 = 3_000_000;
/// Decibels below the film's middle that are quiet, though something is heard.
const FALL: f64 = 22.0;
/// Decibels by which a room is louder than silence.
const ROOM: f64 = 10.0;
const STILL_LEAST: i64 = 4_000_000;

pub(super) fn find(film: &Film<'_>) -> Vec<Candidate> {
    let mut found = silences(film);
    found.extend(stillness(film));
    found
}

fn silences(film: &Film<'_>) -> Vec<Candidate> {
    let level = &film.level;
    let mut heard: Vec<f64> = level
        .values()
        .iter()
        .copied()
        .filter(|value| *value > FLOOR)
        .collect();
    let usual = median(&mut heard);
    let long = |(start, end): &Stretch| end - start >= LEAST;
    let mut quiet: Vec<Stretch> = film.silences.iter().copied().filter(long).collect();
    if let Some(usual) = usual {
        // Silence has its own borders; what is nearly silent around it does not widen it.
        let nearly = joined(level.runs(|value| value < usual - FALL), 400_000, film.length);
        quiet.extend(
            nearly
                .into_iter()
                .filter(|run| long(run) && shared(*run, &film.silences) < LEAST / 2),
        );
    }
    let quiet: Vec<Stretch> = joined(quiet, 0, film.length)
        .into_iter()
        .map(|stretch| between_words(film, core(film, stretch)))
        .filter(long)
        .collect();
    let all: i64 = quiet.iter().map(|(start, end)| end - start).sum();
    if all * 2 > film.length {
        // Where it is quiet most of the time, quiet is nothing.
        return Vec::new();
    }
    let mut found = Vec::new();
    for (which, &(start, end)) in quiet.iter().enumerate() {
        if !film.is_inside((start, end)) {
            continue;
        }
        let is_silent = shared((start, end), &film.silences) * 2 > end - start;
        let alone = alone(which, &quiet, film.length);
        let lasts = (end - start) as f64 / 1_000_000.0;
        let (title, told) = if is_silent {
            ("Silence", format!("silence for {}", seconds(end - start)))
        } else {
            (
                "A quiet moment",
                format!("nearly silent for {}", seconds(end - start)),
            )
        };
        let title = format!("{title} at {}", clock(start));
        let mut one = Candidate::new(MomentKind::Quiet, (start, end), title)
            .because(1.1 * (1.0 + lasts).log2(), told)
            .because(
                rarity(alone),
                only(if is_silent { "silence" } else { "quiet" }, alone),
            );
        let before = level.loudest(start - 3_000_000, start, 500_000);
        if let (Some((_, before)), Some(now)) = (before, level.mean(start, end))
            && before - now >= 10.0
        {
            let reason = format!("the sound falls {}", decibels(before - now));
            one = one.because((before - now) / 12.0, reason);
        }
        found.push(one);
    }
    found
}

/// Whoever speaks softly, or ends a sentence under his breath, is not silent yet.
fn between_words(film: &Film<'_>, (start, end): Stretch) -> Stretch {
    let half = start + (end - start) / 2;
    let (mut from, mut to) = (start, end);
    for sentence in &film.sentences {
        if sentence.start < start && (start..half).contains(&sentence.end) {
            from = from.max(sentence.end);
        }
        if sentence.end > end && (half..end).contains(&sentence.start) {
            to = to.min(sentence.start);
        }
    }
    (from, to)
}

/// Of a quiet stretch the part that is quiet for certain: the room before and after it is louder by far.
fn core(film: &Film<'_>, (start, end): Stretch) -> Stretch {
    let level = &film.level;
    let (from, to) = (level.index(start), level.index(end));
    let within = level.values().get(from..to).unwrap_or_default();
    let Some(usual) = median(&mut within.to_vec()) else {
        return (start, end);
    };
    let is_quiet = |value: &f64| *value < usual + ROOM;
    let mut at = from;
    let mut longest = (from, from);
    for run in within.chunk_by(|one, two| is_quiet(one) == is_quiet(two)) {
        if run.first().is_some_and(is_quiet) && run.len() > longest.1 - longest.0 {
            longest = (at, at + run.len());
        }
        at += run.len();
    }
    let (core_start, core_end) = (level.micros(longest.0), level.micros(longest.1));
    let is_most = core_end - core_start >= LEAST && (core_end - core_start) * 2 > end - start;
    // A border that is no multiple of a tenth of a second is better told as it was.
    let keep = |one: i64, other: i64| {
        if one.abs_diff(other) <= 100_000 {
            other
        } else {
            one
        }
    };
    if is_most {
        (keep(core_start, start), keep(core_end, end))
    } else {
        (start, end)
    }
}

/// A picture that holds still.
fn stillness(film: &Film<'_>) -> Vec<Candidate> {
    let frozen: Vec<Stretch> = film
        .findings(FindingKind::Frozen)
        .into_iter()
        .filter(|(start, end)| end - start >= STILL_LEAST)
        .collect();
    let all: i64 = frozen.iter().map(|(start, end)| end - start).sum();
    if all * 3 > film.length {
        return Vec::new();
    }
    let inside = frozen
        .iter()
        .enumerate()
        .filter(|(_, still)| film.is_inside(**still));
    inside
        .map(|(which, &(start, end))| {
            let alone = alone(which, &frozen, film.length);
            let lasts = (end - start) as f64 / 1_000_000.0;
            let title = format!("The picture holds still at {}", clock(start));
            let told = format!("nothing moves for {}", seconds(end - start));
            Candidate::new(MomentKind::Quiet, (start, end), title)
                .because(0.9 * (1.0 + lasts / 2.0).log2(), told)
                .because(rarity(alone), only("still picture", alone))
                .counting(0.8)
        })
        .collect()
}
