//! Scores, chances and their logarithms.

/// The logarithm of the sum of what the scores are logarithms of.
pub(super) fn log_sum(scores: impl Iterator<Item = f32> + Clone) -> f32 {
    let highest = scores.clone().fold(f32::NEG_INFINITY, f32::max);
    if highest == f32::NEG_INFINITY {
        return highest;
    }
    let sum: f64 = scores.map(|score| f64::from(score - highest).exp()).sum();
    highest + sum.ln() as f32
}

/// The first of the highest; what is no number is not looked at.
pub(super) fn highest(scores: &[f32]) -> Option<usize> {
    let mut found: Option<(usize, f32)> = None;
    for (at, score) in scores.iter().enumerate() {
        if found.map_or(!score.is_nan(), |(_, best)| *score > best) {
            found = Some((at, *score));
        }
    }
    found.map(|(at, _)| at)
}

/// Drawn by chance, as the scores at this temperature say; `draw` is from 0 to 1.
pub(super) fn drawn(scores: &[f32], temperature: f32, draw: f64) -> Option<usize> {
    let all = log_sum(scores.iter().map(|score| score / temperature));
    let mut left = draw;
    let mut last = None;
    for (at, score) in scores.iter().enumerate() {
        let chance = f64::from(score / temperature - all).exp();
        if chance > 0.0 {
            left -= chance;
            last = Some(at);
            if left <= 0.0 {
                break;
            }
        }
    }
    last
}

/// Draws that are the same each time (splitmix64, Steele et al. 2014).
#[derive(Debug)]
pub(super) struct Draws(pub(super) u64);

impl Draws {
    pub(super) fn next(&mut self) -> f64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut mixed = self.0;
        mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        ((mixed ^ (mixed >> 31)) >> 11) as f64 / (1_u64 << 53) as f64
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn chances_are_those_of_the_scores() {
        let scores = [0.0, f32::NEG_INFINITY, 2.0_f32.ln(), f32::NAN];
        assert!((log_sum(scores[..3].iter().copied()) - 3.0_f32.ln()).abs() < 1e-6);
        assert_eq!(highest(&scores), Some(2));
        assert_eq!(highest(&[f32::NAN]), None);
        assert_eq!(drawn(&scores[..3], 1.0, 0.3), Some(0));
        assert_eq!(drawn(&scores[..3], 1.0, 0.4), Some(2));
        assert_eq!(drawn(&scores[..3], 1.0, 1.0), Some(2));
        assert_eq!(drawn(&[f32::NEG_INFINITY], 1.0, 0.5), None);
    }

    #[test]
    fn draws_are_even_and_always_the_same() {
        let mut draws = Draws(7);
        let mean = (0..1_000).map(|_| draws.next()).sum::<f64>() / 1_000.0;
        assert!((mean - 0.5).abs() < 0.03, "{mean}");
        assert_eq!(Draws(7).next(), Draws(7).next());
    }
}
