/// Numbers by chance that are the same in every run: SplitMix64 (Steele, Lea and Flood, 2014).
#[derive(Debug, Clone)]
pub(super) struct Chance(u64);

impl Chance {
    pub(super) fn new(seed: u64) -> Self {
        Self(seed)
    }

    pub(super) fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mixed = (self.0 ^ (self.0 >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        let mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        mixed ^ (mixed >> 31)
    }

    /// From `least` to `most`, both possible.
    pub(super) fn between(&mut self, least: usize, most: usize) -> usize {
        let span = most.saturating_sub(least) as u64 + 1;
        least + usize::try_from(self.next() % span).unwrap_or(0)
    }

    /// True in `percent` of 100.
    pub(super) fn happens(&mut self, percent: usize) -> bool {
        self.between(1, 100) <= percent
    }

    pub(super) fn real(&mut self, least: f32, most: f32) -> f32 {
        let step = u16::try_from(self.next() >> 48).unwrap_or(0);
        least + (most - least) * f32::from(step) / f32::from(u16::MAX)
    }
}
