use super::film::{Stretch, joined};
use super::series::Series;
use super::spread::median;

/// Decibels below the film's middle at which nothing of weight is heard.
const FAINT: f64 = 12.0;
/// Shorter dips are part of a sound.
const DIP: i64 = 500_000;
/// Shorter stretches are what classes leave between each other.
const LEAST: i64 = 1_000_000;

/// Where something is heard that has no class: neither speech nor music, no crowd, not quiet.
pub(super) fn others(level: &Series, known: &[&[Stretch]], length: i64) -> Vec<Stretch> {
    let mut heard: Vec<f64> = level.values().to_vec();
    let Some(usual) = median(&mut heard) else {
        return Vec::new();
    };
    let faint = level.runs(|value| value < usual - FAINT);
    let mut taken: Vec<Stretch> = faint
        .into_iter()
        .filter(|(start, end)| end - start >= DIP)
        .collect();
    taken.extend(known.iter().copied().flatten());
    let mut rest = Vec::new();
    let mut from = 0;
    for (start, end) in joined(taken, 0, length) {
        rest.push((from, start));
        from = end;
    }
    rest.push((from, length.min(level.micros(level.len()))));
    rest.retain(|(start, end)| end - start >= LEAST);
    rest
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::analyse::sound::Curve;

    #[test]
    fn what_has_no_class_and_is_no_pause() {
        let mut values = vec![-2_000_i16; 600];
        values[200..230].fill(-5_000);
        values[300..303].fill(-5_000);
        let level = Series::of(
            &Curve {
                per_second: 10,
                values,
            },
            -70.0,
        );
        let speech = [(0, 15_000_000)];
        let music = [(40_000_000, 59_500_000)];
        let found = others(&level, &[&speech, &music], 60_000_000);
        assert_eq!(found, [(15_000_000, 20_000_000), (23_000_000, 40_000_000)]);
    }
}
