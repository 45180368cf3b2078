use media::segments::SegmentTable;

/// Bits per second.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(super) struct Bandwidth {
    pub(super) average: u64,
    pub(super) peak: u64,
}

impl Bandwidth {
    pub(super) fn of(table: &SegmentTable) -> Self {
        Self {
            average: table.average_bandwidth(),
            peak: table.peak_bandwidth(),
        }
    }

    pub(super) fn plus(self, other: Self) -> Self {
        Self {
            average: self.average.saturating_add(other.average),
            peak: self.peak.saturating_add(other.peak),
        }
    }

    /// What the heaviest choice within a group costs.
    pub(super) fn max(self, other: Self) -> Self {
        Self {
            average: self.average.max(other.average),
            peak: self.peak.max(other.peak),
        }
    }
}
