use super::super::telling::stretch;

/// Least time for which "the only one" says something.
const TELLING: i64 = 60_000_000;

/// How much it counts that the like was not there for so long: 1 for half a minute, 3 for 12 minutes.
pub(super) fn rarity(alone: i64) -> f64 {
    let minutes = alone.max(0) as f64 / 60_000_000.0;
    0.7 * (1.0 + 2.0 * minutes).log2()
}

/// "the only silence in 12 minutes", or nothing where that is not worth saying.
pub(super) fn only(what: &str, alone: i64) -> String {
    if alone < TELLING {
        return String::new();
    }
    format!("the only {what} in {}", stretch(alone))
}
