use super::channel_name;
use crate::analyse::sound::block::{self, Block};
use crate::analyse::{Finding, FindingKind, Span};

/// Means below this share of full scale are heard by nobody.
const LEAST: f64 = 0.004;
/// Seconds that can tell a constant from a slow sound.
const LEAST_SECONDS: usize = 3;

/// A constant that lies on a channel all the time.
#[derive(Debug)]
pub(super) struct DcOffset {
    /// Of each channel: sum and frames of the second that is being heard, and the means of whole seconds.
    channels: Vec<(f64, u64, Vec<f32>)>,
}

impl DcOffset {
    pub(super) fn new(channels: usize) -> Self {
        Self {
            channels: vec![(0.0, 0, Vec::new()); channels],
        }
    }

    pub(super) fn hear(&mut self, block: &Block) {
        let second_is_over = block.number % 10 == 9;
        for ((sum, frames, means), plane) in self.channels.iter_mut().zip(block.planes()) {
            *sum += block::sums(plane).0;
            *frames += plane.len() as u64;
            if second_is_over {
                // Exact silence is no sound that could have a constant.
                if *sum != 0.0 {
                    means.push((*sum / (*frames).max(1) as f64) as f32);
                }
                (*sum, *frames) = (0.0, 0);
            }
        }
    }

    pub(super) fn finish(self, whole: Span) -> Vec<Finding> {
        let count = self.channels.len();
        let channels = self.channels.into_iter().enumerate();
        channels
            .filter_map(|(channel, (.., means))| {
                let offset = constant(means)?;
                Some(Finding {
                    kind: FindingKind::DcOffset,
                    span: whole,
                    sentence: format!(
                        "{} lies {:.2} % of full scale {} zero ({:.0} dBFS)",
                        channel_name(channel, count),
                        offset.abs() * 100.0,
                        if offset > 0.0 { "above" } else { "below" },
                        20.0 * offset.abs().log10(),
                    ),
                })
            })
            .collect()
    }
}

/// The median of the means, if nine in ten of them lie near it.
fn constant(mut means: Vec<f32>) -> Option<f64> {
    if means.len() < LEAST_SECONDS {
        return None;
    }
    means.sort_unstable_by(f32::total_cmp);
    let part = |tenths: usize| means.get(means.len() * tenths / 20).copied().map(f64::from);
    let (low, middle, high) = (part(1)?, part(10)?, part(19)?);
    (middle.abs() >= LEAST && high - low <= 1.5 * middle.abs()).then_some(middle)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_constant_is_told_from_a_wandering_mean() {
        assert_eq!(constant(vec![0.01; 5]), Some(f64::from(0.01_f32)));
        assert_eq!(constant(vec![-0.05, 0.04, 0.01, -0.02, 0.06, 0.03]), None);
        assert_eq!(constant(vec![0.002; 50]), None);
        assert_eq!(constant(vec![0.1; 2]), None);
    }
}
