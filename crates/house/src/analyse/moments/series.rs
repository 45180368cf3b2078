use super::super::sound::Curve;

/// A curve made ready for means over many windows. Times are microseconds.
#[derive(Debug, Default)]
pub(super) struct Series {
    per_second: i64,
    values: Vec<f64>,
    /// Of the values before each place.
    sums: Vec<f64>,
}

/// A sudden change of level.
#[derive(Debug, Clone, Copy)]
pub(super) struct Step {
    pub(super) at: i64,
    /// The mean after it less the mean before it.
    pub(super) by: f64,
}

impl Series {
    /// Hundredths become whole units; what was not measured, and what lies lower, is `floor`.
    pub(super) fn of(curve: &Curve, floor: f64) -> Self {
        let units = |value: &i16| match *value {
            Curve::NOTHING => floor,
            value => (f64::from(value) / 100.0).max(floor),
        };
        let values: Vec<f64> = curve.values.iter().map(units).collect();
        let mut sums = Vec::with_capacity(values.len() + 1);
        let mut sum = 0.0;
        sums.push(sum);
        for value in &values {
            sum += value;
            sums.push(sum);
        }
        Self {
            per_second: i64::from(curve.per_second.max(1)),
            values,
            sums,
        }
    }

    /// In another unit, of which one of this has so many.
    pub(super) fn scaled(mut self, by: f64) -> Self {
        let values = self.values.iter_mut().chain(&mut self.sums);
        values.for_each(|value| *value *= by);
        self
    }

    pub(super) fn is_empty(&self) -> bool {
        self.values.is_empty()
    }

    pub(super) fn len(&self) -> usize {
        self.values.len()
    }

    pub(super) fn values(&self) -> &[f64] {
        &self.values
    }

    pub(super) fn index(&self, micros: i64) -> usize {
        let index = i128::from(micros.max(0)) * i128::from(self.per_second.max(1)) / 1_000_000;
        usize::try_from(index)
            .unwrap_or(usize::MAX)
            .min(self.values.len())
    }

    pub(super) fn micros(&self, index: usize) -> i64 {
        let micros = index as i128 * 1_000_000 / i128::from(self.per_second.max(1));
        i64::try_from(micros).unwrap_or(i64::MAX)
    }

    /// `None` where there are no values.
    pub(super) fn mean(&self, from: i64, to: i64) -> Option<f64> {
        self.mean_of(self.index(from), self.index(to))
    }

    pub(super) fn mean_of(&self, from: usize, to: usize) -> Option<f64> {
        let to = to.min(self.values.len());
        if from >= to {
            return None;
        }
        let (from_sum, to_sum) = (self.sums.get(from)?, self.sums.get(to)?);
        Some((to_sum - from_sum) / (to - from) as f64)
    }

    /// Change at a place, between means over `window` values before and after; fewer at the ends.
    pub(super) fn step(&self, at: usize, window: usize) -> Option<f64> {
        let before = self.mean_of(at.saturating_sub(window), at)?;
        Some(self.mean_of(at, at.saturating_add(window))? - before)
    }

    /// The largest step up (or down) within `reach` of a time.
    pub(super) fn edge(&self, near: i64, reach: i64, up: bool) -> Option<Step> {
        let window = usize::try_from(self.per_second * 4 / 5).unwrap_or(1).max(1);
        let (from, to) = (
            self.index(near.saturating_sub(reach)),
            self.index(near.saturating_add(reach)),
        );
        let mut best: Option<Step> = None;
        for at in from..=to.min(self.values.len()) {
            let Some(by) = self.step(at, window) else { continue };
            let signed = |by: f64| if up { by } else { -by };
            if best.is_none_or(|best| signed(by) > signed(best.by)) {
                let at = self.micros(at);
                best = Some(Step { at, by });
            }
        }
        best.filter(|step| if up { step.by > 0.0 } else { step.by < 0.0 })
    }

    /// Where a mean over `window` micros is largest between two times: its start and the mean.
    pub(super) fn loudest(&self, from: i64, to: i64, window: i64) -> Option<(i64, f64)> {
        let count = self.index(window).max(1);
        let (from, to) = (self.index(from), self.index(to));
        let last = to.saturating_sub(count).max(from);
        let mut best: Option<(usize, f64)> = None;
        for at in from..=last {
            let Some(mean) = self.mean_of(at, at.saturating_add(count).min(to)) else {
                continue;
            };
            if best.is_none_or(|(_, most)| mean > most) {
                best = Some((at, mean));
            }
        }
        best.map(|(at, mean)| (self.micros(at), mean))
    }

    /// Stretches in which every value holds, as times.
    pub(super) fn runs(&self, holds: impl Fn(f64) -> bool) -> Vec<(i64, i64)> {
        let mut runs = Vec::new();
        let mut start = 0;
        for run in self.values.chunk_by(|one, two| holds(*one) == holds(*two)) {
            let end = start + run.len();
            if run.first().is_some_and(|value| holds(*value)) {
                runs.push((self.micros(start), self.micros(end)));
            }
            start = end;
        }
        runs
    }
}
