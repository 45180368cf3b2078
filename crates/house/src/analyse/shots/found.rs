use media::time::FrameRate;

use super::likeness::Products;
use super::{cuts, gradual};
use crate::analyse::Transition;
use crate::analyse::look::Look;

/// A transition; frames count from the first look of a stretch.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Found {
    /// The first frame of the shot that comes in, mixed or not.
    pub(super) first: usize,
    /// 0 for a cut.
    pub(super) frames: usize,
    pub(super) kind: Transition,
}

impl Found {
    pub(super) fn end(&self) -> usize {
        self.first + self.frames
    }
}

/// All transitions of a stretch of looks, in order and apart from each other.
pub(super) fn transitions(looks: &[Look], rate: FrameRate) -> Vec<Found> {
    let products = Products::of(looks);
    let gradual = gradual::find(looks, &products, rate);
    let mut found = cuts::find(looks, &products, rate);
    // A gradual transition is made of large differences, some of which may have passed for cuts.
    found.retain(|cut| {
        !gradual
            .iter()
            .any(|gradual| gradual.first <= cut.first && cut.first <= gradual.end())
    });
    found.extend(gradual);
    found.sort_by_key(|found| (found.first, found.frames));
    found.dedup_by(|later, before| later.first <= before.first || later.first < before.end());
    found
}
