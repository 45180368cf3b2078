use super::super::MomentKind;
use super::super::candidate::Candidate;
use super::super::film::Film;
use super::super::spread::Spread;
use super::super::telling::{clock, seconds};

const FEWEST_SHOTS: usize = 5;
/// Shots of a montage are at most this long, in microseconds, however slow the film is.
const LONGEST_SHOT: i64 = 3_500_000;
const LONGEST: i64 = 45_000_000;
/// How much faster than the whole film it is cut, at least.
const FASTER: f64 = 2.0;

/// Runs of shots that are short for this film.
pub(super) fn find(film: &Film<'_>) -> Vec<Candidate> {
    let Some(picture) = film.picture else {
        return Vec::new();
    };
    let spans: Vec<(i64, i64)> = picture
        .shots
        .iter()
        .map(|shot| picture.span_of(shot))
        .map(|span| (span.start.micros(), span.end.micros()))
        .collect();
    if spans.len() < 2 * FEWEST_SHOTS {
        return Vec::new();
    }
    let lengths = || spans.iter().map(|(start, end)| end - start);
    let usual = Spread::of(lengths().map(|length| (length.max(1) as f64).ln()), 0.4);
    let mean = film.length as f64 / spans.len() as f64;
    let is_short = |(start, end): &(i64, i64)| {
        let length = end - start;
        length <= LONGEST_SHOT && (length as f64) * 1.6 < mean
    };
    let mut found = Vec::new();
    for run in spans.chunk_by(|one, two| is_short(one) && is_short(two)) {
        let (Some((start, _)), Some((_, end))) = (run.first(), run.last()) else {
            continue;
        };
        let (start, end) = (*start, (*end).min(start + LONGEST));
        let count = run.iter().filter(|(_, shot_end)| *shot_end <= end).count();
        if count < FEWEST_SHOTS {
            continue;
        }
        let each = (end - start) as f64 / count as f64;
        let faster = mean / each.max(1.0);
        if faster < FASTER {
            continue;
        }
        let reason = format!(
            "{count} shots in {}, {faster:.1} times as fast as the rest",
            seconds(end - start)
        );
        let title = format!("{count} pictures in {} at {}", seconds(end - start), clock(start));
        found.push(
            Candidate::new(MomentKind::Montage, (start, end), title)
                .because(1.6 * faster.log2(), reason)
                .weighed(-usual.z(each.max(1.0).ln()))
                .weighed((count as f64 / 4.0).log2())
                .counting(0.75),
        );
    }
    found
}
