use super::super::MomentKind;
use super::super::candidate::Candidate;
use super::super::film::{FLOOR, Film, shared};
use super::super::series::Series;
use super::super::spread::Spread;
use super::super::telling::{clock, decibels, seconds};

/// From this many deviations on a change is a turn.
const LEAST_Z: f64 = 3.0;
/// The strongest change within these seconds stands for all.
const APART: usize = 8;
/// What is shown of a turn: some of before, more of after.
const BEFORE: i64 = 3_000_000;
const AFTER: i64 = 7_000_000;
/// Decibels by which the sound rises suddenly.
const RISE: f64 = 10.0;
const MOST: i64 = 45_000_000;
/// What is speech for most of these microseconds is somebody who goes on after a breath.
const SPOKEN: i64 = 2_000_000;

pub(super) fn find(film: &Film<'_>) -> Vec<Candidate> {
    let mut found = turns_of_sound(film);
    found.extend(turns_of_light(film));
    found.extend(rises(film));
    found
}

fn around(at: i64) -> (i64, i64) {
    (at - BEFORE, at + AFTER)
}

/// Another sound begins.
fn turns_of_sound(film: &Film<'_>) -> Vec<Candidate> {
    let usual = Spread::of(film.novelty.values().iter().copied(), 0.05);
    let mut found = Vec::new();
    for (at, value) in peaks(&film.novelty, APART) {
        let z = usual.z(value);
        if z < LEAST_Z {
            continue;
        }
        let reason = match (heard(film, at - AFTER, at), heard(film, at, at + AFTER)) {
            (Some(before), Some(after)) if before != after => format!("{before} gives way to {after}"),
            _ => "the sound is another one from here on".to_owned(),
        };
        let is_change = reason.contains("gives way");
        let title = match heard(film, at, at + AFTER) {
            Some(after) if is_change => format!("It turns to {after} at {}", clock(at)),
            _ => format!("The sound turns at {}", clock(at)),
        };
        found.push(
            Candidate::new(MomentKind::TurningPoint, around(at), title)
                .because((z / 2.0).min(4.0), reason)
                .weighed(if is_change { 1.0 } else { 0.0 })
                .counting(0.6),
        );
    }
    found
}

