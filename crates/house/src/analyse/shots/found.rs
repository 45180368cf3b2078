use media::time::FrameRate;

use super::likeness::Products;
use super::{cuts, fades, gradual};
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

/// All transitions of a stretch of looks, in order and apart from each other. `begins`: the stretch is the film's first.
pub(super) fn transitions(looks: &[Look], rate: FrameRate, begins: bool) -> Vec<Found> {
    let products = Products::of(looks);
    let mut cuts = cuts::find(looks, &products, rate);
    let fades = fades::find(looks, &cuts, rate, begins);
    // The hard edges of a fade, if it has one, belong to it.
    cuts.retain(|cut| {
        !fades
            .iter()
            .any(|fade| fade.first <= cut.first && cut.first <= fade.end())
    });

    let mut barred: Vec<bool> = looks.iter().map(fades::is_plain).collect();
    let mut bar = |frame: usize| {
        if let Some(barred) = barred.get_mut(frame) {
            *barred = true;
        }
    };
    cuts.iter().for_each(|cut| bar(cut.first));
    fades
        .iter()
        .flat_map(|fade| fade.first..fade.end())
        .for_each(&mut bar);
    let dissolves = gradual::find(looks, &products, &barred);

    let mut found = [cuts, fades, dissolves].concat();
    found.sort_by_key(|found| (found.first, found.frames));
    found.dedup_by(|later, before| later.first <= before.first || later.first < before.end());
    found
}
