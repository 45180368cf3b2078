use std::sync::atomic::{AtomicU64, Ordering};

/// Upper ends of the buckets, in milliseconds.
pub(super) const BOUNDS: [u64; 10] = [100, 250, 500, 1_000, 1_500, 2_500, 4_000, 6_000, 10_000, 20_000];

/// How often something took how long.
#[derive(Debug, Default)]
pub(super) struct Histogram {
    buckets: [AtomicU64; BOUNDS.len() + 1],
    sum_ms: AtomicU64,
}

impl Histogram {
    pub(super) fn add(&self, ms: u64) {
        if let Some(bucket) = self.buckets.get(bucket_of(ms)) {
            bucket.fetch_add(1, Ordering::Relaxed);
        }
        self.sum_ms.fetch_add(ms, Ordering::Relaxed);
    }

    /// Counts bucket by bucket, the one without an upper end last.
    pub(super) fn counts(&self) -> Vec<u64> {
        self.buckets
            .iter()
            .map(|bucket| bucket.load(Ordering::Relaxed))
            .collect()
    }

    pub(super) fn sum_ms(&self) -> u64 {
        self.sum_ms.load(Ordering::Relaxed)
    }
}

fn bucket_of(ms: u64) -> usize {
    BOUNDS
        .iter()
        .position(|bound| ms <= *bound)
        .unwrap_or(BOUNDS.len())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_bound_belongs_to_its_own_bucket() {
        let histogram = Histogram::default();
        for ms in [0, 100, 101, 20_000, 20_001] {
            histogram.add(ms);
        }
        let counts = histogram.counts();
        assert_eq!((counts[0], counts[1], counts[9], counts[10]), (2, 1, 1, 1));
        assert_eq!(histogram.sum_ms(), 40_202);
    }
}
