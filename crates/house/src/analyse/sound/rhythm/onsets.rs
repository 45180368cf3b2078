/// Frames before and after that an onset is the highest of.
const NEAR: usize = 4;
/// Frames that tell what is usual here.
const USUAL: usize = 40;
/// Rises below this are none, hundredths of a decibel.
const LEAST: f32 = 100.0;

/// Frames in which something begins: peaks of the rise that stand out of what is usual around them.
pub(super) fn onsets(rises: &[u16]) -> Vec<usize> {
    let usual = Usual::of(rises);
    let is_onset = |frame: &usize| {
        let here = rises.get(*frame).copied().unwrap_or_default();
        let near = rises.get(frame.saturating_sub(NEAR)..(frame + NEAR + 1).min(rises.len()));
        let earlier = rises.get(frame.saturating_sub(NEAR)..*frame);
        let highest = near.unwrap_or_default().iter().all(|rise| *rise <= here);
        // Of equals the first.
        let first = earlier.unwrap_or_default().iter().all(|rise| *rise < here);
        let (mean, deviation) = usual.around(*frame);
        highest && first && f32::from(here) > mean + 1.3 * deviation + LEAST
    };
    (0..rises.len()).filter(is_onset).collect()
}

/// How strong the blow in each frame is: the rise beyond what is usual around it, in its deviations, at most 4.
pub(super) fn blows(rises: &[u16]) -> Vec<f32> {
    let usual = Usual::of(rises);
    let blow = |(frame, rise): (usize, &u16)| {
        let (mean, deviation) = usual.around(frame);
        ((f32::from(*rise) - mean) / (deviation + 0.5 * LEAST)).clamp(0.0, 4.0)
    };
    rises.iter().enumerate().map(blow).collect()
}

/// Running sums, so that means over any stretch are quick.
struct Usual {
    sums: Vec<(u64, u64)>,
}

impl Usual {
    fn of(rises: &[u16]) -> Self {
        let mut sums = Vec::with_capacity(rises.len() / 8 + 2);
        let (mut sum, mut squares) = (0_u64, 0_u64);
        sums.push((0, 0));
        // Eight frames at a time are fine enough.
        for eight in rises.chunks(8) {
            for rise in eight {
                sum += u64::from(*rise);
                squares += u64::from(*rise) * u64::from(*rise);
            }
            sums.push((sum, squares));
        }
        Self { sums }
    }

    /// Mean and deviation of the frames around one.
    fn around(&self, frame: usize) -> (f32, f32) {
        let last = self.sums.len() - 1;
        let first = frame.saturating_sub(USUAL) / 8;
        let end = ((frame + USUAL) / 8 + 1).min(last);
        let (Some(a), Some(b)) = (self.sums.get(first.min(last)), self.sums.get(end)) else {
            return (0.0, 0.0);
        };
        let count = ((end - first.min(end)) * 8).max(1) as f64;
        let mean = (b.0 - a.0) as f64 / count;
        let power = (b.1 - a.1) as f64 / count;
        (mean as f32, (power - mean * mean).max(0.0).sqrt() as f32)
    }
}
