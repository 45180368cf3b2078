use super::super::MomentKind;
use super::super::candidate::Candidate;
use super::super::film::{Film, Stretch, alone};
use super::super::spread::Spread;
use super::super::telling::{clock, decibels, seconds};
use super::rarity::{only, rarity};
use super::turning_point::local_peaks;
use crate::analyse::Span;
use crate::archive::AssetKind;

/// Music that is heard for less is a signal.
const LEAST: i64 = 4_000_000;
const MOST: i64 = 60_000_000;
/// How far the ear may be off where it says that music begins or ends.
const DOUBT: i64 = 1_200_000;
/// The longest applause that the ear may take for music too.
const ANSWER: i64 = 30_000_000;
/// A change of level in decibels that divides music.
const STEP: f64 = 3.0;
/// How many deviations the sound changes where another passage begins.
const TURN_Z: f64 = 2.0;
/// A passage may hold this many smaller ones.
const NESTED: usize = 3;
/// What a passage is compared with: so much of the music before and after it.
const AROUND: i64 = 40_000_000;
/// Peaks of music that has no passages.
const PEAK: i64 = 10_000_000;

/// Where a passage of music begins or ends.
#[derive(Debug, Clone, Copy)]
struct Turn {
    at: i64,
    /// In deviations of the film's own changes.
    weight: f64,
}

pub(super) fn find(film: &Film<'_>) -> Vec<Candidate> {
    let music = music(film);
    let level = &film.level;
    let windows = music.iter().flat_map(|(start, end)| {
        let (from, to) = (level.index(*start), level.index(*end));
        (from..to)
            .step_by(40)
            .filter_map(move |at| level.mean_of(at, (at + 40).min(to)))
    });
    let usual = Spread::of(windows, 1.5);
    let novelty = Spread::of(film.novelty.values().iter().copied(), 0.04);
    let mut found = Vec::new();
    for (which, run) in music.iter().enumerate() {
        if run.1 - run.0 < LEAST {
            continue;
        }
        found.extend(alone_standing(film, which, &music));
        let turns = turns(film, *run, &novelty);
        let mut passages = passages(film, *run, &turns, &usual);
        if passages.is_empty() {
            passages.extend(peak(film, *run, &usual));
        }
        found.append(&mut passages);
    }
    found
}

/// A tape of music is music where nobody speaks, even when the ear is not sure.
fn music(film: &Film<'_>) -> Vec<Stretch> {
    let is_of_music = matches!(
        film.material.kind,
        AssetKind::Concert | AssetKind::Music | AssetKind::Demo
    );
    if !film.music.is_empty() || !is_of_music || film.level.is_empty() {
        return film
            .music
            .iter()
            .filter_map(|run| without_applause(*run, &film.crowds))
            .collect();
    }
    let mut rest = Vec::new();
    let mut from = 0;
    let mut others: Vec<Stretch> = [&film.speech, &film.crowds, &film.silences]
        .into_iter()
        .flatten()
        .copied()
        .collect();
    others.sort_unstable();
    for (start, end) in others {
        if start > from {
            rest.push((from, start));
        }
        from = end.max(from);
    }
    if film.length > from {
        rest.push((from, film.length));
    }
    rest
}

/// The ear may hear music on into the applause that answers it: from where the crowd is heard up to the end it is no
/// longer played, nor before a crowd has calmed down. A crowd that is heard for longer sings along.
fn without_applause((start, end): Stretch, crowds: &[Stretch]) -> Option<Stretch> {
    let most = ANSWER.min((end - start) / 2);
    let (mut from, mut to) = (start, end);
    for (first, last) in crowds {
        if (1..=most).contains(&(end - first)) && last.saturating_add(DOUBT) >= end {
            to = to.min(*first);
        }
        if (1..=most).contains(&(last - start)) && first.saturating_sub(DOUBT) <= start {
            from = from.max(*last);
        }
    }
    (from < to).then_some((from, to))
}

