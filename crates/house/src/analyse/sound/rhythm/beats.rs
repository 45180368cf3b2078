/// How dear it is to leave the pace (Ellis 2007).
const TIGHTNESS: f32 = 80.0;

/// Frames of the beats: the course of blows with the most strength that keeps the pace (dynamic programming after Ellis,
/// "Beat Tracking by Dynamic Programming", 2007). `lags`: frames from beat to beat at each frame.
pub(super) fn beats(blows: &[f32], lags: &[f32]) -> Vec<usize> {
    let mut scores: Vec<f32> = Vec::with_capacity(blows.len());
    let mut before: Vec<u32> = Vec::with_capacity(blows.len());
    for (at, (blow, lag)) in blows.iter().zip(lags).enumerate() {
        let (near, far) = ((lag * 0.5) as usize, (lag * 2.0) as usize);
        let (mut best, mut from) = (0.0_f32, u32::MAX);
        for step in near.max(1)..=far.min(at) {
            let Some(score) = scores.get(at - step) else {
                continue;
            };
            let off = (step as f32 / lag).ln();
            let score = score - TIGHTNESS * off * off;
            if score > best {
                (best, from) = (score, (at - step) as u32);
            }
        }
        scores.push(blow + best);
        before.push(from);
    }
    // The last beat is the best of the last period.
    let last_lag = lags.last().map_or(1, |lag| *lag as usize).max(1);
    let tail = scores.len().saturating_sub(last_lag);
    let end = scores
        .iter()
        .enumerate()
        .skip(tail)
        .max_by(|a, b| a.1.total_cmp(b.1));
    let mut found = Vec::new();
    let mut at = end.map(|(at, _)| at);
    while let Some(beat) = at {
        found.push(beat);
        at = before
            .get(beat)
            .filter(|from| **from != u32::MAX)
            .map(|from| *from as usize);
    }
    found.reverse();
    found
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn beats_go_on_where_a_blow_is_missing() {
        let mut blows = vec![0.0; 1000];
        for beat in (7..1000).step_by(48) {
            blows[beat] = 3.0;
            if beat + 24 < 1000 {
                blows[beat + 24] = 1.0;
            }
        }
        blows[7 + 48 * 5] = 0.0;
        let found = beats(&blows, &vec![47.0; 1000]);
        assert_eq!(found, (7..1000).step_by(48).collect::<Vec<_>>());
    }
}