/// What is mostly heard.
fn heard(film: &Film<'_>, from: i64, to: i64) -> Option<&'static str> {
    let span = (from.max(0), to.min(film.length));
    let half = (span.1 - span.0) / 2;
    let classes = [
        (&film.music, "music"),
        (&film.crowds, "the crowd"),
        (&film.speech, "speech"),
        (&film.silences, "silence"),
    ];
    let found = classes.into_iter().find(|(spans, _)| shared(span, spans) > half);
    found.map(|(_, name)| name)
}

/// It grows dark, or light.
fn turns_of_light(film: &Film<'_>) -> Vec<Candidate> {
    let Some(picture) = film.picture else {
        return Vec::new();
    };
    let light = Series::of(&picture.brightness, 0.0);
    let window = light.index(6_000_000).max(1);
    let steps: Vec<f64> = (0..light.len())
        .map(|at| light.step(at, window).unwrap_or(0.0))
        .collect();
    let usual = Spread::of(steps.iter().map(|step| step.abs()), 6.0);
    let mut found = Vec::new();
    for at in local_peaks(&steps.iter().map(|step| step.abs()).collect::<Vec<_>>(), 12) {
        let Some(by) = steps.get(at).copied() else {
            continue;
        };
        let z = usual.z(by.abs());
        // At the ends there is not enough to compare.
        if z < LEAST_Z + 1.0 || at < window || at + window > light.len() {
            continue;
        }
        let time = light.micros(at);
        let (title, what) = if by > 0.0 {
            ("It grows light", "lighter")
        } else {
            ("It grows dark", "darker")
        };
        let reason = format!("the picture is {:.0} levels {what} from here on", by.abs());
        found.push(
            Candidate::new(
                MomentKind::TurningPoint,
                around(time),
                format!("{title} at {}", clock(time)),
            )
            .because((z / 2.5).min(3.5), reason)
            .counting(0.5),
        );
    }
    found
}

/// The sound rises suddenly, and by much, for some seconds.
fn rises(film: &Film<'_>) -> Vec<Candidate> {
    let level = &film.level;
    let window = level.index(2_000_000).max(1);
    let steps: Vec<f64> = (0..level.len())
        .map(|at| level.step(at, window).unwrap_or(0.0))
        .collect();
    let usual = Spread::of(steps.iter().map(|step| step.abs()), 2.0);
    // Music that begins is louder than the pause before, too, and is told of as music.
    let begins_music = |at: i64| film.music.iter().any(|one| at.abs_diff(one.0) <= 1_500_000);
    let mut found = Vec::new();
    for at in local_peaks(&steps, 2 * window) {
        if steps.get(at).is_none_or(|by| *by < RISE) {
            continue;
        }
        let near = level.micros(at);
        let start = level.edge(near, 1_000_000, true).map_or(near, |edge| edge.at);
        let before = level.mean(start - 2_000_000, start).unwrap_or(FLOOR);
        let now = level.mean(start, start + 2_000_000).unwrap_or(FLOOR);
        // Whoever begins to speak is louder than the pause before.
        let is_near = |at: i64| at.abs_diff(start) <= 700_000;
        let first = (start, start + SPOKEN);
        let is_spoken = shared(first, &film.speech) * 2 > SPOKEN
            || film.sentences.iter().any(|one| is_near(one.start))
            || film.speech.iter().any(|one| is_near(one.0));
        if is_spoken {
            continue;
        }
        // Out of silence everything rises.
        if before <= FLOOR + 10.0 || now - before < RISE {
            continue;
        }
        let half = before + (now - before) / 2.0;
        let mut end = start + 2_000_000;
        while end < start + MOST && level.mean(end, end + 1_000_000).is_some_and(|mean| mean > half) {
            end += 100_000;
        }
        // With another sound it is over, however loud that is.
        let classes = [&film.music, &film.speech, &film.crowds];
        let others = classes.into_iter().flatten().map(|one| one.0);
        let next = others.filter(|at| (start + SPOKEN..end).contains(at)).min();
        // The mean over a second knows only roughly where it falls.
        end = next.unwrap_or(end);
        if let Some(change) = film.change.near(end, 1_000_000) {
            end = change.at.max(start + SPOKEN);
        }
        let reason = format!(
            "the sound rises {} and stays for {}",
            decibels(now - before),
            seconds(end - start)
        );
        found.push(
            Candidate::new(
                MomentKind::TurningPoint,
                (start, end),
                format!("The sound rises at {}", clock(start)),
            )
            .because(usual.z(now - before).min(5.0), reason)
            .counting(if begins_music(start) { 0.45 } else { 0.65 }),
        );
    }
    found
}

/// Peaks with their times.
fn peaks(series: &Series, reach: usize) -> Vec<(i64, f64)> {
    let reach = series.index(i64::try_from(reach).unwrap_or(1) * 1_000_000);
    local_peaks(series.values(), reach)
        .into_iter()
        .filter_map(|at| Some((series.micros(at), *series.values().get(at)?)))
        .collect()
}

/// Places whose value is the largest within `reach`, the first of equals; each peak once.
pub(super) fn local_peaks(values: &[f64], reach: usize) -> Vec<usize> {
    let mut found: Vec<usize> = Vec::new();
    // The largest of a window that moves: places whose values fall.
    let mut falling: std::collections::VecDeque<usize> = std::collections::VecDeque::new();
    let value = |at: usize| values.get(at).copied().unwrap_or(f64::NEG_INFINITY);
    let mut next = 0;
    for at in 0..values.len() {
        while next < values.len() && next <= at.saturating_add(reach) {
            while falling.back().is_some_and(|last| value(*last) < value(next)) {
                falling.pop_back();
            }
            falling.push_back(next);
            next += 1;
        }
        while falling.front().is_some_and(|first| first + reach < at) {
            falling.pop_front();
        }
        if falling.front() == Some(&at) && found.last().is_none_or(|last| at - last > reach) {
            found.push(at);
        }
    }
    found
}