/// Music between talk.
fn alone_standing(film: &Film<'_>, which: usize, music: &[Stretch]) -> Option<Candidate> {
    let (start, end) = *music.get(which)?;
    if end - start > MOST || (end - start) * 3 > film.length {
        return None;
    }
    let (start, end) = sharpened(film, (start, end));
    let alone = alone(which, music, film.length);
    let lasts = (end - start) as f64 / 1_000_000.0;
    Some(
        Candidate::new(
            MomentKind::PerformancePeak,
            (start, end),
            format!("Music at {}", clock(start)),
        )
        .because(rarity(alone), only("music", alone))
        .because(
            0.7 * (1.0 + lasts / 2.0).log2(),
            format!("music for {}", seconds(end - start)),
        )
        .counting(0.9),
    )
}

fn sharpened(film: &Film<'_>, (start, end): Stretch) -> Stretch {
    let sharp = |near| film.change.near(near, DOUBT).map_or(near, |change| change.at);
    let (from, to) = (sharp(start), sharp(end));
    if from < to { (from, to) } else { (start, end) }
}

/// Where the music within a run becomes another: by its level, or by its sound.
fn turns(film: &Film<'_>, (start, end): Stretch, usual: &Spread) -> Vec<Turn> {
    const WINDOW: usize = 25;
    let level = &film.level;
    let (from, to) = (level.index(start), level.index(end));
    let steps: Vec<f64> = (from..to)
        .map(|at| level.step(at, WINDOW).unwrap_or(0.0).abs())
        .collect();
    let at_level = local_peaks(&steps, WINDOW).into_iter().filter_map(|at| {
        let step = steps.get(at).copied().filter(|step| *step >= STEP)?;
        Some(Turn {
            at: level.micros(from + at),
            weight: step / STEP,
        })
    });
    let mut turns: Vec<Turn> = at_level.collect();
    let novelty = &film.novelty;
    let (from, to) = (novelty.index(start), novelty.index(end));
    let within = novelty.values().get(from..to).unwrap_or_default();
    for at in local_peaks(within, 6) {
        let z = within.get(at).map_or(0.0, |value| usual.z(*value));
        if z < TURN_Z {
            continue;
        }
        let near = novelty.micros(from + at);
        // The level tells the place better, where it steps too.
        match turns.iter_mut().find(|turn| turn.at.abs_diff(near) <= 1_500_000) {
            Some(turn) => turn.weight += z / 2.0,
            None => turns.push(Turn {
                at: near,
                weight: z / 2.0,
            }),
        }
    }
    // The mean of a level says where it is another one, and not from when on.
    for turn in &mut turns {
        if let Some(change) = film.change.near(turn.at, DOUBT) {
            turn.at = change.at;
        }
    }
    for edge in [start, end] {
        turns.retain(|turn| turn.at.abs_diff(edge) > 1_500_000);
        turns.push(Turn {
            at: edge,
            weight: 0.0,
        });
    }
    turns.sort_by_key(|turn| turn.at);
    turns
}

/// Passages that stand out from the music around them.
fn passages(film: &Film<'_>, run: Stretch, turns: &[Turn], usual: &Spread) -> Vec<Candidate> {
    let mut found = Vec::new();
    for (first, from) in turns.iter().enumerate() {
        for to in turns.iter().skip(first + 1).take(NESTED) {
            let lasts = to.at - from.at;
            if (LEAST..=MOST).contains(&lasts) {
                found.extend(passage(film, run, (*from, *to), usual));
            }
        }
    }
    found
}

