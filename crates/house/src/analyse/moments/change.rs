use super::super::sound::{Curve, Hearing};
use super::film::FLOOR;

/// Where one sound gives way to another, to the tenth of a second. The ear judges over two seconds and is late or early by
/// up to one; a single step of the level is misled by loud syllables. So the place is taken that divides what is heard
/// around it best into two sounds, each with a level, a share of the crowd's band and peaks of its own, and each as
/// steady or restless as it is (two normal distributions for each figure, the likeliest place; Hinkley 1970).
#[derive(Debug, Default)]
pub(super) struct Change {
    figures: Vec<Figure>,
    per_second: i64,
    count: usize,
}

/// Sums before each place, of the values and of their squares.
#[derive(Debug)]
struct Figure {
    sums: Vec<f64>,
    squares: Vec<f64>,
}

#[derive(Debug, Clone, Copy)]
pub(super) struct Division {
    pub(super) at: i64,
    /// How much better two sounds explain what is heard than one, in natural logarithms of likelihood.
    pub(super) gain: f64,
}

/// Seconds of sound on either side that are held against each other.
const CONTEXT: i64 = 3;
/// Values without which a side says nothing.
const FEWEST: usize = 3;
/// Decibels by which any sound goes up and down between two tenths: steadier ones are no better known for it.
const UNREST: f64 = 1.5;
/// What it costs to lie a second off where the change was expected, growing with the square.
const DISTANCE: f64 = 6.0;

impl Change {
    pub(super) fn of(hearing: &Hearing) -> Self {
        let units = |value: &i16| match *value {
            Curve::NOTHING => FLOOR,
            value => (f64::from(value) / 100.0).max(FLOOR),
        };
        let values = |curve: &Curve| curve.values.iter().map(units).collect::<Vec<f64>>();
        let level = values(&hearing.level.rms);
        let peaks = values(&hearing.level.peak);
        let crowd = values(&hearing.crowd.level);
        let count = level.len().min(peaks.len()).min(crowd.len());
        // How far single peaks stand out: clapping and voices have more of them than a roar.
        let over: Vec<f64> = peaks
            .iter()
            .zip(&level)
            .map(|(peak, level)| peak - level)
            .collect();
        Self {
            figures: [&level, &crowd, &over].map(|values| Figure::of(values)).into(),
            per_second: i64::from(hearing.level.rms.per_second.max(1)),
            count,
        }
    }

    /// The change within `reach` of a time; `None` where there is not enough sound to tell.
    pub(super) fn near(&self, at: i64, reach: i64) -> Option<Division> {
        let index = |micros: i64| {
            let index = micros.max(0).saturating_mul(self.per_second) / 1_000_000;
            usize::try_from(index).unwrap_or(usize::MAX).min(self.count)
        };
        let time =
            |index: usize| i64::try_from(index).unwrap_or(i64::MAX) * 1_000_000 / self.per_second.max(1);
        let context = usize::try_from(CONTEXT * self.per_second).unwrap_or(1);
        let (first, last) = (index(at.saturating_sub(reach)), index(at.saturating_add(reach)));
        let (from, to) = (
            first.saturating_sub(context),
            last.saturating_add(context).min(self.count),
        );
        let whole: f64 = self.figures.iter().map(|figure| figure.fit(from, to)).sum();
        let mut best: Option<(f64, Division)> = None;
        for place in first.max(from + FEWEST)..=last.min(to.saturating_sub(FEWEST)) {
            let sides = |figure: &Figure| figure.fit(from, place) + figure.fit(place, to);
            let gain = self.figures.iter().map(sides).sum::<f64>() - whole;
            let at = (time(place), (time(place) - at) as f64 / 1_000_000.0);
            let worth = gain - DISTANCE * at.1 * at.1;
            if best.is_none_or(|(most, _)| worth > most) {
                best = Some((worth, Division { at: at.0, gain }));
            }
        }
        best.map(|(_, division)| division)
    }
}

impl Figure {
    fn of(values: &[f64]) -> Self {
        let sums = |of: fn(f64) -> f64| {
            let mut sum = 0.0;
            let before = values.iter().map(|value| {
                sum += of(*value);
                sum
            });
            std::iter::once(0.0).chain(before).collect()
        };
        Self {
            sums: sums(|value| value),
            squares: sums(|value| value * value),
        }
    }

    /// How well one normal distribution explains the values, in natural logarithms.
    fn fit(&self, from: usize, to: usize) -> f64 {
        let between = |sums: &[f64]| match (sums.get(from), sums.get(to)) {
            (Some(from), Some(to)) => to - from,
            _ => 0.0,
        };
        let count = to.saturating_sub(from).max(1) as f64;
        let mean = between(&self.sums) / count;
        let spread = (between(&self.squares) / count - mean * mean).max(0.0);
        -0.5 * count * (spread + UNREST * UNREST).ln()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn change(level: &[f64], over: &[f64]) -> Change {
        let crowd: Vec<f64> = level.iter().map(|value| value - 6.0).collect();
        Change {
            figures: [level, &crowd, over].map(Figure::of).into(),
            per_second: 10,
            count: level.len(),
        }
    }

    /// Up and down by so many decibels.
    fn course(middle: f64, by: f64, tenths: usize) -> impl Iterator<Item = f64> {
        (0..tenths).map(move |at| middle + if at % 2 == 0 { by } else { -by })
    }

    #[test]
    fn a_step_is_found_where_it_is_and_not_where_it_was_expected() {
        let level: Vec<f64> = course(-20.0, 2.0, 60).chain(course(-32.0, 2.0, 60)).collect();
        let over = vec![12.0; level.len()];
        let found = change(&level, &over).near(6_700_000, 1_200_000).unwrap();
        assert_eq!(found.at, 6_000_000);
        assert!(found.gain > 25.0, "{found:?}");
    }

    #[test]
    fn sounds_of_one_level_are_told_apart_by_how_restless_they_are() {
        let level: Vec<f64> = course(-22.0, 0.3, 60).chain(course(-22.0, 6.0, 60)).collect();
        let over: Vec<f64> = course(10.0, 0.2, 60).chain(course(14.0, 3.0, 60)).collect();
        let found = change(&level, &over).near(5_400_000, 1_200_000).unwrap();
        assert!(found.at.abs_diff(6_000_000) <= 100_000, "{found:?}");
    }

    #[test]
    fn one_sound_is_not_worth_dividing() {
        let level: Vec<f64> = course(-22.0, 2.0, 120).collect();
        let over = vec![12.0; level.len()];
        let found = change(&level, &over).near(6_000_000, 1_200_000).unwrap();
        assert!(found.gain < 5.0, "{found:?}");
        assert!(change(&[], &[]).near(0, 1_200_000).is_none());
    }
}
