use crate::film::Order;

/// How much is measured.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Scale {
    /// Of the large film's picture.
    pub(crate) bytes: u64,
    pub(crate) rounds: u32,
    /// Of load in a warm round.
    pub(crate) seconds: u32,
    /// Trials of the first picture, each on both sides.
    pub(crate) trials: u32,
    /// Of the file that is uploaded.
    pub(crate) upload: u64,
    /// Times that an upload is cut off.
    pub(crate) cuts: u32,
    /// In Studio's lists.
    pub(crate) assets: u32,
    pub(crate) titles: u32,
    /// Times that each first view is asked for.
    pub(crate) views: u32,
    /// Who wait for an opening.
    pub(crate) visitors: usize,
    /// Films that open one after the other.
    pub(crate) openings: u32,
}

impl Scale {
    pub(crate) const FULL: Self = Self {
        bytes: 1_100_000_000,
        rounds: 5,
        seconds: 4,
        trials: 15,
        upload: 4_000_000_000,
        cuts: 50,
        assets: 10_000,
        titles: 1_000,
        views: 200,
        visitors: 10_000,
        openings: 1_000,
    };

    /// Shows whether everything works; its figures say nothing.
    pub(crate) const SMOKE: Self = Self {
        bytes: 60_000_000,
        rounds: 1,
        seconds: 1,
        trials: 2,
        upload: 60_000_000,
        cuts: 5,
        assets: 300,
        titles: 30,
        views: 20,
        visitors: 500,
        openings: 50,
    };

    pub(crate) fn large(self) -> Order {
        Order {
            segment_bytes: 2_000_000,
            bytes: self.bytes,
            width: 960,
            height: 540,
        }
    }

    pub(crate) fn small(self) -> Order {
        Order {
            segment_bytes: 500_000,
            bytes: self.bytes / 2,
            width: 480,
            height: 270,
        }
    }
}
