use super::super::moments::Moment;
use super::{Cuttings, one_line};
use crate::HouseError;

/// YouTube wants this many chapters, and this many seconds for each.
const FEWEST: usize = 3;
const SHORTEST: i64 = 10;
const OPENING: &str = "Opening";

/// Chapters for a description: the first at 0:00, each of ten seconds at least. Where two are too near each other, the
/// better one stays.
pub(super) fn write(cuttings: &Cuttings<'_>) -> Result<String, HouseError> {
    let length = cuttings.length.micros() / 1_000_000;
    let mut kept: Vec<(i64, &Moment)> = Vec::new();
    let mut best: Vec<&Moment> = cuttings.moments.iter().collect();
    best.sort_by_key(|moment| (std::cmp::Reverse(moment.score), moment.span.start));
    for moment in best {
        let start = moment.span.start.micros().max(0) / 1_000_000;
        // What begins right at the start is the opening itself.
        let start = if start < SHORTEST { 0 } else { start };
        let is_free = kept
            .iter()
            .all(|(other, _)| other.abs_diff(start) >= SHORTEST.unsigned_abs());
        if is_free && start + SHORTEST <= length {
            kept.push((start, moment));
        }
    }
    kept.sort_by_key(|(start, _)| *start);
    let has_opening = kept.first().is_some_and(|(start, _)| *start == 0);
    let count = kept.len() + usize::from(!has_opening);
    if count < FEWEST {
        return Err(HouseError::Refused(format!(
            "YouTube wants at least {FEWEST} chapters of {SHORTEST} seconds each, and these moments make {count}"
        )));
    }
    let is_long = length >= 3_600;
    let opening = (!has_opening).then(|| line(0, OPENING, is_long));
    let chapters = kept
        .iter()
        .map(|(start, moment)| line(*start, &moment.title, is_long));
    Ok(opening.into_iter().chain(chapters).collect())
}

fn line(seconds: i64, title: &str, is_long: bool) -> String {
    let (hours, minutes, seconds) = (seconds / 3_600, seconds / 60 % 60, seconds % 60);
    // Descriptions must not hold angle brackets.
    let title = one_line(&title.replace('<', "\u{2039}").replace('>', "\u{203a}"));
    if is_long {
        format!("{hours}:{minutes:02}:{seconds:02} {title}\n")
    } else {
        format!("{minutes}:{seconds:02} {title}\n")
    }
}
