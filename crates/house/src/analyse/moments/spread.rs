/// What is usual in a film: middle and spread, which a few outliers do not move (median and scaled median deviation).
#[derive(Debug, Clone, Copy)]
pub(super) struct Spread {
    pub(super) middle: f64,
    pub(super) deviation: f64,
}

/// Of a normal distribution, the standard deviation over the median deviation.
const SCALE: f64 = 1.4826;

impl Spread {
    /// `least`: a deviation below which nothing counts as unusual.
    pub(super) fn of(values: impl IntoIterator<Item = f64>, least: f64) -> Self {
        let mut values: Vec<f64> = values.into_iter().collect();
        let middle = median(&mut values).unwrap_or(0.0);
        let mut away: Vec<f64> = values.iter().map(|value| (value - middle).abs()).collect();
        let deviation = median(&mut away).unwrap_or(0.0) * SCALE;
        Self {
            middle,
            deviation: deviation.max(least),
        }
    }

    /// How many deviations a value lies above the middle.
    pub(super) fn z(&self, value: f64) -> f64 {
        (value - self.middle) / self.deviation.max(f64::MIN_POSITIVE)
    }
}

pub(super) fn median(values: &mut [f64]) -> Option<f64> {
    if values.is_empty() {
        return None;
    }
    let half = values.len() / 2;
    let (_, middle, _) = values.select_nth_unstable_by(half, f64::total_cmp);
    Some(*middle)
}