fn passage(film: &Film<'_>, run: Stretch, (from, to): (Turn, Turn), usual: &Spread) -> Option<Candidate> {
    let span = (from.at, to.at);
    let before = ((from.at - AROUND).max(run.0), from.at);
    let after = (to.at, (to.at + AROUND).min(run.1));
    if (before.1 - before.0) + (after.1 - after.0) < LEAST {
        return None;
    }
    let around = |figure: &dyn Fn(Stretch) -> Option<f64>| {
        let sides = [before, after].into_iter().filter(|side| side.0 < side.1);
        let sides = sides.filter_map(|side| Some((figure(side)?, (side.1 - side.0) as f64)));
        let (sum, whole) = sides.fold((0.0, 0.0), |(sum, whole), (figure, length)| {
            (sum + figure * length, whole + length)
        });
        (whole > 0.0).then(|| sum / whole)
    };
    let loud = |span: Stretch| film.level.mean(span.0, span.1);
    let (here, there) = (loud(span)?, around(&loud)?);
    let louder = here - there;
    let notes = |span: Stretch| notes_a_second(film, span);
    let (fast, usual_fast) = (notes(span)?, around(&notes)?);
    // A passage of its own changes at both ends; at the end of the music one is enough.
    let edge = match (from.weight, to.weight) {
        (0.0, weight) | (weight, 0.0) => weight / 2.0,
        (one, two) => one.min(two),
    };
    let is_louder = louder >= 1.5;
    let is_faster = fast >= 1.0 && fast >= 1.4 * usual_fast;
    if !is_louder && !is_faster && edge < 1.5 {
        return None;
    }
    let start = clock(span.0);
    let title = if is_louder {
        format!("The music peaks at {start}")
    } else {
        format!("A solo at {start}")
    };
    // A change alone may be the next verse.
    let telling = if is_louder || is_faster { 1.2 } else { 0.8 };
    let mut found = Candidate::new(MomentKind::PerformancePeak, span, title)
        .because(telling * edge, "the sound changes at both ends, as for a solo")
        .weighed(usual.z(here).clamp(0.0, 3.0));
    if is_louder {
        let reason = format!("{} louder than the music around it", decibels(louder));
        found = found.because(louder / 1.7, reason);
    }
    if is_faster {
        let reason = format!("{fast:.0} notes a second, {usual_fast:.0} around it");
        found = found.because(1.5 * (fast / usual_fast.max(0.5)).log2(), reason);
    }
    Some(found)
}

fn notes_a_second(film: &Film<'_>, (start, end): Stretch) -> Option<f64> {
    let notes = film.hearing?.onsets.within(Span::of_micros(start, end)).len();
    (start < end).then(|| notes as f64 * 1_000_000.0 / (end - start) as f64)
}

/// The loudest seconds of music that has no passages.
fn peak(film: &Film<'_>, (start, end): Stretch, usual: &Spread) -> Option<Candidate> {
    if end - start < 2 * PEAK {
        return None;
    }
    let (at, loud) = film.level.loudest(start, end, PEAK)?;
    let over = loud - usual.middle;
    (over > 0.5).then(|| {
        let title = format!("The music peaks at {}", clock(at));
        let reason = format!("{over:.1} dB above the middle of the music");
        Candidate::new(MomentKind::PerformancePeak, (at, at + PEAK), title)
            .because(usual.z(loud).min(3.0), reason)
            .counting(0.8)
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn applause_at_either_end_is_no_music() {
        let seconds = |(start, end): (i64, i64)| (start * 1_000_000, end * 1_000_000);
        let played = |crowds: &[(i64, i64)]| {
            let crowds: Vec<Stretch> = crowds.iter().copied().map(seconds).collect();
            without_applause(seconds((100, 300)), &crowds)
        };
        assert_eq!(played(&[]), Some(seconds((100, 300))));
        // The answer to it, and a crowd that was there before.
        assert_eq!(played(&[(290, 310)]), Some(seconds((100, 290))));
        assert_eq!(played(&[(90, 105), (292, 299)]), Some(seconds((105, 292))));
        // In the middle it stays, as does one that sings along, or is there all the time.
        for crowd in [(150, 160), (103, 300), (240, 305), (90, 310)] {
            assert_eq!(played(&[crowd]), Some(seconds((100, 300))), "{crowd:?}");
        }
        assert_eq!(without_applause((0, 1), &[(0, 1)]), Some((0, 1)));
    }
}
