use super::super::candidate::Candidate;
use super::super::film::{Film, shared};
use super::super::series::Series;
use super::super::spread::median;
use super::super::telling::clock;
use super::super::{Audience, MomentKind};

/// How much more often than the rest something is replayed, to be told.
const TELLING: f64 = 1.5;
const WINDOW: i64 = 10_000_000;

/// What is seen again and again counts more, and is a moment of its own where no rule found one; only when there are
/// viewers enough.
pub(super) fn weigh(film: &Film<'_>, mut found: Vec<Candidate>) -> Vec<Candidate> {
    let Some(audience) = film.material.audience else {
        return found;
    };
    if audience.viewers < Audience::FEWEST {
        return found;
    }
    let replays = Series::of(&audience.replays, 0.0);
    let usual = median(&mut replays.values().to_vec()).unwrap_or(0.0);
    if usual <= 0.0 {
        return found;
    }
    let often = |(start, end)| replays.mean(start, end).map_or(0.0, |mean| mean / usual);
    let mut told: Vec<(i64, i64)> = Vec::new();
    for one in &mut found {
        let times = often((one.start, one.end));
        if times >= TELLING {
            told.push((one.start, one.end));
            *one = one.clone().because(weight(times), reason(times));
        }
    }
    told.sort_unstable();
    for (start, end) in replays.runs(|value| value / usual >= 2.0 * TELLING) {
        let Some((loudest, _)) = replays.loudest(start, end, WINDOW) else {
            continue;
        };
        let span = (loudest, end.min(loudest + WINDOW));
        let is_told = told.iter().any(|other| other.0 < span.1 && span.0 < other.1);
        if is_told || span.0 >= span.1 {
            continue;
        }
        let half = (span.1 - span.0) / 2;
        let kind = if shared(span, &film.music) > half {
            MomentKind::PerformancePeak
        } else if shared(span, &film.crowds) > half {
            MomentKind::Crowd
        } else {
            MomentKind::TurningPoint
        };
        let times = often(span);
        let title = format!("Seen again and again: {}", clock(span.0));
        found.push(Candidate::new(kind, span, title).because(weight(times), reason(times)));
    }
    found
}

fn weight(times: f64) -> f64 {
    2.0 * times.max(1.0).log2()
}

fn reason(times: f64) -> String {
    format!("replayed {times:.1} times as often as the rest")
}
