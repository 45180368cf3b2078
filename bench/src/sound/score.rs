/// What was told against what is so, in tenths of a second.
#[derive(Debug, Clone, Copy, Default)]
pub(crate) struct Score {
    pub(crate) hit: u64,
    pub(crate) told: u64,
    pub(crate) so: u64,
    pub(crate) all: u64,
}

impl Score {
    pub(crate) fn add(&mut self, told: &[bool], so: &[bool]) {
        for (told, so) in told.iter().zip(so) {
            self.hit += u64::from(*told && *so);
            self.told += u64::from(*told);
            self.so += u64::from(*so);
            self.all += 1;
        }
    }

    pub(crate) fn f1(self) -> f64 {
        2.0 * self.hit as f64 / (self.told + self.so).max(1) as f64
    }

    pub(crate) fn precision(self) -> f64 {
        self.hit as f64 / self.told.max(1) as f64
    }

    pub(crate) fn recall(self) -> f64 {
        self.hit as f64 / self.so.max(1) as f64
    }
}

/// F-measure of beats: pairs within 70 ms, each used once, after the first five seconds (the convention of mir_eval).
pub(crate) fn beats(found: &[f64], so: &[f64]) -> f64 {
    let later = |times: &[f64]| -> Vec<f64> { times.iter().copied().filter(|time| *time >= 5.0).collect() };
    let (found, so) = (later(found), later(so));
    let mut hits = 0_usize;
    let mut next = 0;
    // Both are in order and farther apart than the window is wide, so the first that fits is the one.
    for time in &so {
        while found.get(next).is_some_and(|found| *found < time - 0.07) {
            next += 1;
        }
        if found.get(next).is_some_and(|found| *found <= time + 0.07) {
            hits += 1;
            next += 1;
        }
    }
    2.0 * hits as f64 / (found.len() + so.len()).max(1) as f64
}
