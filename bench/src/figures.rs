//! Measured values and what is said about them. These are floats: they are read by people and never go back into film.

use std::fmt;
use std::time::Duration;

/// Values of one quantity over the rounds.
#[derive(Debug, Clone, Default)]
pub(crate) struct Series(Vec<f64>);

impl Series {
    pub(crate) fn push(&mut self, value: f64) {
        self.0.push(value);
    }

    /// Of each round, ours over theirs: the two of a round were measured one after the other, so that what slows the
    /// whole machine slows both.
    pub(crate) fn over(&self, theirs: &Self) -> Self {
        Self(
            self.0
                .iter()
                .zip(&theirs.0)
                .map(|(ours, theirs)| ours / theirs)
                .collect(),
        )
    }

    pub(crate) fn median(&self) -> f64 {
        let sorted = self.sorted();
        let middle = sorted.len() / 2;
        match (
            sorted.get(middle),
            middle.checked_sub(1).and_then(|below| sorted.get(below)),
        ) {
            (Some(upper), Some(lower)) if sorted.len().is_multiple_of(2) => (upper + lower) / 2.0,
            (Some(only), _) => *only,
            (None, _) => f64::NAN,
        }
    }

    fn sorted(&self) -> Vec<f64> {
        let mut sorted = self.0.clone();
        sorted.sort_by(f64::total_cmp);
        sorted
    }
}

/// "1.04 [0.98..1.11]": the median, the least and the greatest.
impl fmt::Display for Series {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let sorted = self.sorted();
        let (Some(least), Some(greatest)) = (sorted.first(), sorted.last()) else {
            return f.write_str("nothing measured");
        };
        write!(
            f,
            "{} [{}..{}]",
            Short(self.median()),
            Short(*least),
            Short(*greatest)
        )
    }
}

/// How long many answers took.
#[derive(Debug, Clone, Default)]
pub(crate) struct Times(Series);

impl Times {
    pub(crate) fn push(&mut self, time: Duration) {
        self.0.push(time.as_secs_f64() * 1_000.0);
    }
}

/// "median 4.10 ms, p99 9.80 ms of 200".
impl fmt::Display for Times {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let sorted = self.0.sorted();
        let slow = (sorted.len() * 99).div_ceil(100).saturating_sub(1);
        let Some(slowest) = sorted.get(slow) else {
            return f.write_str("nothing measured");
        };
        let (median, slowest) = (Short(self.0.median()), Short(*slowest));
        write!(f, "median {median} ms, p99 {slowest} ms of {}", sorted.len())
    }
}

/// Three digits that count, and a letter for thousands.
pub(crate) struct Short(pub(crate) f64);

impl fmt::Display for Short {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (value, letter) = match self.0.abs() {
            v if v >= 1e9 => (self.0 / 1e9, "G"),
            v if v >= 1e6 => (self.0 / 1e6, "M"),
            v if v >= 1e4 => (self.0 / 1e3, "k"),
            _ => (self.0, ""),
        };
        let decimals = match value.abs() {
            v if v >= 100.0 => 0,
            v if v >= 10.0 => 1,
            _ => 2,
        };
        write!(f, "{value:.decimals$}{letter}")
    }
}

/// Both sides of a comparison and the ratio, one line each.
pub(crate) fn report(quantity: &str, ours: &Series, theirs: &Series, their_name: &str) {
    println!("  {quantity}");
    println!("    marquee  {ours}");
    println!("    {their_name}  {theirs}");
    println!("    ratio    {}", ours.over(theirs));
}

/// For people: exact below eight petabytes.
#[expect(clippy::cast_precision_loss, reason = "shown with three digits")]
pub(crate) fn precise(bytes: u64) -> f64 {
    bytes as f64
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_series_is_told_by_median_and_ends() {
        let series = Series(vec![3.0, 1.0, 2.0, 10.0]);
        assert_eq!(series.to_string(), "2.50 [1.00..10.0]");
        assert_eq!(Series(vec![12_345.0]).to_string(), "12.3k [12.3k..12.3k]");
        assert_eq!(Series::default().to_string(), "nothing measured");
        let mut times = Times::default();
        (1..=100).for_each(|millis| times.push(Duration::from_millis(millis)));
        assert_eq!(times.to_string(), "median 50.5 ms, p99 99.0 ms of 100");
        assert_eq!(
            series.over(&Series(vec![3.0, 2.0])).to_string(),
            "0.75 [0.50..1.00]"
        );
    }
}
